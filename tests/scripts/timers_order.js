// node
// expect: sync
// expect: tick
// expect: tick 2
// expect: promise
// expect: microtask
// expect: tick from promise
// expect: timeout 0
// expect: timeout 1
// expect: timeout 5
// expect: timeout 20
setTimeout(function () { console.log('timeout 20'); }, 20);
setTimeout(function () { console.log('timeout 5'); }, 5);
setTimeout(function () { console.log('timeout 0'); }, 0);
setTimeout(function () { console.log('timeout 1'); }, 1);
Promise.resolve().then(function () {
	console.log('promise');
	process.nextTick(function () { console.log('tick from promise'); });
});
process.nextTick(function () {
	console.log('tick');
	process.nextTick(console.log, 'tick 2');
});
queueMicrotask(function () { console.log('microtask'); });
console.log('sync');
