// collections.js - Map and Set, for engines that have none. SPDX-License-Identifier: MIT
// docs/notes/003-collections.md says why these are ours.

var core = require('core');
var identity = binding.identity;
var DATA = Symbol('data');

// The entries in the order they came: two arrays. A removed entry leaves GONE until the arrays are packed, which begins
// a new generation; a cursor (an iterator, forEach) that belongs to an older one finds its place again by what each
// generation tells of the next. An index finds the position by key: strings and numbers each in an object of their own,
// objects by identity.
var GONE = {};

function Generation() {
	this.next = null;
	this.gone = null; // when next is set: the positions that were packed away, in order; null: all
}

function Table() {
	this.keys = [];
	this.values = null; // an array in a Map
	this.size = 0;
	this.strings = Object.create(null);
	this.numbers = Object.create(null);
	this.objects = null;
	this.others = null; // booleans, undefined, null, NaN by name; symbols
	this.generation = new Generation();
}

var MARK = Symbol('key'); // a number on objects, where the engine has no identity()
var marks = 0;
var frozen = []; // objects that cannot be marked

function mark(object) {
	var id = object[MARK];

	if (id !== undefined && Object.prototype.hasOwnProperty.call(object, MARK)) {
		return id;
	}
	if (Object.isExtensible(object)) {
		Object.defineProperty(object, MARK, {value: ++marks});
		return marks;
	}
	id = frozen.indexOf(object);
	return id === -1 ? -frozen.push(object) : -(id + 1);
}

if (identity === undefined) {
	identity = mark;
}

// The object that indexes key, and the name in it.
function indexOf(table, key) {
	switch (typeof key) {
	case 'string':
		return table.strings;
	case 'number':
		return key === key ? table.numbers : table.others || (table.others = Object.create(null));
	case 'object':
	case 'function':
		if (key !== null) {
			return table.objects || (table.objects = Object.create(null));
		}
		// fall through
	default:
		return table.others || (table.others = Object.create(null));
	}
}

function nameOf(key) {
	switch (typeof key) {
	case 'string':
	case 'symbol':
		return key;
	case 'number':
		return key === key ? key : 'NaN';
	case 'object':
	case 'function':
		return key === null ? 'null' : identity(key);
	case 'bigint':
		return 'n' + key;
	default:
		return String(key);
	}
}

function find(table, key) {
	var at;

	if (typeof key === 'string') {
		at = table.strings[key];
	} else if (typeof key === 'number' && key === key) {
		at = table.numbers[key];
	} else {
		at = indexOf(table, key)[nameOf(key)];
	}
	return at === undefined ? -1 : at;
}

function put(table, key, value) {
	var at = find(table, key);

	if (at !== -1) {
		if (table.values !== null) {
			table.values[at] = value;
		}
		return;
	}
	at = table.keys.length;
	if (typeof key === 'string') {
		table.strings[key] = at;
	} else if (typeof key === 'number' && key === key) {
		table.numbers[key] = at;
		if (key === 0) {
			key = 0; // -0
		}
	} else {
		indexOf(table, key)[nameOf(key)] = at;
	}
	table.keys[at] = key;
	if (table.values !== null) {
		table.values[at] = value;
	}
	table.size++;
}

function remove(table, key) {
	var at = find(table, key);

	if (at === -1) {
		return false;
	}
	delete indexOf(table, key)[nameOf(key)];
	table.keys[at] = GONE;
	if (table.values !== null) {
		table.values[at] = undefined;
	}
	table.size--;
	if (table.keys.length > 32 && table.size < table.keys.length >> 1) {
		pack(table);
	}
	return true;
}

function supersede(table, gone) {
	var old = table.generation;

	old.gone = gone;
	table.generation = old.next = new Generation();
}

// Closes the gaps.
function pack(table) {
	var keys = table.keys, values = table.values;
	var gone = [];
	var to = 0, from, n = keys.length, key;

	for (from = 0; from < n; from++) {
		key = keys[from];
		if (key === GONE) {
			gone.push(from);
		} else {
			if (to !== from) {
				keys[to] = key;
				if (values !== null) {
					values[to] = values[from];
				}
				indexOf(table, key)[nameOf(key)] = to;
			}
			to++;
		}
	}
	keys.length = to;
	if (values !== null) {
		values.length = to;
	}
	supersede(table, gone);
}

function clear(table) {
	var generation = table.generation;
	var isMap = table.values !== null;

	Table.call(table);
	if (isMap) {
		table.values = [];
	}
	generation.next = table.generation;
}

