var parentPort = require('worker_threads').parentPort;

parentPort.once('message', function (start) {
  var n = 0, every = start.every || start.total, due = every;

  parentPort.on('message', function () {
    if (++n === due) {
      parentPort.postMessage(n);
      due += every;
    }
  });
  parentPort.postMessage('ready');
});
