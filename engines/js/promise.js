// promise.js - Promise, for engines that have none. SPDX-License-Identifier: MIT
// Not strict: Duktape's strict closures are a third slower, and each promise makes two.

var core = require('core');
var jobs = require('jobs');
var add = jobs.add;

// _state: 0 pending, 1 fulfilled, 2 rejected. _value: what of, or, while pending, the reactions: undefined, one, or an
// array. _handled: somebody would learn of a rejection.
function Promise(executor) {
	var done = false;
	var self = this;

	if (!(self instanceof Promise)) {
		throw new TypeError('Promise constructor cannot be invoked without \'new\'');
	}
	if (typeof executor !== 'function') {
		throw new TypeError('Promise resolver ' + show(executor) + ' is not a function');
	}
	self._state = 0;
	self._value = undefined;
	self._handled = false;
	try {
		executor(function (value) {
			if (!done) {
				done = true;
				resolve(self, value);
			}
		}, function (reason) {
			if (!done) {
				done = true;
				settle(self, 2, reason);
			}
		});
	} catch (error) {
		if (!done) {
			done = true;
			settle(self, 2, error);
		}
	}
}

// A promise without an executor.
function Pending() {
	this._state = 0;
	this._value = undefined;
	this._handled = false;
}

// What then() gives. It is at the same time what waits at the promise it comes from, and the argument of the job that
// calls a handler.
function Derived(fulfilled, rejected) {
	this._state = 0;
	this._value = undefined;
	this._handled = false;
	this._source = undefined;
	this._fulfilled = fulfilled;
	this._rejected = rejected;
}

Pending.prototype = Derived.prototype = Promise.prototype;

function show(value) {
	return typeof value === 'object' && value !== null ? '#<Object>' : String(value);
}

// What waits instead of a Derived where the result is not a plain promise: `resolve` and `reject` make it.
function Reaction(fulfilled, rejected, resolve, reject) {
	this._source = undefined;
	this._fulfilled = fulfilled;
	this._rejected = rejected;
	this.resolve = resolve;
	this.reject = reject;
}

function react(waiting) {
	var source = waiting._source;
	var fulfilled = source._state === 1;
	var handler = fulfilled ? waiting._fulfilled : waiting._rejected;
	var value = source._value;

	waiting._source = waiting._fulfilled = waiting._rejected = undefined;
	if (handler !== undefined) {
		try {
			value = handler(value);
			fulfilled = true;
		} catch (error) {
			value = error;
			fulfilled = false;
		}
	}
	if (waiting._state === undefined) {
		if (fulfilled) {
			waiting.resolve(value);
		} else {
			waiting.reject(value);
		}
	} else if (!fulfilled) {
		settle(waiting, 2, value);
	} else if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
		settle(waiting, 1, value);
	} else {
		resolve(waiting, value);
	}
}

function settle(promise, state, value) {
	var waiting = promise._value;
	var i;

	promise._state = state;
	promise._value = value;
	if (waiting !== undefined) {
		if (Array.isArray(waiting)) {
			for (i = 0; i < waiting.length; i++) {
				waiting[i]._source = promise;
				add(react, waiting[i]);
			}
		} else {
			waiting._source = promise;
			add(react, waiting);
		}
	} else if (state === 2 && !promise._handled) {
		unhandled(promise);
	}
}

function resolve(promise, value) {
	var then;

	if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
		settle(promise, 1, value);
		return;
	}
	if (value === promise) {
		settle(promise, 2, new TypeError('Chaining cycle detected for promise #<Promise>'));
		return;
	}
	try {
		then = value.then;
	} catch (error) {
		settle(promise, 2, error);
		return;
	}
	if (typeof then === 'function') {
		add(follow, {promise: promise, value: value, then: then});
	} else {
		settle(promise, 1, value);
	}
}

// The job that makes a promise follow a thenable.
function follow(link) {
	var promise = link.promise;
	var done = false;

	if (link.then === Promise.prototype.then && link.value instanceof Promise && link.value.constructor === Promise) {
		listen(link.value, new Reaction(undefined, undefined, function (value) {
			settle(promise, 1, value);
		}, function (reason) {
			settle(promise, 2, reason);
		}));
		return;
	}
	try {
		link.then.call(link.value, function (value) {
			if (!done) {
				done = true;
				resolve(promise, value);
			}
		}, function (reason) {
			if (!done) {
				done = true;
				settle(promise, 2, reason);
			}
		});
	} catch (error) {
		if (!done) {
			done = true;
			settle(promise, 2, error);
		}
	}
}

