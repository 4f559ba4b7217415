// es2015.js - functions of the standard library that came after ES5, for engines that lack them. Syntax cannot be
// added, but programs that were lowered to ES5 still call these. bootstrap.js lists them.
// SPDX-License-Identifier: MIT

var hasOwn = Object.prototype.hasOwnProperty;
var array = exports['Array.prototype'] = {};
var string = exports['String.prototype'] = {};
var typed = exports['TypedArray.prototype'] = {};
var object = exports.Object = {};
var statics = exports.Array = {};

function integer(n) {
	n = Number(n);
	return n !== n ? 0 : Math.trunc(n);
}

// An index that may count from the end.
function index(n, length, fallback) {
	if (n === undefined) {
		return fallback;
	}
	n = integer(n);
	return n < 0 ? Math.max(length + n, 0) : Math.min(n, length);
}

function checkFunction(fn) {
	if (typeof fn !== 'function') {
		throw new TypeError(String(fn) + ' is not a function');
	}
}

// ---------------------------------------------------------------- Array

function search(list, fn, self, backward) {
	var n = list.length >>> 0, i;

	checkFunction(fn);
	for (i = backward ? n - 1 : 0; backward ? i >= 0 : i < n; i += backward ? -1 : 1) {
		if (fn.call(self, list[i], i, list)) {
			return i;
		}
	}
	return -1;
}

array.find = function find(fn, self) {
	var i = search(this, fn, self, false);

	return i === -1 ? undefined : this[i];
};
array.findIndex = function findIndex(fn, self) { return search(this, fn, self, false); };
array.findLast = function findLast(fn, self) {
	var i = search(this, fn, self, true);

	return i === -1 ? undefined : this[i];
};
array.includes = function includes(value, from) {
	var n = this.length >>> 0, i;

	for (i = index(from, n, 0); i < n; i++) {
		if (this[i] === value || (value !== value && this[i] !== this[i])) {
			return true;
		}
	}
	return false;
};

array.fill = function fill(value, from, to) {
	var n = this.length >>> 0, i, end = index(to, n, n);

	for (i = index(from, n, 0); i < end; i++) {
		this[i] = value;
	}
	return this;
};

array.at = function at(i) {
	i = integer(i);
	return this[i < 0 ? (this.length >>> 0) + i : i];
};

function flatten(list, depth, out) {
	var i;

	for (i = 0; i < list.length; i++) {
		if (hasOwn.call(list, i)) {
			if (depth > 0 && Array.isArray(list[i])) {
				flatten(list[i], depth - 1, out);
			} else {
				out.push(list[i]);
			}
		}
	}
	return out;
}

array.flat = function flat(depth) { return flatten(this, depth === undefined ? 1 : integer(depth), []); };
array.flatMap = function flatMap(fn, self) {
	checkFunction(fn);
	return flatten(Array.prototype.map.call(this, fn, self), 1, []);
};

var iteratorPrototype;

function iterator(list, what) {
	var at = 0, out;

	if (iteratorPrototype === undefined) {
		iteratorPrototype = {};
		if (Symbol.iterator !== undefined) {
			iteratorPrototype[Symbol.iterator] = function () { return this; };
		}
		Object.defineProperty(iteratorPrototype, Symbol.toStringTag, {value: 'Array Iterator'});
	}
	out = Object.create(iteratorPrototype);
	Object.defineProperty(out, 'next', {value: function () {
		var i = at;

		if (list === null || i >= list.length >>> 0) {
			list = null;
			return {value: undefined, done: true};
		}
		at++;
		return {value: what === 0 ? i : what === 1 ? list[i] : [i, list[i]], done: false};
	}});
	return out;
}

array.keys = function keys() { return iterator(this, 0); };
array.values = function values() { return iterator(this, 1); };
array.entries = function entries() { return iterator(this, 2); };

statics.of = function of() { return Array.prototype.slice.call(arguments); };

// Calls each(value, i) for what is iterable or has a length.
function iterate(items, each) {
	var it, step, i, c;

	if (items === undefined || items === null) {
		throw new TypeError(items + ' is not iterable');
	}
	if (typeof items === 'string') {
		for (i = c = 0; i < items.length; i += step.length) {
			step = items.charAt(i);
			if (step >= '\ud800' && step <= '\udbff' && /[\udc00-\udfff]/.test(items.charAt(i + 1))) {
				step += items.charAt(i + 1);
			}
			each(step, c++);
		}
		return;
	}
	if (Symbol.iterator !== undefined && typeof items[Symbol.iterator] === 'function') {
		it = items[Symbol.iterator]();
		for (i = 0, step = it.next(); !step.done; step = it.next()) {
			each(step.value, i++);
		}
		return;
	}
	for (i = 0; i < items.length; i++) {
		each(items[i], i);
	}
}

statics.from = function from(items, fn, self) {
	var out = [];

	if (fn !== undefined) {
		checkFunction(fn);
	}
	iterate(items, function (value, i) {
		out.push(fn === undefined ? value : fn.call(self, value, i));
	});
	return out;
};

// ---------------------------------------------------------------- Object

object.values = function values(o) {
	return Object.keys(o).map(function (key) { return o[key]; });
};
object.entries = function entries(o) {
	return Object.keys(o).map(function (key) { return [key, o[key]]; });
};
object.fromEntries = function fromEntries(entries) {
	var out = {};

	iterate(entries, function (entry) { out[entry[0]] = entry[1]; });
	return out;
};
object.hasOwn = function (o, key) { return hasOwn.call(o, key); };

// ---------------------------------------------------------------- String

function padding(text, length, pad) {
	var n = integer(length) - text.length;

	pad = pad === undefined ? ' ' : String(pad);
	return n <= 0 || pad === '' ? '' : pad.repeat(Math.ceil(n / pad.length)).slice(0, n);
}

string.padStart = function padStart(length, pad) { return padding(String(this), length, pad) + this; };
string.padEnd = function padEnd(length, pad) { return this + padding(String(this), length, pad); };
string.trimStart = function trimStart() { return String(this).replace(/^[\s\ufeff]+/, ''); };
string.trimEnd = function trimEnd() { return String(this).replace(/[\s\ufeff]+$/, ''); };
string.at = function at(i) {
	i = integer(i);
	i = i < 0 ? this.length + i : i;
	return i < 0 || i >= this.length ? undefined : this.charAt(i);
};
string.replaceAll = function replaceAll(what, by) {
	if (Object.prototype.toString.call(what) === '[object RegExp]') {
		if (!what.global) {
			throw new TypeError('replaceAll must be called with a global RegExp');
		}
		return this.replace(what, by);
	}
	return this.replace(new RegExp(String(what).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g'), by);
};

// ---------------------------------------------------------------- typed arrays

['forEach', 'join', 'indexOf', 'reduce', 'every', 'some', 'reverse'].forEach(function (name) {
	typed[name] = Array.prototype[name];
});
['find', 'findIndex', 'includes', 'fill', 'at'].forEach(function (name) {
	typed[name] = array[name];
});
['map', 'filter', 'slice'].forEach(function (name) {
	typed[name] = function () {
		return new this.constructor(Array.prototype[name].apply(this, arguments));
	};
});
typed.slice = function slice(from, to) {
	var n = this.length, start = index(from, n, 0);

	return new this.constructor(this.subarray(start, Math.max(start, index(to, n, n))));
};
typed.sort = function sort(compare) {
	var list = Array.prototype.slice.call(this);

	this.set(list.sort(compare || function (a, b) { return a - b; }));
	return this;
};
