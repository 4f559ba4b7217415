// node
// expect: undefined
// expect: { message: 1 }
// expect: { message: undefined }
// expect: { message: { a: 1 } }
// expect: undefined
// expect: TypeError ERR_INVALID_ARG_TYPE The "port" argument must be a MessagePort instance
// expect: not by event
var wt = require('worker_threads');
var channel = new wt.MessageChannel();

console.log(wt.receiveMessageOnPort(channel.port1));
channel.port2.postMessage(1);
channel.port2.postMessage(undefined);
channel.port2.postMessage({a: 1});
console.log(wt.receiveMessageOnPort(channel.port1));
console.log(wt.receiveMessageOnPort(channel.port1));
console.log(wt.receiveMessageOnPort(channel.port1));
console.log(wt.receiveMessageOnPort(channel.port1));
try {
	wt.receiveMessageOnPort({});
} catch (error) {
	console.log(error.name, error.code, error.message);
}
channel.port1.on('message', function () { console.log('never'); });
channel.port2.postMessage(5);
wt.receiveMessageOnPort(channel.port1);
setTimeout(function () {
	console.log('not by event');
	channel.port1.close();
}, 20);
