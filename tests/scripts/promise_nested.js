// How many turns a promise takes that is resolved with another one.
// node
// expect: inner a 1
// expect: plain 1
// expect: plain 2
// expect: plain 3
// expect: outer 4
// expect: plain 4
// expect: returned 4
// expect: plain 5
// expect: chain 6
// expect: all 1,2,3
// expect: race first
// expect: any ok
// expect: settled fulfilled rejected
// expect: finally value
// expect: finally error Error: stays
// expect: finally other Error: new
'use strict';

var turn = 0;
var inner = Promise.resolve('a');

function count(name, times) {
	function step(i) {
		turn = i;
		console.log(name + ' ' + i);
		if (i < times) {
			Promise.resolve(i + 1).then(step);
		}
	}
	Promise.resolve(1).then(step);
}

inner.then(function (value) { console.log('inner ' + value + ' 1'); });
count('plain', 5);
new Promise(function (resolve) { resolve(inner); }).then(function () { console.log('outer ' + (turn + 1)); });
Promise.resolve().then(function () { return inner; }).then(function () { console.log('returned ' + turn); });
Promise.resolve().then(function () {
	return Promise.resolve().then(function () {
		return Promise.resolve();
	});
}).then(function () { console.log('chain ' + (turn + 1)); });

setTimeout(function () {
	Promise.all([1, Promise.resolve(2), {then: function (resolve) { resolve(3); }}]).then(function (list) {
		console.log('all ' + list);
		return Promise.race([new Promise(function () {}), Promise.resolve('first'), 'second']);
	}).then(function (value) {
		console.log('race ' + value);
		return Promise.any([Promise.reject(1), Promise.resolve('ok')]);
	}).then(function (value) {
		console.log('any ' + value);
		return Promise.allSettled([1, Promise.reject(2)]);
	}).then(function (list) {
		console.log('settled ' + list[0].status + ' ' + list[1].status);
		return Promise.resolve('value').finally(function () { return 'ignored'; });
	}).then(function (value) {
		console.log('finally ' + value);
		return Promise.reject(new Error('stays')).finally(function () {});
	}).catch(function (error) {
		console.log('finally error ' + error);
		return Promise.resolve(1).finally(function () { throw new Error('new'); });
	}).catch(function (error) {
		console.log('finally other ' + error);
	});
}, 1);
