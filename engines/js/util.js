// util.js - require('util'); inspect and format have their own files. SPDX-License-Identifier: MIT

var core = require('core');
var errors = require('errors');

core.lazy(exports, ['inspect'], function () { return require('inspect').inspect; });
core.lazy(exports, ['format', 'formatWithOptions', 'stripVTControlCharacters'], function (name) {
	return require('format')[name];
});
core.lazy(exports, ['types'], function () { return require('util_types'); });
core.lazy(exports, ['isDeepStrictEqual'], function () { return require('deep_equal').strict; });
core.lazy(exports, ['TextEncoder', 'TextDecoder'], function (name) { return core.global[name]; });

exports.inherits = function inherits(C, Super) {
	if (typeof C !== 'function') {
		throw errors.invalidType('ctor', 'of type function', C);
	}
	if (typeof Super !== 'function') {
		throw errors.invalidType('superCtor', 'of type function', Super);
	}
	if (Super.prototype === undefined) {
		throw errors.invalidType('superCtor.prototype', 'of type object', Super.prototype);
	}
	Object.defineProperty(C, 'super_', {value: Super, writable: true, configurable: true});
	Object.setPrototypeOf(C.prototype, Super.prototype);
};

var custom = Symbol.for('nodejs.util.promisify.custom');

function promisify(fn) {
	function promised() {
		var self = this;
		var args = Array.prototype.slice.call(arguments);

		return new Promise(function (resolve, reject) {
			args.push(function (error, value) {
				if (error) {
					reject(error);
				} else {
					resolve(value);
				}
			});
			fn.apply(self, args);
		});
	}

	if (typeof fn !== 'function') {
		throw errors.invalidType('original', 'of type function', fn);
	}
	if (fn[custom] !== undefined) {
		if (typeof fn[custom] !== 'function') {
			throw errors.invalidType('util.promisify.custom', 'of type function', fn[custom]);
		}
		return fn[custom];
	}
	if (fn === core.global.setTimeout || fn === core.global.setImmediate) {
		return require('timers_promises')[fn === core.global.setTimeout ? 'setTimeout' : 'setImmediate'];
	}
	Object.setPrototypeOf(promised, Object.getPrototypeOf(fn));
	errors.hidden(promised, custom, promised);
	return promised;
}

promisify.custom = custom;
exports.promisify = promisify;

exports.callbackify = function callbackify(fn) {
	if (typeof fn !== 'function') {
		throw errors.invalidType('original', 'of type function', fn);
	}
	return function () {
		var args = Array.prototype.slice.call(arguments);
		var done = args.pop();
		var process = core.global.process;

		if (typeof done !== 'function') {
			throw errors.invalidType('last argument', 'of type function', done);
		}
		fn.apply(this, args).then(function (value) {
			process.nextTick(done, null, value);
		}, function (reason) {
			var error = reason;

			if (!reason) {
				error = errors.make(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value');
				error.reason = reason;
			}
			process.nextTick(done, error);
		});
	};
};

exports.deprecate = function deprecate(fn, message, code) {
	var warned = false;

	return function () {
		if (!warned) {
			warned = true;
			require('process').emitWarning(message, 'DeprecationWarning', code);
		}
		return core.global.Reflect !== undefined && this instanceof fn ? fn.apply(this, arguments) || this :
			fn.apply(this, arguments);
	};
};

exports.debuglog = exports.debug = function debuglog(section) {
	var on;

	function log() {
		var process = core.global.process;

		if (on === undefined) {
			on = (',' + (process.env.NODE_DEBUG || '').toUpperCase() + ',').indexOf(',' + section.toUpperCase() + ',') !== -1;
		}
		if (on) {
			binding.write(2, section.toUpperCase() + ' ' + process.pid + ': ' +
				exports.format.apply(undefined, arguments) + '\n');
		}
	}
	Object.defineProperty(log, 'enabled', {get: function () {
		return on === true;
	}});
	return log;
};

exports.toUSVString = function toUSVString(text) {
	return String(text).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g,
		function (m, before) { return (before || '') + '\ufffd'; });
};

exports.getSystemErrorName = function (number) {
	return require('os').errorName(number);
};

function isType(name) {
	return function (value) {
		return binding.typeOf(value) === name;
	};
}

exports.isArray = Array.isArray;
exports.isBoolean = function (x) { return typeof x === 'boolean'; };
exports.isNull = function (x) { return x === null; };
exports.isNullOrUndefined = function (x) { return x === null || x === undefined; };
exports.isNumber = function (x) { return typeof x === 'number'; };
exports.isString = function (x) { return typeof x === 'string'; };
exports.isSymbol = function (x) { return typeof x === 'symbol'; };
exports.isUndefined = function (x) { return x === undefined; };
exports.isRegExp = isType('RegExp');
exports.isObject = function (x) { return x !== null && typeof x === 'object'; };
exports.isDate = isType('Date');
exports.isError = function (x) { return x instanceof Error || binding.typeOf(x) === 'Error'; };
exports.isFunction = function (x) { return typeof x === 'function'; };
exports.isPrimitive = function (x) { return x === null || (typeof x !== 'object' && typeof x !== 'function'); };
