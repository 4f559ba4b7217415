// node
// expect: once 1
// expect: removed, queue keeps 2 3
// expect: on 2
// expect: on 3
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var port = channel.port1;

function never() {
	console.log('never');
}

port.once('message', function (value) {
	console.log('once', value);
	setTimeout(function () {
		console.log('removed, queue keeps 2 3');
		port.on('message', function (again) {
			console.log('on', again);
			if (again === 3) {
				port.close();
			}
		});
	}, 10);
});
port.on('message', never);
port.off('message', never);
channel.port2.postMessage(1);
channel.port2.postMessage(2);
channel.port2.postMessage(3);
