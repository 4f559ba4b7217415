// A rejection is unhandled when no job is left that could handle it; it may be handled later.
// node
// expect: handled in time: 1
// expect: unhandled: 2 true
// expect: unhandled: 4 false
// expect: late value: 2
// expect: handled late: true
'use strict';

var two = Promise.reject(2), one = Promise.reject(1);

process.on('unhandledRejection', function (reason, promise) {
	console.log('unhandled: ' + reason + ' ' + (promise === two));
	if (promise === two) {
		setTimeout(function () {
			two.catch(function (value) { console.log('late value: ' + value); });
		}, 5);
	}
});
process.on('rejectionHandled', function (promise) {
	console.log('handled late: ' + (promise === two));
});
process.nextTick(function () {
	queueMicrotask(function () {
		one.catch(function (value) { console.log('handled in time: ' + value); });
	});
});
Promise.reject(3).then(null, function () { return 3; });
Promise.resolve().then(function () { throw 4; });
