// node
// expect: { a: 1, b: 'two', c: [ 3, 4 ], d: { e: { f: [Object] } } }
// expect: [ 1, <2 empty items>, 4, x: 'y' ]
// expect: <ref *1> { self: [Circular *1], list: [ [Circular *1] ] }
// expect: Map(2) { 'k' => { v: 1 }, { o: 1 } => [ 2 ] } Set(2) { 1, 'x' }
// expect: [Function: named] [Function (anonymous)] [Function: Foo] { extra: 1 }
// expect: Foo { x: 1 } [Object: null prototype] { y: 2 }
// expect: Uint8Array(3) [ 1, 2, 3 ] ArrayBuffer { [Uint8Contents]: <01 02>, byteLength: 2 }
// expect: 2020-01-02T03:04:05.678Z /re/gi [Number: 5] [String: 'box'] Invalid Date
// expect: Symbol(sym) -0 0 NaN Infinity
// expect: "it's" [ "it's", 'say "hi"', `it's "both"` ]
// expect: { get: [Getter], set: [Setter], both: [Getter/Setter] }
// expect: {
// expect:   aaaaaaaaaaaaaaaaaaaaaaaa: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
// expect:   cccccccccccccccccccccccc: 'dddddddddddddddddddddddddddddddd'
// expect: }
// expect: [
// expect:    0,  1,  2,  3,  4,  5,  6,  7,
// expect:    8,  9, 10, 11, 12, 13, 14, 15,
// expect:   16, 17, 18, 19, 20, 21, 22, 23,
// expect:   24
// expect: ]
// expect: [ undefined, null, true ] { undefined: undefined } {} [] [ [] ] [ {} ]
// expect: [Map Iterator] { 1 } [Set Iterator] { 2 } [Map Entries] { [ 1, 2 ] }
// expect: Promise { 5 } Promise { <pending> } WeakMap { <items unknown> }
// expect: [Arguments] { '0': 1, '1': 2 }
// expect: { 'a-b': 1, [Symbol(s)]: 3 }
// expect: line
// expect: break [ 'line\nbreak' ]
var circular = {};
var named = function named() {};
var sparse = [1, , , 4];
var bare = Object.create(null);
var many = [];
var o = {}, i;

function Foo() {
	this.x = 1;
}
Foo.extra = 1;
sparse.x = 'y';
circular.self = circular;
circular.list = [circular];
bare.y = 2;
for (i = 0; i < 25; i++) {
	many.push(i);
}
console.log({a: 1, b: 'two', c: [3, 4], d: {e: {f: {g: 1}}}});
console.log(sparse);
console.log(circular);
console.log(new Map([['k', {v: 1}], [{o: 1}, [2]]]), new Set([1, 'x']));
console.log(named, (function () { return function () {}; })(), Foo);
console.log(new Foo(), bare);
console.log(new Uint8Array([1, 2, 3]), new Uint8Array([1, 2]).buffer);
console.log(new Date(Date.UTC(2020, 0, 2, 3, 4, 5, 678)), /re/gi, new Number(5), new String('box'), new Date(NaN));
console.log(Symbol('sym'), -0, 0, NaN, Infinity);
console.log("\"it's\"", ["it's", 'say "hi"', 'it\'s "both"']);
Object.defineProperty(o, 'get', {get: function () {}, enumerable: true});
Object.defineProperty(o, 'set', {set: function () {}, enumerable: true});
Object.defineProperty(o, 'both', {get: function () {}, set: function () {}, enumerable: true});
console.log(o);
console.log({aaaaaaaaaaaaaaaaaaaaaaaa: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', cccccccccccccccccccccccc: 'dddddddddddddddddddddddddddddddd'});
console.log(many);
console.log([undefined, null, true], {undefined: undefined}, {}, [], [[]], [{}]);
console.log(new Map([[1, 2]]).keys(), new Set([2]).values(), new Map([[1, 2]]).entries());
console.log(Promise.resolve(5), new Promise(function () {}), new WeakMap());
console.log((function () { return arguments; })(1, 2));
o = {};
o['a-b'] = 1;
o[Symbol('s')] = 3;
console.log(o);
console.log('line\nbreak', ['line\nbreak']);
