var parentPort = require('worker_threads').parentPort;

function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

parentPort.on('message', function (n) {
  var started = performance.now();
  var r = fib(n);

  parentPort.postMessage({r: r, ms: performance.now() - started});
});
