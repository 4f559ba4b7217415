// Deals out ranges to whichever worker is free, and gathers what they find.
var workers = require('atoll').ports.workers;
var options = require('worker_threads').workerData;
var next = 0, busy = 0, primes = 0;

function deal(worker) {
  if (next < options.below) {
    worker.postMessage({from: next, to: Math.min(next + options.chunk, options.below)});
    next += options.chunk;
    busy++;
  }
}

workers.forEach(function (worker) {
  worker.on('message', function (found) {
    primes += found;
    busy--;
    deal(worker);
    if (busy === 0) {
      console.log(primes + ' primes below ' + options.below + ', found by ' + workers.length + ' workers');
      process.exit();
    }
  });
  deal(worker);
});
