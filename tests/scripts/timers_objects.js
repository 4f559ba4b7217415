// node
// expect: true false true object
// expect: number
// expect: TypeError ERR_INVALID_ARG_TYPE The "callback" argument must be of type function. Received undefined
// expect: refreshed
// expect: unref does not hold
var timer = setTimeout(function () { console.log('never'); }, 5);
var id, other, refreshed;

console.log(timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef(), typeof timer);
id = +timer;
console.log(typeof id);
clearTimeout(id);
clearTimeout(undefined);
clearTimeout(12345);
clearTimeout(null);
other = setTimeout(function () { console.log('refreshed'); }, 15);
refreshed = setTimeout(function () { other.refresh(); }, 5);
try {
	setTimeout();
} catch (error) {
	console.log(error.name, error.code, error.message);
}
setTimeout(function () { console.log('never'); }, 5000).unref();
setInterval(function () { console.log('never'); }, 5000).unref();
process.on('exit', function () { console.log('unref does not hold'); });
