// node
// A worker's file that requires what is missing.
// expect: MODULE_NOT_FOUND Cannot find module './deeper/nothing' [ 'broken.js' ]
// expect: exit 1
var wt = require('worker_threads');
var path = require('path');

new wt.Worker(path.join(__dirname, 'lib/broken.js')).on('error', function (error) {
	console.log(error.code, error.message.split('\n')[0], error.requireStack.map(function (f) { return path.basename(f); }));
}).on('exit', function (code) { console.log('exit', code); });
