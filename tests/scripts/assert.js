// node
// expect: AssertionError ERR_ASSERTION strictEqual true Expected values to be strictly equal:||1 !== 2|
// expect: AssertionError ERR_ASSERTION == false mine
// expect: AssertionError ERR_ASSERTION deepStrictEqual true Expected values to be strictly deep-equal:|+ actual - expected||  {|+   a: 1|-   a: 2|  }
// expect: AssertionError ERR_ASSERTION == true 1 == 2
// expect: AssertionError ERR_ASSERTION fail true Failed
// expect: AssertionError ERR_ASSERTION throws false Missing expected exception.
// expect: AssertionError ERR_ASSERTION notStrictEqual true Expected "actual" to be strictly unequal to: 1
// expect: AssertionError ERR_ASSERTION match true The input did not match the regular expression /x/. Input:||'abc'|
// expect: TypeError ERR_INVALID_ARG_TYPE
// expect: passed
// expect: rejects ok
var assert = require('assert');

function show(f) {
	try {
		f();
		console.log('no error');
	} catch (error) {
		if (error instanceof assert.AssertionError) {
			console.log(error.name, error.code, error.operator, error.generatedMessage, error.message.split('\n').join('|'));
		} else {
			console.log(error.name, error.code);
		}
	}
}

show(function () { assert.strictEqual(1, 2); });
show(function () { assert.ok(0, 'mine'); });
show(function () { assert.deepStrictEqual({a: 1}, {a: 2}); });
show(function () { assert.equal(1, 2); });
show(function () { assert.fail(); });
show(function () { assert.throws(function () {}); });
show(function () { assert.notStrictEqual(1, 1); });
show(function () { assert.match('abc', /x/); });
show(function () { assert.throws('not a function'); });
assert(true);
assert.ok(1);
assert.equal(1, '1');
assert.deepEqual({a: 1, b: [1, '2']}, {b: ['1', 2], a: 1});
assert.deepStrictEqual(new Map([[{a: 1}, new Set([1])]]), new Map([[{a: 1}, new Set([1])]]));
assert.deepStrictEqual([NaN, new Date(5), /x/g], [NaN, new Date(5), /x/g]);
assert.notDeepStrictEqual({a: 1}, {a: '1'});
assert.notDeepStrictEqual([1, 2], [1, 2, 3]);
assert.throws(function () { throw new TypeError('wrong type'); }, TypeError);
assert.throws(function () { throw new TypeError('wrong type'); }, /wrong/);
assert.throws(function () { throw new TypeError('wrong type'); }, {name: 'TypeError', message: 'wrong type'});
assert.throws(function () { throw new TypeError('wrong type'); }, function (e) { return e instanceof TypeError; });
assert.doesNotThrow(function () {});
assert.ifError(null);
assert.strict.equal(1, 1);
console.log('passed');
assert.rejects(Promise.reject(new Error('no')), /no/).then(function () { console.log('rejects ok'); });
