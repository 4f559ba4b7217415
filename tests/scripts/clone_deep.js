// A message too deep to send is refused with a RangeError, and nothing of it is sent.
// node
// expect: RangeError 8
// expect: RangeError 8
// expect: got next
'use strict';

var channel = new (require('worker_threads').MessageChannel)();
var deep = {}, list = [], buffer = new ArrayBuffer(8), i;

for (i = 0; i < 200000; i++) {
	deep = {deep: deep};
	list = [list];
}
function post(value) {
	try {
		channel.port1.postMessage({value: value, buffer: buffer}, [buffer]);
		console.log('was sent');
	} catch (error) {
		console.log(error.name + ' ' + buffer.byteLength);
	}
}

channel.port2.on('message', function (message) {
	console.log('got ' + message);
	channel.port2.close();
});
post(deep);
post(list);
channel.port1.postMessage('next');
