// Ticks come before microtasks, both before timers, whatever adds them.
// node
// expect: main
// expect: tick 1
// expect: tick 2
// expect: tick in a tick
// expect: micro 1
// expect: then 1
// expect: then 2
// expect: micro in a micro
// expect: then of then
// expect: tick in a micro
// expect: micro in that tick
// expect: timer 1
// expect: tick in a timer
// expect: micro in a timer
// expect: timer 2
// expect: immediate
// expect: micro of the immediate
'use strict';

setTimeout(function () {
	console.log('timer 1');
	queueMicrotask(function () { console.log('micro in a timer'); });
	process.nextTick(function () { console.log('tick in a timer'); });
}, 1);
setTimeout(function () {
	console.log('timer 2');
	setImmediate(function () {
		console.log('immediate');
		Promise.resolve().then(function () { console.log('micro of the immediate'); });
	});
}, 30);
process.nextTick(function () {
	console.log('tick 1');
	process.nextTick(function () { console.log('tick in a tick'); });
});
queueMicrotask(function () {
	console.log('micro 1');
	process.nextTick(function () {
		console.log('tick in a micro');
		queueMicrotask(function () { console.log('micro in that tick'); });
	});
	queueMicrotask(function () { console.log('micro in a micro'); });
});
Promise.resolve().then(function () {
	console.log('then 1');
}).then(function () {
	console.log('then of then');
});
new Promise(function (resolve) {
	resolve();
}).then(function () {
	console.log('then 2');
});
process.nextTick(console.log, 'tick 2');
console.log('main');
