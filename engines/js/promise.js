// promise.js - Promise, for engines that have none: what then() and resolve() suffice for. These the engine has
// (binding.promise), or promise_es5.js. SPDX-License-Identifier: MIT

var rejections = require('rejections');

function show(value) {
	return typeof value === 'object' && value !== null ? '#<Object>' : String(value);
}

// The constructor for results of promise: a subclass's, or Promise.
function species(promise) {
	var C = promise.constructor;

	if (C === undefined) {
		return Promise;
	}
	if (Symbol.species !== undefined && C[Symbol.species] !== undefined && C[Symbol.species] !== null) {
		return C[Symbol.species];
	}
	return C;
}

// {promise, resolve, reject} by any constructor.
function capability(C) {
	var out = {promise: undefined, resolve: undefined, reject: undefined};

	if (typeof C !== 'function') {
		throw new TypeError(show(C) + ' is not a constructor');
	}
	out.promise = new C(function (resolve, reject) {
		out.resolve = resolve;
		out.reject = reject;
	});
	if (typeof out.resolve !== 'function' || typeof out.reject !== 'function') {
		throw new TypeError('Promise resolve or reject function is not callable');
	}
	return out;
}

// What a promise of another constructor than C is for value.
function resolveBy(C, value) {
	if (value instanceof Promise && value.constructor === C) {
		return value;
	}
	C = capability(C);
	C.resolve(value);
	return C.promise;
}

var helpers = {
	unhandled: rejections.unhandled,
	handledLate: rejections.handledLate,
	capabilityOf: function (promise) {
		var C = species(promise);

		return C === Promise ? undefined : capability(C);
	},
	resolveBy: resolveBy,
	rejectBy: function (C, reason) {
		C = capability(C);
		C.reject(reason);
		return C.promise;
	},
	incompatible: function (receiver) {
		return new TypeError('Method Promise.prototype.then called on incompatible receiver ' + show(receiver));
	},
	noResolver: function (executor) {
		return new TypeError('Promise resolver ' + show(executor) + ' is not a function');
	}
};

var Promise = (binding.promise || require('promise_es5').make)(helpers);

function hidden(object, name, value) {
	Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
}

hidden(Promise.prototype, 'catch', function (rejected) {
	return this.then(undefined, rejected);
});
hidden(Promise.prototype, 'finally', function (fn) {
	var C = species(this);

	if (typeof fn !== 'function') {
		return this.then(fn, fn);
	}
	return this.then(function (value) {
		return C.resolve(fn()).then(function () { return value; });
	}, function (reason) {
		return C.resolve(fn()).then(function () { throw reason; });
	});
});
hidden(Promise.prototype, Symbol.toStringTag, 'Promise');

hidden(Promise, 'withResolvers', function () {
	return capability(this);
});

// Calls each(value, index) for what is iterable; an array, or anything with an iterator.
function iterate(values, each) {
	var i, iterator, step;

	if (Array.isArray(values) && (Symbol.iterator === undefined || values[Symbol.iterator] === undefined)) {
		for (i = 0; i < values.length; i++) {
			each(values[i], i);
		}
		return;
	}
	if (typeof values === 'string' && values[Symbol.iterator] === undefined) {
		values.split('').forEach(each);
		return;
	}
	if (values === undefined || values === null || typeof values[Symbol.iterator] !== 'function') {
		throw new TypeError((typeof values) + ' ' + show(values) +
			' is not iterable (cannot read property Symbol(Symbol.iterator))');
	}
	iterator = values[Symbol.iterator]();
	for (i = 0, step = iterator.next(); !step.done; step = iterator.next()) {
		each(step.value, i++);
	}
}

// A combinator: each(out, resolved, i, promise) is called for each value.
function combine(C, values, each, finish) {
	var out = capability(C);
	var left = 1, results = [];

	function one() {
		if (--left === 0) {
			finish(out, results);
		}
	}
	try {
		iterate(values, function (value, i) {
			left++;
			results[i] = undefined;
			each(out, C.resolve(value), function (result) {
				results[i] = result;
				one();
			});
		});
		one();
	} catch (error) {
		out.reject(error);
	}
	return out.promise;
}

hidden(Promise, 'all', function (values) {
	return combine(this, values, function (out, promise, done) {
		promise.then(done, out.reject);
	}, function (out, results) {
		out.resolve(results);
	});
});

hidden(Promise, 'allSettled', function (values) {
	return combine(this, values, function (out, promise, done) {
		promise.then(function (value) {
			done({status: 'fulfilled', value: value});
		}, function (reason) {
			done({status: 'rejected', reason: reason});
		});
	}, function (out, results) {
		out.resolve(results);
	});
});

hidden(Promise, 'any', function (values) {
	return combine(this, values, function (out, promise, done) {
		promise.then(out.resolve, done);
	}, function (out, reasons) {
		var error = new Error('All promises were rejected');

		error.name = 'AggregateError';
		error.errors = reasons;
		out.reject(error);
	});
});

hidden(Promise, 'race', function (values) {
	var out = capability(this);
	var C = this;

	try {
		iterate(values, function (value) {
			C.resolve(value).then(out.resolve, out.reject);
		});
	} catch (error) {
		out.reject(error);
	}
	return out.promise;
});

if (Symbol.species !== undefined) {
	Object.defineProperty(Promise, Symbol.species, {configurable: true, get: function () { return this; }});
}

if (binding.mark !== undefined) {
	binding.mark(Promise.prototype, 'Promise');
}
exports.Promise = Promise;
