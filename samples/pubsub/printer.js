// Prints the readers' reports in order.
var readers = require('atoll').ports.readers;
var reports = [];
var left = readers.length;

readers.forEach(function (reader) {
  reader.on('message', function (report) {
    reports[report.reader] = report.got;
  });
  reader.on('close', function () {
    if (--left === 0) {
      reports.forEach(function (got, i) {
        Object.keys(got).forEach(function (topic) {
          console.log('reader ' + i + ', ' + topic + ': ' + got[topic].join(' '));
        });
      });
    }
  });
});
