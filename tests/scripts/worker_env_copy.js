// node
// A worker gets a copy of its parent's process.env as it is then; changes stay apart.
// expect: worker sees set
// expect: grandchild sees changed
// expect: parent sees set
var wt = require('worker_threads');

if (wt.isMainThread) {
	process.env.COPIED = 'set';
	new wt.Worker(__filename).on('exit', function () { console.log('parent sees ' + process.env.COPIED); });
} else if (process.env.COPIED === 'set') {
	console.log('worker sees set');
	process.env.COPIED = 'changed';
	new wt.Worker(__filename);
} else {
	console.log('grandchild sees ' + process.env.COPIED);
}
