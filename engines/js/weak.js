// weak.js - WeakMap and WeakSet, for engines that have none: the value is kept by its key.
// SPDX-License-Identifier: MIT

function hidden(object, name, value) {
	Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
}

function isObject(value) {
	return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

// What a weak collection keeps: the name of the property its keys have; those that can have none are listed, and live
// as long as the collection.
var DATA = Symbol('data');

function Data() {
	this.name = Symbol('weak');
	this.keys = [];
	this.values = [];
}

function dataOf(object, C, what) {
	var data = isObject(object) ? object[DATA] : undefined;

	if (data === undefined || !(object instanceof C)) {
		throw new TypeError('Method ' + C.name + '.prototype.' + what + ' called on incompatible receiver ' +
			(isObject(object) ? '#<Object>' : String(object)));
	}
	return data;
}

function has(data, key) {
	return isObject(key) && (Object.prototype.hasOwnProperty.call(key, data.name) || data.keys.indexOf(key) !== -1);
}

function get(data, key) {
	var i;

	if (!isObject(key)) {
		return undefined;
	}
	if (Object.prototype.hasOwnProperty.call(key, data.name)) {
		return key[data.name];
	}
	i = data.keys.indexOf(key);
	return i === -1 ? undefined : data.values[i];
}

function set(data, key, value) {
	var i;

	if (Object.prototype.hasOwnProperty.call(key, data.name)) {
		key[data.name] = value;
	} else if (Object.isExtensible(key)) {
		hidden(key, data.name, value);
	} else {
		i = data.keys.indexOf(key);
		if (i === -1) {
			i = data.keys.push(key) - 1;
		}
		data.values[i] = value;
	}
}

function remove(data, key) {
	var i;

	if (!has(data, key)) {
		return false;
	}
	i = data.keys.indexOf(key);
	if (i !== -1) {
		data.keys.splice(i, 1);
		data.values.splice(i, 1);
		return true;
	}
	return delete key[data.name];
}

function each(list, fn) {
	var iterator, step;

	if (list === undefined || list === null) {
		return;
	}
	if (Array.isArray(list)) {
		list.forEach(function (item) { fn(item); });
		return;
	}
	iterator = list[Symbol.iterator]();
	for (step = iterator.next(); !step.done; step = iterator.next()) {
		fn(step.value);
	}
}

function WeakMap(entries) {
	var self = this;

	if (!(this instanceof WeakMap)) {
		throw new TypeError("Constructor WeakMap requires 'new'");
	}
	hidden(this, DATA, new Data());
	each(entries, function (entry) { self.set(entry[0], entry[1]); });
}

function WeakSet(values) {
	var self = this;

	if (!(this instanceof WeakSet)) {
		throw new TypeError("Constructor WeakSet requires 'new'");
	}
	hidden(this, DATA, new Data());
	each(values, function (value) { self.add(value); });
}

[WeakMap, WeakSet].forEach(function (C) {
	hidden(C.prototype, 'has', function (key) {
		return has(dataOf(this, C, 'has'), key);
	});
	hidden(C.prototype, 'delete', function (key) {
		return remove(dataOf(this, C, 'delete'), key);
	});
	hidden(C.prototype, Symbol.toStringTag, C.name);
	if (binding.mark !== undefined) {
		binding.mark(C.prototype, C.name);
	}
});

hidden(WeakMap.prototype, 'get', function (key) {
	return get(dataOf(this, WeakMap, 'get'), key);
});

hidden(WeakMap.prototype, 'set', function (key, value) {
	if (!isObject(key)) {
		throw new TypeError('Invalid value used as weak map key');
	}
	set(dataOf(this, WeakMap, 'set'), key, value);
	return this;
});

hidden(WeakSet.prototype, 'add', function (value) {
	if (!isObject(value)) {
		throw new TypeError('Invalid value used in weak set');
	}
	set(dataOf(this, WeakSet, 'add'), value, true);
	return this;
});

exports.WeakMap = WeakMap;
exports.WeakSet = WeakSet;
