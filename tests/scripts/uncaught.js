// node
// expect: before
// expect-err: uncaught.js:10
// expect-err: throw new RangeError('nobody cares');
// expect-err: RangeError: nobody cares
// status: 1
function thrower() { // its line 10 is
	// the place that is printed:

	throw new RangeError('nobody cares');
}

console.log('before');
setTimeout(thrower, 1);
setTimeout(function () { console.log('never'); }, 20);
