// ports_more.js - all of MessagePort that ports.js has not, and MessageChannel. SPDX-License-Identifier: MIT

var core = require('core');
var FIRST = require('ports').FIRST;
var proto = core.hooks.portPrototype;
var STATE = Symbol('state');
var OWNER = Symbol('owner'); // the Worker that a port is the parent's end of

// What listens at a port. A port has one as soon as anything does:
//   message   the listeners, in order, of records {fn, once, web}; web: it takes an event
//   others    the same for each other event, by name
//   refed     as ref() and unref() and the listeners left it
//   idle      start() was called and nothing listens: messages are dropped
function State() {
	this.message = [];
	this.others = null;
	this.refed = false;
	this.idle = false;
	this.closed = false;
	this.web = null; // of ports_web.js: onmessage and the like
}

function stateOf(port) {
	var state = port[STATE];

	if (state === undefined) {
		if (!binding.isPort(port)) {
			throw new TypeError('Illegal invocation');
		}
		state = new State();
		if (FIRST in port) {
			state.message.push({fn: port[FIRST], once: false, web: false, removed: false});
			state.refed = true;
		} else {
			Object.defineProperty(port, FIRST, {value: null, writable: true}); // on() comes here from now
		}
		Object.defineProperty(port, STATE, {value: state});
	}
	return state;
}

function drop() {
}

// Tells the engine whom to call. With one plain listener, C calls that.
function update(port, state) {
	var list = state.message;

	if (list.length === 0) {
		binding.listen(port, state.idle ? drop : null);
	} else if (list.length === 1 && !list[0].once && !list[0].web) {
		binding.listen(port, list[0].fn);
	} else {
		binding.listen(port, dispatchMessage);
	}
}

function dispatchMessage(value) {
	dispatch(this, 'message', value);
}

function throwLater(error) {
	require('jobs').nextTick(function () {
		throw error;
	});
}

// Calls the listeners of an event with value. What one throws does not keep the others from being called.
function dispatch(port, name, value) {
	var state = port[STATE] === undefined && FIRST in port ? stateOf(port) : port[STATE];
	var list, i, record, event;

	if (state === undefined) {
		return false;
	}
	list = name === 'message' ? state.message : state.others !== null ? state.others[name] : undefined;
	if (list === undefined || list.length === 0) {
		return false;
	}
	if (list.length > 1) {
		list = list.slice();
	}
	for (i = 0; i < list.length; i++) {
		record = list[i];
		if (record.removed) {
			continue;
		}
		if (record.once) {
			remove(port, name, record);
		}
		try {
			if (record.web) {
				if (event === undefined) {
					event = require('webevents').portEvent(port, name, value);
				}
				if (typeof record.fn === 'function') {
					record.fn.call(port, event);
				} else {
					record.fn.handleEvent(event);
				}
				if (event._stopped) {
					break;
				}
			} else {
				record.fn.call(port, value);
			}
		} catch (error) {
			throwLater(error);
		}
	}
	return true;
}

function listFor(state, name) {
	if (name === 'message') {
		return state.message;
	}
	if (state.others === null) {
		state.others = Object.create(null);
	}
	return state.others[name] || (state.others[name] = []);
}

function add(port, name, fn, once, web) {
	var state, list;

	if (typeof fn !== 'function' && !(typeof fn === 'object' && fn !== null && web)) {
		throw require('errors').invalidType('listener', 'an instance of EventListener', fn);
	}
	state = stateOf(port);
	list = listFor(state, name);
	if (list.some(function (record) { return record.fn === fn && record.web === web; })) {
		return;
	}
	list.push({fn: fn, once: once, web: web, removed: false});
	if (name === 'message') {
		if (list.length === 1) {
			state.idle = false;
			state.refed = true;
			binding.refPort(port, true);
		}
		update(port, state);
	}
}

function remove(port, name, record) {
	var state = port[STATE];
	var list = listFor(state, name);
	var i = list.indexOf(record);

	if (i !== -1) {
		record.removed = true;
		list.splice(i, 1);
		if (name === 'message') {
			state.idle = false;
			update(port, state);
			if (list.length === 0) {
				state.refed = false;
				binding.refPort(port, false);
			}
		}
	}
}

