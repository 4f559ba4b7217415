// node
// expect: RangeError
// expect: still here
function forever() {
	return forever() + 1;
}

try {
	forever();
} catch (error) {
	console.log(error.name);
}
console.log('still here');
