// events.js - EventEmitter. SPDX-License-Identifier: MIT

var defaultMaxListeners = 10;
var errorMonitor = Symbol('events.errorMonitor');
var captureRejectionSymbol = Symbol.for('nodejs.rejection');

function checkListener(listener) {
	if (typeof listener !== 'function') {
		throw require('errors').invalidType('listener', 'of type function', listener);
	}
}

function EventEmitter(options) {
	EventEmitter.init.call(this, options);
}

EventEmitter.init = function () {
	if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
		this._events = Object.create(null);
		this._eventsCount = 0;
	}
	this._maxListeners = this._maxListeners || undefined;
};

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;

function checkCount(n, name) {
	if (typeof n !== 'number') {
		throw require('errors').invalidType(name, 'of type number', n);
	}
	if (n < 0 || n !== n) {
		throw require('errors').outOfRange(name, 'a non-negative number', n);
	}
}

EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
	checkCount(n, 'setMaxListeners');
	this._maxListeners = n;
	return this;
};

function maxListeners(emitter) {
	return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
}

EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
	return maxListeners(this);
};

function unhandled(emitter, error) {
	var wrapped;

	if (error instanceof Error) {
		throw error;
	}
	wrapped = require('errors').make(Error, 'ERR_UNHANDLED_ERROR', 'Unhandled error.' +
		(error === undefined ? ' (undefined)' : ' (' + require('util').inspect(error) + ')'));
	wrapped.context = error;
	throw wrapped;
}

function callMany(list, self, args) {
	var copy = list.slice();
	var i;

	for (i = 0; i < copy.length; i++) {
		copy[i].apply(self, args);
	}
}

EventEmitter.prototype.emit = function emit(type, a, b) {
	var events = this._events;
	var n = arguments.length;
	var args, handler, i;

	if (type === 'error') {
		if (events !== undefined && events[errorMonitor] !== undefined) {
			args = Array.prototype.slice.call(arguments, 1);
			args.unshift(errorMonitor);
			this.emit.apply(this, args);
		}
		if (events === undefined || events.error === undefined) {
			unhandled(this, a);
		}
	}
	if (events === undefined) {
		return false;
	}
	handler = events[type];
	if (handler === undefined) {
		return false;
	}
	if (typeof handler === 'function') {
		if (n === 2) {
			handler.call(this, a);
			return true;
		}
		if (n === 1) {
			handler.call(this);
			return true;
		}
		if (n === 3) {
			handler.call(this, a, b);
			return true;
		}
	}
	args = [];
	for (i = 1; i < n; i++) {
		args.push(arguments[i]);
	}
	if (typeof handler === 'function') {
		handler.apply(this, args);
	} else {
		callMany(handler, this, args);
	}
	return true;
};

function warn(emitter, type, list) {
	var warning;

	list.warned = true;
	warning = new Error('Possible EventEmitter memory leak detected. ' + list.length + ' ' + String(type) +
		' listeners added to ' + require('util').inspect(emitter, {depth: -1}) +
		'. Use emitter.setMaxListeners() to increase limit');
	warning.name = 'MaxListenersExceededWarning';
	warning.emitter = emitter;
	warning.type = type;
	warning.count = list.length;
	require('process').emitWarning(warning);
}

function add(emitter, type, listener, prepend) {
	var events, existing, max;

	checkListener(listener);
	events = emitter._events;
	if (events === undefined) {
		events = emitter._events = Object.create(null);
		emitter._eventsCount = 0;
	} else {
		if (events.newListener !== undefined) {
			emitter.emit('newListener', type, listener.listener || listener);
			events = emitter._events;
		}
		existing = events[type];
	}
	if (existing === undefined) {
		events[type] = listener;
		++emitter._eventsCount;
		return emitter;
	}
	if (typeof existing === 'function') {
		existing = events[type] = prepend ? [listener, existing] : [existing, listener];
	} else if (prepend) {
		existing.unshift(listener);
	} else {
		existing.push(listener);
	}
	max = maxListeners(emitter);
	if (max > 0 && existing.length > max && !existing.warned) {
		warn(emitter, type, existing);
	}
	return emitter;
}

EventEmitter.prototype.addListener = function addListener(type, listener) {
	return add(this, type, listener, false);
};

EventEmitter.prototype.on = EventEmitter.prototype.addListener;

EventEmitter.prototype.prependListener = function prependListener(type, listener) {
	return add(this, type, listener, true);
};

function onceWrap(emitter, type, listener) {
	var fired = false;

	function wrapper() {
		if (!fired) {
			fired = true;
			emitter.removeListener(type, wrapper);
			return listener.apply(emitter, arguments);
		}
		return undefined;
	}
	checkListener(listener);
	wrapper.listener = listener;
	return wrapper;
}

EventEmitter.prototype.once = function once(type, listener) {
	return this.on(type, onceWrap(this, type, listener));
};

EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
	return this.prependListener(type, onceWrap(this, type, listener));
};

