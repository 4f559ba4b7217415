// The last stage adds up. It asks for 32 at a time, so that never more than 64 are on the way.
var input = require('atoll').ports.in;
var count = 0, sum = 0;

input.on('message', function (record) {
  sum += record.price;
  if (++count % 32 === 0) {
    input.postMessage(32);
  }
});
input.on('close', function () {
  console.log(count + ' items cost ' + sum.toFixed(2));
});
input.postMessage(64);
