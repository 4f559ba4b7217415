// loader.js - runs the program, and its require() of our modules; files are required by loader_more.js.
// SPDX-License-Identifier: MIT

var core = require('core');

// What users may require, among spaces. The module of ours has _ for /.
var builtins = ' assert assert/strict async_hooks atoll buffer console events fs module os path path/posix perf_hooks ' +
	'process timers timers/promises url util util/types worker_threads ';

// The name of our module for id, or undefined.
function builtin(id) {
	if (id.charCodeAt(4) === 58 && id.slice(0, 5) === 'node:') {
		id = id.slice(5);
	}
	if (builtins.indexOf(' ' + id + ' ') === -1 || id === '') {
		return undefined;
	}
	id = id.replace('/', '_');
	return core.modules[id] !== undefined || binding.library(id) !== undefined ? id : undefined;
}

function dirname(file) {
	var i = file.lastIndexOf('/');

	return i === 0 ? '/' : i < 0 ? '.' : file.slice(0, i);
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

function more(name) {
	return require('loader_more').methods[name];
}

core.lazy(Module.prototype, ['require', 'load', '_compile'], more);
Object.defineProperty(Module.prototype, 'paths', {
	configurable: true,
	get: function () {
		return require('resolve').paths(this.path);
	}
});

function makeRequire(module) {
	function userRequire(id) {
		var name = typeof id === 'string' ? builtin(id) : undefined;

		return name === undefined ? module.require(id) : require(name);
	}
	core.lazy(userRequire, ['resolve', 'main', 'extensions', 'cache'], function (name) {
		return require('loader_more').property(name, module);
	});
	return userRequire;
}

function compile(module, text, filename) {
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
	body.prototype = null; // a cycle that would keep it until the next collection
	body.call(module.exports, module.exports, makeRequire(module), module, filename, dirname(filename));
}

// A hook: runs the program, a file's or the text in source.
function main(file, source) {
	var self = binding.self;
	var module;

	if (source !== undefined) {
		if (file === undefined) {
			file = '[eval]';
		}
		module = new Module(file, undefined);
		module.path = '.'; // relative names start where we are
	} else {
		if (file.charCodeAt(0) !== 47 || file.indexOf('/.') !== -1 || binding.stat(file) !== 1) {
			file = require('loader_more').program(file);
		}
		file = binding.realpath(file);
		core.program = file;
		module = new Module('.', null);
		module.path = dirname(file);
		exports.cache[file] = module;
		if (self.main) {
			exports.main = module;
		}
	}
	module.filename = file;
	if (self.parent !== null && !self.main) {
		binding.postTagged(self.parent, 1, undefined); // it runs; before any message of the program
	}
	if (source === undefined && file.slice(-3) !== '.js' && file.indexOf('.', file.lastIndexOf('/')) !== -1) {
		module.load(file);
	} else {
		compile(module, source === undefined ? binding.readFile(file) : source, file);
	}
	module.loaded = true;
}

exports.cache = {}; // require.cache
exports.main = undefined; // require.main
exports.builtin = builtin;
exports.builtins = builtins;
exports.dirname = dirname;
exports.Module = Module;
exports.makeRequire = makeRequire;
exports.compile = compile;
exports.hooks = {main: main};
