// rejections.js - rejections that nobody handles, as Node reports them: when the jobs are done.
// SPDX-License-Identifier: MIT

var core = require('core');
var jobs = require('jobs');

var rejected = [], reasons = []; // not reported yet
var reported = []; // reported; 'rejectionHandled' may follow
var late = []; // for which it follows

function unhandled(promise, reason) {
	if (rejected.length === 0) {
		jobs.afterJobs = report;
		jobs.ask(); // so that there will be an end of the jobs
	}
	rejected.push(promise);
	reasons.push(reason);
}

function handledLate(promise) {
	var i = rejected.indexOf(promise);

	if (i !== -1) {
		rejected.splice(i, 1);
		reasons.splice(i, 1);
		return;
	}
	i = reported.indexOf(promise);
	if (i !== -1) {
		reported.splice(i, 1);
		late.push(promise);
		jobs.afterJobs = report;
		jobs.ask();
	}
}

function report() {
	var process = core.modules.process && core.modules.process.exports;
	var promise, reason, error, errors;

	jobs.afterJobs = null;
	while (late.length > 0) {
		promise = late.shift();
		if (process !== undefined) {
			process.emit('rejectionHandled', promise);
		}
	}
	while (rejected.length > 0) {
		promise = rejected.shift();
		if (rejected.length > 0) {
			jobs.afterJobs = report; // should this one throw
		}
		reason = reasons.shift();
		reported.push(promise);
		if (process !== undefined && process.listenerCount('unhandledRejection') > 0) {
			process.emit('unhandledRejection', reason, promise);
			continue;
		}
		error = reason;
		if (!(reason instanceof Error)) {
			errors = require('errors');
			error = errors.make(Error, 'ERR_UNHANDLED_REJECTION', 'This error originated either by ' +
				'throwing inside of an async function without a catch block, or by rejecting a promise which was not ' +
				'handled with .catch(). The promise rejected with the reason "' +
				require('util').inspect(reason) + '".');
			errors.hidden(error, 'name', 'UnhandledPromiseRejection');
			errors.hidden(error, 'stack', error.stack.replace(/^[^:]*/, error.name));
		}
		core.fromRejection = true;
		throw error;
	}
	return true;
}

exports.unhandled = unhandled;
exports.handledLate = handledLate;
