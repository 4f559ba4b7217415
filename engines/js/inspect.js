// inspect.js - util.inspect, with Node's output; layout.js puts the pieces together, format.js is util.format.
// SPDX-License-Identifier: MIT

var errors = require('errors');
var custom = Symbol.for('nodejs.util.inspect.custom');
var hasOwn = Object.prototype.hasOwnProperty;
var isEnumerable = Object.prototype.propertyIsEnumerable;

var join = require('layout').join;

// How a property stands in its container.
var PLAIN = 0, ELEMENT = 1, EXTRA = 2;

var defaults = {
	showHidden: false, depth: 2, colors: false, customInspect: true, showProxy: false, maxArrayLength: 100,
	maxStringLength: 10000, breakLength: 80, compact: 3, sorted: false, getters: false, numericSeparator: false
};

var colors = {
	reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25], inverse: [7, 27],
	hidden: [8, 28], strikethrough: [9, 29], doubleunderline: [21, 24], black: [30, 39], red: [31, 39],
	green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39], white: [37, 39],
	gray: [90, 39], grey: [90, 39]
};

var styles = {
	special: 'cyan', number: 'yellow', bigint: 'yellow', boolean: 'yellow', undefined: 'grey', 'null': 'bold',
	string: 'green', symbol: 'green', date: 'magenta', regexp: 'red', module: 'underline'
};

function plain(text) {
	return text;
}

function coloured(text, style) {
	var color = colors[styles[style]];

	return color === undefined ? text : '\u001b[' + color[0] + 'm' + text + '\u001b[' + color[1] + 'm';
}

function repeat(n) {
	return n > 0 ? ' '.repeat(n) : '';
}

function typeOf(value) {
	return binding.typeOf(value);
}

function isTyped(type) {
	return /^(?:Uint8|Uint8Clamped|Uint16|Uint32|Int8|Int16|Int32|Float16|Float32|Float64|BigInt64|BigUint64)Array$/.
		test(type);
}

function isError(value, type) {
	return type === 'Error' || type === 'DOMException' || value instanceof Error;
}

// ---------------------------------------------------------------- text

var escapes = {'\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\'};

function hex(n, digits) {
	var text = n.toString(16).toUpperCase();

	while (text.length < digits) {
		text = '0' + text;
	}
	return text;
}

function quote(text) {
	var mark = "'";

	if (text.indexOf("'") !== -1) {
		if (text.indexOf('"') === -1) {
			mark = '"';
		} else if (text.indexOf('`') === -1 && text.indexOf('${') === -1) {
			mark = '`';
		}
	}
	text = text.replace(/[\u0000-\u001f'\\\u007f-\u009f]|[\ud800-\udfff]+/g, function (c) {
		if (c >= '\ud800' && c <= '\udfff') {
			return c.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, function (u) {
				return u.length === 2 ? u : '\\u' + u.charCodeAt(0).toString(16);
			});
		}
		if (c === "'") {
			return mark === "'" ? "\\'" : c;
		}
		return escapes[c] || '\\x' + hex(c.charCodeAt(0), 2);
	});
	return mark + text + mark;
}

function formatNumber(number, separate) {
	var text = number === 0 && 1 / number < 0 ? '-0' : String(number);
	var parts;

	if (!separate || text.indexOf('e') !== -1 || !isFinite(number)) {
		return text;
	}
	parts = text.split('.');
	parts[0] = parts[0].replace(/(\d)(?=(\d{3})+$)/g, '$1_');
	if (parts[1] !== undefined) {
		parts[1] = parts[1].replace(/(\d{3})(?=\d)/g, '$1_');
	}
	return parts.join('.');
}

function symbolText(symbol) {
	return Symbol.prototype.toString.call(symbol);
}

