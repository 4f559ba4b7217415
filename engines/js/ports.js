// ports.js - MessagePort: what the program of a simple worker needs; the rest is in ports_more.js.
// SPDX-License-Identifier: MIT

var core = require('core');
var proto = core.hooks.portPrototype;
var native = binding.portMethods;

// The one listener of a port that has no more than that. Anything else that happens to the port makes of it a state:
// see ports_more.js.
var FIRST = Symbol('listener');

function MessagePort() {
	throw require('errors').make(TypeError, 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
}

function on(name, fn) {
	if (name === 'message' && typeof fn === 'function' && binding.isPort(this) && !(FIRST in this)) {
		Object.defineProperty(this, FIRST, {value: fn, writable: true});
		binding.listen(this, fn);
		binding.refPort(this, true);
		return this;
	}
	return require('ports_more').on.call(this, name, fn);
}

function more(name) {
	return require('ports_more')[name];
}

function hidden(name, value) {
	Object.defineProperty(proto, name, {value: value, writable: true, configurable: true});
}

MessagePort.prototype = proto;
hidden('constructor', MessagePort);
hidden(Symbol.toStringTag, 'MessagePort');
hidden('on', on);
if (native !== undefined) {
	hidden('postMessage', native.postMessage);
} else {
	core.lazy(proto, ['postMessage'], more);
}
core.lazy(proto, ['addListener', 'off', 'removeListener', 'once', 'start', 'close', 'ref', 'unref', 'hasRef',
	'addEventListener', 'removeEventListener', 'dispatchEvent', 'emit', 'eventNames', 'listenerCount',
	'removeAllListeners', 'setMaxListeners', 'getMaxListeners', 'listeners', 'rawListeners'], more);
Object.defineProperty(proto, 'onmessage', {
	configurable: true,
	enumerable: true,
	get: function () {
		return require('ports_web').handler(this, 'onmessage');
	},
	set: function (fn) {
		require('ports_web').setHandler(this, 'onmessage', fn);
	}
});
if (core.modules.webevents !== undefined) {
	Object.setPrototypeOf(proto, core.modules.webevents.exports.EventTarget.prototype);
}

exports.MessagePort = MessagePort;
exports.FIRST = FIRST;
