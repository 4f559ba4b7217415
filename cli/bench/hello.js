var parentPort = require('worker_threads').parentPort;

parentPort.postMessage('up');
parentPort.on('message', function (message) { parentPort.postMessage(message); });