function formatString(ctx, text) {
	var more = '', left, lines;

	if (text.length > ctx.maxStringLength) {
		left = text.length - ctx.maxStringLength;
		text = text.slice(0, ctx.maxStringLength);
		more = '... ' + left + ' more character' + (left > 1 ? 's' : '');
	}
	// A long text of several lines is shown a line at a time.
	if (ctx.compact !== true && text.length > 16 && text.length > ctx.breakLength - ctx.indent - 4 &&
		text.indexOf('\n') !== -1) {
		lines = text.match(/[^\n]*\n|[^\n]+$/g);
		return lines.map(function (line) {
			return ctx.stylize(quote(line), 'string');
		}).join(' +\n' + repeat(ctx.indent + 2)) + more;
	}
	return ctx.stylize(quote(text), 'string') + more;
}

function formatPrimitive(ctx, value) {
	switch (typeof value) {
	case 'string':
		return formatString(ctx, value);
	case 'number':
		return ctx.stylize(formatNumber(value, ctx.numericSeparator), 'number');
	case 'bigint':
		return ctx.stylize(formatNumber(String(value), ctx.numericSeparator) + 'n', 'bigint');
	case 'boolean':
		return ctx.stylize(String(value), 'boolean');
	case 'symbol':
		return ctx.stylize(symbolText(value), 'symbol');
	default:
		return ctx.stylize('undefined', 'undefined');
	}
}

// ---------------------------------------------------------------- names

function constructorName(object) {
	var at = object, first, own, depth = 0;

	while (at !== null && at !== undefined) {
		own = Object.getOwnPropertyDescriptor(at, 'constructor');
		if (own !== undefined && typeof own.value === 'function' && own.value.name !== '' &&
			isInstance(object, own.value)) {
			return String(own.value.name);
		}
		at = Object.getPrototypeOf(at);
		if (first === undefined) {
			first = at;
		}
		depth++;
	}
	if (first === null) {
		return null;
	}
	own = typeOf(object);
	at = constructorName(first);
	return own + ' <' + (at === null ? inspect(first, {depth: -1, customInspect: false}) : at) + '>';
}

function isInstance(object, C) {
	try {
		return object instanceof C;
	} catch (ignored) {
		return false;
	}
}

function prefix(constructor, tag, fallback, size) {
	size = size || '';
	if (constructor === null) {
		return '[' + fallback + size + ': null prototype] ' + (tag !== '' && fallback !== tag ? '[' + tag + '] ' : '');
	}
	return constructor + size + ' ' + (tag !== '' && constructor !== tag ? '[' + tag + '] ' : '');
}

function functionText(fn, constructor, tag) {
	var text = Function.prototype.toString.call(fn);
	var kind = 'Function', out, parent;

	if (/^class\b/.test(text) && /\}$/.test(text)) {
		out = '[class ' + (hasOwn.call(fn, 'name') && fn.name !== '' ? fn.name : '(anonymous)');
		if (constructor !== 'Function' && constructor !== null) {
			out += ' [' + constructor + ']';
		}
		if (tag !== '' && constructor !== tag) {
			out += ' [' + tag + ']';
		}
		parent = Object.getPrototypeOf(fn);
		if (constructor === null) {
			out += ' extends [null prototype]';
		} else if (parent !== null && parent.name) {
			out += ' extends ' + parent.name;
		}
		return out + ']';
	}
	switch (typeOf(fn)) {
	case 'AsyncFunction':
	case 'GeneratorFunction':
	case 'AsyncGeneratorFunction':
		kind = typeOf(fn);
		break;
	}
	out = '[' + kind;
	if (constructor === null) {
		out += ' (null prototype)';
	}
	out += (typeof fn.name !== 'string' || fn.name === '' ? ' (anonymous)' : ': ' + fn.name) + ']';
	if (constructor !== kind && constructor !== null) {
		out += ' ' + constructor;
	}
	return tag !== '' && constructor !== tag ? out + ' [' + tag + ']' : out;
}

function keysOf(ctx, value) {
	var keys = ctx.showHidden ? Object.getOwnPropertyNames(value) : Object.keys(value);
	var symbols = Object.getOwnPropertySymbols === undefined ? [] : Object.getOwnPropertySymbols(value);

	if (!ctx.showHidden) {
		symbols = symbols.filter(function (symbol) { return isEnumerable.call(value, symbol); });
	}
	return symbols.length > 0 ? keys.concat(symbols) : keys;
}

