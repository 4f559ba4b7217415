// promise_es5.js - Promise for engines without binding.promise, as it would make it: README.md says how.
// SPDX-License-Identifier: MIT
// Not strict: Duktape's strict closures are a third slower, and each promise makes two.

var add = require('jobs').add;
var helpers; // of promise.js

// _state: 0 pending, 1 fulfilled, 2 rejected. _value: what of, or, while pending, the reactions: undefined, one, or an
// array. _handled: somebody would learn of a rejection.
function Promise(executor) {
	var done = false;
	var self = this;

	if (!(self instanceof Promise)) {
		throw new TypeError('Promise constructor cannot be invoked without \'new\'');
	}
	if (typeof executor !== 'function') {
		throw helpers.noResolver(executor);
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
		helpers.unhandled(promise, value);
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
			helpers.handledLate(promise);
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

function then(fulfilled, rejected) {
	var C = this.constructor;
	var result;

	if (this._state === undefined || !(this instanceof Promise)) {
		throw helpers.incompatible(this);
	}
	if (typeof fulfilled !== 'function') {
		fulfilled = undefined;
	}
	if (typeof rejected !== 'function') {
		rejected = undefined;
	}
	if (C !== Promise) {
		C = helpers.capabilityOf(this);
	}
	if (C === Promise || C === undefined) {
		result = new Derived(fulfilled, rejected);
		listen(this, result);
		return result;
	}
	listen(this, new Reaction(fulfilled, rejected, C.resolve, C.reject));
	return C.promise;
}

function hidden(object, name, value) {
	Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
}

hidden(Promise.prototype, 'constructor', Promise);
hidden(Promise.prototype, 'then', then);
hidden(Promise, 'resolve', function (value) {
	var promise;

	if (this !== Promise) {
		return helpers.resolveBy(this, value);
	}
	if (value instanceof Promise && value.constructor === Promise) {
		return value;
	}
	promise = new Pending();
	resolve(promise, value);
	return promise;
});
hidden(Promise, 'reject', function (reason) {
	var promise;

	if (this !== Promise) {
		return helpers.rejectBy(this, reason);
	}
	promise = new Pending();
	settle(promise, 2, reason);
	return promise;
});

exports.make = function (given) {
	helpers = given;
	return Promise;
};
