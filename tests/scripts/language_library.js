// node
// Functions newer than ES5 that lowered programs call.
// expect: [ 0, 2, 4 ] [ 'a', 'b' ] [ 1, 2 ]
// expect: 3 1 undefined -1 true true
// expect: [ 7, 7 ] [ 1, 2, [ 3 ] ] [ 1, 1, 2, 2 ] 3
// expect: [ 1, 2 ] [ [ 'a', 1 ], [ 'b', 2 ] ] { x: 1 }
// expect: 007 7-- |x | | x| b-b
// expect: Uint8Array(3) [ 9, 9, 9 ] Uint8Array(2) [ 2, 3 ] Int16Array(3) [ 2, 4, 6 ] 1-2-3 6 true
// expect: Float64Array(3) [ 1, 2, 10 ] Uint8Array(1) [ 3 ]
// expect: { value: 0, done: false } { value: 'q', done: false } { value: [ 0, 'q' ], done: false }
// expect: []
var key, seen = [];

console.log(Array.from({length: 3}, function (_, i) { return i * 2; }), Array.from('ab'), Array.of(1, 2));
console.log([1, 2, 3].find(function (x) { return x > 2; }), [1, 2].findIndex(function (x) { return x === 2; }),
	[].find(function () {}), [1].findIndex(function () {}), [NaN].includes(NaN), 'text'.includes('ex'));
console.log([1, 2].fill(7), [1, [2, [3]]].flat(), [1, 2].flatMap(function (x) { return [x, x]; }), [1, 2, 3].at(-1));
console.log(Object.values({a: 1, b: 2}), Object.entries({a: 1, b: 2}), Object.fromEntries([['x', 1]]));
console.log('7'.padStart(3, '0'), '7'.padEnd(3, '-'), '|' + ' x '.trimStart() + '|', '|' + ' x '.trimEnd() + '|',
	'a-a'.replaceAll('a', 'b'));
console.log(new Uint8Array(3).fill(9), new Uint8Array([1, 2, 3]).slice(1), new Int16Array([1, 2, 3]).map(function (x) { return x * 2; }),
	new Uint8Array([1, 2, 3]).join('-'), new Uint8Array([1, 2, 3]).reduce(function (a, b) { return a + b; }),
	new Uint8Array([5]).includes(5));
console.log(new Float64Array([10, 1, 2]).sort(), new Uint8Array([1, 3]).filter(function (x) { return x > 1; }));
console.log(['q'].keys().next(), ['q'].values().next(), ['q'].entries().next());
for (key in [1].concat([])) {
	if (key !== '0') {
		seen.push(key);
	}
}
console.log(seen);
