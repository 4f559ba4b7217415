// node
// A port moves with its queue; answers come through it.
// expect: main got 1
// expect: main got 2
// expect: main got 3
// expect: exit 0
var wt = require('worker_threads');
var channel, worker;

if (wt.isMainThread) {
	channel = new wt.MessageChannel();
	channel.port1.postMessage(1);
	channel.port1.postMessage(2);
	worker = new wt.Worker(__filename);
	worker.postMessage({port: channel.port2}, [channel.port2]);
	channel.port1.postMessage(3);
	channel.port1.on('message', function (value) {
		console.log('main got ' + value);
		if (value === 3) {
			channel.port1.close();
		}
	});
	worker.on('exit', function (code) { console.log('exit ' + code); });
} else {
	wt.parentPort.once('message', function (message) {
		message.port.on('message', function (value) { message.port.postMessage(value); });
	});
}
