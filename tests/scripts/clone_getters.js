// What throws while a message is made stops it: nothing is sent, nothing detached.
// node
// expect: Error mine 8 true
// expect: number 5 8 true
// expect: DataCloneError 8 true
// expect: Error mine 8 true
// expect: Error mine 8
// expect: got next 8
// expect: port works
'use strict';

var threads = require('worker_threads');
var channel = new threads.MessageChannel(), other = new threads.MessageChannel();
var buffer = new ArrayBuffer(8);

function say(error, more) {
	console.log((error instanceof Error || error.name ? error.name + (error.message === 'mine' ? ' mine' : '') :
		typeof error + ' ' + error) + ' ' + buffer.byteLength + more);
}

function post(value) {
	try {
		channel.port1.postMessage({first: buffer, port: other.port1, value: value}, [buffer, other.port1]);
		console.log('was sent');
	} catch (error) {
		say(error, ' ' + (other.port1 instanceof threads.MessagePort));
	}
}

function thrower() {
	throw new Error('mine');
}

channel.port2.on('message', function (message) {
	console.log('got ' + message.text + ' ' + message.buffer.byteLength);
	channel.port2.close();
	other.port2.on('message', function (text) {
		console.log(text);
		other.port2.close();
	});
	other.port1.postMessage('port works');
});
post({get x() { throw new Error('mine'); }});
post({get x() { throw 5; }});
post({x: function () {}});
post([1, {y: Object.defineProperty({}, 'x', {get: thrower, enumerable: true})}]);
try {
	structuredClone({buffer: buffer, get x() { thrower(); }}, {transfer: [buffer]});
} catch (error) {
	say(error, '');
}
channel.port1.postMessage({text: 'next', buffer: buffer}, [buffer]);
