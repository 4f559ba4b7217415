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
		body.prototype = null; // a cycle that would keep it until the next collection
	}
	return module.exports;
}

// Each global, and the module that exports it.
var globals = {
	console: 'console_base', process: 'process', performance: 'perf_hooks', structuredClone: 'clone',
	setTimeout: 'timers', setInterval: 'timers', setImmediate: 'timers',
	clearTimeout: 'timers', clearInterval: 'timers', clearImmediate: 'timers',
	queueMicrotask: 'jobs', MessageChannel: 'ports_more', MessagePort: 'ports', MessageEvent: 'webevents',
	EventTarget: 'webevents', Event: 'webevents', DOMException: 'errors', URL: 'url', URLSearchParams: 'url',
	Map: 'collections', Set: 'collections', WeakMap: 'weak', WeakSet: 'weak', Promise: 'promise'
};

function loadGlobal(name) {
	return load(globals[name])[name];
}

// What the parent sent at the start, see README.md: decoded when it is first asked for, and only once.
function loadStart() {
	return binding.self.data || {};
}

// Each hook, and where it is.
var hooks = {portPrototype: {}};
var places = {
	main: 'loader', timer: 'timers', jobs: 'jobs', closed: 'ports_more', control: 'ports_more',
	messageError: 'ports_more', drain: 'ports_more', uncaught: 'uncaught', cloneError: 'errors', badTransfer: 'clone',
	collections: 'collections'
};

function loadHook(name) {
	return load(places[name]).hooks[name];
}

modules.core = {exports: {
	global: global,
	hooks: hooks,
	modules: modules,
	lazy: lazy,
	start: undefined
}};
if (lazy === undefined) {
	lazy = modules.core.exports.lazy = load('lazy');
}
// What the engine has stays, but for what must be Node's.
function missing(name) {
	return !(name in global) || name === 'console' || name === 'performance';
}

lazy(modules.core.exports, ['start'], loadStart);
lazy(global, Object.keys(globals).filter(missing), loadGlobal);
global.global = global;
lazy(hooks, Object.keys(places), loadHook);
binding.hooks(hooks);

// What came to the standard library after ES5, where the engine lacks it.
var later = {
	Object: 'values entries fromEntries hasOwn',
	Array: 'from of',
	'Array.prototype': 'find findIndex findLast includes fill at flat flatMap keys values entries',
	'String.prototype': 'padStart padEnd trimStart trimEnd at replaceAll',
	'TypedArray.prototype': 'forEach join indexOf reduce every some reverse find findIndex includes fill at map filter ' +
		'slice sort'
};

function complete(place, holder) {
	var names = later[place].split(' ');
	var i;

	for (i = names.length - 1; i >= 0; i--) {
		if (names[i] in holder) {
			names.splice(i, 1);
		}
	}
	if (names.length > 0) {
		lazy(holder, names, function (name) {
			return load('es2015')[place][name];
		});
	}
}

complete('Object', Object);
complete('Array', Array);
complete('Array.prototype', Array.prototype);
complete('String.prototype', String.prototype);
complete('TypedArray.prototype', Object.getPrototypeOf(Uint8Array.prototype));
arguments.callee.prototype = null; // as load() does
