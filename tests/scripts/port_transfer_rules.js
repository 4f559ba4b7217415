// node
// expect: missing TypeError ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST Object that needs transfer was found in message but not listed in transferList
// expect: itself DataCloneError 25 Transfer list contains source port
// expect: twice DataCloneError 25 Transfer list contains duplicate MessagePort
// expect: buffer twice DataCloneError 25 Transfer list contains duplicate ArrayBuffer
// expect: not transferable TypeError ERR_INVALID_TRANSFER_OBJECT Found invalid object in transferList
// expect: number TypeError ERR_INVALID_TRANSFER_OBJECT Found invalid object in transferList
// expect: no list TypeError ERR_INVALID_ARG_TYPE Optional transferList argument must be an iterable
// expect: no list in options TypeError ERR_INVALID_ARG_TYPE Optional options.transfer argument must be an iterable
// expect: uncloneable DataCloneError 25 function f() could not be cloned
// expect: nothing DataCloneError? TypeError ERR_MISSING_ARGS Not enough arguments to MessagePort.postMessage
// expect: nothing was sent undefined
// expect: nothing was detached 8
// expect: detached DataCloneError 25 An ArrayBuffer is detached and could not be cloned.
// expect: received 8 0
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var other = new wt.MessageChannel();
var buffer = new ArrayBuffer(8);
var p = channel.port1;

function attempt(name, f) {
	try {
		f();
		console.log(name, 'no error');
	} catch (error) {
		// engines print functions in their own way
		console.log(name, error.name, error.code, error.message.replace(/^function f[^]*could not be cloned\.$/,
			'function f() could not be cloned'));
	}
}

attempt('missing', function () { p.postMessage({port: other.port1}); });
attempt('itself', function () { p.postMessage(1, [p]); });
attempt('twice', function () { p.postMessage(1, [other.port1, other.port1]); });
attempt('buffer twice', function () { p.postMessage(1, [buffer, buffer]); });
attempt('not transferable', function () { p.postMessage(1, [{}]); });
attempt('number', function () { p.postMessage(1, [5]); });
attempt('no list', function () { p.postMessage(1, 5); });
attempt('no list in options', function () { p.postMessage(1, {transfer: 5}); });
attempt('uncloneable', function () { p.postMessage({a: buffer, f: function f() {}, port: other.port1}, [buffer, other.port1]); });
attempt('nothing DataCloneError?', function () { p.postMessage(); });
console.log('nothing was sent', wt.receiveMessageOnPort(channel.port2));
console.log('nothing was detached', buffer.byteLength);
p.postMessage(buffer, [buffer, other.port1]);
attempt('detached', function () { p.postMessage(buffer); });
console.log('received', wt.receiveMessageOnPort(channel.port2).message.byteLength, buffer.byteLength);
