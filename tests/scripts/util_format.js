// node
// expect: a b 1 { c: 2 }
// expect: 42 NaN 4 1.5 {"a":1} % [Object] x
// expect: 5% %d %s
// expect: [ 1, [ 2, [Array] ] ]
// expect: { showHidden: [Getter] } true
// expect: custom <3>
// expect: not enough %s
// expect: extra 1 'two' [object]
// expect: circular [Circular]
// expect: -0 0 undefined null Symbol(s)
// expect: Foo!
var util = require('util');
var circular = {}, custom = {};

function Foo() {
}
Foo.prototype.toString = function () { return 'Foo!'; };
circular.self = circular;
custom[util.inspect.custom] = function (depth, options) { return 'custom <' + (depth + 1) + '>'; };
console.log(util.format('a', 'b', 1, {c: 2}));
console.log(util.format('%d %d %i %f %j %% %s x', '42', 'x', 4.9, '1.5', {a: 1}, '[Object]'));
console.log(util.format('5% %d %s'));
console.log(util.inspect([1, [2, [3, [4]]]], {depth: 1}));
console.log(util.inspect({get showHidden() { return 1; }}), util.isDeepStrictEqual({a: [1]}, {a: [1]}));
console.log(custom);
console.log(util.format('not enough %s'));
console.log(util.format('extra', 1, "'two'", '[object]'));
console.log(util.format('circular %j', circular));
console.log(util.format('%d %d %s %s %s', -0, 0, undefined, null, Symbol('s')));
console.log(util.format('%s', new Foo()));
