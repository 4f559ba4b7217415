// A worker that takes too much memory ends alone, with Node's error.
// expect: Error ERR_WORKER_OUT_OF_MEMORY Worker terminated due to reaching memory limit: JS heap out of memory
// expect: exit 1
// expect: still here
var Worker = require('worker_threads').Worker;
var worker = new Worker('var a = []; for (;;) { a.push(new Array(1000).join("x" + a.length)); }',
	{eval: true, resourceLimits: {maxOldGenerationSizeMb: 6, maxYoungGenerationSizeMb: 2}});

worker.on('error', function (error) { console.log(error.name, error.code, error.message); });
worker.on('exit', function (code) {
	console.log('exit ' + code);
	console.log('still here');
});
