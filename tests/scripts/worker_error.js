// node
// expect: TypeError bad X { a: 1 } true cause: why true
// expect: exit 1
// expect: string thrown text
// expect: exit 1
// expect: number 5
// expect: exit 1
// expect: undefined undefined
// expect: exit 1
// expect: object { plain: true }
// expect: exit 1
var Worker = require('worker_threads').Worker;

function run(text, show, next) {
	var worker = new Worker(text, {eval: true});

	worker.on('error', show);
	worker.on('exit', function (code) {
		console.log('exit ' + code);
		if (next) {
			next();
		}
	});
}

function plain(value) {
	console.log(typeof value, value);
}

run("var e = new TypeError('bad'); e.code = 'X'; e.extra = {a: 1}; e.cause = new Error('why'); throw e;", function (error) {
	console.log(error.name, error.message, error.code, error.extra, error instanceof TypeError,
		'cause: ' + error.cause.message, typeof error.stack === 'string' && error.stack.indexOf('TypeError: bad') !== -1);
}, function () {
	run("throw 'thrown text';", plain, function () {
		run('throw 5;', plain, function () {
			run('throw undefined;', plain, function () {
				run('throw {plain: true};', plain);
			});
		});
	});
});