// The keys that are no elements.
function extraKeys(ctx, value) {
	return keysOf(ctx, value).filter(function (key) {
		return typeof key === 'symbol' || !/^(?:0|[1-9]\d*)$/.test(key) || Number(key) > 4294967294;
	});
}

// ---------------------------------------------------------------- errors

function errorStack(error) {
	var stack;

	try {
		stack = error.stack;
	} catch (ignored) {
		stack = undefined;
	}
	return stack ? String(stack) : Error.prototype.toString.call(error);
}

// A stack that begins with a plain name gets the name of its class.
function improveStack(stack, constructor, name, tag) {
	var length = name.length;
	var fallback = 'Error', match, better;

	if (constructor === null || (/Error$/.test(name) && stack.indexOf(name) === 0 &&
		(stack.length === length || stack.charAt(length) === ':' || stack.charAt(length) === '\n'))) {
		if (constructor === null) {
			match = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) || /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
			fallback = match === null ? '' : match[1];
			length = fallback.length;
			fallback = fallback || 'Error';
		}
		better = prefix(constructor, tag, fallback).slice(0, -1);
		if (name !== better) {
			if (better.indexOf(name) !== -1) {
				return length === 0 ? better + ': ' + stack : better + stack.slice(length);
			}
			return better + ' [' + name + ']' + stack.slice(length);
		}
	}
	return stack;
}

function formatError(ctx, error, constructor, tag, keys) {
	var name = error.name === undefined || error.name === null ? 'Error' : String(error.name);
	var stack = errorStack(error);
	var at;

	if (!ctx.showHidden) {
		['name', 'message', 'stack'].forEach(function (key) {
			var i = keys.indexOf(key);

			if (i !== -1 && stack.indexOf(error[key]) !== -1) {
				keys.splice(i, 1);
			}
		});
	}
	['cause', 'errors'].forEach(function (key) {
		if (hasOwn.call(error, key) && keys.indexOf(key) === -1 && (key === 'cause' || Array.isArray(error.errors))) {
			keys.push(key);
		}
	});
	stack = improveStack(stack, constructor, name, tag);
	at = error.message ? stack.indexOf(error.message) : -1;
	at = stack.indexOf('\n    at', at === -1 ? 0 : at + String(error.message).length);
	if (at === -1) {
		stack = '[' + stack + ']';
	}
	return ctx.indent === 0 ? stack : stack.split('\n').join('\n' + repeat(ctx.indent));
}

// ---------------------------------------------------------------- contents

function formatProperty(ctx, value, depth, key, kind) {
	var own = Object.getOwnPropertyDescriptor(value, key) ||
		{value: value[key], enumerable: true};
	var more = ' ', text, step, name;

	if (own.value !== undefined || !('get' in own || 'set' in own)) {
		step = ctx.compact !== true || kind !== PLAIN ? 2 : 3;
		ctx.indent += step;
		text = formatValue(ctx, own.value, depth);
		if (step === 3 && ctx.breakLength < text.length) {
			more = '\n' + repeat(ctx.indent);
		}
		ctx.indent -= step;
	} else if (own.get !== undefined) {
		text = own.set !== undefined ? 'Getter/Setter' : 'Getter';
		if (ctx.getters && (ctx.getters === true || (ctx.getters === 'get') === (own.set === undefined))) {
			text = getterValue(ctx, value, own, depth, text);
		} else {
			text = ctx.stylize('[' + text + ']', 'special');
		}
	} else {
		text = own.set !== undefined ? ctx.stylize('[Setter]', 'special') : ctx.stylize('undefined', 'undefined');
	}
	if (kind === ELEMENT) {
		return text;
	}
	if (typeof key === 'symbol') {
		name = '[' + ctx.stylize(symbolText(key), 'symbol') + ']';
	} else if (key === '__proto__') {
		name = "['__proto__']";
	} else if (own.enumerable === false) {
		name = '[' + key + ']';
	} else {
		name = /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? ctx.stylize(key, 'name') : ctx.stylize(quote(String(key)), 'string');
	}
	return name + ':' + more + text;
}

