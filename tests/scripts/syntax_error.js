// node
// expect-err: syntax_error.js:7
// expect-err: var a b;
// expect-err: SyntaxError: 
// status: 1
console.log('never');
var a b;
