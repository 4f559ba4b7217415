// Recursion without end is a RangeError that can be caught, whatever recurses, and again.
// node
// expect: function RangeError
// expect: method RangeError
// expect: map RangeError
// expect: sort RangeError
// expect: toString RangeError
// expect: toJSON RangeError
// expect: getter RangeError
// expect: apply RangeError
// expect: bind RangeError
// expect: constructor RangeError
// expect: replace RangeError
// expect: function RangeError
// expect: worker RangeError Maximum call stack size exceeded
// expect: exit 1
'use strict';

var Worker = require('worker_threads').Worker;
var worker;

function attempt(name, fn) {
	try {
		fn();
		console.log(name + ' returned');
	} catch (error) {
		console.log(name + ' ' + error.name);
	}
}

function plain() {
	return plain() + 1;
}

attempt('function', plain);
attempt('method', function () {
	var o = {f: function () { return this.f() + 1; }};
	o.f();
});
attempt('map', function f() { [1].map(f); });
attempt('sort', function f() { [2, 1].sort(f); });
attempt('toString', function () {
	var o = {toString: function () { return '' + o; }};
	String(o);
});
attempt('toJSON', function () {
	var o = {toJSON: function () { return JSON.stringify(o); }};
	JSON.stringify(o);
});
attempt('getter', function () {
	var o = {get a() { return o.a; }};
	return o.a;
});
attempt('apply', function f() { f.apply(null, [1]); f(); });
attempt('bind', function () {
	var g;
	function f() { g(); }
	g = f.bind(null);
	f();
});
attempt('constructor', function () {
	function F() { this.f = new F(); }
	new F();
});
attempt('replace', function f() { 'a'.replace(/a/, f); });
attempt('function', plain);

worker = new Worker('function f() { return f() + 1; } f();', {eval: true});
worker.on('error', function (error) {
	console.log('worker ' + error.name + ' ' + error.message);
});
worker.on('exit', function (code) { console.log('exit ' + code); });
