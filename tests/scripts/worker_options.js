// node
// argv, env, name and execArgv arrive.
// expect: argv a 5 true
// expect: env 1 undefined string
// expect: execArgv []
// expect: main env untouched undefined
var wt = require('worker_threads');

if (wt.isMainThread) {
	process.env.OUTER = 'x';
	new wt.Worker(__filename, {argv: ['a', 5, true], env: {INNER: 1}, name: 'Named', execArgv: []}).on('exit', function () {
		console.log('main env untouched', process.env.INNER);
	});
} else {
	console.log('argv', process.argv.slice(2).join(' '));
	console.log('env', process.env.INNER, process.env.OUTER, typeof process.env.INNER);
	console.log('execArgv', process.execArgv);
	process.env.INNER = 2;
}
