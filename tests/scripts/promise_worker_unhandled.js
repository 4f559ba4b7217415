// node
// expect: error from promise
// expect: exit 1
var Worker = require('worker_threads').Worker;

new Worker("Promise.reject(new Error('from promise'))", {eval: true}).on('error', function (error) {
	console.log('error', error.message);
}).on('exit', function (code) { console.log('exit', code); });
