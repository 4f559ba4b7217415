// Workers from data: URLs. In Node these are ES modules; here they are CommonJS.
// expect: plain 1
// expect: base64 2
// expect: TypeError ERR_WORKER_PATH
var Worker = require('worker_threads').Worker;

function run(url, next) {
	new Worker(new URL(url)).on('message', function (text) {
		console.log(text);
		next();
	});
}

run('data:text/javascript,' + encodeURIComponent("require('worker_threads').parentPort.postMessage('plain 1')"), function () {
	run('data:text/javascript;base64,cmVxdWlyZSgnd29ya2VyX3RocmVhZHMnKS5wYXJlbnRQb3J0LnBvc3RNZXNzYWdlKCdiYXNlNjQgMicp', function () {
		try {
			new Worker(new URL('data:text/plain,x'));
		} catch (error) {
			console.log(error.name, error.code);
		}
	});
});
