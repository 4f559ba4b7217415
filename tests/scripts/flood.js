// node
// 20,000 messages there and as many answers.
// expect: 20000 400020000
var wt = require('worker_threads');
var worker, i, n = 0, sum = 0, N = 20000;

if (wt.isMainThread) {
	worker = new wt.Worker(__filename);
	worker.on('message', function (value) {
		n++;
		sum += value.v;
		if (n === N) {
			console.log(n, sum);
			worker.terminate();
		}
	});
	for (i = 1; i <= N; i++) {
		worker.postMessage({v: i, text: 'x'});
	}
} else {
	wt.parentPort.on('message', function (value) { wt.parentPort.postMessage({v: value.v * 2}); });
}