function removeMatching(port, name, match) {
	var state = stateOf(port);
	var list;

	list = name === 'message' ? state.message : state.others !== null ? state.others[name] : undefined;
	if (list !== undefined) {
		list.filter(match).forEach(function (record) {
			remove(port, name, record);
		});
	}
}

function on(name, fn) {
	add(this, name, fn, false, false);
	return this;
}

function off(name, fn) {
	removeMatching(this, name, function (record) { return record.fn === fn; });
	return this;
}

var methods = {
	on: on,
	addListener: on,
	off: off,
	removeListener: off,
	once: function once(name, fn) {
		add(this, name, fn, true, false);
		return this;
	},
	start: function start() {
		var state = stateOf(this);

		if (state.message.length === 0 && !state.idle) {
			state.idle = true;
			binding.refPort(this, state.refed);
			update(this, state);
		}
	},
	close: function close(fn) {
		stateOf(this);
		if (typeof fn === 'function') {
			this.once('close', fn);
		}
		binding.close(this);
	},
	ref: function ref() {
		stateOf(this).refed = true;
		binding.refPort(this, true);
	},
	unref: function unref() {
		stateOf(this).refed = false;
		binding.refPort(this, false);
	},
	hasRef: function hasRef() {
		var state = stateOf(this);

		return state.refed && !state.closed;
	}
};

Object.keys(methods).forEach(function (name) {
	exports[name] = methods[name];
});
exports.postMessage = function postMessage(value, transfer) { // for engines that have none of their own
	if (arguments.length === 0) {
		require('clone').badTransfer();
	}
	if (transfer !== undefined && transfer !== null && !Array.isArray(transfer)) {
		transfer = require('clone').badTransfer(transfer);
	}
	if (!binding.isPort(this)) {
		throw new TypeError('Illegal invocation');
	}
	return binding.post(this, value, transfer);
};
core.lazy(exports, ['addEventListener', 'removeEventListener', 'dispatchEvent', 'emit', 'eventNames', 'listenerCount',
	'removeAllListeners', 'setMaxListeners', 'getMaxListeners', 'listeners', 'rawListeners'], function (name) {
	return require('ports_web')[name];
});
['onmessageerror', 'onclose'].forEach(function (name) {
	Object.defineProperty(proto, name, {
		configurable: true,
		enumerable: true,
		get: function () {
			return require('ports_web').handler(this, name);
		},
		set: function (fn) {
			require('ports_web').setHandler(this, name, fn);
		}
	});
});

function MessageChannel(options) {
	var ports;

	if (!(this instanceof MessageChannel)) {
		throw require('errors').make(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED',
			'Cannot call constructor without `new`');
	}
	ports = binding.channel(options);
	this.port1 = ports[0];
	this.port2 = ports[1];
}

function receiveMessageOnPort(port) {
	if (!binding.isPort(port)) {
		if (port !== null && typeof port === 'object' && typeof port._take === 'function') { // BroadcastChannel
			return port._take();
		}
		throw require('errors').make(TypeError, 'ERR_INVALID_ARG_TYPE',
			'The "port" argument must be a MessagePort instance');
	}
	return binding.take(port);
}

// The hooks of ports. Those of workers go to their Worker.
exports.hooks = {
	closed: function (port, exit) {
		var state = port[STATE];

		if (port[OWNER] !== undefined) {
			port[OWNER]._closed(exit);
			return;
		}
		if (state !== undefined) {
			state.closed = true;
			dispatch(port, 'close', undefined);
		}
	},
	control: function (port, tag, value) {
		if (port[OWNER] !== undefined) {
			port[OWNER]._control(tag, value);
		} else if (core.control !== undefined) {
			core.control(port, tag, value);
		}
	},
	messageError: function (port, error) {
		if (port[OWNER] !== undefined) {
			port[OWNER].emit('messageerror', error);
		} else {
			dispatch(port, 'messageerror', error);
		}
	},
	drain: function (port) {
		dispatch(port, 'drain', undefined);
	}
};

exports.MessageChannel = MessageChannel;
exports.receiveMessageOnPort = receiveMessageOnPort;
exports.OWNER = OWNER;
exports.stateOf = stateOf;
exports.listFor = listFor;
exports.add = add;
exports.remove = remove;
exports.removeMatching = removeMatching;
exports.dispatch = dispatch;
