// format.js - util.format. SPDX-License-Identifier: MIT

var inspector = require('inspect');
var inspect = inspector.inspect;
var formatNumber = inspector.formatNumber;
var symbolText = inspector.symbolText;
var hasOwn = Object.prototype.hasOwnProperty;

function withOptions(options, more) {
	var out = {}, name;

	for (name in options) {
		out[name] = options[name];
	}
	for (name in more) {
		out[name] = more[name];
	}
	return out;
}

// Whether %s should print the text that an object makes of itself.
function hasOwnText(value) {
	var at, own;

	if (typeof value.toString !== 'function') {
		return false;
	}
	if (hasOwn.call(value, 'toString')) {
		return true;
	}
	at = value;
	do {
		at = Object.getPrototypeOf(at);
	} while (at !== null && !hasOwn.call(at, 'toString'));
	if (at === null) {
		return false;
	}
	own = Object.getOwnPropertyDescriptor(at, 'constructor');
	return own !== undefined && typeof own.value === 'function' && !/\[native code\]/.
		test(Function.prototype.toString.call(own.value)) && !isLibrary(own.value);
}

function isLibrary(C) {
	var global = require('core').global;

	return C === global.Map || C === global.Set || C === global.Promise;
}

function directive(c, value, options) {
	switch (c) {
	case 's':
		if (typeof value === 'number') {
			return formatNumber(value, false);
		}
		if (typeof value === 'bigint') {
			return value + 'n';
		}
		if (typeof value === 'symbol') {
			return symbolText(value);
		}
		if (value === null || typeof value !== 'object' || hasOwnText(value)) {
			return String(value);
		}
		return inspect(value, withOptions(options, {depth: 0, colors: false, compact: 3}));
	case 'j':
		try {
			return JSON.stringify(value);
		} catch (error) {
			if (/circular|cyclic/i.test(error.message)) {
				return '[Circular]';
			}
			throw error;
		}
	case 'd':
		if (typeof value === 'bigint') {
			return value + 'n';
		}
		return typeof value === 'symbol' ? 'NaN' : formatNumber(Number(value), false);
	case 'i':
		if (typeof value === 'bigint') {
			return value + 'n';
		}
		return typeof value === 'symbol' ? 'NaN' : formatNumber(parseInt(value, 10), false);
	case 'f':
		return typeof value === 'symbol' ? 'NaN' : formatNumber(parseFloat(value), false);
	case 'O':
		return inspect(value, options);
	case 'o':
		return inspect(value, withOptions(options, {showHidden: true, showProxy: true, depth: 4}));
	default: // %c: CSS
		return '';
	}
}

function formatAll(options, args) {
	var text = '', i = 0, format, n = args.length;

	if (typeof args[0] === 'string') {
		if (n === 1) {
			return args[0];
		}
		format = args[0];
		i = 1;
		text = format.replace(/%([sjdifoOc%])/g, function (all, c) {
			if (c === '%') {
				return '%';
			}
			return i < n ? directive(c, args[i++], options) : all;
		});
		if (i < n) {
			text += ' ';
		}
	}
	for (; i < n; i++) {
		text += (typeof args[i] === 'string' ? args[i] : inspect(args[i], withOptions(options, {}))) + (i < n - 1 ? ' ' : '');
	}
	return text;
}

exports.format = function format() {
	return formatAll(undefined, arguments);
};
exports.formatWithOptions = function formatWithOptions(options) {
	if (options === null || typeof options !== 'object') {
		throw require('errors').invalidType('inspectOptions', 'of type object', options);
	}
	return formatAll(options, Array.prototype.slice.call(arguments, 1));
};
exports.stripVTControlCharacters = function stripVTControlCharacters(text) {
	return String(text).replace(/[\u001b\u009b][[\]()#;?]*(?:(?:(?:[a-zA-Z\d]*(?:;[-a-zA-Z\d\/#&.:=?%@~_]*)*)?\u0007)|(?:(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-ntqry=><~]))/g, '');
};