function getterValue(ctx, value, own, depth, label) {
	var got;

	try {
		got = own.get.call(value);
	} catch (error) {
		return ctx.stylize('[' + label + ': <Inspection threw (' + error.message + ')>]', 'special');
	}
	if (got !== null && typeof got === 'object') {
		return ctx.stylize('[' + label + ']', 'special') + ' ' + formatValue(ctx, got, depth);
	}
	return ctx.stylize('[' + label + ':', 'special') + ' ' + formatPrimitiveOrNull(ctx, got) +
		ctx.stylize(']', 'special');
}

function formatPrimitiveOrNull(ctx, value) {
	return value === null ? ctx.stylize('null', 'null') : formatPrimitive(ctx, value);
}

function remaining(n) {
	return '... ' + n + ' more item' + (n > 1 ? 's' : '');
}

function limitOf(ctx, n) {
	return Math.min(Math.max(0, ctx.maxArrayLength), n);
}

function formatArray(ctx, array, depth) {
	var out = [], limit = limitOf(ctx, array.length), i = 0, from, shown = 0;

	while (i < array.length && shown < limit) {
		if (hasOwn.call(array, i)) {
			out.push(formatProperty(ctx, array, depth, String(i), ELEMENT));
			i++;
		} else {
			from = i;
			i = nextIndex(array, i);
			out.push(ctx.stylize('<' + (i - from) + ' empty item' + (i - from > 1 ? 's' : '') + '>', 'undefined'));
		}
		shown++;
	}
	if (i < array.length) {
		out.push(remaining(array.length - i));
	}
	return out;
}

// The first index from i on that is no hole.
function nextIndex(array, i) {
	var keys, k, n = 0;

	while (i < array.length && n < 1000) {
		if (hasOwn.call(array, i)) {
			return i;
		}
		i++;
		n++;
	}
	if (i < array.length) { // a wide gap
		keys = Object.keys(array);
		for (k = 0; k < keys.length; k++) {
			if (/^\d+$/.test(keys[k]) && Number(keys[k]) >= i) {
				return Number(keys[k]);
			}
		}
	}
	return array.length;
}

function formatTyped(ctx, array, depth) {
	var limit = limitOf(ctx, array.length);
	var out = [], i;

	for (i = 0; i < limit; i++) {
		out.push(formatPrimitive(ctx, array[i]));
	}
	if (array.length > limit) {
		out.push(remaining(array.length - limit));
	}
	if (ctx.showHidden) {
		ctx.indent += 2;
		['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer'].forEach(function (key) {
			out.push('[' + key + ']: ' + formatValue(ctx, array[key], depth, true));
		});
		ctx.indent -= 2;
	}
	return out;
}

function formatBuffer(ctx, buffer) {
	var bytes, text = '', i, n;

	try {
		bytes = new Uint8Array(buffer);
	} catch (ignored) {
		return [ctx.stylize('(detached)', 'special')];
	}
	n = Math.min(Math.max(0, ctx.maxArrayLength), bytes.length);
	for (i = 0; i < n; i++) {
		text += (i > 0 ? ' ' : '') + hex(bytes[i], 2).toLowerCase();
	}
	if (bytes.length > n) {
		text += ' ... ' + (bytes.length - n) + ' more byte' + (bytes.length - n > 1 ? 's' : '');
	}
	return [ctx.stylize('[Uint8Contents]', 'special') + ': <' + text + '>'];
}

function formatList(ctx, values, depth, pairs) {
	var limit = limitOf(ctx, pairs ? values.length / 2 : values.length);
	var out = [], i, total = pairs ? values.length / 2 : values.length;

	ctx.indent += 2;
	for (i = 0; i < limit; i++) {
		out.push(pairs ? formatValue(ctx, values[i * 2], depth) + ' => ' + formatValue(ctx, values[i * 2 + 1], depth) :
			formatValue(ctx, values[i], depth));
	}
	if (total > limit) {
		out.push(remaining(total - limit));
	}
	ctx.indent -= 2;
	return out;
}

