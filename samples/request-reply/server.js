// Answers requests until the client closes its end of the channel.
var client = require('atoll').ports.client;

var operations = {
  add: function (a, b) { return a + b; },
  multiply: function (a, b) { return a * b; }
};

client.on('message', function (request) {
  var operation = operations[request.op];

  if (operation) {
    client.postMessage({id: request.id, result: operation(request.a, request.b)});
  } else {
    client.postMessage({id: request.id, error: new RangeError('unknown operation ' + request.op)});
  }
});
