var parentPort = require('worker_threads').parentPort;

parentPort.on('message', function (message) { parentPort.postMessage(message, [message]); });
