// node
// expect: undefined null true -0 NaN Infinity text
// expect: { a: [ 1, { b: 2 } ], c: undefined }
// expect: [ 1, <1 empty item>, 3, extra: 'x' ]
// expect: true true 1970-01-01T00:00:00.005Z true
// expect: /x/gi 0
// expect: [Boolean: false] [Number: 7] [String: 's']
// expect: Map(2) { 'k' => { v: 1 }, { o: 1 } => 'x' } Set(2) { 1, Set(1) { 2 } }
// expect: cycle true shared true
// expect: TypeError bad true true false
// expect: ArrayBuffer 4 Uint16Array 2 4 true
// expect: DataView 2 1
// expect: getter read, prototype dropped true undefined { x: 1, got: 5 }
// expect: Error? Object { custom: 1 }
// expect: lone \ud800 \ud83d\ude00
// expect: map cycle true
// expect: DataCloneError DataCloneError DataCloneError DataCloneError DataCloneError
// expect: TypeError ERR_MISSING_ARGS
// expect: transferred 0 8
var o, c, e, buffer;

function Custom() {
	this.custom = 1;
}

function attempt(f) {
	try {
		f();
		return 'no error';
	} catch (error) {
		return error.name;
	}
}

console.log.apply(console, [undefined, null, true, -0, NaN, Infinity, 'text'].map(function (v) { return structuredClone(v); }));
console.log(structuredClone({a: [1, {b: 2}], c: undefined}));
o = [1, , 3];
o.extra = 'x';
console.log(structuredClone(o));
o = structuredClone(new Date(5));
console.log(o instanceof Date, structuredClone([new Date(5)])[0] instanceof Date, o.toISOString(),
	isNaN(structuredClone(new Date(NaN)).getTime()));
o = /x/gi;
o.lastIndex = 3;
console.log(structuredClone(o), structuredClone(o).lastIndex);
console.log(structuredClone(new Boolean(false)), structuredClone(new Number(7)), structuredClone(new String('s')));
console.log(structuredClone(new Map([['k', {v: 1}], [{o: 1}, 'x']])), structuredClone(new Set([1, new Set([2])])));
o = {shared: {}};
o.self = o;
o.again = o.shared;
c = structuredClone(o);
console.log('cycle', c.self === c && c !== o, 'shared', c.shared === c.again);
e = new TypeError('bad');
c = structuredClone(e);
console.log(c.name, c.message, c instanceof TypeError, typeof c.stack === 'string', c === e);
o = new Uint16Array(new ArrayBuffer(8), 4, 2);
c = structuredClone({buffer: new ArrayBuffer(4), view: o, all: o.buffer});
console.log(c.buffer.constructor.name, c.buffer.byteLength, c.view.constructor.name, c.view.length, c.view.byteOffset,
	c.view.buffer === c.all);
c = structuredClone(new DataView(new ArrayBuffer(4), 1, 2));
console.log(c.constructor.name, c.byteLength, c.byteOffset);
o = Object.create({inherited: 1});
o.x = 1;
Object.defineProperty(o, 'got', {get: function () { return 5; }, enumerable: true});
Object.defineProperty(o, 'hidden', {value: 1});
c = structuredClone(o);
console.log('getter read, prototype dropped', Object.getPrototypeOf(c) === Object.prototype, c.inherited, c);
c = structuredClone(new Custom());
console.log('Error?', c.constructor.name, c);
console.log('lone', '\\u' + structuredClone('\ud800').charCodeAt(0).toString(16),
	'\\u' + structuredClone('\ud83d\ude00').charCodeAt(0).toString(16) + '\\u' +
	structuredClone('\ud83d\ude00').charCodeAt(1).toString(16));
o = new Map();
o.set('me', o);
c = structuredClone(o);
console.log('map cycle', c.get('me') === c);
console.log(attempt(function () { structuredClone(function () {}); }), attempt(function () { structuredClone(Symbol()); }),
	attempt(function () { structuredClone({p: Promise.resolve()}); }), attempt(function () { structuredClone(new WeakMap()); }),
	attempt(function () { structuredClone([new WeakSet()]); }));
try {
	structuredClone();
} catch (error) {
	console.log(error.name, error.code);
}
buffer = new ArrayBuffer(8);
c = structuredClone({b: buffer}, {transfer: [buffer]});
console.log('transferred', buffer.byteLength, c.b.byteLength);
