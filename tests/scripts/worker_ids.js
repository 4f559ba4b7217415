// node
// expect: true true true
// expect: same true
var wt = require('worker_threads');
var a = new wt.Worker("require('worker_threads').parentPort.postMessage(require('worker_threads').threadId)", {eval: true});
var b = new wt.Worker('', {eval: true});

console.log(a.threadId > 0, b.threadId > 0, a.threadId !== b.threadId);
a.on('message', function (id) { console.log('same', id === a.threadId); });
