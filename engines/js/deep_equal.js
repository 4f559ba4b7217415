// deep_equal.js - the comparisons of assert and util. SPDX-License-Identifier: MIT

var hasOwn = Object.prototype.hasOwnProperty;

function enumerableSymbols(value) {
	return Object.getOwnPropertySymbols(value).filter(function (symbol) {
		return Object.prototype.propertyIsEnumerable.call(value, symbol);
	});
}

// a and b on the way: pairs that are being compared are taken as equal.
function equal(a, b, strict, seen) {
	var type, i;

	if (a === b) {
		return a !== 0 || !strict || Object.is(a, b);
	}
	if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
		if (strict || (typeof a === 'object' && a !== null) || (typeof b === 'object' && b !== null)) {
			return a !== a && b !== b && typeof a === 'number' && typeof b === 'number';
		}
		return a == b || (a !== a && b !== b); // eslint-disable-line eqeqeq
	}
	if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
		return false;
	}
	type = binding.typeOf(a);
	if (type !== binding.typeOf(b) || Array.isArray(a) !== Array.isArray(b) ||
		Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) {
		return false;
	}
	switch (type) {
	case 'Date':
		if (a.getTime() !== b.getTime() && (a.getTime() === a.getTime() || b.getTime() === b.getTime())) {
			return false;
		}
		break;
	case 'RegExp':
		if (String(a) !== String(b) || a.lastIndex !== b.lastIndex) {
			return false;
		}
		break;
	case 'Error':
		if (a.message !== b.message || a.name !== b.name) {
			return false;
		}
		break;
	case 'Number':
	case 'String':
	case 'Boolean':
	case 'Symbol':
	case 'BigInt':
		if (!Object.is(a.valueOf(), b.valueOf())) {
			return false;
		}
		break;
	case 'ArrayBuffer':
	case 'SharedArrayBuffer':
		if (!bytesEqual(new Uint8Array(a), new Uint8Array(b))) {
			return false;
		}
		break;
	case 'DataView':
		if (!bytesEqual(new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
			new Uint8Array(b.buffer, b.byteOffset, b.byteLength))) {
			return false;
		}
		break;
	case 'WeakMap':
	case 'WeakSet':
	case 'Promise':
		return false;
	}
	for (i = 0; i < seen.length; i += 2) {
		if (seen[i] === a) {
			return seen[i + 1] === b;
		}
	}
	seen.push(a, b);
	i = contents(a, b, type, strict, seen);
	seen.pop();
	seen.pop();
	return i;
}

function bytesEqual(a, b) {
	var i;

	if (a.length !== b.length) {
		return false;
	}
	for (i = 0; i < a.length; i++) {
		if (a[i] !== b[i]) {
			return false;
		}
	}
	return true;
}

function contents(a, b, type, strict, seen) {
	var keys, symbols, i;

	if (Array.isArray(a) && a.length !== b.length) {
		return false;
	}
	if (/^(?!DataView).*(?:Int|Uint|Float)\d+(?:Clamped)?Array$/.test(type)) {
		if (a.length !== b.length) {
			return false;
		}
		for (i = 0; i < a.length; i++) {
			if (strict ? !Object.is(a[i], b[i]) : a[i] !== b[i] && (a[i] === a[i] || b[i] === b[i])) {
				return false;
			}
		}
		return true;
	}
	keys = Object.keys(a);
	if (keys.length !== Object.keys(b).length) {
		return false;
	}
	for (i = 0; i < keys.length; i++) {
		if (!hasOwn.call(b, keys[i]) || !Object.prototype.propertyIsEnumerable.call(b, keys[i])) {
			return false;
		}
	}
	if (strict && Object.getOwnPropertySymbols !== undefined) {
		symbols = enumerableSymbols(a);
		if (symbols.length !== enumerableSymbols(b).length || symbols.some(function (symbol) {
			return !Object.prototype.propertyIsEnumerable.call(b, symbol);
		})) {
			return false;
		}
		keys = keys.concat(symbols);
	}
	if (type === 'Map' && !mapsEqual(a, b, strict, seen)) {
		return false;
	}
	if (type === 'Set' && !setsEqual(a, b, strict, seen)) {
		return false;
	}
	for (i = 0; i < keys.length; i++) {
		if (!equal(a[keys[i]], b[keys[i]], strict, seen)) {
			return false;
		}
	}
	return true;
}

function setsEqual(a, b, strict, seen) {
	var left = [], ok = true;

	if (a.size !== b.size) {
		return false;
	}
	b.forEach(function (value) {
		left.push(value);
	});
	a.forEach(function (value) {
		var i = left.indexOf(value);

		for (; i === -1 && ok;) {
			for (i = 0; i < left.length && !equal(value, left[i], strict, seen); i++) {
				// the next
			}
			ok = i < left.length;
		}
		if (ok) {
			left.splice(i, 1);
		}
	});
	return ok;
}

function mapsEqual(a, b, strict, seen) {
	var left = [], ok = true;

	if (a.size !== b.size) {
		return false;
	}
	b.forEach(function (value, key) {
		left.push([key, value]);
	});
	a.forEach(function (value, key) {
		var i;

		for (i = 0; ok && i < left.length; i++) {
			if ((left[i][0] === key || equal(key, left[i][0], strict, seen)) && equal(value, left[i][1], strict, seen)) {
				break;
			}
		}
		if (i < left.length) {
			left.splice(i, 1);
		} else {
			ok = false;
		}
	});
	return ok;
}

exports.strict = function isDeepStrictEqual(a, b) {
	return equal(a, b, true, []);
};

exports.loose = function (a, b) {
	return equal(a, b, false, []);
};
