// node
// expect: caught one uncaughtException
// expect: caught two uncaughtException
// expect: caught three uncaughtException
// expect: alive
process.on('uncaughtException', function (error, origin) {
	console.log('caught', error.message, origin);
	if (error.message === 'three') {
		setTimeout(function () { console.log('alive'); }, 1);
	} else {
		next[error.message]();
	}
});
var next = {
	one: function () {
		setTimeout(function () {
			process.nextTick(function () { throw new Error('two'); });
		}, 1);
	},
	two: function () {
		setTimeout(function () {
			setImmediate(function () { throw new Error('three'); });
		}, 1);
	}
};
setTimeout(function () { throw new Error('one'); }, 1);
