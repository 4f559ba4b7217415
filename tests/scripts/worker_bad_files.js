// node
// expect: Error MODULE_NOT_FOUND Cannot find module '/nonexistent/worker.js' []
// expect: exit 1
// expect: SyntaxError true
// expect: exit 1
var Worker = require('worker_threads').Worker;
var a = new Worker('/nonexistent/worker.js');

a.on('error', function (error) {
	console.log(error.name, error.code, error.message, error.requireStack);
});
a.on('exit', function (code) {
	var b = new Worker('var a b;', {eval: true});

	console.log('exit ' + code);
	b.on('error', function (error) { console.log(error.name, error instanceof SyntaxError); });
	b.on('exit', function (status) { console.log('exit ' + status); });
});
