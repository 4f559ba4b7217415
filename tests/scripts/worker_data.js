// node
// expect: { num: 42 } true object
// expect: undefined
// expect: null
// expect: exit 0
// expect: main null true 0 {} null
var wt = require('worker_threads');
var assert = require('assert');
var data = {num: 42};
var a;

if (wt.isMainThread) {
	a = new wt.Worker(__filename, {workerData: data});
	data.num = 43; // too late: it was cloned
	a.on('exit', function (code) {
		var b = new wt.Worker(__filename);

		b.on('exit', function () {
			var c = new wt.Worker(__filename, {workerData: null});

			c.on('exit', function () {
				console.log('exit ' + code);
				console.log('main', wt.workerData, wt.isMainThread, wt.threadId, wt.resourceLimits, wt.parentPort);
			});
		});
	});
} else if (wt.workerData) {
	assert.strictEqual(wt.workerData.num, 42);
	console.log(wt.workerData, wt.threadId > 0, typeof wt.parentPort);
} else {
	console.log(wt.workerData);
}
