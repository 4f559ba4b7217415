// uncaught.js - a hook: errors that nobody caught. SPDX-License-Identifier: MIT

var core = require('core');

// Where error began: [all, file, line, column or undefined], by the first line of its stack that is the program's.
function begin(stack) {
	var lines = stack.split('\n');
	var i, at;

	for (i = 0; i < lines.length; i++) {
		at = /^(?:    at .*?)?\(?((?:\/|\[)[^\n():]*):(\d+)(?::(\d+))?\)?$/.exec(lines[i]);
		if (at !== null) {
			return at;
		}
	}
	return null;
}

// What is before the place that the caret shows; an engine that does not know the column gets what is likely.
function before(text, column) {
	var i = column === undefined ? text.search(/\bthrow\b/) : column - 1;

	return text.slice(0, i === -1 ? text.search(/\S|$/) : i).replace(/[^\t]/g, ' ');
}

// What Node prints above the stack: "file:line\ntext\n  ^\n\n".
function place(error) {
	var at = begin(String(error.stack));
	var text;

	if (at === null) {
		return '';
	}
	try {
		text = binding.readFile(at[1]).split('\n')[at[2] - 1];
	} catch (ignored) {
		text = undefined;
	}
	if (text === undefined) {
		return at[1] + ':' + at[2] + '\n';
	}
	return at[1] + ':' + at[2] + '\n' + text + '\n' + before(text, at[3]) + '^\n\n';
}

function describe(error) {
	var text, isError = error !== null && typeof error === 'object' && typeof error.stack === 'string';

	try {
		if (!isError) {
			return 'Uncaught:\n' + require('util').inspect(error) + '\n';
		}
		text = require('util').inspect(error) + '\n';
		if (error instanceof SyntaxError) { // compiled from a file: its stack begins with the place
			text = text.replace(/^\[?(?:\/|\[)[^\n]*:\d+(?::\d+)?\n([^]*?)\]?\n$/, '$1\n');
		}
		return place(error) + text;
	} catch (ignored) {
		return (isError ? error.stack : String(error)) + '\n';
	}
}

exports.hooks = {uncaught: function uncaught(error) {
	var process = core.modules.process && core.modules.process.exports;
	var handled = false, origin = 'uncaughtException';

	if (core.fromRejection) {
		core.fromRejection = false;
		origin = 'unhandledRejection';
	}
	if (process !== undefined) {
		if (process.listenerCount('uncaughtExceptionMonitor') > 0) {
			process.emit('uncaughtExceptionMonitor', error, origin);
		}
		handled = process.emit('uncaughtException', error, origin);
	}
	if (handled) {
		if (core.modules.jobs !== undefined) {
			require('jobs').resume();
		}
		return true;
	}
	core.failed = true;
	return describe(error);
}};
