// node
// expect: MODULE_NOT_FOUND Cannot find module './nothing' [ 'modules_errors.js' ]
// expect: true
// expect: MODULE_NOT_FOUND Cannot find module 'no-such-package' [ 'modules_errors.js' ]
// expect: MODULE_NOT_FOUND Cannot find module './deeper/nothing' [ 'broken.js', 'modules_errors.js' ]
// expect: ERR_UNKNOWN_BUILTIN_MODULE No such built-in module: node:nothing
// expect: SyntaxError true
// expect: ERR_INVALID_ARG_TYPE The "id" argument must be of type string. Received type number (5)
// expect: ERR_INVALID_ARG_VALUE The argument 'id' must be a non-empty string. Received ''
// expect: thrown by a module
// expect: thrown by a module
var path = require('path');

function attempt(f) {
	try {
		f();
		console.log('no error');
	} catch (error) {
		return error;
	}
}

function show(error) {
	console.log(error.code, error.message.split('\n')[0], error.requireStack.map(function (f) { return path.basename(f); }));
}

var error = attempt(function () { require('./nothing'); });
show(error);
console.log(/\nRequire stack:\n- .*modules_errors\.js$/.test(error.message));
show(attempt(function () { require('no-such-package'); }));
show(attempt(function () { require('./lib/broken'); }));
error = attempt(function () { require('node:nothing'); });
console.log(error.code, error.message);
error = attempt(function () { require('./lib/bad.json'); });
console.log(error.name, /lib\/bad\.json: /.test(error.message));
error = attempt(function () { require(5); });
console.log(error.code, error.message);
error = attempt(function () { require(''); });
console.log(error.code, error.message);
console.log(attempt(function () { require('./lib/throws'); }).message);
console.log(attempt(function () { require('./lib/throws'); }).message);
