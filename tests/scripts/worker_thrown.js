// What a worker throws is what its 'error' gets.
// node
// expect: object {"a":1}
// expect: undefined undefined
// expect: object null
// expect: number 5
// expect: string "s"
// expect: RangeError Maximum call stack size exceeded
// expect: SyntaxError true
// expect: TypeError x {"code":"E"}
'use strict';

var Worker = require('worker_threads').Worker;
var programs = ['throw {a: 1}', 'throw undefined', 'throw null', 'throw 5', 'throw "s"',
	'function f() { return f() + 1; } f();', 'var x = ;',
	'var e = new TypeError("x"); e.code = "E"; throw e'];

(function next() {
	var text = programs.shift();

	if (text !== undefined) {
		new Worker(text, {eval: true}).on('error', function (error) {
			if (error instanceof SyntaxError) {
				console.log(error.name + ' ' + (error.message.length > 0));
			} else if (error instanceof TypeError) {
				console.log(error.name + ' ' + error.message + ' ' + JSON.stringify({code: error.code}));
			} else if (error instanceof Error) {
				console.log(error.name + ' ' + error.message);
			} else {
				console.log(typeof error, JSON.stringify(error));
			}
		}).on('exit', next);
	}
})();
