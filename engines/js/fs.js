// fs.js - require('fs'): reading text, for scripts. SPDX-License-Identifier: MIT

var errors = require('errors');

function pathOf(path) {
	if (typeof path === 'object' && path !== null && typeof path.href === 'string') {
		return require('url').fileURLToPath(path);
	}
	if (typeof path !== 'string') {
		throw errors.make(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "path" argument must be of type string or an instance of ' +
			'Buffer or URL.' + errors.received(path));
	}
	return path;
}

function fail(code, text, number, call, path) {
	var error = new Error(code + ': ' + text + ', ' + call + " '" + path + "'");

	error.errno = number;
	error.syscall = call;
	error.code = code;
	error.path = path;
	return error;
}

function absent(call, path) {
	return fail('ENOENT', 'no such file or directory', -2, call, path);
}

exports.readFileSync = function readFileSync(path, options) {
	var encoding = typeof options === 'string' ? options : options ? options.encoding : undefined;
	var text;

	path = pathOf(path);
	try {
		text = binding.readFile(path);
	} catch (error) {
		if (error && error.code === 'ENOENT') {
			throw absent('open', path);
		}
		throw error;
	}
	return encoding ? text : bytes(text);
};

// A file as bytes: a Uint8Array whose toString gives the text, until there are Buffers.
function bytes(text) {
	var out = new TextEncoder().encode(text);

	out = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
	errors.hidden(out, 'toString', function () { return text; });
	return out;
}

exports.existsSync = function existsSync(path) {
	try {
		return binding.stat(pathOf(path)) !== 0;
	} catch (ignored) {
		return false;
	}
};

function Stats(kind) {
	errors.hidden(this, '_kind', kind);
}

Stats.prototype.isFile = function () { return this._kind === 1; };
Stats.prototype.isDirectory = function () { return this._kind === 2; };
['isSymbolicLink', 'isFIFO', 'isSocket', 'isBlockDevice', 'isCharacterDevice'].forEach(function (name) {
	Stats.prototype[name] = function () { return false; };
});

exports.statSync = exports.lstatSync = function statSync(path, options) {
	var kind = binding.stat(pathOf(path));

	if (kind === 0) {
		if (options && options.throwIfNoEntry === false) {
			return undefined;
		}
		throw absent('stat', pathOf(path));
	}
	return new Stats(kind);
};

exports.accessSync = function accessSync(path) {
	if (binding.stat(pathOf(path)) === 0) {
		throw absent('access', pathOf(path));
	}
};

exports.realpathSync = function realpathSync(path) {
	if (binding.stat(pathOf(path)) === 0) {
		throw absent('lstat', pathOf(path));
	}
	return binding.realpath(pathOf(path));
};

exports.writeSync = function writeSync(fd, text) {
	if (fd !== 1 && fd !== 2) {
		throw errors.make(Error, 'EBADF', 'EBADF: bad file descriptor, write');
	}
	binding.write(fd, String(text));
	return String(text).length;
};

// The same with a callback, in a later turn.
['readFile', 'stat', 'lstat', 'access', 'realpath'].forEach(function (name) {
	exports[name] = function () {
		var args = Array.prototype.slice.call(arguments);
		var done = args.pop();

		if (typeof done !== 'function') {
			throw errors.invalidType('cb', 'of type function', done);
		}
		require('timers').setImmediate(function () {
			var result;

			try {
				result = exports[name + 'Sync'].apply(exports, args);
			} catch (error) {
				done(error);
				return;
			}
			done(null, result);
		});
	};
});

exports.exists = function exists(path, done) {
	require('timers').setImmediate(function () { done(exports.existsSync(path)); });
};

exports.constants = {F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1};
require('core').lazy(exports, ['promises'], function () {
	var out = {};

	['readFile', 'stat', 'lstat', 'access', 'realpath'].forEach(function (name) {
		out[name] = function () {
			var args = arguments;

			return new Promise(function (resolve) {
				resolve(exports[name + 'Sync'].apply(exports, args));
			});
		};
	});
	return out;
});
