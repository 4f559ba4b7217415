// node
// args: one two
// expect: one,two 4
// expect: true true true
// expect: string string number string
// expect: true true true
// expect: [ 'rss', 'heapTotal', 'heapUsed', 'external', 'arrayBuffers' ]
// expect: 2 true number
// expect: undefined undefined
// expect: EventEmitter true
// expect: beforeExit 0
// expect: once more
// expect: beforeExit 0
// expect: exit 0 undefined
var path = require('path');
var again = false;

console.log(process.argv.slice(2).join(), process.argv.length);
console.log(process.argv[0] === process.execPath, path.isAbsolute(process.argv[1]), process.argv[1] === __filename);
console.log(typeof process.version, typeof process.platform, typeof process.pid, typeof process.arch);
console.log(process.cwd() === path.resolve('.'), process.uptime() >= 0, 'PATH' in process.env);
console.log(Object.keys(process.memoryUsage()));
console.log(process.hrtime().length, process.hrtime(process.hrtime())[0] === 0, typeof process.cpuUsage().user);
console.log(process.exitCode, process.env.NOT_SET_ANYWHERE);
console.log(require('events').name, process instanceof require('events'));
process.on('beforeExit', function (code) {
	console.log('beforeExit', code);
	if (!again) {
		again = true;
		setTimeout(function () { console.log('once more'); }, 1);
	}
});
process.on('exit', function (code) { console.log('exit', code, process.exitCode); });
