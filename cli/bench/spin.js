var parentPort = require('worker_threads').parentPort;

parentPort.on('message', function () {
  var x = 0;

  parentPort.postMessage('up');
  for (;;) {
    x++;
  }
});