EventEmitter.prototype.removeListener = function removeListener(type, listener) {
	var events = this._events;
	var list, i, original;

	checkListener(listener);
	list = events === undefined ? undefined : events[type];
	if (list === undefined) {
		return this;
	}
	if (list === listener || list.listener === listener) {
		if (--this._eventsCount === 0) {
			this._events = Object.create(null);
		} else {
			delete events[type];
		}
		original = list.listener || listener;
	} else if (typeof list !== 'function') {
		for (i = list.length - 1; i >= 0; i--) {
			if (list[i] === listener || list[i].listener === listener) {
				break;
			}
		}
		if (i < 0) {
			return this;
		}
		original = list[i].listener || listener;
		if (i === 0) {
			list.shift();
		} else {
			list.splice(i, 1);
		}
		if (list.length === 1) {
			events[type] = list[0];
		}
	} else {
		return this;
	}
	if (events.removeListener !== undefined) {
		this.emit('removeListener', type, original);
	}
	return this;
};

EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
	var events = this._events;
	var list, i, self = this;

	if (events === undefined) {
		return this;
	}
	if (events.removeListener === undefined) {
		if (arguments.length === 0) {
			this._events = Object.create(null);
			this._eventsCount = 0;
		} else if (events[type] !== undefined) {
			if (--this._eventsCount === 0) {
				this._events = Object.create(null);
			} else {
				delete events[type];
			}
		}
		return this;
	}
	if (arguments.length === 0) {
		this.eventNames().forEach(function (name) {
			if (name !== 'removeListener') {
				self.removeAllListeners(name);
			}
		});
		this.removeAllListeners('removeListener');
		this._events = Object.create(null);
		this._eventsCount = 0;
		return this;
	}
	list = events[type];
	if (typeof list === 'function') {
		this.removeListener(type, list);
	} else if (list !== undefined) {
		for (i = list.length - 1; i >= 0; i--) {
			this.removeListener(type, list[i]);
		}
	}
	return this;
};

function listenersOf(emitter, type, unwrap) {
	var list = emitter._events === undefined ? undefined : emitter._events[type];

	if (list === undefined) {
		return [];
	}
	list = typeof list === 'function' ? [list] : list.slice();
	return unwrap ? list.map(function (listener) { return listener.listener || listener; }) : list;
}

EventEmitter.prototype.listeners = function listeners(type) {
	return listenersOf(this, type, true);
};

EventEmitter.prototype.rawListeners = function rawListeners(type) {
	return listenersOf(this, type, false);
};

EventEmitter.prototype.listenerCount = function listenerCount(type, listener) {
	var list;

	if (listener === undefined) {
		list = this._events === undefined ? undefined : this._events[type];
		return list === undefined ? 0 : typeof list === 'function' ? 1 : list.length;
	}
	return listenersOf(this, type, false).filter(function (l) {
		return l === listener || l.listener === listener;
	}).length;
};

EventEmitter.prototype.eventNames = function eventNames() {
	return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
};

Object.getOwnPropertyNames(EventEmitter.prototype).forEach(function (name) {
	if (name !== 'constructor') {
		Object.defineProperty(EventEmitter.prototype, name, {enumerable: true});
	}
});

// once(emitter, name) is a promise of the arguments; an 'error' rejects it.
function once(emitter, name, options) {
	var signal = options ? options.signal : undefined;

	return new Promise(function (resolve, reject) {
		function done() {
			emitter.removeListener('error', fail);
			unlisten();
			resolve(Array.prototype.slice.call(arguments));
		}
		function fail(error) {
			emitter.removeListener(name, done);
			unlisten();
			reject(error);
		}
		function abort() {
			emitter.removeListener(name, done);
			emitter.removeListener('error', fail);
			reject(abortError());
		}
		function abortError() {
			var error = new Error('The operation was aborted');
			error.name = 'AbortError';
			error.code = 'ABORT_ERR';
			error.cause = signal.reason;
			return error;
		}
		function unlisten() {
			if (signal !== undefined) {
				signal.removeEventListener('abort', abort);
			}
		}
		if (signal !== undefined) {
			if (signal.aborted) {
				reject(abortError());
				return;
			}
			signal.addEventListener('abort', abort);
		}
		if (typeof emitter.once === 'function') {
			emitter.once(name, done);
			if (name !== 'error' && typeof emitter.removeListener === 'function') {
				emitter.once('error', fail);
			}
		} else if (typeof emitter.addEventListener === 'function') {
			emitter.removeListener = function () {};
			emitter.addEventListener(name, function (event) { resolve([event]); }, {once: true});
		} else {
			throw require('errors').invalidType('emitter', 'an instance of EventEmitter', emitter);
		}
	});
}

Object.defineProperty(EventEmitter, 'defaultMaxListeners', {
	enumerable: true,
	get: function () {
		return defaultMaxListeners;
	},
	set: function (n) {
		checkCount(n, 'defaultMaxListeners');
		defaultMaxListeners = n;
	}
});

EventEmitter.setMaxListeners = function (n) {
	var i;

	checkCount(n, 'setMaxListeners');
	if (arguments.length < 2) {
		defaultMaxListeners = n;
	}
	for (i = 1; i < arguments.length; i++) {
		arguments[i].setMaxListeners(n);
	}
};

EventEmitter.getEventListeners = function (emitter, type) {
	return emitter.listeners(type);
};

EventEmitter.listenerCount = function (emitter, type) {
	return emitter.listenerCount(type);
};

EventEmitter.once = once;
EventEmitter.errorMonitor = errorMonitor;
EventEmitter.captureRejectionSymbol = captureRejectionSymbol;
EventEmitter.captureRejections = false;
EventEmitter.usingDomains = false;
EventEmitter.EventEmitter = EventEmitter;
module.exports = EventEmitter;
