// node
// expect: newListener a
// expect: newListener a
// expect: newListener a
// expect: first 1 2
// expect: one 1 2
// expect: two 1 2
// expect: true false
// expect: first 3
// expect: two 3
// expect: 2 [ 'newListener', 'a' ]
// expect: removeListener a
// expect: 1
// expect: Error thrown
// expect: Error ERR_UNHANDLED_ERROR Unhandled error. ('text')
// expect: Error ERR_UNHANDLED_ERROR Unhandled error. ({ a: 1 })
// expect: monitor watched
// expect: handled watched
// expect: TypeError ERR_INVALID_ARG_TYPE The "listener" argument must be of type function. Received type number (5)
// expect: [ 'named' ] 10
// expect: once [ 1, 2 ]
// expect: once failed
// expect: raw true true
// expect: 0
var EventEmitter = require('events');
var e = new EventEmitter();
var f = new EventEmitter();
var sym = Symbol('sym');

function two(a, b) {
	console.log.apply(console, ['two'].concat(Array.prototype.slice.call(arguments)));
}

function attempt(g) {
	try {
		g();
	} catch (error) {
		console.log(error.name, error.code === undefined ? error.message : error.code + ' ' + error.message);
	}
}

e.on('newListener', function (name) { console.log('newListener', name); });
e.once('a', function (a, b) { console.log('one', a, b); });
e.on('a', two);
e.prependListener('a', function () {
	console.log.apply(console, ['first'].concat(Array.prototype.slice.call(arguments)));
});
e.emit('a', 1, 2);
console.log(e.listenerCount('a') === 2, e.emit('nothing'));
e.emit('a', 3);
console.log(e.listeners('a').length, e.eventNames());
e.removeAllListeners('newListener');
e.on('removeListener', function (name) { console.log('removeListener', name); });
e.off('a', two);
console.log(e.listenerCount('a'));
attempt(function () { e.emit('error', new Error('thrown')); });
attempt(function () { e.emit('error', 'text'); });
attempt(function () { e.emit('error', {a: 1}); });
e.on(EventEmitter.errorMonitor, function (error) { console.log('monitor', error.message); });
e.on('error', function (error) { console.log('handled', error.message); });
e.emit('error', new Error('watched'));
attempt(function () { e.on('x', 5); });
f.on('named', function () {});
console.log(f.eventNames(), f.getMaxListeners());
EventEmitter.once(f, 'go').then(function (args) {
	console.log('once', args);
	setTimeout(function () { f.emit('error', new Error('failed')); }, 1);
	return EventEmitter.once(f, 'never');
}).catch(function (error) {
	var listener = function () {};

	console.log('once', error.message);
	f.once('r', listener);
	console.log('raw', f.rawListeners('r')[0].listener === listener, f.listeners('r')[0] === listener);
	f.removeAllListeners();
	console.log(f.eventNames().length);
});
f.emit('go', 1, 2);
