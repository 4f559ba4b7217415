// timers.js - setTimeout and its relatives, on the kernel's timers. SPDX-License-Identifier: MIT

var core = require('core');

var active = {}; // timers by the kernel's number

function checkFunction(fn) {
	if (typeof fn !== 'function') {
		throw require('errors').invalidType('callback', 'of type function', fn);
	}
}

function duration(ms) {
	ms *= 1;
	if (!(ms >= 1 && ms <= 0x7fffffff)) {
		if (ms > 0x7fffffff) {
			require('process').emitWarning(ms + ' does not fit into a 32-bit signed integer.' +
				'\nTimeout duration was set to 1.', 'TimeoutOverflowWarning');
		}
		return 1;
	}
	return Math.trunc(ms);
}

function Timeout(fn, ms, args, repeat) {
	this._idleTimeout = ms;
	this._onTimeout = fn;
	this._repeat = repeat ? ms : null;
	this._args = args;
	this._refed = true;
	this._timer = 0; // the kernel's number; 0: not started
	start(this, ms);
}

function start(timeout, ms) {
	timeout._timer = binding.timerStart(ms, false);
	active[timeout._timer] = timeout;
	if (timeout._refed) {
		binding.ref(1);
	}
}

function stop(timeout) {
	if (timeout._timer !== 0) {
		binding.timerStop(timeout._timer);
		delete active[timeout._timer];
		timeout._timer = 0;
		if (timeout._refed) {
			binding.ref(-1);
		}
	}
}

Timeout.prototype.ref = function () {
	if (!this._refed) {
		this._refed = true;
		if (this._timer !== 0) {
			binding.ref(1);
		}
	}
	return this;
};

Timeout.prototype.unref = function () {
	if (this._refed) {
		this._refed = false;
		if (this._timer !== 0) {
			binding.ref(-1);
		}
	}
	return this;
};

Timeout.prototype.hasRef = function () {
	return this._refed;
};

Timeout.prototype.refresh = function () {
	if (this._onTimeout !== null) {
		stop(this);
		start(this, this._idleTimeout);
	}
	return this;
};

Timeout.prototype.close = function () {
	clearTimeout(this);
	return this;
};

// A primitive stands for the timer from then on, until it is cleared.
var known = {}, count = 0;

Object.defineProperty(Timeout.prototype, Symbol.toPrimitive, {
	value: function () {
		if (this._id === undefined) {
			Object.defineProperty(this, '_id', {value: ++count, configurable: true});
			known[count] = this;
		}
		return this._id;
	},
	writable: true,
	configurable: true
});

function argumentsFrom(args, first) {
	var list = [], i;

	for (i = first; i < args.length; i++) {
		list.push(args[i]);
	}
	return list;
}

function setTimeout(fn, ms) {
	checkFunction(fn);
	return new Timeout(fn, duration(ms), arguments.length > 2 ? argumentsFrom(arguments, 2) : null, false);
}

function setInterval(fn, ms) {
	checkFunction(fn);
	return new Timeout(fn, duration(ms), arguments.length > 2 ? argumentsFrom(arguments, 2) : null, true);
}

function clearTimeout(timeout) {
	if (typeof timeout === 'number' || typeof timeout === 'string') {
		timeout = known[timeout];
	}
	if (timeout instanceof Timeout) {
		stop(timeout);
		timeout._onTimeout = null;
		timeout._repeat = null;
		if (timeout._id !== undefined) {
			delete known[timeout._id];
		}
	}
}

function call(timeout) {
	if (timeout._args === null) {
		timeout._onTimeout();
	} else {
		timeout._onTimeout.apply(timeout, timeout._args);
	}
}

// A hook: the kernel's timer is due.
function fire(id) {
	var timeout, began, left;

	if (id === immediateTimer) {
		immediateTimer = 0;
		runImmediates();
		return;
	}
	timeout = active[id];
	if (timeout === undefined) {
		return;
	}
	delete active[id];
	timeout._timer = 0;
	// A reference that is kept until after the call, so that the isolate does not look idle in between.
	if (timeout._repeat === null) {
		if (timeout._refed) {
			binding.ref(-1);
		}
		if (timeout._id !== undefined) {
			delete known[timeout._id];
		}
		call(timeout);
		return;
	}
	began = binding.now();
	if (timeout._refed) {
		binding.ref(-1);
	}
	try {
		call(timeout);
	} finally {
		if (timeout._repeat !== null && timeout._timer === 0) {
			left = timeout._repeat - (binding.now() - began);
			timeout._idleTimeout = timeout._repeat;
			start(timeout, left > 0 ? left : 0);
		}
	}
}

// Immediates: a batch for each turn, on one timer of no time.
var immediates = [], immediateTimer = 0;

function Immediate(fn, args) {
	this._onImmediate = fn;
	this._args = args;
	this._refed = true;
	binding.ref(1);
	immediates.push(this);
	if (immediateTimer === 0) {
		immediateTimer = binding.timerStart(0, false);
	}
}

Immediate.prototype.ref = function () {
	if (!this._refed && this._onImmediate !== null) {
		this._refed = true;
		binding.ref(1);
	}
	return this;
};

Immediate.prototype.unref = function () {
	if (this._refed) {
		this._refed = false;
		binding.ref(-1);
	}
	return this;
};

Immediate.prototype.hasRef = function () {
	return this._refed;
};

function setImmediate(fn) {
	checkFunction(fn);
	return new Immediate(fn, arguments.length > 1 ? argumentsFrom(arguments, 1) : null);
}

function clearImmediate(immediate) {
	if (immediate instanceof Immediate && immediate._onImmediate !== null) {
		immediate._onImmediate = null;
		immediate.unref();
	}
}

function runImmediates() {
	var batch = immediates;
	var jobs = require('jobs');
	var i = 0, immediate, fn;

	immediates = [];
	try {
		while (i < batch.length) {
			immediate = batch[i++];
			fn = immediate._onImmediate;
			if (fn !== null) {
				immediate._onImmediate = null;
				immediate.unref();
				if (immediate._args === null) {
					fn.call(immediate);
				} else {
					fn.apply(immediate, immediate._args);
				}
				jobs.run();
			}
		}
	} finally {
		if (i < batch.length) { // one threw: the others come next
			immediates = batch.slice(i).concat(immediates);
			if (immediateTimer === 0) {
				immediateTimer = binding.timerStart(0, false);
			}
		}
	}
}

exports.setTimeout = setTimeout;
exports.clearTimeout = clearTimeout;
exports.setInterval = setInterval;
exports.clearInterval = clearTimeout;
exports.setImmediate = setImmediate;
exports.clearImmediate = clearImmediate;
Object.defineProperty(exports, 'hooks', {value: {timer: fire}});
core.lazy(exports, ['promises'], function () { return require('timers_promises'); });
