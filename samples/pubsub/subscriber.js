// Subscribes to the topics that the topology lists for it, and reports what came.
var atoll = require('atoll');
var topics = require('worker_threads').workerData[atoll.topology.index];
var got = {};

topics.forEach(function (topic) {
  got[topic] = [];
});
atoll.ports.broker.on('message', function (message) {
  got[message.topic].push(message.item);
});
atoll.ports.broker.on('close', function () {
  atoll.ports.printer.postMessage({reader: atoll.topology.index, got: got});
  atoll.ports.printer.close();
});
atoll.ports.broker.postMessage(topics);
