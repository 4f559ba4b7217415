// node
// expect: unhandledRejection a true
// expect: rejectionHandled true
// expect: handled in time b
var late = Promise.reject(new Error('a'));
var soon = Promise.reject(new Error('b'));

process.on('unhandledRejection', function (reason, promise) {
	console.log('unhandledRejection', reason.message, promise === late);
	setTimeout(function () { late.catch(function () {}); }, 1);
});
process.on('rejectionHandled', function (promise) {
	console.log('rejectionHandled', promise === late);
	soon.then(null, function (error) { console.log('handled in time', error.message); });
});
process.nextTick(function () { soon.catch(function () {}); });
