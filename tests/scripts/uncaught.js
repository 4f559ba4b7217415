// node
// expect: before
// expect-err: uncaught.js:12
// expect-err: throw new RangeError('nobody cares');
// expect-err: RangeError: nobody cares
// status: 1
function thrower() {
	// as the place that is printed

	// line 12:
	throw new RangeError('nobody cares');
}

console.log('before');
setTimeout(thrower, 1);
setTimeout(function () { console.log('never'); }, 20);
