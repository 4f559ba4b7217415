// Sends requests, one after the other, and prints what comes back.
var server = require('atoll').ports.server;
var total = require('worker_threads').workerData.requests;
var id = 0;

function ask() {
  var op = id === total - 1 ? 'divide' : id % 2 ? 'multiply' : 'add';

  server.postMessage({id: id, op: op, a: id + 1, b: 10});
}

server.on('message', function (reply) {
  if (reply.error) {
    console.log('request ' + reply.id + ' failed: ' + reply.error.name + ': ' + reply.error.message);
  } else {
    console.log('request ' + reply.id + ': ' + reply.result);
  }
  id++;
  if (id < total) {
    ask();
  } else {
    server.close();
  }
});
ask();
