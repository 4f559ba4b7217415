// node
// The worker greets, main sends it back, the worker prints it.
// expect: main got Hello, World!
// expect: worker got Hello, World!
// expect: exit 0
var wt = require('worker_threads');
var worker;

if (wt.isMainThread) {
	worker = new wt.Worker(__filename);
	worker.on('message', function (text) {
		console.log('main got ' + text);
		worker.postMessage(text);
	});
	worker.on('exit', function (code) { console.log('exit ' + code); });
} else {
	wt.parentPort.once('message', function (text) {
		console.log('worker got ' + text);
	});
	wt.parentPort.postMessage('Hello, World!');
}
