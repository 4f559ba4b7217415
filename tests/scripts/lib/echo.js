var parentPort = require('worker_threads').parentPort;

parentPort.once('message', function (value) { parentPort.postMessage(value); });
