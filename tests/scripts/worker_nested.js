// node
// expect: depth 3
// expect: child exit 0
// expect: exit 0
var wt = require('worker_threads');
var depth = wt.isMainThread ? 0 : wt.workerData;
var child;

if (depth < 3) {
	child = new wt.Worker(__filename, {workerData: depth + 1});
	child.on('message', function (value) {
		if (wt.isMainThread) {
			console.log(value);
		} else {
			wt.parentPort.postMessage(value);
		}
	});
	child.on('exit', function (code) {
		if (wt.isMainThread) {
			console.log('exit ' + code);
		} else if (depth === 1) {
			wt.parentPort.postMessage('child exit ' + code);
		}
	});
} else {
	wt.parentPort.postMessage('depth ' + depth);
}
