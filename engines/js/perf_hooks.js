// perf_hooks.js - performance. SPDX-License-Identifier: MIT

var entries = [];

function Performance() {
}

function Entry(name, type, start, duration, detail) {
	this.name = name;
	this.entryType = type;
	this.startTime = start;
	this.duration = duration;
	this.detail = detail;
}

Entry.prototype.toJSON = function () {
	return {name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration};
};

var performance = new Performance();

function time(mark, fallback) {
	var i;

	if (mark === undefined) {
		return fallback;
	}
	if (typeof mark === 'number') {
		return mark;
	}
	for (i = entries.length - 1; i >= 0; i--) {
		if (entries[i].name === mark && entries[i].entryType === 'mark') {
			return entries[i].startTime;
		}
	}
	throw new (require('errors').DOMException)('The "' + mark + '" performance mark has not been set', 'SyntaxError');
}

performance.timeOrigin = binding.timeOrigin;

Performance.prototype.now = function now() {
	return binding.now();
};

Performance.prototype.mark = function mark(name, options) {
	var entry = new Entry(String(name), 'mark', options && options.startTime !== undefined ? options.startTime :
		binding.now(), 0, options && options.detail !== undefined ? options.detail : null);

	entries.push(entry);
	return entry;
};

Performance.prototype.measure = function measure(name, from, to) {
	var detail = null, start, end, entry;

	if (typeof from === 'object' && from !== null) {
		detail = from.detail === undefined ? null : from.detail;
		start = time(from.start, 0);
		end = from.duration !== undefined ? start + from.duration : time(from.end, binding.now());
	} else {
		start = time(from, 0);
		end = time(to, binding.now());
	}
	entry = new Entry(String(name), 'measure', start, end - start, detail);
	entries.push(entry);
	return entry;
};

function clear(type) {
	return function (name) {
		entries = entries.filter(function (entry) {
			return entry.entryType !== type || (name !== undefined && entry.name !== name);
		});
	};
}

Performance.prototype.clearMarks = clear('mark');
Performance.prototype.clearMeasures = clear('measure');

Performance.prototype.getEntries = function () {
	return entries.slice();
};

Performance.prototype.getEntriesByName = function (name, type) {
	return entries.filter(function (entry) {
		return entry.name === name && (type === undefined || entry.entryType === type);
	});
};

Performance.prototype.getEntriesByType = function (type) {
	return entries.filter(function (entry) { return entry.entryType === type; });
};

// utilization: CPU time of this isolate against the time since it started.
Performance.prototype.eventLoopUtilization = function (a, b) {
	var active, idle, sum;

	if (a !== undefined && b !== undefined) {
		active = a.active - b.active;
		idle = a.idle - b.idle;
	} else {
		active = binding.stats().cpuUs / 1000;
		idle = Math.max(0, binding.now() - active);
		if (a !== undefined) {
			active -= a.active;
			idle -= a.idle;
		}
	}
	sum = active + idle;
	return {idle: idle, active: active, utilization: sum > 0 ? active / sum : 0};
};

Performance.prototype.timerify = function (fn) {
	return fn;
};

Performance.prototype.toJSON = function () {
	return {timeOrigin: this.timeOrigin};
};

exports.performance = performance;
exports.constants = {};
