// node
// An unref()ed worker does not keep the program alive.
// expect: main done
// expect: exit event 0
var Worker = require('worker_threads').Worker;
var worker = new Worker('setInterval(function () {}, 1000);', {eval: true});

worker.unref();
worker.ref();
worker.unref();
process.on('exit', function (code) { console.log('exit event ' + code); });
console.log('main done');
