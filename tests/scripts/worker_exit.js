// node
// process.exit in a worker ends the worker only; what it posted before arrives.
// expect: message before
// expect: exit 7
// expect: exit 3
// expect: exit 4
// expect: exit 0
var Worker = require('worker_threads').Worker;

function run(text, next) {
	var worker = new Worker(text, {eval: true});

	worker.on('message', function (value) { console.log('message ' + value); });
	worker.on('exit', function (code) {
		console.log('exit ' + code);
		if (next) {
			next();
		}
	});
}

run("require('worker_threads').parentPort.postMessage('before'); process.exit(7); console.log('never');", function () {
	run('process.exitCode = 3;', function () {
		run("process.on('exit', function (code) { process.exit(code + 4); });", function () {
			run('process.exit();');
		});
	});
});
