// The second stage makes records of lines: as many as the next one asks for.
var ports = require('atoll').ports;

ports.in.on('message', function (line) {
  var fields = /^item=(\d+);price=([\d.]+)$/.exec(line);

  ports.out.postMessage({item: +fields[1], price: +fields[2]});
});
ports.in.on('close', function () {
  ports.out.close();
});
ports.out.on('message', function (wanted) {
  ports.in.postMessage(wanted);
});
