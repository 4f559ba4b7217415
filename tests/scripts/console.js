// node
// expect: plain 1 true
// expect: 5 apples and {"a":1} 1.5 100%
// expect: outer
// expect:   inner
// expect:     two
// expect:     lines
// expect:   back
// expect: out again
// expect: default: 1
// expect: default: 2
// expect: x: 1
// expect: default: 1
// expect: { a: { b: [Object] } }
// expect: ┌─────────┬───┬─────┐
// expect: │ (index) │ a │ b   │
// expect: ├─────────┼───┼─────┤
// expect: │ 0       │ 1 │ 'x' │
// expect: │ 1       │ 2 │     │
// expect: └─────────┴───┴─────┘
// expect: ┌─────────┬────────┐
// expect: │ (index) │ Values │
// expect: ├─────────┼────────┤
// expect: │ 0       │ 1      │
// expect: │ 1       │ 2      │
// expect: └─────────┴────────┘
// expect: true
// expect:
// expect-err: Assertion failed: because
// expect-err: warned { b: 2 }
// expect-err: Trace: here
console.log('plain', 1, true);
console.info('%d apples and %j %f %d%%', 5, {a: 1}, 1.5, 100);
console.group('outer');
console.log('inner');
console.group();
console.log('two\nlines');
console.groupEnd();
console.log('back');
console.groupEnd();
console.log('out again');
console.count();
console.count();
console.count('x');
console.countReset();
console.count();
console.dir({a: {b: {c: {}}}}, {depth: 1});
console.table([{a: 1, b: 'x'}, {a: 2}]);
console.table([1, 2]);
console.log(typeof console.time === 'function');
console.assert(true, 'never');
console.assert(false, 'because');
console.warn('warned', {b: 2});
console.trace('here');
console.log();
