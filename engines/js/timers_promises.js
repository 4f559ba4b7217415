// timers_promises.js - require('timers/promises'). SPDX-License-Identifier: MIT

var timers = require('timers');

function aborted(signal) {
	var error = new Error('The operation was aborted');

	error.name = 'AbortError';
	error.code = 'ABORT_ERR';
	error.cause = signal.reason;
	return error;
}

function wait(start, stop) {
	return function (value, options) {
		var signal = options && options.signal;

		return new Promise(function (resolve, reject) {
			var timer;

			function abort() {
				stop(timer);
				reject(aborted(signal));
			}
			if (signal && signal.aborted) {
				reject(aborted(signal));
				return;
			}
			timer = start(function () {
				if (signal) {
					signal.removeEventListener('abort', abort);
				}
				resolve(value);
			});
			if (options && options.ref === false) {
				timer.unref();
			}
			if (signal) {
				signal.addEventListener('abort', abort);
			}
		});
	};
}

exports.setTimeout = function setTimeout(ms, value, options) {
	return wait(function (fn) { return timers.setTimeout(fn, ms); }, timers.clearTimeout)(value, options);
};

exports.setImmediate = wait(timers.setImmediate, timers.clearImmediate);

exports.scheduler = {
	wait: function (ms, options) { return exports.setTimeout(ms, undefined, options); },
	'yield': function () { return exports.setImmediate(); }
};
