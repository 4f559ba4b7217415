// A stack is as Node's: a line for the error, a line for each function of the program.
// node
// expect: TypeError: Cannot read properties of null (reading 'lines')
// expect:     at read (FILE)
// expect:     at FILE
// expect:     at attempt (FILE)
// expect:     at Object.<anonymous> (FILE)
// expect: ReferenceError: nowhere is not defined
// expect: TypeError: Cannot set properties of undefined (setting 'x')
// expect: TypeError: Cannot read properties of undefined (reading 'Symbol(s)')
// expect: TypeError: Cannot read properties of undefined (reading '0')
// expect: TypeError: Cannot create property 'x' on number '5'
// expect: RangeError: Invalid array length
// expect: URIError: URI malformed
// expect: Error: made
// expect:     at new Made (FILE)
// expect: [object Object] own
'use strict';

function attempt(lines, fn) {
	try {
		fn();
	} catch (error) {
		console.log(error.stack.split('\n').slice(0, lines).join('\n')
			.replace(/\S*error_stack\.js(:\d+)+/g, function (place) { return place.slice(0, 1) === '(' ? '(FILE' : 'FILE'; }));
	}
}

function read(value) {
	return value.lines;
}

function Made() {
	this.stack = new Error('made').stack;
	throw this;
}

attempt(5, function () { read(null); });
attempt(1, function () { return nowhere; });
attempt(1, function () { var o = {}; o.a.x = 1; });
attempt(1, function () { var o = {}; return o.a[Symbol('s')]; });
attempt(1, function () { var o = {}; return o.a[0]; });
attempt(1, function () { var n = 5; n.x = 1; });
attempt(1, function () { return new Array(-1); });
attempt(1, function () { decodeURIComponent('%'); });
attempt(2, function () { return new Made(); });
attempt(1, function () { var e = new Error('x'); e.stack = {} + ' own'; throw e; });
