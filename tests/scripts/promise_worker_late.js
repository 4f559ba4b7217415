// A rejection that nobody handles ends a worker with it, after its other jobs.
// node
// expect: before
// expect: job
// expect: error Error late
// expect: exit 1
// expect: error RangeError in a timer
// expect: exit 1
// expect: handled
// expect: exit 0
'use strict';

var Worker = require('worker_threads').Worker;

function run(text, next) {
	var worker = new Worker("var port = require('worker_threads').parentPort;" + text, {eval: true});

	worker.on('message', function (message) { console.log(message); });
	worker.on('error', function (error) { console.log('error ' + error.name + ' ' + error.message); });
	worker.on('exit', function (code) {
		console.log('exit ' + code);
		if (next) {
			next();
		}
	});
}

run("port.postMessage('before'); Promise.reject(new Error('late'));" +
	"Promise.resolve().then(function () { port.postMessage('job'); }); setTimeout(function () {}, 1e6);", function () {
	run("setTimeout(function () { new Promise(function () { throw new RangeError('in a timer'); }); }, 1);" +
		"setTimeout(function () {}, 1e6);", function () {
		run("process.on('unhandledRejection', function () { port.postMessage('handled'); }); Promise.reject(1);");
	});
});
