// node
// expect: event message a true true MessageEvent [] null
// expect: onmessage a true
// expect: node a
// expect: event message b true true MessageEvent [] null
// expect: node b
// expect: object
// expect: done
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var port = channel.port1;

port.addEventListener('message', function (event) {
	console.log('event', event.type, event.data, event.target === port, event instanceof MessageEvent,
		event.constructor.name, event.ports, event.source);
	if (event.data === 'b') {
		setImmediate(function () {
			port.close();
			console.log('done');
		});
	}
});
port.onmessage = function (event) {
	console.log('onmessage', event.data, this === port);
	port.onmessage = null;
};
port.on('message', function (value) {
	console.log('node', value);
	if (value === 'a') {
		channel.port2.postMessage('b');
	} else {
		console.log(typeof port.onmessage);
	}
});
channel.port2.postMessage('a');
