// A worker that takes too much memory, of whatever kind and whatever it catches, ends; its neighbour goes on.
// expect: string ERR_WORKER_OUT_OF_MEMORY 1
// expect: array ERR_WORKER_OUT_OF_MEMORY 1
// expect: buffers ERR_WORKER_OUT_OF_MEMORY 1
// expect: caught ERR_WORKER_OUT_OF_MEMORY 1
// expect: objects ERR_WORKER_OUT_OF_MEMORY 1
// expect: closures ERR_WORKER_OUT_OF_MEMORY 1
// expect: jobs ERR_WORKER_OUT_OF_MEMORY 1
// expect: sparse ERR_WORKER_OUT_OF_MEMORY 1
// expect: neighbour answered: true
'use strict';

var Worker = require('worker_threads').Worker;
var bombs = [
	['string', 'var s = "x"; for (;;) { s += s; }'],
	['array', 'var a = []; for (;;) { a.push(a.length); }'],
	['buffers', 'var a = []; for (;;) { a.push(new Uint8Array(65536)); }'],
	['caught', 'var a = []; for (;;) { try { for (;;) { a.push(new Array(1000)); } } catch (e) {} finally { a.push(1); } }'],
	['objects', 'var o = {}; for (var i = 0; ; i++) { o["key" + i] = {next: o}; }'],
	['closures', 'var f = null; function wrap(g) { return function () { return g; }; } for (;;) { f = wrap(f); }'],
	['jobs', 'for (;;) { Promise.resolve().then(function () {}); }'],
	['sparse', 'var a = []; for (;;) { a.push(new ArrayBuffer(16777216)); }']
];
var neighbour = new Worker('var port = require("worker_threads").parentPort;' +
	'port.on("message", function (n) { port.postMessage(n + 1); });', {eval: true});
var answers = 0, asked = 0, done = false;

neighbour.on('message', function (n) {
	answers++;
	if (n !== answers) {
		console.log('wrong answer ' + n);
	}
	finish();
});

// Says so once all bombs are gone and all answers have come.
function finish() {
	if (done && answers === asked) {
		console.log('neighbour answered: ' + (asked === 8));
		neighbour.terminate();
	}
}

function ask() {
	neighbour.postMessage(asked++);
}

function next() {
	var bomb = bombs.shift(), worker, seen;

	if (bomb === undefined) {
		done = true;
		finish();
		return;
	}
	ask();
	worker = new Worker(bomb[1], {eval: true, resourceLimits: {maxOldGenerationSizeMb: 8}});
	worker.on('error', function (error) { seen = error.code || String(error); });
	worker.on('exit', function (code) {
		console.log(bomb[0] + ' ' + seen + ' ' + code);
		next();
	});
}
next();
