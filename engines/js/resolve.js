// resolve.js - which file a name in require() means. SPDX-License-Identifier: MIT

var loader = require('loader_more');
var packages = {}; // what package.json in a folder says; null: none

// The folders where `node_modules/x` is looked for, from dir upward.
function paths(dir) {
	var list = [];
	var i;

	dir = loader.absolute(dir);
	for (;;) {
		if (!/\/node_modules$/.test(dir)) {
			list.push((dir === '/' ? '' : dir) + '/node_modules');
		}
		i = dir.lastIndexOf('/');
		if (dir === '/') {
			return list;
		}
		dir = i <= 0 ? '/' : dir.slice(0, i);
	}
}

function readPackage(dir) {
	var file = dir + '/package.json';

	if (packages[dir] === undefined) {
		packages[dir] = null;
		if (binding.stat(file) === 1) {
			try {
				packages[dir] = JSON.parse(binding.readFile(file));
			} catch (error) {
				delete packages[dir];
				error.path = file;
				error.message = 'Error parsing ' + file + ': ' + error.message;
				throw error;
			}
		}
	}
	return packages[dir];
}

function withExtension(path) {
	var names = Object.keys(loader.extensions);
	var i;

	if (binding.stat(path) === 1) {
		return path;
	}
	for (i = 0; i < names.length; i++) {
		if (binding.stat(path + names[i]) === 1) {
			return path + names[i];
		}
	}
	return undefined;
}

function index(dir) {
	var names = Object.keys(loader.extensions);
	var i;

	for (i = 0; i < names.length; i++) {
		if (binding.stat(dir + '/index' + names[i]) === 1) {
			return dir + '/index' + names[i];
		}
	}
	return undefined;
}

// A folder: its package.json's main, or its index.
function folder(dir) {
	var description = readPackage(dir);
	var main = description && typeof description.main === 'string' ? description.main : '';
	var path, found, error;

	if (main !== '') {
		path = loader.absolute(dir + '/' + main);
		found = withExtension(path) || index(path) || index(dir);
		if (found === undefined) {
			error = new Error("Cannot find module '" + path +
				"'. Please verify that the package.json has a valid \"main\" entry");
			error.code = 'MODULE_NOT_FOUND';
			error.path = dir + '/package.json';
			throw error;
		}
		return found;
	}
	return index(dir);
}

function fileOrFolder(path, slash) {
	var found = slash ? undefined : withExtension(path);

	if (found === undefined && binding.stat(path) === 2) {
		found = folder(path);
	}
	return found;
}

// What the "exports" of a package.json give for require: a string, or undefined.
function target(entry, rest) {
	var i, keys, found;

	if (typeof entry === 'string') {
		return rest === undefined ? entry : entry.split('*').join(rest);
	}
	if (Array.isArray(entry)) {
		for (i = 0; i < entry.length; i++) {
			found = target(entry[i], rest);
			if (found !== undefined) {
				return found;
			}
		}
	} else if (typeof entry === 'object' && entry !== null) {
		keys = Object.keys(entry);
		for (i = 0; i < keys.length; i++) {
			if (keys[i] === 'node' || keys[i] === 'require' || keys[i] === 'default') {
				found = target(entry[keys[i]], rest);
				if (found !== undefined) {
					return found;
				}
			}
		}
	}
	return undefined;
}

function exported(dir, subpath, entry) {
	var keys, i, star, found, error;

	if (typeof entry === 'string' || Array.isArray(entry) || Object.keys(entry).every(function (key) {
		return key.charAt(0) !== '.';
	})) {
		entry = {'.': entry};
	}
	if (Object.prototype.hasOwnProperty.call(entry, subpath)) {
		found = target(entry[subpath]);
	} else {
		keys = Object.keys(entry);
		for (i = 0; i < keys.length && found === undefined; i++) {
			star = keys[i].indexOf('*');
			if (star !== -1 && subpath.indexOf(keys[i].slice(0, star)) === 0 &&
				subpath.slice(-(keys[i].length - star - 1) || subpath.length) === keys[i].slice(star + 1)) {
				found = target(entry[keys[i]], subpath.slice(star, subpath.length - (keys[i].length - star - 1)));
			}
		}
	}
	if (found === undefined) {
		error = new Error(subpath === '.' ? 'No "exports" main defined in ' + dir + '/package.json' :
			"Package subpath '" + subpath + '\' is not defined by "exports" in ' + dir + '/package.json');
		error.code = 'ERR_PACKAGE_PATH_NOT_EXPORTED';
		throw error;
	}
	return loader.absolute(dir + '/' + found);
}

function inPackages(id, from) {
	var parts = id.split('/');
	var name = id.charAt(0) === '@' ? parts.slice(0, 2).join('/') : parts[0];
	var i, description, found;

	for (i = 0; i < from.length; i++) {
		if (binding.stat(from[i]) === 2) {
			description = binding.stat(from[i] + '/' + name) === 2 ? readPackage(from[i] + '/' + name) : null;
			if (description && description.exports !== undefined && description.exports !== null) {
				found = exported(from[i] + '/' + name, '.' + id.slice(name.length), description.exports);
			} else {
				found = fileOrFolder(loader.absolute(from[i] + '/' + id), /\/$/.test(id));
			}
			if (found !== undefined) {
				return found;
			}
		}
	}
	return undefined;
}

function base(module) {
	return module.path === '.' ? binding.cwd() : module.path;
}

function relative(id) {
	return id === '.' || id === '..' || /^\.\.?\//.test(id);
}

function lookup(id, module) {
	return relative(id) ? [base(module)] : paths(base(module));
}

function notFound(id, module) {
	var stack = [];
	var error, m;

	for (m = module; m; m = m.parent) {
		stack.push(m.filename || m.id);
	}
	error = new Error("Cannot find module '" + id + "'" +
		(stack.length > 0 ? '\nRequire stack:\n- ' + stack.join('\n- ') : ''));
	error.code = 'MODULE_NOT_FOUND';
	error.requireStack = stack;
	return error;
}

// The file that id means in module.
function file(id, module, options) {
	var found, from, error;

	if (id === '') {
		throw require('errors').make(TypeError, 'ERR_INVALID_ARG_VALUE',
			"The argument 'id' must be a non-empty string. Received ''");
	}
	if (id.slice(0, 5) === 'node:') {
		error = require('errors').make(Error, 'ERR_UNKNOWN_BUILTIN_MODULE', 'No such built-in module: ' + id);
		throw error;
	}
	if (options && Array.isArray(options.paths)) {
		from = options.paths;
	}
	if (id.charAt(0) === '/') {
		found = fileOrFolder(loader.absolute(id), /\/$/.test(id));
	} else if (relative(id)) {
		(from || [base(module)]).some(function (dir) {
			found = fileOrFolder(loader.absolute(dir + '/' + id), /(^|\/)\.{0,2}$/.test(id));
			return found !== undefined;
		});
	} else {
		found = inPackages(id, from ? from.reduce(function (list, dir) {
			return list.concat(paths(dir));
		}, []) : paths(base(module)));
	}
	if (found === undefined) {
		throw notFound(id, module);
	}
	return binding.realpath(found);
}

// The file of the main program.
function program(path) {
	var found = fileOrFolder(path);

	if (found === undefined) {
		throw notFound(path, null);
	}
	return found;
}

exports.paths = paths;
exports.lookup = lookup;
exports.file = file;
exports.program = program;