// A place in a table that survives its changes.
function Cursor(table, kind) {
	this.table = table; // null at the end
	this.at = 0;
	this.generation = table.generation;
	this.kind = kind; // 0 keys, 1 values, 2 both
}

function catchUp(cursor) {
	var generation = cursor.generation;
	var gone, before;

	while (generation.next !== null) {
		gone = generation.gone;
		before = 0;
		if (gone === null) {
			cursor.at = 0;
		} else {
			while (before < gone.length && gone[before] < cursor.at) {
				before++;
			}
			cursor.at -= before;
		}
		generation = generation.next;
	}
	cursor.generation = generation;
}

// Moves on to the next entry; false at the end. Its position is then at - 1.
function advance(cursor) {
	var table = cursor.table;
	var keys;

	if (table === null) {
		return false;
	}
	if (cursor.generation.next !== null) {
		catchUp(cursor);
	}
	keys = table.keys;
	while (cursor.at < keys.length) {
		if (keys[cursor.at++] !== GONE) {
			return true;
		}
	}
	cursor.table = null;
	return false;
}

function hidden(object, name, value) {
	Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
}

function tableOf(object, isMap, what) {
	var table = object === undefined || object === null ? undefined : object[DATA];

	if (table === undefined || (table.values !== null) !== isMap) {
		throw new TypeError('Method ' + (isMap ? 'Map' : 'Set') + '.prototype.' + what +
			' called on incompatible receiver ' + (typeof object === 'object' ? '#<Object>' : String(object)));
	}
	return table;
}

// Calls each(value) for what is iterable.
function iterate(values, each) {
	var i, iterator, step, done;

	if (values[Symbol.iterator] === undefined) {
		if (Array.isArray(values) || ArrayBuffer.isView(values)) {
			for (i = 0; i < values.length; i++) {
				each(values[i]);
			}
			return;
		}
		if (typeof values === 'string') {
			for (i = 0; i < values.length; i += step.length) {
				step = /^[\ud800-\udbff][\udc00-\udfff]/.test(values.substr(i, 2)) ? values.substr(i, 2) : values.charAt(i);
				each(step);
			}
			return;
		}
	}
	if (typeof values[Symbol.iterator] !== 'function') {
		throw new TypeError((typeof values === 'object' ? 'object' : typeof values + ' ' + String(values)) +
			' is not iterable (cannot read property Symbol(Symbol.iterator))');
	}
	iterator = values[Symbol.iterator]();
	for (;;) {
		step = iterator.next();
		if (step.done) {
			return;
		}
		done = false;
		try {
			each(step.value);
			done = true;
		} finally {
			if (!done && typeof iterator['return'] === 'function') {
				iterator['return']();
			}
		}
	}
}

var IteratorPrototype = {};

if (Symbol.iterator !== undefined) {
	hidden(IteratorPrototype, Symbol.iterator, function () { return this; });
}

function iteratorKind(name) {
	var prototype = Object.create(IteratorPrototype);

	hidden(prototype, 'next', function next() {
		var cursor = this === undefined || this === null ? undefined : this[DATA];
		var table = cursor === undefined ? undefined : cursor.table;
		var key, value;

		if (cursor === undefined) {
			throw new TypeError('next method called on incompatible receiver ' + String(this));
		}
		if (!advance(cursor)) {
			return {value: undefined, done: true};
		}
		key = table.keys[cursor.at - 1];
		value = table.values === null ? key : table.values[cursor.at - 1];
		return {value: cursor.kind === 0 ? key : cursor.kind === 1 ? value : [key, value], done: false};
	});
	hidden(prototype, Symbol.toStringTag, name);
	return prototype;
}

function makeIterator(prototype, table, kind) {
	var out = Object.create(prototype);

	Object.defineProperty(out, DATA, {value: new Cursor(table, kind)});
	return out;
}

var mapIterator = iteratorKind('Map Iterator');
var setIterator = iteratorKind('Set Iterator');

function Map() {
	var entries = arguments[0];
	var table, self = this, adder;

	if (!(this instanceof Map)) {
		throw new TypeError("Constructor Map requires 'new'");
	}
	table = new Table();
	table.values = [];
	Object.defineProperty(this, DATA, {value: table});
	if (entries !== undefined && entries !== null) {
		adder = this.set;
		iterate(entries, function (entry) {
			if (entry === null || (typeof entry !== 'object' && typeof entry !== 'function')) {
				throw new TypeError('Iterator value ' + String(entry) + ' is not an entry object');
			}
			adder.call(self, entry[0], entry[1]);
		});
	}
}

