// webevents.js - Event, EventTarget, MessageEvent. SPDX-License-Identifier: MIT

var core = require('core');
var errors = require('errors');
var hidden = errors.hidden;

function Event(type, options) {
	if (!(this instanceof Event)) {
		throw new TypeError("Class constructor Event cannot be invoked without 'new'");
	}
	if (arguments.length === 0) {
		throw errors.missingArgs('type');
	}
	this.type = String(type);
	this.defaultPrevented = false;
	this.cancelable = Boolean(options && options.cancelable);
	this.timeStamp = binding.now();
	hidden(this, 'bubbles', Boolean(options && options.bubbles));
	hidden(this, 'composed', Boolean(options && options.composed));
	hidden(this, 'target', null);
	hidden(this, 'currentTarget', null);
	hidden(this, 'eventPhase', 0);
	hidden(this, 'cancelBubble', false);
	hidden(this, '_stopped', false);
}

hidden(Event.prototype, 'isTrusted', false);
hidden(Event.prototype, Symbol.toStringTag, 'Event');
hidden(Event.prototype, 'preventDefault', function () {
	this.defaultPrevented = this.defaultPrevented || this.cancelable;
});
hidden(Event.prototype, 'stopPropagation', function () {
	this.cancelBubble = true;
});
hidden(Event.prototype, 'stopImmediatePropagation', function () {
	this._stopped = true;
});
hidden(Event.prototype, 'composedPath', function () {
	return this.currentTarget === null ? [] : [this.currentTarget];
});
Object.defineProperty(Event.prototype, 'returnValue', {get: function () { return !this.defaultPrevented; }});
Object.defineProperty(Event.prototype, 'srcElement', {get: function () { return this.target; }});
['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'].forEach(function (name, i) {
	Event[name] = Event.prototype[name] = i;
});

function subclass(name, C) {
	C.prototype = Object.create(Event.prototype);
	hidden(C.prototype, 'constructor', C);
	hidden(C.prototype, Symbol.toStringTag, name);
}

function MessageEvent(type, options) {
	Event.call(this, type, options);
	options = options || {};
	hidden(this, 'data', options.data === undefined ? null : options.data);
	hidden(this, 'origin', options.origin === undefined ? '' : String(options.origin));
	hidden(this, 'lastEventId', options.lastEventId === undefined ? '' : String(options.lastEventId));
	hidden(this, 'source', options.source === undefined ? null : options.source);
	hidden(this, 'ports', options.ports === undefined ? [] : options.ports);
}

function CustomEvent(type, options) {
	Event.call(this, type, options);
	hidden(this, 'detail', options && options.detail !== undefined ? options.detail : null);
}

subclass('MessageEvent', MessageEvent);
subclass('CustomEvent', CustomEvent);

// ------------------------------------------------------------ EventTarget

var LISTENERS = Symbol('listeners');

function EventTarget() {
	if (!(this instanceof EventTarget)) {
		throw new TypeError("Class constructor EventTarget cannot be invoked without 'new'");
	}
	hidden(this, LISTENERS, Object.create(null));
}

function listenersOf(target, type) {
	if (target === undefined || target === null) {
		throw errors.make(TypeError, 'ERR_INVALID_THIS', 'Value of "this" must be of type EventTarget');
	}
	if (target[LISTENERS] === undefined) {
		hidden(target, LISTENERS, Object.create(null));
	}
	return target[LISTENERS][type] || (target[LISTENERS][type] = []);
}

function captures(options) {
	return typeof options === 'boolean' ? options : Boolean(options && options.capture);
}

function checkEventListener(fn) {
	if (fn === undefined || fn === null) {
		return false;
	}
	if (typeof fn === 'function' || typeof fn === 'object') {
		return true;
	}
	throw errors.invalidType('listener', 'an instance of EventListener', fn);
}

hidden(EventTarget.prototype, 'addEventListener', function addEventListener(type, fn, options) {
	var list, record, self = this;

	if (arguments.length < 2) {
		throw errors.missingArgs('type', 'listener');
	}
	if (!checkEventListener(fn)) {
		return;
	}
	list = listenersOf(this, String(type));
	if (list.some(function (r) { return r.fn === fn && r.capture === captures(options); })) {
		return;
	}
	record = {fn: fn, capture: captures(options), once: Boolean(options && options.once), removed: false};
	if (options && options.signal) {
		if (options.signal.aborted) {
			return;
		}
		options.signal.addEventListener('abort', function () {
			self.removeEventListener(type, fn, options);
		}, {once: true});
	}
	list.push(record);
});

hidden(EventTarget.prototype, 'removeEventListener', function removeEventListener(type, fn, options) {
	var list = listenersOf(this, String(type)), i;

	for (i = 0; i < list.length; i++) {
		if (list[i].fn === fn && list[i].capture === captures(options)) {
			list[i].removed = true;
			list.splice(i, 1);
			return;
		}
	}
});

function throwLater(error) {
	require('jobs').nextTick(function () {
		throw error;
	});
}

hidden(EventTarget.prototype, 'dispatchEvent', function dispatchEvent(event) {
	var list, i;

	if (!(event instanceof Event)) {
		throw errors.invalidType('event', 'an instance of Event', event);
	}
	if (event.eventPhase !== 0) {
		throw errors.make(Error, 'ERR_EVENT_RECURSION', 'The event "' + event.type + '" is already being dispatched');
	}
	list = listenersOf(this, event.type).slice();
	event.target = event.currentTarget = this;
	event.eventPhase = 2;
	for (i = 0; i < list.length && !event._stopped; i++) {
		if (list[i].removed) {
			continue;
		}
		if (list[i].once) {
			this.removeEventListener(event.type, list[i].fn, list[i].capture);
		}
		try {
			if (typeof list[i].fn === 'function') {
				list[i].fn.call(this, event);
			} else {
				list[i].fn.handleEvent(event);
			}
		} catch (error) {
			throwLater(error);
		}
	}
	event.eventPhase = 0;
	event.currentTarget = null;
	return !event.defaultPrevented;
});

hidden(EventTarget.prototype, Symbol.toStringTag, 'EventTarget');

// Gives object.on<type>, as the web has it.
function handlerProperty(prototype, type) {
	var key = Symbol('on' + type);

	Object.defineProperty(prototype, 'on' + type, {
		configurable: true,
		enumerable: true,
		get: function () {
			return this[key] === undefined ? null : this[key].fn;
		},
		set: function (fn) {
			var self = this, wrap;

			if (this[key] !== undefined) {
				this.removeEventListener(type, this[key].wrap);
				this[key] = undefined;
			}
			if (typeof fn === 'function') {
				wrap = function (event) { fn.call(self, event); };
				hidden(this, key, {fn: fn, wrap: wrap});
				this.addEventListener(type, wrap);
			}
		}
	});
}

// The event that a listener of the web kind gets from a port.
function portEvent(port, type, value) {
	var event = type === 'message' || type === 'messageerror' ? new MessageEvent(type, {data: value}) : new Event(type);

	event.target = event.currentTarget = port;
	return event;
}

// Ports are targets too.
Object.setPrototypeOf(core.hooks.portPrototype, EventTarget.prototype);

exports.Event = Event;
exports.MessageEvent = MessageEvent;
exports.CustomEvent = CustomEvent;
exports.EventTarget = EventTarget;
exports.handlerProperty = handlerProperty;
exports.portEvent = portEvent;
