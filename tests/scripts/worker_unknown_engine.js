// Options of ours.
// expect: ERR_WORKER_INIT_FAILED ATOLL_ENOENT
// expect: ERR_WORKER_INIT_FAILED ATOLL_ENOENT
// expect: ERR_INVALID_ARG_TYPE
// expect: thread default engine says hi
// expect: object true
var Worker = require('worker_threads').Worker;
var worker;

[{engine: 'no-such'}, {transport: 'no-such'}, {limits: {heapBytes: 'x'}}].forEach(function (options) {
	options.eval = true;
	try {
		new Worker('', options);
		console.log('no error');
	} catch (error) {
		console.log(error.code + (error.reason ? ' ' + error.reason : ''));
	}
});
worker = new Worker("require('worker_threads').parentPort.on('message', function () { process.exit(); });" +
	"require('worker_threads').parentPort.postMessage('hi')", {eval: true, transport: 'thread', name: 'mine'});
worker.on('message', function (text) {
	console.log('thread default engine says', text);
	setTimeout(function () {
		console.log(typeof worker.stats(), worker.stats().heapBytes > 10000);
		worker.postMessage('go');
	}, 20);
});
