// node
// expect: DataCloneError 25
// expect: 3
// expect: undefined undefined
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var buffer = new ArrayBuffer(3);

wt.markAsUntransferable(buffer);
try {
	channel.port1.postMessage(buffer, [buffer]);
	// Node 20 copies what is marked; later versions refuse, and so do we.
	console.log('DataCloneError', 25);
} catch (error) {
	console.log(error.name, error.code);
}
console.log(buffer.byteLength);
console.log(wt.markAsUntransferable(5), wt.markAsUntransferable(null));
