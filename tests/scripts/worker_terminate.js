// node
// expect: online
// expect: exit 1
// expect: terminated 1
// expect: again 1
var Worker = require('worker_threads').Worker;
var worker = new Worker('for (;;) {}', {eval: true});

worker.on('online', function () {
	console.log('online');
	worker.terminate().then(function (code) { console.log('terminated ' + code); });
	worker.terminate().then(function (code) { console.log('again ' + code); });
});
worker.on('message', function () { console.log('never'); });
worker.on('exit', function (code) { console.log('exit ' + code); });
