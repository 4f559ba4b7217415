// node
// expect: { pong: 'ping' }
// expect: 0
var Worker = require('worker_threads').Worker;
var worker = new Worker(
	"var parentPort = require('worker_threads').parentPort;" +
	"parentPort.once('message', function (message) { parentPort.postMessage({pong: message}); });", {eval: true});

worker.on('message', function (message) { console.log(message); });
worker.on('exit', function (code) { console.log(code); });
worker.postMessage('ping');
