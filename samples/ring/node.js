// Hands a token on. The first of the ring makes it and counts the rounds; it ends the ring by closing its port.
var atoll = require('atoll');
var next = atoll.ports.next, previous = atoll.ports.previous;
var rounds = require('worker_threads').workerData.rounds;

previous.on('message', function (token) {
  token.hops++;
  if (atoll.topology.index > 0) {
    next.postMessage(token);
  } else if (token.hops < rounds * atoll.topology.count) {
    next.postMessage(token);
  } else {
    console.log(token.hops + ' hops among ' + atoll.topology.count + ' isolates');
    next.close();
  }
});
previous.on('close', function () {
  next.close();
});
if (atoll.topology.index === 0) {
  next.postMessage({hops: 0});
}
