// node
// expect: DataCloneError 25 true
// expect: TypeError ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST
// expect: 8
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var buffer = new ArrayBuffer(8);

try {
	new wt.Worker('', {eval: true, workerData: {f: function () {}, b: buffer}, transferList: [buffer]});
} catch (error) {
	console.log(error.name, error.code, /could not be cloned/.test(error.message));
}
try {
	new wt.Worker('', {eval: true, workerData: channel.port1});
} catch (error) {
	console.log(error.name, error.code);
}
console.log(buffer.byteLength);
