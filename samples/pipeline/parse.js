// The second stage makes records of lines. It asks for 32 at a time, so that never more than 64 wait.
var ports = require('atoll').ports;
var got = 0;

ports.in.on('message', function (line) {
  var fields = /^item=(\d+);price=([\d.]+)$/.exec(line);

  ports.out.postMessage({item: +fields[1], price: +fields[2]});
  if (++got % 32 === 0) {
    ports.in.postMessage(32);
  }
});
ports.in.on('close', function () {
  ports.out.close();
});
ports.in.postMessage(64);
