// uncaught.js - a hook: errors that nobody caught. SPDX-License-Identifier: MIT

var core = require('core');

// The line where error began, as Node prints it above the stack: "file:line\ntext\n  ^\n\n".
function place(error) {
	var stack = String(error.stack);
	var at = /\(?((?:\/|\[)[^\n():]*):(\d+)(?::(\d+))?\)?/.exec(stack);
	var text = '', lines;

	if (error.name === 'SyntaxError' && /^[^\n]*\(line (\d+)/.test(stack) && core.compiling) {
		at = [null, core.compiling, RegExp.$1];
	}
	if (at === null) {
		return '';
	}
	try {
		lines = binding.readFile(at[1]).split('\n');
		text = lines[at[2] - 1];
	} catch (ignored) {
		text = undefined;
	}
	if (text === undefined) {
		return at[1] + ':' + at[2] + '\n';
	}
	return at[1] + ':' + at[2] + '\n' + text + '\n' + (at[3] ? text.slice(0, at[3] - 1).replace(/[^\t]/g, ' ') : '') +
		'^\n\n';
}

function describe(error) {
	var isError = error !== null && typeof error === 'object' && typeof error.stack === 'string';

	try {
		if (!isError) {
			return 'Uncaught:\n' + require('util').inspect(error) +
				'\n(Use `node --trace-uncaught ...` to show where the exception was thrown)\n';
		}
		return place(error) + require('util').inspect(error) + '\n';
	} catch (ignored) {
		return (isError ? error.stack : String(error)) + '\n';
	}
}

module.exports = function uncaught(error) {
	var process = core.modules.process && core.modules.process.exports;
	var handled = false;

	if (process !== undefined) {
		if (process.listenerCount('uncaughtExceptionMonitor') > 0) {
			process.emit('uncaughtExceptionMonitor', error, 'uncaughtException');
		}
		handled = process.emit('uncaughtException', error, error && error[core.rejection] ? 'unhandledRejection' :
			'uncaughtException');
	}
	if (handled) {
		if (core.modules.jobs !== undefined) {
			require('jobs').resume();
		}
		return true;
	}
	core.failed = true;
	return describe(error);
};
