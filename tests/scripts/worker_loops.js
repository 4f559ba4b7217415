// Whatever a worker loops in, terminate() ends it.
// node
// expect: for 1
// expect: catch 1
// expect: finally 1
// expect: ticks 1
// expect: jobs 1
// expect: promises 1
// expect: sort 1
// expect: getter 1
// expect: json 1
// expect: replace 1
// expect: regexp 1
'use strict';

var Worker = require('worker_threads').Worker;
var loops = [
	['for', 'for (;;) {}'],
	['catch', 'for (;;) { try { for (;;) { null.x; } } catch (e) { try { e.y.z; } catch (f) {} } }'],
	['finally', '(function f() { for (;;) { try { for (;;) {} } finally { f(); continue; } } })();'],
	['ticks', '(function f() { process.nextTick(f); })();'],
	['jobs', '(function f() { queueMicrotask(f); })();'],
	['promises', '(function f() { Promise.resolve().then(f); })();'],
	['sort', 'var a = []; for (var i = 0; i < 1e5; i++) a.push(i);' +
		'a.sort(function (x, y) { for (var j = 0; j < 1e7; j++) {} return y - x; });'],
	['getter', 'var o = {get a() { return o.a2; }, get a2() { for (;;) {} }}; JSON.stringify(o);'],
	['json', 'JSON.stringify({toJSON: function () { for (;;) {} }});'],
	['replace', '"aaa".replace(/a/g, function () { for (;;) {} });'],
	['regexp', '/^(a+)+$/.test(new Array(60).join("a") + "b");']
];

function next() {
	var loop = loops.shift(), worker;

	if (loop === undefined) {
		return;
	}
	worker = new Worker('require("worker_threads").parentPort.postMessage(0);' + loop[1], {eval: true});
	worker.on('message', function () {
		setTimeout(function () { worker.terminate(); }, 10);
	});
	worker.on('error', function (error) { console.log(error); });
	worker.on('exit', function (code) {
		console.log(loop[0] + ' ' + code);
		next();
	});
}
next();
