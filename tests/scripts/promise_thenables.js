// What has a function `then` is followed, in a job of its own, and only its first answer counts.
// node
// expect: gets this: true
// expect: 1 tick: plain
// expect: first answer: a
// expect: thrown after the answer: b
// expect: thrown: no then
// expect: getter: no getter
// expect: not callable: 5
// expect: function: f
// expect: nested: deep
// expect: rejecting: r
// expect: own then: mine
// expect: read 1 times
'use strict';

var reads = 0;
var log = [];
var thenable = {
	then: function (resolve) {
		log.push('gets this: ' + (this === thenable));
		resolve('x');
	}
};

function say(name) {
	return function (value) {
		log.push(name + ': ' + (value instanceof Error ? value.message : value));
	};
}

function next(steps) {
	var step = steps.shift();

	if (step === undefined) {
		log.forEach(function (line) { console.log(line); });
		return;
	}
	step().then(function () { next(steps); });
}

next([
	function () { return Promise.resolve(thenable); },
	function () { return Promise.resolve('plain').then(say('1 tick')); },
	function () {
		return Promise.resolve({then: function (resolve, reject) {
			resolve('a');
			resolve('b');
			reject('c');
		}}).then(say('first answer'));
	},
	function () {
		return Promise.resolve({then: function (resolve) {
			resolve('b');
			throw new Error('too late');
		}}).then(say('thrown after the answer'));
	},
	function () {
		return Promise.resolve({then: function () { throw new Error('no then'); }}).then(null, say('thrown'));
	},
	function () {
		return Promise.resolve(Object.defineProperty({}, 'then', {get: function () { throw new Error('no getter'); }}))
			.then(null, say('getter'));
	},
	function () { return Promise.resolve({then: 5}).then(function (o) { say('not callable')(o.then); }); },
	function () {
		function f() {}
		f.then = function (resolve) { resolve('f'); };
		return new Promise(function (resolve) { resolve(f); }).then(say('function'));
	},
	function () {
		return Promise.resolve().then(function () {
			return {then: function (resolve) {
				resolve({then: function (again) { again(Promise.resolve('deep')); }});
			}};
		}).then(say('nested'));
	},
	function () {
		return Promise.resolve({then: function (resolve, reject) { reject('r'); }}).then(null, say('rejecting'));
	},
	function () {
		var p = Promise.resolve('not this');

		p.then = function (resolve) { resolve('mine'); };
		return new Promise(function (resolve) { resolve(p); }).then(say('own then'));
	},
	function () {
		return Promise.resolve(Object.defineProperty({}, 'then', {get: function () { reads++; return undefined; }}))
			.then(function () { log.push('read ' + reads + ' times'); });
	}
]);
