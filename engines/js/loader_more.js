// loader_more.js - require() of files, as Node does it; finding them is in resolve.js.
// SPDX-License-Identifier: MIT

var loader = require('loader');
var Module = loader.Module;
var builtin = loader.builtin;
var cache = loader.cache;

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

exports.methods = {};

exports.methods.require = function (id) {
	var file, module;

	if (typeof id !== 'string') {
		throw require('errors').invalidType('id', 'of type string', id);
	}
	if (builtin(id) !== undefined) {
		return require(builtin(id));
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

exports.methods.load = function (filename) {
	var extension = /[^\/](\.[^.\/]*)$/.exec(filename);

	this.filename = filename;
	extension = extension !== null && extensions[extension[1]] !== undefined ? extension[1] : '.js';
	extensions[extension](this, filename);
	this.loaded = true;
};

exports.methods._compile = function (text, filename) {
	loader.compile(this, text, filename);
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

// A property of a module's require function.
exports.property = function (name, module) {
	return name === 'main' ? loader.main : name === 'cache' ? cache : name === 'extensions' ? extensions :
		makeResolve(module);
};

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

// The file of the main program.
exports.program = function (file) {
	file = absolute(file);
	return binding.stat(file) === 1 ? file : require('resolve').program(file);
};

exports.builtin = builtin;
exports.builtins = loader.builtins.trim().split(' ');
exports.absolute = absolute;
exports.Module = Module;
exports.makeRequire = loader.makeRequire;
exports.extensions = extensions;
exports.cache = cache;
