// jobs.js - process.nextTick, queueMicrotask and the jobs of promises. SPDX-License-Identifier: MIT

// Two queues of pairs: a function and its argument. `asked` holds from the first job until run() has emptied both.
// Where the engine has a queue of jobs (binding.microtask) that one is used.
var ticks = [], tick = 0;
var jobs = [], job = 0;
var asked = false;

function ask() {
	asked = true;
	binding.jobs();
}

// A job: fn(argument), before the next tick.
function add(fn, argument) {
	if (!asked) {
		ask();
	}
	jobs.push(fn, argument);
}

function callList(list) {
	list[0].apply(undefined, list[1]);
}

function call(fn) {
	fn();
}

function checkFunction(fn, name) {
	if (typeof fn !== 'function') {
		throw require('errors').invalidType(name, 'of type function', fn);
	}
}

function nextTick(fn) {
	var args, i;

	checkFunction(fn, 'callback');
	if (!asked) {
		ask();
	}
	if (arguments.length === 1) {
		ticks.push(call, fn);
	} else {
		args = [];
		for (i = 1; i < arguments.length; i++) {
			args.push(arguments[i]);
		}
		ticks.push(callList, [fn, args]);
	}
}

function queueMicrotask(fn) {
	checkFunction(fn, 'callback');
	if (binding.microtask !== undefined) {
		binding.microtask(fn);
	} else {
		add(call, fn);
	}
}

function runJobs() {
	var fn;

	while (job < jobs.length) {
		fn = jobs[job];
		job += 2;
		fn(jobs[job - 1]);
		if (job > 4000) {
			jobs = jobs.slice(job);
			job = 0;
		}
	}
	jobs.length = job = 0;
}

var microtasks = binding.microtasks || runJobs;

// Runs all that is queued, and what comes while it runs. A job that throws ends run(); resume() has it called again.
function run() {
	var fn;

	for (;;) {
		while (tick < ticks.length) {
			fn = ticks[tick];
			tick += 2;
			fn(ticks[tick - 1]);
			if (tick > 1000) {
				ticks = ticks.slice(tick);
				tick = 0;
			}
		}
		ticks.length = tick = 0;
		microtasks();
		if (ticks.length === 0 && !(exports.afterJobs !== null && exports.afterJobs())) {
			break;
		}
	}
	asked = false;
}

// After an error that the script handled.
function resume() {
	if (asked) {
		binding.jobs();
	}
}

exports.add = add;
exports.ask = ask;
exports.nextTick = nextTick;
exports.queueMicrotask = queueMicrotask;
exports.run = run;
exports.resume = resume;
exports.afterJobs = null; // of promise.js: rejections nobody handles; true if it added jobs
exports.hooks = {jobs: run};
