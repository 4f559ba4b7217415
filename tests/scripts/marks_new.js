// What Node has since version 21.
// expect: false
// expect: true
// expect: DataCloneError 25
// expect: DataCloneError 25
// expect: 4
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var buffer = new ArrayBuffer(4);
var object = {a: 1};

console.log(wt.isMarkedAsUntransferable(buffer));
wt.markAsUntransferable(buffer);
console.log(wt.isMarkedAsUntransferable(buffer));
try {
	channel.port1.postMessage(buffer, [buffer]);
} catch (error) {
	console.log(error.name, error.code);
}
wt.markAsUncloneable(object);
try {
	channel.port1.postMessage({inner: object});
} catch (error) {
	console.log(error.name, error.code);
}
console.log(buffer.byteLength);
