// Hands each item to those who subscribed to its topic, once all have. Ends when the last publisher has.
var ports = require('atoll').ports;
var topics = {};
var subscribed = 0, publishing = ports.publishers.length;

function publish(item) {
  (topics[item.topic] || []).forEach(function (subscriber) {
    subscriber.postMessage(item);
  });
}

function begin() {
  ports.publishers.forEach(function (publisher) {
    publisher.on('message', publish);
    publisher.on('close', function () {
      if (--publishing === 0) {
        ports.subscribers.forEach(function (subscriber) {
          subscriber.close();
        });
      }
    });
  });
}

ports.subscribers.forEach(function (subscriber) {
  subscriber.on('message', function (names) {
    names.forEach(function (name) {
      topics[name] = topics[name] || [];
      topics[name].push(subscriber);
    });
    if (++subscribed === ports.subscribers.length) {
      begin();
    }
  });
});
