// process.exit() stops at once, however deep, and nothing catches it; in an exit handler it changes the code.
// node
// expect: worker exit 3
// expect: worker exit 4
// expect: worker exit 5
// expect: worker exit 6
// expect: worker exit 7
// expect: worker exit 8
// expect: main exit 9
// expect: second handler 10
// status: 11
'use strict';

var Worker = require('worker_threads').Worker;
var programs = [
	'[1].forEach(function () { try { [1].map(function () { process.exit(3); }); } catch (e) { process.exit(33); }' +
		'finally { process.exitCode = 34; } });',
	'Promise.resolve().then(function () { process.exit(4); }).catch(function () { process.exit(40); });',
	'process.nextTick(function () { process.exit(5); }); process.nextTick(function () { process.exit(50); });',
	'new Promise(function () { process.exit(6); });',
	'process.on("exit", function () { process.exit(7); }); process.on("exit", function () { process.exit(70); });',
	'JSON.stringify({toJSON: function () { return [2, 1].sort(function () { process.exit(8); }); }}); process.exit(80);'
];

function next() {
	var text = programs.shift();

	if (text === undefined) {
		process.on('exit', function (code) {
			console.log('main exit ' + code);
			process.exitCode = 10;
		});
		process.on('exit', function () {
			console.log('second handler ' + process.exitCode);
			process.exit(11);
		});
		try {
			'a'.replace(/a/, function () { process.exit(9); });
		} finally {
			console.log('never');
		}
	}
	new Worker(text, {eval: true}).on('exit', function (code) {
		console.log('worker exit ' + code);
		next();
	});
}
next();
