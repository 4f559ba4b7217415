// node
// expect: worker 1 { deep: true } undefined
// expect: grandchild 1 changed
// expect: main 1 { deep: true }
var wt = require('worker_threads');

if (wt.isMainThread) {
	wt.setEnvironmentData('a', 1);
	wt.setEnvironmentData('b', {deep: true});
	wt.setEnvironmentData('gone', 2);
	wt.setEnvironmentData('gone', undefined);
	new wt.Worker(__filename).on('exit', function () {
		console.log('main', wt.getEnvironmentData('a'), wt.getEnvironmentData('b'));
	});
	wt.setEnvironmentData('a', 1);
} else if (wt.getEnvironmentData('b') !== 'changed') {
	console.log('worker', wt.getEnvironmentData('a'), wt.getEnvironmentData('b'), wt.getEnvironmentData('gone'));
	wt.setEnvironmentData('b', 'changed');
	new wt.Worker(__filename);
} else {
	console.log('grandchild', wt.getEnvironmentData('a'), wt.getEnvironmentData('b'));
}
