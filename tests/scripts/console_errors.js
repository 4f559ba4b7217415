// node
// expect: first line: Error: plain
// expect: first line: TypeError: typed
// expect: [Error: no stack]
// expect: [Custom: renamed]
// expect: code and cause true true true
// expect: Error: nested in an object true
var util = require('util');
var error = new Error('no stack');
var cause;

function first(e) {
	return util.inspect(e).split('\n')[0];
}

console.log('first line: ' + first(new Error('plain')));
console.log('first line: ' + first(new TypeError('typed')));
error.stack = 'Error: no stack';
console.log(error);
error = new Error('renamed');
error.stack = 'Custom: renamed';
console.log(error);
error = new Error('outer');
error.code = 'E_CODE';
cause = util.inspect(error);
console.log('code and cause', cause.indexOf("code: 'E_CODE'") !== -1, cause.indexOf('{\n') !== -1, /\n\}$/.test(cause));
cause = util.inspect({e: new Error('nested in an object')});
console.log(/Error: nested in an object/.exec(cause)[0], /^\{\n  e: Error/.test(cause));
