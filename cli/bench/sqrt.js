var parentPort = require('worker_threads').parentPort;

parentPort.on('message', function (message) { parentPort.postMessage({id: message.id, r: Math.sqrt(message.n)}); });
