// node
// expect-err: SyntaxError
// status: 1
console.log('never');
var a b;
