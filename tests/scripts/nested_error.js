// node
// An error in a grandchild passes through its parent, which does not listen.
// expect: grand true
// expect: exit 1
var wt = require('worker_threads');

if (wt.isMainThread) {
	new wt.Worker(__filename).on('error', function (error) {
		console.log(error.message, error instanceof Error);
	}).on('exit', function (code) { console.log('exit', code); });
} else {
	new wt.Worker("throw new Error('grand');", {eval: true});
}
