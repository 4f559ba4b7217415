// node
// expect: TypeError ERR_INVALID_ARG_TYPE The "filename" argument must be of type string or an instance of URL. Received undefined
// expect: TypeError ERR_INVALID_ARG_TYPE The "filename" argument must be of type string or an instance of URL. Received type number (5)
// expect: TypeError ERR_WORKER_PATH The worker script or module filename must be an absolute path or a relative path starting with './' or '../'. Received "foo.js"
// expect: TypeError ERR_INVALID_ARG_TYPE The "options.env" property must be of type object or one of undefined, null, or worker_threads.SHARE_ENV. Received type number (5)
// expect: TypeError ERR_INVALID_ARG_TYPE The "options.argv" property must be an instance of Array. Received type number (5)
// expect: TypeError ERR_INVALID_ARG_TYPE The "options.execArgv" property must be an instance of Array. Received type string ('x')
// expect: Error ERR_WORKER_INVALID_EXEC_ARGV Initiated Worker with invalid execArgv flags: --foo
// expect: TypeError ERR_INVALID_ARG_TYPE The "options.name" property must be of type string. Received type number (5)
// expect: TypeError undefined Class constructor Worker cannot be invoked without 'new'
var Worker = require('worker_threads').Worker;

[
	function () { return new Worker(); },
	function () { return new Worker(5); },
	function () { return new Worker('foo.js'); },
	function () { return new Worker('/nonexistent.js', {env: 5}); },
	function () { return new Worker('/nonexistent.js', {argv: 5}); },
	function () { return new Worker('/nonexistent.js', {execArgv: 'x'}); },
	function () { return new Worker('/nonexistent.js', {execArgv: ['--foo']}); },
	function () { return new Worker('/nonexistent.js', {name: 5}); },
	function () { return Worker('/nonexistent.js'); }
].forEach(function (f) {
	try {
		f();
		console.log('no error');
	} catch (error) {
		console.log(error.name, error.code, error.message);
	}
});
