// resourceLimits.stackSizeMb says how deep calls nest.
// node
// expect: true true
'use strict';

var Worker = require('worker_threads').Worker;
var depths = [];

function run(size, next) {
	new Worker('var n = 0; function f() { n++; f(); } try { f(); } catch (e) {}' +
		'require("worker_threads").parentPort.postMessage(n);', {eval: true, resourceLimits: {stackSizeMb: size}})
		.on('message', function (n) { depths.push(n); }).on('exit', next);
}

run(1, function () {
	run(4, function () {
		run(12, function () {
			console.log(depths[1] > 2 * depths[0], depths[2] > 2 * depths[1]);
		});
	});
});