function valuesOf(collection, pairs) {
	var out = [];

	(pairs ? Map : Set).prototype.forEach.call(collection, function (value, key) {
		if (pairs) {
			out.push(key);
		}
		out.push(value);
	});
	return out;
}

function formatPromise(ctx, promise, depth) {
	var state = promise._state, text, out;

	if (state === undefined && binding.promiseState !== undefined) {
		text = binding.promiseState(promise); // [state, value]
		state = text[0];
		out = text[1];
	} else {
		out = promise._value;
	}
	if (state === 0) {
		return [ctx.stylize('<pending>', 'special')];
	}
	if (state === undefined) {
		return [ctx.stylize('<items unknown>', 'special')];
	}
	ctx.indent += 2;
	text = formatValue(ctx, out, depth);
	ctx.indent -= 2;
	return [state === 2 ? ctx.stylize('<rejected>', 'special') + ' ' + text : text];
}

function formatIterator(ctx, preview, depth) {
	var out, i;

	if (preview.pairs) {
		out = [];
		ctx.indent += 2;
		for (i = 0; i < preview.entries.length; i += 2) {
			out.push('[ ' + formatValue(ctx, preview.entries[i], depth) + ', ' +
				formatValue(ctx, preview.entries[i + 1], depth) + ' ]');
		}
		ctx.indent -= 2;
		return out;
	}
	return formatList(ctx, preview.entries, depth, false);
}

// ---------------------------------------------------------------- values

function formatValue(ctx, value, depth, typed) {
	var target, fn, text;

	if (value === null) {
		return ctx.stylize('null', 'null');
	}
	if (typeof value !== 'object' && typeof value !== 'function') {
		return formatPrimitive(ctx, value);
	}
	if (binding.previewProxy !== undefined) {
		target = binding.previewProxy(value);
		while (target !== undefined && target !== null) {
			if (target === value) {
				break;
			}
			value = target;
			target = binding.previewProxy(value);
		}
	}
	if (ctx.customInspect) {
		fn = value[custom];
		if (typeof fn === 'function' && fn !== inspect) {
			text = fn.call(value, ctx.depth === null ? null : ctx.depth - depth, optionsOf(ctx), inspect);
			if (text !== value) {
				return typeof text === 'string' ? text.split('\n').join('\n' + repeat(ctx.indent)) :
					formatValue(ctx, text, depth);
			}
		}
	}
	if (ctx.seen.indexOf(value) !== -1) {
		if (ctx.circular === undefined) {
			ctx.circular = [];
		}
		if (ctx.circular.indexOf(value) === -1) {
			ctx.circular.push(value);
		}
		return ctx.stylize('[Circular *' + (ctx.circular.indexOf(value) + 1) + ']', 'special');
	}
	return formatObject(ctx, value, depth, typed);
}

function optionsOf(ctx) {
	var out = {}, name;

	for (name in defaults) {
		out[name] = ctx[name];
	}
	out.stylize = ctx.stylize;
	return out;
}

