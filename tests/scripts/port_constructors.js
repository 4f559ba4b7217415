// node
// expect: TypeError ERR_CONSTRUCT_CALL_INVALID Constructor cannot be called
// expect: TypeError ERR_CONSTRUCT_CALL_REQUIRED Cannot call constructor without `new`
// expect: TypeError undefined Illegal invocation
// expect: TypeError undefined Illegal invocation
// expect: TypeError ERR_INVALID_ARG_TYPE The "listener" argument must be an instance of EventListener. Received type number (5)
// expect: true true MessagePort MessageChannel true
// expect: same classes true true
var wt = require('worker_threads');
var channel = new wt.MessageChannel();

[
	function () { return new wt.MessagePort(); },
	function () { return wt.MessageChannel(); },
	function () { return wt.MessagePort.prototype.postMessage.call({}, 1); },
	function () { return wt.MessagePort.prototype.close.call({}); },
	function () { return channel.port1.on('message', 5); }
].forEach(function (f) {
	try {
		f();
		console.log('no error');
	} catch (error) {
		console.log(error.name, error.code, error.message);
	}
});
console.log(channel.port1 instanceof wt.MessagePort, channel.port1 instanceof EventTarget,
	channel.port1.constructor.name, channel.constructor.name, channel.port1 !== channel.port2);
console.log('same classes', MessagePort === wt.MessagePort, MessageChannel === wt.MessageChannel);
