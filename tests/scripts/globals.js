// node
// expect: object function function function function function function function
// expect: true true true
// expect: DataCloneError 25 true true
// expect: event ping true
// expect: once 1
// expect: replaced
var event, target, n = 0;

console.log(typeof process, typeof setTimeout, typeof queueMicrotask, typeof structuredClone, typeof Map, typeof Promise,
	typeof URL, typeof EventTarget);
console.log(globalThis === global, global.process === process, globalThis.setTimeout === require('timers').setTimeout);
event = new DOMException('m', 'DataCloneError');
console.log(event.name, event.code, event instanceof Error, DOMException.DATA_CLONE_ERR === 25);
target = new EventTarget();
target.addEventListener('ping', function (e) { console.log('event', e.type, e.target === target); }, {once: true});
target.addEventListener('ping', function () { n++; }, {once: true});
target.dispatchEvent(new Event('ping'));
target.dispatchEvent(new Event('ping'));
console.log('once', n);
Map = function () {};
globalThis.console.log(String(new Map() instanceof Map ? 'replaced' : 'kept'));
