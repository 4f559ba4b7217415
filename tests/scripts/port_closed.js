// node
// expect: closing undefined
// expect: callback
// expect: DataCloneError
// expect: false
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var port = channel.port1;

console.log('closing', port.close(function () {
	console.log('callback');
	port.postMessage(1);
	channel.port2.postMessage(1);
	try {
		channel.port2.postMessage(function () {});
		console.log('no error');
	} catch (error) {
		console.log(error.name);
	}
	console.log(port.hasRef());
}));
