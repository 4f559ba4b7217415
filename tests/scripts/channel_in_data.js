// node
// A port travels in workerData and comes alive in the worker.
// expect: worker got back Hello
// expect: closed in main
// expect: exit 0
var wt = require('worker_threads');
var channel, worker, port;

if (wt.isMainThread) {
	channel = new wt.MessageChannel();
	worker = new wt.Worker(__filename, {workerData: {port: channel.port2}, transferList: [channel.port2]});
	channel.port1.on('message', function (text) { channel.port1.postMessage(text); });
	channel.port1.on('close', function () { console.log('closed in main'); });
	worker.on('exit', function (code) { setTimeout(function () { console.log('exit ' + code); }, 20); });
} else {
	port = wt.workerData.port;
	port.on('message', function (text) {
		console.log('worker got back ' + text);
		port.close();
	});
	port.postMessage('Hello');
}
