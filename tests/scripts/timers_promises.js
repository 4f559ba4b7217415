// node
// expect: waited value
// expect: immediate value
// expect: promisified
var util = require('util');
var timers = require('timers/promises');

timers.setTimeout(5, 'value').then(function (value) {
	console.log('waited ' + value);
	return timers.setImmediate('value');
}).then(function (value) {
	console.log('immediate ' + value);
	return util.promisify(setTimeout)(1);
}).then(function () {
	console.log('promisified');
});
