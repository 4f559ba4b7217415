// Publishes its items and leaves.
var broker = require('atoll').ports.broker;
var data = require('worker_threads').workerData;

data.items.forEach(function (item) {
  broker.postMessage({topic: data.topic, item: item});
});
broker.close();
