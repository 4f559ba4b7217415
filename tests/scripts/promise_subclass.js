// Subclasses: what then() gives is by the constructor of the promise.
// node
// expect: true true
// expect: sub 2
// expect: caught no
// expect: plain: false
// expect: all 1,2 true
// expect: resolve true true
// expect: species false
'use strict';

function Sub(executor) {
	var promise = new Promise(executor);

	Object.setPrototypeOf(promise, Sub.prototype);
	return promise;
}
Object.setPrototypeOf(Sub, Promise);
Sub.prototype = Object.create(Promise.prototype, {constructor: {value: Sub, writable: true, configurable: true}});

var made = new Sub(function (resolve) { resolve(1); });
var derived = made.then(function (value) { return value + 1; });
var plain;

console.log((made instanceof Sub) + ' ' + (derived instanceof Sub));
derived.then(function (value) {
	console.log('sub ' + value);
	throw 'no';
}).then(null, function (reason) {
	console.log('caught ' + reason);
	plain = Promise.resolve(made);
	console.log('plain: ' + (plain === made));
	return Sub.all([made, 2]);
}).then(function (list) {
	var again = Sub.resolve(3);

	console.log('all ' + list + ' ' + (Sub.all([]) instanceof Sub));
	console.log('resolve ' + (again instanceof Sub) + ' ' + (Sub.resolve(again) === again));
	Object.defineProperty(Sub, Symbol.species || 'species', {value: Promise, configurable: true});
	if (Symbol.species === undefined) {
		Sub.prototype.constructor = Promise;
	}
	console.log('species ' + (made.then() instanceof Sub));
});
