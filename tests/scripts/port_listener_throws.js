// node
// expect: first 1
// expect: second 1
// expect: uncaught from first
// expect: first 2
// expect: second 2
// expect: uncaught from first
var wt = require('worker_threads');
var channel = new wt.MessageChannel();

process.on('uncaughtException', function (error) { console.log('uncaught', error.message); });
channel.port1.on('message', function (value) {
	console.log('first', value);
	throw new Error('from first');
});
channel.port1.on('message', function (value) {
	console.log('second', value);
	if (value === 2) {
		channel.port1.close();
	}
});
channel.port2.postMessage(1);
channel.port2.postMessage(2);