function formatObject(ctx, value, depth, typed) {
	var type = typeOf(value);
	var constructor = constructorName(value);
	var tag = value[Symbol.toStringTag];
	var base = '', open = '{', close = '}', kind = PLAIN, format, keys, output, i, size, number, preview;

	if (typeof tag !== 'string' || (tag !== '' && (ctx.showHidden ? hasOwn : isEnumerable).
		call(value, Symbol.toStringTag))) {
		tag = '';
	}
	function nothing() {
		return [];
	}
	format = nothing;

	if (Array.isArray(value)) {
		open = (constructor !== 'Array' || tag !== '' ? prefix(constructor, tag, 'Array', '(' + value.length + ')') : '') +
			'[';
		close = ']';
		keys = extraKeys(ctx, value);
		if (value.length === 0 && keys.length === 0) {
			return open + ']';
		}
		kind = EXTRA;
		format = formatArray;
	} else if (type === 'Set' || type === 'Map') {
		keys = keysOf(ctx, value);
		preview = valuesOf(value, type === 'Map');
		size = type === 'Map' ? preview.length / 2 : preview.length;
		open = prefix(constructor, tag, type, '(' + size + ')') + '{';
		if (size === 0 && keys.length === 0) {
			return open + '}';
		}
		format = function (c, v, d) { return formatList(c, preview, d, type === 'Map'); };
	} else if (isTyped(type)) {
		keys = extraKeys(ctx, value);
		open = prefix(constructor, tag, type, '(' + value.length + ')') + '[';
		close = ']';
		if (value.length === 0 && keys.length === 0 && !ctx.showHidden) {
			return open + ']';
		}
		kind = EXTRA;
		format = formatTyped;
	} else if ((tag === 'Map Iterator' || tag === 'Set Iterator') &&
		(preview = (binding.previewIterator || require('collections').preview)(value)) !== undefined) {
		keys = keysOf(ctx, value);
		open = '[' + (preview.pairs ? tag.replace('Iterator', 'Entries') : tag) + '] {';
		format = function (c, v, d) { return formatIterator(c, preview, d); };
		kind = EXTRA;
	} else {
		keys = keysOf(ctx, value);
		if (type === 'Arguments') {
			open = '[Arguments] {';
			if (keys.length === 0) {
				return open + '}';
			}
		} else if (typeof value === 'function') {
			base = functionText(value, constructor, tag);
			if (keys.length === 0) {
				return ctx.stylize(base, 'special');
			}
		} else if (type === 'RegExp') {
			base = RegExp.prototype.toString.call(constructor === null ? new RegExp(value) : value);
			if (prefix(constructor, tag, 'RegExp') !== 'RegExp ') {
				base = prefix(constructor, tag, 'RegExp') + base;
			}
			if (keys.length === 0 || (depth > ctx.depth && ctx.depth !== null)) {
				return ctx.stylize(base, 'regexp');
			}
		} else if (type === 'Date') {
			number = Date.prototype.getTime.call(value);
			base = number !== number ? 'Invalid Date' : Date.prototype.toISOString.call(value);
			if (prefix(constructor, tag, 'Date') !== 'Date ') {
				base = prefix(constructor, tag, 'Date') + base;
			}
			if (keys.length === 0) {
				return ctx.stylize(base, 'date');
			}
		} else if (isError(value, type)) {
			base = formatError(ctx, value, constructor, tag, keys);
			if (keys.length === 0) {
				return base;
			}
		} else if (type === 'ArrayBuffer' || type === 'SharedArrayBuffer') {
			open = prefix(constructor, tag, type) + '{';
			if (typed) {
				return open + ' byteLength: ' + formatPrimitive(ctx, value.byteLength) + ' }';
			}
			keys.unshift('byteLength');
			format = formatBuffer;
		} else if (type === 'DataView') {
			open = prefix(constructor, tag, type) + '{';
			keys.unshift('byteLength', 'byteOffset', 'buffer');
		} else if (type === 'Promise') {
			open = prefix(constructor, tag, type) + '{';
			format = formatPromise;
			keys = keys.filter(function (key) { return !/^_(state|value|handled|source|fulfilled|rejected)$/.test(String(key)); });
		} else if (type === 'WeakMap' || type === 'WeakSet') {
			open = prefix(constructor, tag, type) + '{';
			format = function () { return [ctx.stylize('<items unknown>', 'special')]; };
		} else if (/^(?:Number|String|Boolean|Symbol|BigInt)$/.test(type)) {
			base = boxed(ctx, value, type, constructor, tag, keys);
			if (keys.length === 0) {
				return base;
			}
		} else {
			if (keys.length === 0) {
				return prefix(constructor, tag, 'Object') === 'Object ' ? '{}' : prefix(constructor, tag, 'Object') + '{}';
			}
			if (constructor !== 'Object' || tag !== '') {
				open = prefix(constructor, tag, 'Object') + '{';
			}
		}
	}
	if (ctx.depth !== null && depth > ctx.depth) {
		base = prefix(constructor, tag, Array.isArray(value) ? 'Array' : 'Object').slice(0, -1);
		return ctx.stylize(constructor !== null ? '[' + base + ']' : base, 'special');
	}
	depth++;
	ctx.seen.push(value);
	ctx.level = depth;
	try {
		output = format(ctx, value, depth);
		for (i = 0; i < keys.length; i++) {
			output.push(formatProperty(ctx, value, depth, keys[i], kind));
		}
	} catch (error) {
		if (error instanceof RangeError && /stack/.test(error.message)) {
			ctx.seen.length = 0;
			return ctx.stylize('[' + constructor + ': Inspection interrupted prematurely. Maximum call stack size exceeded.]',
				'special');
		}
		throw error;
	}
	ctx.seen.pop();
	if (ctx.circular !== undefined && ctx.circular.indexOf(value) !== -1) {
		number = ctx.stylize('<ref *' + (ctx.circular.indexOf(value) + 1) + '>', 'special');
		if (ctx.compact !== true) {
			base = base === '' ? number : number + ' ' + base;
		} else {
			open = number + ' ' + open;
		}
	}
	if (ctx.sorted) {
		if (kind === EXTRA) {
			i = output.length - keys.length;
			output = output.slice(0, i).concat(sort(ctx, output.slice(i)));
		} else {
			output = sort(ctx, output);
		}
	}
	return join(ctx, output, base, open, close, kind, depth, Array.isArray(value) || isTyped(type) ? value : undefined);
}

