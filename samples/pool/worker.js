// Counts primes in a range.
var boss = require('atoll').ports.boss;

function isPrime(n) {
  var i;

  for (i = 2; i * i <= n; i++) {
    if (n % i === 0) {
      return false;
    }
  }
  return n > 1;
}

boss.on('message', function (range) {
  var found = 0, n;

  for (n = range.from; n < range.to; n++) {
    found += isPrime(n) ? 1 : 0;
  }
  boss.postMessage(found);
});
