// A thousand workers that stay, and answer again and again.
// expect: 3000 answers
'use strict';

var Worker = require('worker_threads').Worker;
var workers = [], answers = 0, i;

function got(round) {
	answers++;
	if (round < 3) {
		this.postMessage(round);
	}
	if (answers === 3000) {
		console.log(answers + ' answers');
		workers.forEach(function (worker) { worker.terminate(); });
	}
}

for (i = 0; i < 1000; i++) {
	workers.push(new Worker('var port = require("worker_threads").parentPort;' +
		'port.on("message", function (n) { port.postMessage(n + 1); });', {eval: true}));
	workers[i].on('message', got);
	workers[i].postMessage(0);
}
