// node
// expect: 3 true false
// expect: a b c
// expect: { value: [ 'a', 'a' ], done: false }
// expect: true 2
// expect: [ 1, 2, 3 ]
// expect: weak true false value undefined
// expect: weak set true false
// expect: TypeError Invalid value used as weak map key
// expect: Invalid value used in weak set
var s = new Set(['a', 'b', 'a', 'c']);
var out = [];
var key = {}, frozen = Object.freeze({}), w, error;

console.log(s.size, s.has('a'), s.has('d'));
s.forEach(function (value, again, set) {
	if (value === again && set === s) {
		out.push(value);
	}
});
console.log(out.join(' '));
console.log(s.entries().next());
console.log(s.delete('b'), s.size);
out = [];
s = new Set([1]);
s.forEach(function (value) {
	out.push(value);
	if (value < 3) {
		s.add(value + 1);
	}
});
console.log(out);
w = new WeakMap([[key, 'value']]);
w.set(frozen, 1);
console.log('weak', w.has(key), w.has({}), w.get(key), w.get({}));
w = new WeakSet([key]);
console.log('weak set', w.has(key), w.delete(key) && w.has(key));
try {
	new WeakMap().set(1, 1);
} catch (e) {
	error = e;
}
console.log(error.name, error.message.replace(/^Invalid value used as weak map key.*/, 'Invalid value used as weak map key'));
try {
	new WeakSet().add('x');
} catch (e) {
	error = e;
}
console.log(error.message);
