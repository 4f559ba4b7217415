// The last stage adds up.
var input = require('atoll').ports.in;
var count = 0, sum = 0;

input.on('message', function (record) {
  count++;
  sum += record.price;
});
input.on('close', function () {
  console.log(count + ' items cost ' + sum.toFixed(2));
});
