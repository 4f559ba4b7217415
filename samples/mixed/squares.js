// Squares what comes from C, and hands it to C.
var ports = require('atoll').ports;

ports.in.on('message', function (message) {
  ports.out.postMessage({value: message.value * message.value});
});
ports.in.on('close', function () {
  ports.out.close();
});
