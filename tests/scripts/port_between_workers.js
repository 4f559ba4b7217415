// node
// Two workers talk over a channel of their own.
// expect-any: pong has ping 1
// expect-any: pong has ping 2
// expect-any: pong has ping 3
// expect-any: ping is done
var wt = require('worker_threads');
var channel, a, b;

if (wt.isMainThread) {
	channel = new wt.MessageChannel();
	a = new wt.Worker(__filename, {workerData: {name: 'ping', port: channel.port1}, transferList: [channel.port1]});
	b = new wt.Worker(__filename, {workerData: {name: 'pong', port: channel.port2}, transferList: [channel.port2]});
} else {
	(function (name, port) {
		var n = 0;

		port.on('message', function (text) {
			if (name === 'pong') {
				console.log('pong has ' + text);
				port.postMessage(text);
			} else if (++n < 3) {
				port.postMessage('ping ' + (n + 1));
			} else {
				console.log('ping is done');
				port.close();
			}
		});
		if (name === 'ping') {
			port.postMessage('ping 1');
		}
	})(wt.workerData.name, wt.workerData.port);
}
