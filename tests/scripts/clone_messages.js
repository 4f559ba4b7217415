// node
// The same types through a worker and back.
// expect: { n: -0, s: 'text', u: undefined, l: null, a: [ 1, [ 2 ] ] }
// expect: Map(1) { 'm' => Set(1) { 1 } } 2020-01-01T00:00:00.000Z /a/g
// expect: Uint8Array(3) [ 1, 2, 3 ] 3 0
// expect: RangeError far RangeError: far true
// expect: cycle true
var wt = require('worker_threads');
var worker, cycle = {}, bytes = new Uint8Array([1, 2, 3]);

if (wt.isMainThread) {
	worker = new wt.Worker(__filename);
	cycle.me = cycle;
	worker.postMessage({
		plain: {n: -0, s: 'text', u: undefined, l: null, a: [1, [2]]},
		map: new Map([['m', new Set([1])]]), date: new Date(Date.UTC(2020, 0)), re: /a/g,
		bytes: bytes, error: new RangeError('far'), cycle: cycle
	}, [bytes.buffer]);
	worker.once('message', function (back) {
		console.log(back.plain);
		console.log(back.map, back.date, back.re);
		console.log(back.bytes, back.bytes.length, bytes.length);
		console.log(back.error.name, back.error.message, String(back.error), back.error instanceof RangeError);
		console.log('cycle', back.cycle.me === back.cycle);
	});
} else {
	wt.parentPort.once('message', function (value) { wt.parentPort.postMessage(value); });
}
