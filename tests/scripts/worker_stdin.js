// node
// expect: HELLO
// expect: exit 0
var Worker = require('worker_threads').Worker;
var worker = new Worker("var all = ''; process.stdin.setEncoding && process.stdin.setEncoding('utf8');" +
	"process.stdin.on('data', function (t) { all += t; });" +
	"process.stdin.on('end', function () { console.log(all.toUpperCase()); });", {eval: true, stdin: true});

worker.stdin.write('hel');
worker.stdin.end('lo');
worker.on('exit', function (code) { console.log('exit ' + code); });
