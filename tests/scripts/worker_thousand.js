// A thousand workers at once, each answering; Node would need ten gigabytes.
// expect: 1000 answers 499500
var Worker = require('worker_threads').Worker;
var sum = 0, left = 1000, i;

function gone() {
	if (--left === 0) {
		console.log('1000 answers ' + sum);
	}
}

function got(value) {
	sum += value;
	this.postMessage('stop');
}

for (i = 0; i < 1000; i++) {
	new Worker("var wt = require('worker_threads'); wt.parentPort.postMessage(wt.workerData);" +
		"wt.parentPort.once('message', function () {});", {eval: true, workerData: i}).on('message', got).on('exit', gone);
}
