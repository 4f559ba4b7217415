// node
// expect: 3 one undefined true false
// expect: NaN zero true
// expect: a=1 b=2 c=3
// expect: [ [ 'a', 1 ], [ 'b', 2 ], [ 'c', 3 ] ]
// expect: true false 2
// expect: visited a c d e
// expect: object keys 1 2 undefined
// expect: frozen ok
// expect: { value: [ 'k', 'v' ], done: false } { value: undefined, done: true }
// expect: 0 []
// expect: true function Map 0
// expect: TypeError TypeError
// expect: order 2,1,3
// expect: big 50000 1249975000
// expect: iterator survives 0 2 3 9999
// expect: [object Map] [object Map Iterator]
var m = new Map([[1, 'one'], ['1', 'text'], [null, 0]]);
var keys = [{}, {}, function () {}];
var seen = [], it, i, sum, step, frozen = Object.freeze({});

function list(map) {
	var out = [];

	map.forEach(function (value, key) { out.push([key, value]); });
	return out;
}

function attempt(f) {
	try {
		f();
	} catch (error) {
		return error.name;
	}
}

console.log(m.size, m.get(1), m.get(2), m.has(null), m.has(undefined));
m = new Map();
m.set(NaN, 'NaN').set(-0, 'zero');
it = m.keys();
it.next();
console.log(m.get(NaN), m.get(0), Object.is(it.next().value, 0));
m = new Map([['a', 1], ['b', 2], ['c', 3]]);
console.log(list(m).map(function (e) { return e.join('='); }).join(' '));
console.log(list(m));
console.log(m.delete('b'), m.delete('b'), m.size);
m.set('b', 2);
m.delete('b');
m.forEach(function (value, key) {
	seen.push(key);
	if (key === 'a') {
		m.set('d', 4);
	}
	if (key === 'c') {
		m.set('e', 5);
	}
});
console.log('visited', seen.join(' '));
m = new Map([[keys[0], 1], [keys[2], 2]]);
console.log('object keys', m.get(keys[0]), m.get(keys[2]), m.get(keys[1]));
m.set(frozen, 'ok');
console.log('frozen', m.get(frozen));
it = new Map([['k', 'v']]).entries();
console.log(it.next(), it.next());
m.clear();
console.log(m.size, list(m));
console.log(m instanceof Map, typeof Map, Map.name, Map.length);
console.log(attempt(function () { Map(); }), attempt(function () { Map.prototype.get.call({}, 1); }));
m = new Map([[1, 'x'], [2, 'y'], [3, 'z']]);
m.delete(1);
m = new Map([[2, 0], [1, 0], [3, 0]]);
m.set(2, 'again');
console.log('order ' + list(m).map(function (e) { return e[0]; }).join());
m = new Map();
for (i = 0; i < 50000; i++) {
	m.set(i, i);
}
for (i = 0, sum = 0; i < 50000; i++) {
	sum += m.get(i);
}
console.log('big', m.size, sum);
m = new Map();
for (i = 0; i < 10000; i++) {
	m.set(i, i);
}
it = m.keys();
seen = [it.next().value];
for (i = 0; i < 9999; i++) {
	if (i !== 2 && i !== 3) {
		m.delete(i);
	}
}
for (step = it.next(); !step.done; step = it.next()) {
	seen.push(step.value);
}
console.log('iterator survives ' + seen.join(' '));
console.log(Object.prototype.toString.call(m), Object.prototype.toString.call(it));
