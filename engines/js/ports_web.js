// ports_web.js - the methods of MessagePort that few programs use. SPDX-License-Identifier: MIT

var ports = require('ports_more');
var web = require('webevents');
var errors = require('errors');

exports.addEventListener = function addEventListener(type, fn, options) {
	var port = this;

	if (arguments.length < 2) {
		throw errors.missingArgs('type', 'listener');
	}
	if (fn !== undefined && fn !== null) {
		if (options && options.signal) {
			if (options.signal.aborted) {
				return;
			}
			options.signal.addEventListener('abort', function () { port.removeEventListener(type, fn); }, {once: true});
		}
		ports.add(this, String(type), fn, Boolean(options && options.once), true);
	}
};

exports.removeEventListener = function removeEventListener(type, fn) {
	ports.removeMatching(this, String(type), function (record) { return record.fn === fn; });
};

exports.dispatchEvent = function dispatchEvent(event) {
	if (!(event instanceof web.Event)) {
		throw errors.invalidType('event', 'an instance of Event', event);
	}
	event.target = event.currentTarget = this;
	emit(this, event.type, event.type === 'message' ? event.data : event, event);
	return !event.defaultPrevented;
};

function emit(port, type, value, event) {
	var list = ports.listFor(ports.stateOf(port), type).slice();

	list.forEach(function (record) {
		if (record.once) {
			ports.remove(port, type, record);
		}
		if (record.web && typeof record.fn !== 'function') {
			record.fn.handleEvent(event || web.portEvent(port, type, value));
		} else {
			record.fn.call(port, record.web ? event || web.portEvent(port, type, value) : value);
		}
	});
	return list.length > 0;
}

exports.emit = function (type, value) {
	return emit(this, type, value, undefined);
};

exports.eventNames = function eventNames() {
	var state = ports.stateOf(this);
	var names = state.message.length > 0 ? ['message'] : [];
	var others = state.others;

	return others === null ? names : names.concat(Object.keys(others).filter(function (name) {
		return others[name].length > 0;
	}));
};

exports.listenerCount = function listenerCount(type) {
	return ports.listFor(ports.stateOf(this), String(type)).length;
};

exports.listeners = exports.rawListeners = function (type) {
	return ports.listFor(ports.stateOf(this), String(type)).map(function (record) { return record.fn; });
};

exports.removeAllListeners = function removeAllListeners(type) {
	var port = this;

	(type === undefined ? this.eventNames() : [type]).forEach(function (name) {
		ports.removeMatching(port, name, function () { return true; });
	});
	return this;
};

exports.setMaxListeners = function setMaxListeners() {
};

exports.getMaxListeners = function getMaxListeners() {
	return 10;
};

// onmessage and the like: one listener that can be exchanged.
exports.handler = function (port, name) {
	var web2 = ports.stateOf(port).web;

	return web2 === null || web2[name] === undefined ? null : web2[name].fn;
};

exports.setHandler = function (port, name, fn) {
	var state = ports.stateOf(port);
	var type = name.slice(2), slot;

	if (state.web === null) {
		state.web = {};
	}
	slot = state.web[name];
	if (slot !== undefined) {
		ports.removeMatching(port, type, function (record) { return record.fn === slot.call; });
		state.web[name] = undefined;
	}
	if (typeof fn === 'function') {
		slot = state.web[name] = {fn: fn, call: function (event) { fn.call(port, event); }};
		ports.add(port, type, slot.call, false, true);
	}
};
