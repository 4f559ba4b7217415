// Limits of ours: CPU time, wall time of a turn, children.
// expect: out of CPU time ERR_WORKER_OUT_OF_CPU_TIME exit 1
// expect: turn: out of CPU time ERR_WORKER_OUT_OF_CPU_TIME exit 1
// expect: ERR_WORKER_INIT_FAILED ATOLL_ELIMIT
// expect: exit 0
var Worker = require('worker_threads').Worker;

function run(label, text, limits, next) {
	var worker = new Worker(text, {eval: true, limits: limits});
	var code;

	worker.on('error', function (error) { code = error.code; });
	worker.on('message', function (text2) { console.log(text2); });
	worker.on('exit', function (status) {
		console.log(label + (code ? worker.exitReason + ' ' + code + ' ' : '') + 'exit ' + status);
		if (next) {
			next();
		}
	});
}

run('', 'for (;;) {}', {cpuUs: 50000}, function () {
	run('turn: ', 'for (;;) {}', {turnUs: 50000}, function () {
		run('', "var wt = require('worker_threads'), a = new wt.Worker('setTimeout(function () {}, 50)', {eval: true});" +
			"try { new wt.Worker('', {eval: true}); } catch (e) { wt.parentPort.postMessage(e.code + ' ' + e.reason); }",
			{children: 1});
	});
});
