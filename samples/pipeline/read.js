// The first stage makes lines of text, no more at a time than the next one asked for.
var out = require('atoll').ports.out;
var lines = require('worker_threads').workerData.lines;
var sent = 0;

out.on('message', function (wanted) {
  for (; wanted > 0 && sent < lines; wanted--) {
    sent++;
    out.postMessage('item=' + sent + ';price=' + (sent % 7 + 0.5));
  }
  if (sent === lines) {
    out.close();
  }
});
