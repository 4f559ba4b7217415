var parentPort = require('worker_threads').parentPort;
var next;

parentPort.on('message', function (message) {
  if (!message.next) {
    next.postMessage(message);
    return;
  }
  next = message.next;
  message.prev.on('message', function (token) {
    token.hop++;
    if (token.hop === token.stopAt) {
      parentPort.postMessage(token);
    } else {
      next.postMessage(token);
    }
  });
  parentPort.postMessage('wired');
});
