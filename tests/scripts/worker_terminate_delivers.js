// node
// What was posted before terminate() is delivered before 'exit'.
// expect: 0 1 2 3 4
// expect: exit 1
var Worker = require('worker_threads').Worker;
var got = [];
var worker = new Worker("var p = require('worker_threads').parentPort, i;" +
	"for (i = 0; i < 5; i++) { p.postMessage(i); } setInterval(function () {}, 1000);", {eval: true});

worker.on('message', function (value) {
	got.push(value);
	if (got.length === 5) {
		console.log(got.join(' '));
		worker.terminate();
	}
});
worker.on('exit', function (code) { console.log('exit ' + code); });
