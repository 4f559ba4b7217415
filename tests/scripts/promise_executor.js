// Executors that throw, answer twice, or answer with the promise itself.
// node
// expect: TypeError Promise resolver undefined is not a function
// expect: TypeError Promise resolver #<Object> is not a function
// expect: TypeError true
// expect: thrown in the executor: Error: e1
// expect: thrown after resolve: 1
// expect: twice: first
// expect: reject then resolve: no
// expect: itself: TypeError: Chaining cycle detected for promise #<Promise>
// expect: itself by then: TypeError: Chaining cycle detected for promise #<Promise>
// expect: resolve returns undefined
// expect: arguments: 2
// expect: this: undefined
// expect: inherits: true object [object Promise]
// expect: keys: 0 0 {}
// expect: state: Promise { 1 } Promise { <pending> } Promise { <rejected> 2 }
// expect: not a promise: TypeError
// expect: same: true
'use strict';

var util = require('util');
var self, late, never = new Promise(function () {}), no;

function attempt(fn) {
	try {
		fn();
	} catch (error) {
		console.log(error.name + ' ' + error.message);
	}
}

function say(name) {
	return function (value) { console.log(name + ': ' + value); };
}

attempt(function () { new Promise(); });
attempt(function () { new Promise({}); });
try {
	Promise(function () {});
} catch (error) {
	console.log(error.name + ' ' + /constructor/.test(error.message));
}
self = new Promise(function (resolve) { setTimeout(function () { resolve(self); }, 1); });
late = Promise.resolve().then(function () { return late; });
new Promise(function () { throw new Error('e1'); }).catch(say('thrown in the executor'))
	.then(function () { return new Promise(function (resolve) { resolve(1); throw new Error('e2'); }); })
	.then(say('thrown after resolve'))
	.then(function () { return new Promise(function (resolve) { resolve('first'); resolve('second'); }); })
	.then(say('twice'))
	.then(function () { return new Promise(function (resolve, reject) { reject('no'); resolve('yes'); }); })
	.catch(say('reject then resolve'))
	.then(function () { return self; }).catch(say('itself'))
	.then(function () { return late; }).catch(say('itself by then'))
	.then(function () {
		new Promise(function (resolve) { console.log('resolve returns ' + resolve(1)); });
		new Promise(function () { console.log('arguments: ' + arguments.length); });
		new Promise(function () { console.log('this: ' + this); });
		console.log('inherits: ' + (self instanceof Promise) + ' ' + typeof self + ' ' +
			Object.prototype.toString.call(self));
		console.log('keys: ' + Object.keys(self).length + ' ' + Object.getOwnPropertyNames(self).length + ' ' +
			JSON.stringify(self));
		no = Promise.reject(2);
		no.catch(function () {});
		console.log('state: ' + util.inspect(Promise.resolve(1)) + ' ' + util.inspect(never) + ' ' + util.inspect(no));
		try {
			Promise.prototype.then.call({}, function () {});
		} catch (error) {
			console.log('not a promise: ' + error.name);
		}
		console.log('same: ' + (Promise.resolve(never) === never));
	});
self.catch(function () {});
late.catch(function () {});
