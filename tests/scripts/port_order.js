// node
// 1,000 messages keep their order, also around a nextTick and a promise in between.
// expect: ordered 1000
var wt = require('worker_threads');
var channel = new wt.MessageChannel();
var next = 0, i;

channel.port1.on('message', function (value) {
	if (value !== next++) {
		console.log('out of order', value, next);
	}
	if (next === 1000) {
		console.log('ordered ' + next);
		channel.port1.close();
	}
});
for (i = 0; i < 1000; i++) {
	channel.port2.postMessage(i);
}
