// node
// expect: true true
// expect: got 5 true
// expect: MaxListenersExceededWarning
// expect-err: MaxListenersExceededWarning
var util = require('util');
var EventEmitter = require('events').EventEmitter;
var i, m;

function Mine() {
	EventEmitter.call(this);
}
util.inherits(Mine, EventEmitter);
m = new Mine();
console.log(m instanceof EventEmitter, Mine.super_ === EventEmitter);
m.on('x', function (value) { console.log('got', value, this === m); });
m.emit('x', 5);
process.on('warning', function (warning) { console.log(warning.name); });
for (i = 0; i < 11; i++) {
	m.on('many', function () {});
}
