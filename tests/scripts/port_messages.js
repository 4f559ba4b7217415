// node
// expect: node 1 1 true
// expect: node { a: [ 1, 2 ] } 1 true
// expect: close port2
// expect: close port1
var MessageChannel = require('worker_threads').MessageChannel;
var channel = new MessageChannel();
var n = 0;

channel.port1.on('message', function (value) {
	console.log('node', value, arguments.length, this === channel.port1);
	if (++n === 2) {
		channel.port2.close();
	}
});
channel.port1.on('close', function () { console.log('close port1'); });
channel.port2.on('close', function () { console.log('close port2'); });
channel.port2.postMessage(1);
channel.port2.postMessage({a: [1, 2]});
