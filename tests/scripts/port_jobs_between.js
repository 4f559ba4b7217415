// node
// nextTick and promise jobs run between two messages.
// expect: message 1
// expect: tick 1
// expect: promise 1
// expect: message 2
// expect: tick 2
// expect: promise 2
var wt = require('worker_threads');
var channel = new wt.MessageChannel();

channel.port1.on('message', function (value) {
	console.log('message', value);
	Promise.resolve().then(function () { console.log('promise', value); });
	process.nextTick(function () { console.log('tick', value); });
	if (value === 2) {
		channel.port1.close();
	}
});
channel.port2.postMessage(1);
channel.port2.postMessage(2);
