// module.js - require('module'). SPDX-License-Identifier: MIT

var loader = require('loader_more');
var Module = loader.Module;

Module.builtinModules = loader.builtins.filter(function (name) {
	return loader.builtin(name) !== undefined;
});
Module.isBuiltin = function (name) { return loader.builtin(name) !== undefined; };
Module._cache = loader.cache;
Module._extensions = loader.extensions;
Module._nodeModulePaths = function (dir) { return require('resolve').paths(dir); };
Module._resolveFilename = function (id, parent) {
	return loader.builtin(id) === undefined ? require('resolve').file(id, parent) : id;
};
Module.createRequire = function createRequire(file) {
	var module;

	if (typeof file === 'object' && file !== null) {
		file = require('url').fileURLToPath(file);
	} else if (/^file:/.test(file)) {
		file = require('url').fileURLToPath(String(file));
	}
	module = new Module(file, undefined);
	module.filename = file;
	return loader.makeRequire(module);
};
Module.Module = Module;
module.exports = Module;
