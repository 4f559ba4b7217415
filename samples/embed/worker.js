// Answers requests: the mean and the largest of some numbers. null is the end.
var parentPort = require('worker_threads').parentPort;

parentPort.on('message', function (request) {
  var sum = 0;

  if (request === null) {
    parentPort.unref(); // nothing else keeps this script alive
    return;
  }
  request.numbers.forEach(function (number) {
    sum += number;
  });
  parentPort.postMessage({
    id: request.id,
    mean: sum / request.numbers.length,
    largest: Math.max.apply(Math, request.numbers)
  });
});
