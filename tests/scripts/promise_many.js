// Many promises that wait, many jobs at once, many that wait for one.
// node
// expect: all 4999950000
// expect: waited 10000
// expect: chain 50000
// expect: jobs 200000
'use strict';

var list = [], resolve, i, waited = 0, jobs = 0;
var one = new Promise(function (given) { resolve = given; });
var chain;

for (i = 0; i < 100000; i++) {
	list.push(Promise.resolve(i));
}
Promise.all(list).then(function (values) {
	console.log('all ' + values.reduce(function (a, b) { return a + b; }, 0));
	for (i = 0; i < 10000; i++) {
		one.then(function (by) { waited += by; });
	}
	resolve(1);
	return one;
}).then(function () {
	return new Promise(setImmediate);
}).then(function () {
	console.log('waited ' + waited);
	chain = Promise.resolve(0);
	for (i = 0; i < 50000; i++) {
		chain = chain.then(function (n) { return n + 1; });
	}
	return chain;
}).then(function (n) {
	console.log('chain ' + n);
	for (i = 0; i < 200000; i++) {
		queueMicrotask(function () { jobs++; });
	}
	return new Promise(setImmediate);
}).then(function () {
	console.log('jobs ' + jobs);
});
