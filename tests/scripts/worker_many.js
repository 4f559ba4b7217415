// node
// expect: 20 workers answered, sum of squares 2470
var wt = require('worker_threads');
var sum = 0, left = 20, i;

function answer(value) {
	sum += value;
}

function gone() {
	if (--left === 0) {
		console.log('20 workers answered, sum of squares ' + sum);
	}
}

if (wt.isMainThread) {
	for (i = 0; i < 20; i++) {
		new wt.Worker(__filename, {workerData: i}).on('message', answer).on('exit', gone);
	}
} else {
	wt.parentPort.postMessage(wt.workerData * wt.workerData);
}
