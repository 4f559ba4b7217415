// loader.js - CommonJS for users' files, as Node does it; finding files is in resolve.js.
// SPDX-License-Identifier: MIT

var core = require('core');
var cache = {}; // require.cache

// What users may require, and the modules of ours that have another name.
var builtins = {
	assert: '', 'assert/strict': 'assert_strict', async_hooks: '', atoll: '', buffer: '', console: 'console_module',
	events: '', fs: '', module: 'module_module', os: '', path: '', 'path/posix': 'path', perf_hooks: '',
	process: 'process', timers: '', 'timers/promises': 'timers_promises', url: '', util: '', 'util/types': 'util_types',
	worker_threads: ''
};

function builtin(id) {
	var name;

	if (id.charCodeAt(4) === 58 && id.slice(0, 5) === 'node:') {
		id = id.slice(5);
	}
	if (!Object.prototype.hasOwnProperty.call(builtins, id)) {
		return undefined;
	}
	name = builtins[id] || id;
	return binding.library(name) === undefined ? undefined : name;
}

function dirname(file) {
	var i = file.lastIndexOf('/');

	return i === 0 ? '/' : i < 0 ? '.' : file.slice(0, i);
}

// An absolute path without . and .. in it.
function absolute(path) {
	var out = [], parts, i;

	if (path.charCodeAt(0) !== 47) {
		path = binding.cwd() + '/' + path;
	}
	if (path.indexOf('/.') === -1 && path.indexOf('//') === -1) {
		return path;
	}
	parts = path.split('/');
	for (i = 0; i < parts.length; i++) {
		if (parts[i] === '..') {
			out.pop();
		} else if (parts[i] !== '' && parts[i] !== '.') {
			out.push(parts[i]);
		}
	}
	return '/' + out.join('/');
}

function Module(id, parent) {
	this.id = id;
	this.path = dirname(id);
	this.exports = {};
	this.filename = null;
	this.loaded = false;
	this.children = [];
	Object.defineProperty(this, 'parent', {value: parent, configurable: true, writable: true});
	if (parent) {
		parent.children.push(this);
	}
}

Object.defineProperty(Module.prototype, 'paths', {
	configurable: true,
	get: function () {
		return require('resolve').paths(this.path);
	}
});

Module.prototype.require = function (id) {
	var name, file, module;

	if (typeof id !== 'string') {
		throw require('errors').invalidType('id', 'of type string', id);
	}
	name = builtin(id);
	if (name !== undefined) {
		return require(name);
	}
	file = require('resolve').file(id, this);
	module = cache[file];
	if (module !== undefined) {
		if (this.children.indexOf(module) === -1) {
			this.children.push(module);
		}
		return module.exports;
	}
	return loadFile(file, this).exports;
};

Module.prototype.load = function (filename) {
	var extension = /[^\/](\.[^.\/]*)$/.exec(filename);

	this.filename = filename;
	extension = extension !== null && extensions[extension[1]] !== undefined ? extension[1] : '.js';
	extensions[extension](this, filename);
	this.loaded = true;
};

Module.prototype._compile = function (text, filename) {
	var first = text.charCodeAt(0);
	var body;

	if (first === 0xfeff) {
		text = text.slice(1);
		first = text.charCodeAt(0);
	}
	if (first === 35 && text.charCodeAt(1) === 33) { // #!
		text = '//' + text;
	}
	body = binding.compile(text, filename, ['exports', 'require', 'module', '__filename', '__dirname']);
	return body.call(this.exports, this.exports, makeRequire(this), this, filename, dirname(filename));
};

var extensions = {
	'.js': function (module, filename) {
		module._compile(binding.readFile(filename), filename);
	},
	'.json': function (module, filename) {
		var text = binding.readFile(filename);

		try {
			module.exports = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
		} catch (error) {
			error.message = filename + ': ' + error.message;
			throw error;
		}
	}
};

function makeRequire(module) {
	function userRequire(id) {
		return module.require(id);
	}
	core.lazy(userRequire, ['resolve', 'main', 'extensions', 'cache'], function (name) {
		switch (name) {
		case 'main':
			return main;
		case 'cache':
			return cache;
		case 'extensions':
			return extensions;
		default:
			return makeResolve(module);
		}
	});
	return userRequire;
}

function makeResolve(module) {
	function resolve(id, options) {
		if (typeof id !== 'string') {
			throw require('errors').invalidType('request', 'of type string', id);
		}
		return builtin(id) === undefined ? require('resolve').file(id, module, options) : id;
	}
	resolve.paths = function (id) {
		return builtin(id) === undefined ? require('resolve').lookup(id, module) : null;
	};
	return resolve;
}

function loadFile(file, parent) {
	var module = new Module(file, parent);
	var done = false;

	cache[file] = module;
	try {
		module.load(file);
		done = true;
	} finally {
		if (!done) {
			delete cache[file];
		}
	}
	return module;
}

var main; // require.main; undefined in a worker

// A hook: runs the program, a file's or the text in source.
function run(file, source) {
	var module, path;

	if (source !== undefined) {
		path = file === undefined ? '[eval]' : file;
		module = new Module(path, undefined);
		module.path = '.';
		module.filename = absolute(path);
		Object.defineProperty(module, '_text', {value: true}); // no file: relative names start where we are
		if (binding.self.main) {
			main = undefined;
		}
		start();
		module._compile(source, path);
		module.loaded = true;
		return;
	}
	path = absolute(file);
	if (binding.stat(path) !== 1) {
		path = require('resolve').program(path);
	}
	path = binding.realpath(path);
	core.program = path;
	module = new Module('.', null);
	module.path = dirname(path);
	if (binding.self.main) {
		main = module;
	}
	start();
	cache[path] = module;
	module.load(path);
}

// Tells the parent that we run, before any message of the program.
function start() {
	if (!binding.self.main && binding.self.parent !== null) {
		binding.postTagged(binding.self.parent, 1, undefined);
	}
}

exports.main = run;
exports.builtin = builtin;
exports.builtins = builtins;
exports.absolute = absolute;
exports.Module = Module;
exports.makeRequire = makeRequire;
exports.extensions = extensions;
exports.cache = cache;
