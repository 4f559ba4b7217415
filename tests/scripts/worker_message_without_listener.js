// node
// expect: late 1
// expect: exit 0
var Worker = require('worker_threads').Worker;
var worker = new Worker("var p = require('worker_threads').parentPort;" +
	"p.once('message', function (v) { p.postMessage(v); });", {eval: true});

// The worker listens later than this; nothing is lost.
worker.postMessage(1);
worker.on('message', function (value) { console.log('late', value); });
worker.on('exit', function (code) { console.log('exit ' + code); });
