// node
// expect: caught one uncaughtException
// expect: caught two uncaughtException
// expect: caught three uncaughtException
// expect: alive
process.on('uncaughtException', function (error, origin) { console.log('caught', error.message, origin); });
setTimeout(function () { throw new Error('one'); }, 1);
setTimeout(function () {
	process.nextTick(function () { throw new Error('two'); });
}, 5);
setTimeout(function () { setImmediate(function () { throw new Error('three'); }); }, 10);
setTimeout(function () { console.log('alive'); }, 30);
