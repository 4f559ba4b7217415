// console_base.js - the global console: what needs no more than text; the rest is in console_more.js.
// SPDX-License-Identifier: MIT

var core = require('core');
var state = {indent: ''};

// Plain text passes without util.
function format(args) {
	var text = args[0];
	var i, type;

	if (args.length === 0) {
		return '';
	}
	if (typeof text === 'string' && (args.length === 1 || text.indexOf('%') === -1)) {
		for (i = 1; i < args.length; i++) {
			type = typeof args[i];
			if (type === 'string' || type === 'boolean' || type === 'undefined' ||
				(type === 'number' && args[i] !== 0)) {
				text += ' ' + args[i];
			} else {
				return require('util').format.apply(undefined, args);
			}
		}
		return text;
	}
	if (args.length === 1 && typeof text === 'number' && text !== 0) {
		return String(text);
	}
	return require('util').format.apply(undefined, args);
}

function write(fd, text) {
	if (state.indent !== '') {
		text = state.indent + text.split('\n').join('\n' + state.indent);
	}
	if (core.write !== undefined) { // process.stdout was looked at, or goes to the parent
		core.write(fd, text + '\n');
	} else {
		binding.write(fd, text + '\n');
	}
}

function log() {
	write(1, format(arguments));
}

function warn() {
	write(2, format(arguments));
}

var console = {log: log, warn: warn, info: log, debug: log, error: warn};

core.lazy(console, ['dir', 'dirxml', 'table', 'time', 'timeEnd', 'timeLog', 'count', 'countReset', 'group',
	'groupCollapsed', 'groupEnd', 'assert', 'trace', 'clear', 'Console', 'profile', 'profileEnd', 'timeStamp',
	'context'], function (name) {
	return require('console_more')[name];
});

if (!binding.self.main && (core.start.stdout || core.start.stderr)) {
	require('stdio'); // sets core.write
}

exports.console = console;
exports.state = state;
exports.write = write;
exports.format = format;
