// node
// online, then the messages in order, then exit as the last; what comes after it is refused politely.
// expect: online
// expect: message 1
// expect: message [ 2 ]
// expect: message { three: 3 }
// expect: exit 0 -1
// expect: terminate undefined
// expect: post undefined
var wt = require('worker_threads');
var worker = new wt.Worker("var p = require('worker_threads').parentPort;" +
	"p.postMessage(1); p.postMessage([2]); p.postMessage({three: 3});", {eval: true});

worker.on('online', function () { console.log('online'); });
worker.on('message', function (value) { console.log('message', value); });
worker.on('exit', function (code) {
	console.log('exit', code, worker.threadId);
	worker.terminate().then(function (result) {
		console.log('terminate', result);
		console.log('post', worker.postMessage('nobody hears'));
	});
});