function Set() {
	var values = arguments[0];
	var self = this, adder;

	if (!(this instanceof Set)) {
		throw new TypeError("Constructor Set requires 'new'");
	}
	Object.defineProperty(this, DATA, {value: new Table()});
	if (values !== undefined && values !== null) {
		adder = this.add;
		iterate(values, function (value) {
			adder.call(self, value);
		});
	}
}

var mapMethods = {
	get: function get(key) {
		var table = tableOf(this, true, 'get');
		var at = find(table, key);

		return at === -1 ? undefined : table.values[at];
	},
	set: function set(key, value) {
		put(tableOf(this, true, 'set'), key, value);
		return this;
	},
	entries: function entries() {
		return makeIterator(mapIterator, tableOf(this, true, 'entries'), 2);
	},
	keys: function keys() {
		return makeIterator(mapIterator, tableOf(this, true, 'keys'), 0);
	},
	values: function values() {
		return makeIterator(mapIterator, tableOf(this, true, 'values'), 1);
	}
};

var setMethods = {
	add: function add(value) {
		put(tableOf(this, false, 'add'), value);
		return this;
	},
	entries: function entries() {
		return makeIterator(setIterator, tableOf(this, false, 'entries'), 2);
	},
	values: function values() {
		return makeIterator(setIterator, tableOf(this, false, 'values'), 1);
	}
};
setMethods.keys = setMethods.values;

function complete(C, methods, isMap) {
	var proto = C.prototype;

	methods.has = function has(key) {
		return find(tableOf(this, isMap, 'has'), key) !== -1;
	};
	methods['delete'] = function (key) {
		return remove(tableOf(this, isMap, 'delete'), key);
	};
	methods.clear = function () {
		clear(tableOf(this, isMap, 'clear'));
	};
	methods.forEach = function forEach(fn, self) {
		var table = tableOf(this, isMap, 'forEach');
		var cursor, at;

		if (typeof fn !== 'function') {
			throw new TypeError(String(fn) + ' is not a function');
		}
		cursor = new Cursor(table, 2);
		while (advance(cursor)) {
			at = cursor.at - 1;
			fn.call(self, isMap ? table.values[at] : table.keys[at], table.keys[at], this);
		}
	};
	Object.keys(methods).forEach(function (name) {
		hidden(proto, name, methods[name]);
	});
	Object.defineProperty(proto, 'size', {
		configurable: true,
		get: function () {
			return tableOf(this, isMap, 'size').size;
		}
	});
	hidden(proto, Symbol.toStringTag, isMap ? 'Map' : 'Set');
	if (Symbol.iterator !== undefined) {
		hidden(proto, Symbol.iterator, isMap ? methods.entries : methods.values);
	}
	if (Symbol.species !== undefined) {
		Object.defineProperty(C, Symbol.species, {configurable: true, get: function () { return this; }});
	}
	if (binding.mark !== undefined) {
		binding.mark(proto, isMap ? 'Map' : 'Set');
	}
}

complete(Map, mapMethods, true);
complete(Set, setMethods, false);

function list(object, isMap) {
	var table = object[DATA];
	var out, i;

	if (table === undefined || (table.values !== null) !== isMap) {
		return undefined;
	}
	out = [];
	for (i = 0; i < table.keys.length; i++) {
		if (table.keys[i] !== GONE) {
			out.push(table.keys[i]);
			if (isMap) {
				out.push(table.values[i]);
			}
		}
	}
	return out;
}

exports.Map = Map;
exports.Set = Set;

// A hook: what the codec of messages needs.
exports.hooks = {collections: {
	mapEntries: function (map) { return list(map, true); },
	setValues: function (set) { return list(set, false); },
	makeMap: function () { return new core.global.Map(); },
	makeSet: function () { return new core.global.Set(); },
	mapSet: function (map, key, value) { put(map[DATA], key, value); },
	setAdd: function (set, value) { put(set[DATA], value); }
}};
// For util.inspect: the entries an iterator has yet to give.
exports.preview = function (iterator) {
	var cursor = iterator[DATA];
	var out = [], i;

	if (cursor === undefined || cursor.table === undefined) {
		return undefined;
	}
	if (cursor.table !== null) {
		catchUp(cursor);
		for (i = cursor.at; i < cursor.table.keys.length; i++) {
			if (cursor.table.keys[i] !== GONE) {
				if (cursor.kind !== 1 || cursor.table.values === null) {
					out.push(cursor.table.keys[i]);
				}
				if (cursor.kind === 2) {
					out.push(cursor.table.values === null ? cursor.table.keys[i] : cursor.table.values[i]);
				} else if (cursor.kind === 1 && cursor.table.values !== null) {
					out.push(cursor.table.values[i]);
				}
			}
		}
	}
	return {entries: out, pairs: cursor.kind === 2};
};
