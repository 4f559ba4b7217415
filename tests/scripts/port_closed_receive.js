// What crashes Node 20: receiving from a port that is closed.
// expect: undefined
// expect: undefined
var wt = require('worker_threads');
var channel = new wt.MessageChannel();

channel.port1.close(function () {
	console.log(wt.receiveMessageOnPort(channel.port1));
	console.log(wt.receiveMessageOnPort(channel.port2));
});
