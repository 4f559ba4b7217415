// node
// expect: hello
// expect: 1 2 three true undefined null
// expect: { a: 1, b: [ 1, 2, { c: 'x' } ] }
console.log('hello');
console.log(1, 2, 'three', true, undefined, null);
console.log({a: 1, b: [1, 2, {c: 'x'}]});