function sort(ctx, list) {
	return typeof ctx.sorted === 'function' ? list.sort(ctx.sorted) : list.sort();
}

function boxed(ctx, value, type, constructor, tag, keys) {
	var inner = type === 'Symbol' ? Symbol.prototype.valueOf.call(value) : value.valueOf();
	var base = '[' + type, simple = {stylize: plain, compact: 3, maxStringLength: Infinity, breakLength: Infinity, indent: 0};

	if (type === 'String') {
		keys.splice(0, keys.length, keys.filter(function (key) {
			return typeof key === 'symbol' || !/^\d+$/.test(key) || Number(key) >= value.length;
		}));
		keys.push.apply(keys, keys.shift());
	}
	if (type !== constructor) {
		base += constructor === null ? ' (null prototype)' : ' (' + constructor + ')';
	}
	base += ': ' + formatPrimitive(simple, inner) + ']';
	if (tag !== '' && tag !== constructor) {
		base += ' [' + tag + ']';
	}
	return keys.length !== 0 || ctx.stylize === plain ? base : ctx.stylize(base, type.toLowerCase());
}

function inspect(value, options) {
	var ctx = {seen: [], indent: 0, level: 0, circular: undefined, stylize: plain};
	var name;

	for (name in defaults) {
		ctx[name] = defaults[name];
	}
	if (arguments.length > 1) {
		if (typeof options === 'object' && options !== null) {
			for (name in options) {
				if (hasOwn.call(defaults, name) || name === 'stylize') {
					ctx[name] = options[name];
				}
			}
		} else if (typeof options === 'boolean') { // the old way: showHidden, depth, colors
			ctx.showHidden = options;
			if (arguments[2] !== undefined) {
				ctx.depth = arguments[2];
			}
			if (arguments[3] !== undefined) {
				ctx.colors = arguments[3];
			}
		}
	}
	if (ctx.colors) {
		ctx.stylize = coloured;
	}
	if (ctx.maxArrayLength === null) {
		ctx.maxArrayLength = Infinity;
	}
	if (ctx.maxStringLength === null) {
		ctx.maxStringLength = Infinity;
	}
	return formatValue(ctx, value, 0);
}

inspect.custom = custom;
inspect.colors = colors;
inspect.styles = styles;
Object.defineProperty(inspect, 'defaultOptions', {
	enumerable: true,
	get: function () {
		return defaults;
	},
	set: function (options) {
		var name;

		if (options === null || typeof options !== 'object') {
			throw errors.invalidType('options', 'of type object', options);
		}
		for (name in options) {
			defaults[name] = options[name];
		}
	}
});

exports.inspect = inspect;
exports.formatNumber = formatNumber;
exports.symbolText = symbolText;
exports.isError = isError;
