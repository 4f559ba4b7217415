// node
// What was posted before close() arrives before 'close'.
// expect: 1
// expect: 2
// expect: close
var wt = require('worker_threads');
var channel = new wt.MessageChannel();

channel.port1.postMessage(1);
channel.port1.postMessage(2);
channel.port1.close();
channel.port2.on('message', function (value) { console.log(value); });
channel.port2.on('close', function () { console.log('close'); });
