// node
// With stdout: true the parent gets what the worker prints; without, it goes straight out.
// expect: direct
// expect: captured "inner\n"
// expect: errors "oops\n"
// expect: end
var Worker = require('worker_threads').Worker;

new Worker("console.log('direct')", {eval: true}).on('exit', function () {
	var worker = new Worker("console.log('inner'); console.error('oops');", {eval: true, stdout: true, stderr: true});
	var out = '', err = '';

	worker.stdout.on('data', function (text) { out += text; });
	worker.stderr.on('data', function (text) { err += text; });
	worker.on('exit', function () {
		setTimeout(function () {
			console.log('captured ' + JSON.stringify(out));
			console.log('errors ' + JSON.stringify(err));
			console.log('end');
		}, 20);
	});
});
