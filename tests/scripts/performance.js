// node
// expect: number true true
// expect: mark m true
// expect: measure d true
// expect: true
var performance2 = require('perf_hooks').performance;
var before = performance.now();
var m;

console.log(typeof before, performance2 === performance, Math.abs(performance.timeOrigin + before - Date.now()) < 100);
m = performance.mark('m');
console.log(m.entryType, m.name, m.startTime >= before);
m = performance.measure('d', 'm');
console.log(m.entryType, m.name, m.duration >= 0);
console.log(performance.now() >= before);
