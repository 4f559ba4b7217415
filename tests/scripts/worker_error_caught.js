// node
// expect: uncaughtException handled
// expect: exit 1
var Worker = require('worker_threads').Worker;
var worker = new Worker("throw new Error('handled');", {eval: true});

process.on('uncaughtException', function (error, origin) { console.log(origin, error.message); });
worker.on('exit', function (code) { console.log('exit ' + code); });
