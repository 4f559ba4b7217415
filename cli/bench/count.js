var parentPort = require('worker_threads').parentPort;
var n = 0, total = 0, every = 0;

parentPort.on('message', function (message) {
  if (message.ctl) {
    total = message.total;
    every = message.every;
    parentPort.postMessage('ready');
    return;
  }
  n++;
  if (every ? n % every === 0 : n === total) {
    parentPort.postMessage(n);
  }
});
