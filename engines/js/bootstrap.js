// bootstrap.js - what every isolate starts with; all else is loaded when it is first used.
// SPDX-License-Identifier: MIT

var global = globalThis;
var modules = {};
var lazy = binding.lazy;

// The modules of the library, for each other. Users' require is in loader.js.
function load(name) {
	var module = modules[name];
	var body;

	if (module === undefined) {
		body = binding.library(name);
		if (body === undefined) {
			throw new Error('no library module ' + name);
		}
		module = modules[name] = {exports: {}};
		body(module.exports, load, module, binding);
	}
	return module.exports;
}

// Each global, and the module that exports it.
var globals = {
	console: 'console', process: 'process', performance: 'perf_hooks', structuredClone: 'clone',
	setTimeout: 'timers', setInterval: 'timers', setImmediate: 'timers',
	clearTimeout: 'timers', clearInterval: 'timers', clearImmediate: 'timers',
	queueMicrotask: 'jobs', MessageChannel: 'ports', MessagePort: 'ports', MessageEvent: 'webevents',
	EventTarget: 'webevents', Event: 'webevents', DOMException: 'errors', URL: 'url', URLSearchParams: 'url',
	Map: 'collections', Set: 'collections', WeakMap: 'weak', WeakSet: 'weak', Promise: 'promise'
};

function loadGlobal(name) {
	return load(globals[name])[name];
}

var hooks = {portPrototype: {}};

function loadHook(name) {
	return load('hooks')[name];
}

modules.core = {exports: {
	global: global,
	hooks: hooks,
	modules: modules,
	lazy: lazy,
	start: undefined // what the parent sent at the start: see README.md
}};
if (lazy === undefined) {
	lazy = modules.core.exports.lazy = load('lazy');
}
// It is decoded when it is first asked for, and only once: ports in it are taken from the message.
lazy(modules.core.exports, ['start'], function () {
	return binding.self.data || {};
});
lazy(global, Object.keys(globals).filter(function (name) {
	// What the engine has stays, but for what must be Node's.
	return !(name in global) || name === 'console' || name === 'performance' || name.charAt(0) === 's';
}), loadGlobal);
global.global = global;
lazy(hooks, ['main', 'timer', 'jobs', 'closed', 'control', 'messageError', 'drain', 'uncaught', 'cloneError',
	'badTransfer', 'collections'], loadHook);
binding.hooks(hooks);