function listen(promise, waiting) {
	var before;

	if (!promise._handled) {
		promise._handled = true;
		if (promise._state === 2) {
			handledLate(promise);
		}
	}
	if (promise._state !== 0) {
		waiting._source = promise;
		add(react, waiting);
		return;
	}
	before = promise._value;
	if (before === undefined) {
		promise._value = waiting;
	} else if (Array.isArray(before)) {
		before.push(waiting);
	} else {
		promise._value = [before, waiting];
	}
}

// The constructor for results of promise: a subclass's, or Promise.
function species(promise) {
	var C = promise.constructor;

	if (C === Promise || C === undefined) {
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

function then(fulfilled, rejected) {
	var C = this.constructor;
	var result;

	if (this._state === undefined || !(this instanceof Promise)) {
		throw new TypeError('Method Promise.prototype.then called on incompatible receiver ' + show(this));
	}
	if (typeof fulfilled !== 'function') {
		fulfilled = undefined;
	}
	if (typeof rejected !== 'function') {
		rejected = undefined;
	}
	if (C !== Promise) {
		C = species(this);
	}
	if (C === Promise) {
		result = new Derived(fulfilled, rejected);
		listen(this, result);
		return result;
	}
	C = capability(C);
	listen(this, new Reaction(fulfilled, rejected, C.resolve, C.reject));
	return C.promise;
}

function hidden(object, name, value) {
	Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
}

hidden(Promise.prototype, 'constructor', Promise);
hidden(Promise.prototype, 'then', then);
hidden(Promise.prototype, 'catch', function (rejected) {
	return this.then(undefined, rejected);
});
hidden(Promise.prototype, 'finally', function (fn) {
	var C = species(this);

	if (typeof fn !== 'function') {
		return this.then(fn, fn);
	}
	return this.then(function (value) {
		return promiseResolve(C, fn()).then(function () { return value; });
	}, function (reason) {
		return promiseResolve(C, fn()).then(function () { throw reason; });
	});
});
hidden(Promise.prototype, Symbol.toStringTag, 'Promise');

function promiseResolve(C, value) {
	var promise;

	if (value instanceof Promise && value.constructor === C) {
		return value;
	}
	if (C === Promise) {
		promise = new Pending();
		resolve(promise, value);
		return promise;
	}
	C = capability(C);
	C.resolve(value);
	return C.promise;
}

hidden(Promise, 'resolve', function (value) {
	return promiseResolve(this, value);
});

hidden(Promise, 'reject', function (reason) {
	var promise;

	if (this === Promise) {
		promise = new Pending();
		settle(promise, 2, reason);
		return promise;
	}
	promise = capability(this);
	promise.reject(reason);
	return promise.promise;
});

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

// Rejections that nobody handles, as Node reports them: when the jobs are done.
var rejected = []; // not reported yet
var reported = []; // reported; 'rejectionHandled' may follow

function unhandled(promise) {
	if (rejected.length === 0) {
		jobs.afterJobs = report;
		add(nothing, undefined); // so that there will be an end of the jobs
	}
	rejected.push(promise);
}

function nothing() {
}

function handledLate(promise) {
	var i = rejected.indexOf(promise);

	if (i !== -1) {
		rejected.splice(i, 1);
		return;
	}
	i = reported.indexOf(promise);
	if (i !== -1) {
		reported.splice(i, 1);
		if (core.modules.process !== undefined) {
			jobs.nextTick(function () {
				require('process').emit('rejectionHandled', promise);
			});
		}
	}
}

function report() {
	var process = core.modules.process && core.modules.process.exports;
	var list = rejected, promise, reason, error;

	jobs.afterJobs = null;
	while (list.length > 0) {
		promise = list.shift();
		if (list.length > 0) {
			jobs.afterJobs = report; // should this one throw
		}
		reason = promise._value;
		reported.push(promise);
		if (process !== undefined && process.listenerCount('unhandledRejection') > 0) {
			process.emit('unhandledRejection', reason, promise);
			continue;
		}
		error = reason;
		if (!(reason instanceof Error)) {
			error = require('errors').make(Error, 'ERR_UNHANDLED_REJECTION', 'This error originated either by ' +
				'throwing inside of an async function without a catch block, or by rejecting a promise which was not ' +
				'handled with .catch(). The promise rejected with the reason "' +
				require('util').inspect(reason) + '".');
		}
		core.fromRejection = true;
		throw error;
	}
	return true;
}

if (binding.mark !== undefined) {
	binding.mark(Promise.prototype, 'Promise');
}
exports.Promise = Promise;
