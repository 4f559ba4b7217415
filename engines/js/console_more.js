// console_more.js - the methods of console that few programs use. SPDX-License-Identifier: MIT

var main = require('console_base');
var util = require('util');
var state = main.state;
var counts = Object.create(null);
var times = Object.create(null);

function format(args) {
	return util.format.apply(undefined, args);
}

function make(write) {
	return {
		dir: function dir(value, options) {
			var merged = {customInspect: false}, name;

			for (name in options) {
				merged[name] = options[name];
			}
			write(1, util.inspect(value, merged));
		},
		dirxml: function dirxml() {
			write(1, format(arguments));
		},
		table: function table(data, columns) {
			if (data === null || typeof data !== 'object') {
				write(1, format(arguments.length === 0 ? [undefined] : [data]));
				return;
			}
			write(1, require('console_table')(data, columns));
		},
		time: function time(label) {
			label = label === undefined ? 'default' : String(label);
			if (times[label] !== undefined) {
				require('process').emitWarning("Label '" + label + "' already exists for console.time()");
				return;
			}
			times[label] = binding.now();
		},
		timeEnd: function timeEnd(label) {
			if (elapsed('timeEnd', label, [])) {
				delete times[label === undefined ? 'default' : String(label)];
			}
		},
		timeLog: function timeLog(label) {
			elapsed('timeLog', label, Array.prototype.slice.call(arguments, 1));
		},
		count: function count(label) {
			label = label === undefined ? 'default' : String(label);
			counts[label] = (counts[label] || 0) + 1;
			write(1, label + ': ' + counts[label]);
		},
		countReset: function countReset(label) {
			label = label === undefined ? 'default' : String(label);
			if (counts[label] === undefined) {
				require('process').emitWarning("Count for '" + label + "' does not exist");
				return;
			}
			delete counts[label];
		},
		group: function group() {
			if (arguments.length > 0) {
				write(1, format(arguments));
			}
			state.indent += '  ';
		},
		groupCollapsed: function groupCollapsed() {
			if (arguments.length > 0) {
				write(1, format(arguments));
			}
			state.indent += '  ';
		},
		groupEnd: function groupEnd() {
			state.indent = state.indent.slice(2);
		},
		assert: function assert(value, message) {
			var args;

			if (!value) {
				args = Array.prototype.slice.call(arguments, 1);
				if (typeof message === 'string') {
					args[0] = 'Assertion failed: ' + message;
				} else {
					args.unshift(args.length === 0 ? 'Assertion failed' : 'Assertion failed:');
				}
				write(2, format(args));
			}
		},
		trace: function trace() {
			var error = new Error(format(arguments));

			error.name = 'Trace';
			write(2, String(error.stack).replace(/^Error/, 'Trace'));
		},
		clear: function clear() {},
		profile: function profile() {},
		profileEnd: function profileEnd() {},
		timeStamp: function timeStamp() {}
	};

	function elapsed(method, label, more) {
		var text;

		label = label === undefined ? 'default' : String(label);
		if (times[label] === undefined) {
			require('process').emitWarning("No such label '" + label + "' for console." + method + '()');
			return false;
		}
		text = label + ': ' + duration(binding.now() - times[label]);
		write(1, more.length > 0 ? format([text].concat(more)) : text);
		return true;
	}
}

function two(n) {
	return n < 10 ? '0' + n : String(n);
}

function duration(ms) {
	var s, m, h;

	if (ms < 1000) {
		return Number(ms.toFixed(3)) + 'ms';
	}
	s = ms / 1000;
	if (s < 60) {
		return s.toFixed(3) + 's';
	}
	m = Math.floor(s / 60);
	h = Math.floor(m / 60);
	s = (s % 60).toFixed(3);
	s = s.length < 6 ? '0' + s : s;
	return h > 0 ? h + ':' + two(m % 60) + ':' + s.slice(0, 2) + ' (h:mm:ss)' : m + ':' + s + ' (m:ss.mmm)';
}

// new Console(stdout, stderr), or ({stdout, stderr})
function Console(out, err) {
	var streams = out && typeof out.write !== 'function' ? out : {stdout: out, stderr: err};
	var methods, name;

	if (!(this instanceof Console)) {
		return new Console(out, err);
	}
	function write(fd, text) {
		(fd === 2 && streams.stderr ? streams.stderr : streams.stdout).write(text + '\n');
	}
	methods = make(write);
	for (name in methods) {
		this[name] = methods[name];
	}
	this.log = this.info = this.debug = function () { write(1, format(arguments)); };
	this.warn = this.error = function () { write(2, format(arguments)); };
}

module.exports = make(main.write);
exports = module.exports;
exports.Console = Console;
exports.context = function () { return main.console; };
