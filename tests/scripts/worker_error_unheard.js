// node
// A worker's error that nobody listens to is an uncaught one of its parent.
// expect: before
// expect-err: unheard of
// status: 1
var Worker = require('worker_threads').Worker;

new Worker("throw new Error('unheard of');", {eval: true});
console.log('before');
setTimeout(function () { console.log('never'); }, 3000);
