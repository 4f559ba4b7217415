// node
// Relative files are found from the working directory, file: URLs by themselves.
// expect: lib/echo.js says hi
// expect: url says hi
var wt = require('worker_threads');
var url = require('url');
var path = require('path');
var a, b;

process.chdir && 0;
a = new wt.Worker('./' + path.relative(process.cwd(), path.join(__dirname, 'lib', 'echo.js')));
a.once('message', function (text) {
	console.log('lib/echo.js says ' + text);
	b = new wt.Worker(url.pathToFileURL(path.join(__dirname, 'lib', 'echo.js')));
	b.once('message', function (again) {
		console.log('url says ' + again);
	});
	b.postMessage('hi');
});
a.postMessage('hi');
