// node
// A worker computes, the main thread prints: the pattern of most introductions to workers.
// expect: main: waiting
// expect: fibonacci(15) = 610
// expect: worker exited with code 0
var wt = require('worker_threads');
var worker;

if (wt.isMainThread) {
	worker = new wt.Worker(__filename, {workerData: 15});
	worker.on('message', function (result) {
		console.log('fibonacci(15) = ' + result);
	});
	worker.on('error', function (error) {
		console.error('worker error:', error);
	});
	worker.on('exit', function (code) {
		console.log('worker exited with code ' + code);
	});
	console.log('main: waiting');
} else {
	wt.parentPort.postMessage((function fibonacci(n) {
		return n <= 1 ? n : fibonacci(n - 1) + fibonacci(n - 2);
	})(wt.workerData));
}
