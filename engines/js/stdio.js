// stdio.js - process.stdout, stderr, stdin: as much of a stream as text needs.
// SPDX-License-Identifier: MIT

var core = require('core');
var EventEmitter = require('events');
var errors = require('errors');
var data = core.start;
var tags = [0, 2, 3]; // see README.md

function text(chunk) {
	if (typeof chunk === 'string') {
		return chunk;
	}
	if (ArrayBuffer.isView(chunk)) {
		return new TextDecoder().decode(chunk);
	}
	throw errors.make(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "chunk" argument must be of type string or an instance ' +
		'of Buffer or Uint8Array.' + errors.received(chunk));
}

function Output(fd) {
	EventEmitter.call(this);
	this.fd = fd;
	this.writable = true;
	this._type = 'fs';
	errors.hidden(this, '_toParent', Boolean(fd === 1 ? data.stdout : data.stderr));
	if (!this._toParent && binding.isTTY(fd)) {
		this.isTTY = true;
		this.columns = 80;
		this.rows = 24;
	}
}

Output.prototype = Object.create(EventEmitter.prototype);
errors.hidden(Output.prototype, 'constructor', Output);

Output.prototype.write = function write(chunk, encoding, done) {
	if (typeof encoding === 'function') {
		done = encoding;
	}
	chunk = text(chunk);
	if (this._toParent) {
		binding.postTagged(binding.self.parent, tags[this.fd], chunk);
	} else {
		binding.write(this.fd, chunk);
	}
	if (typeof done === 'function') {
		require('jobs').nextTick(done);
	}
	return true;
};

Output.prototype.end = function end(chunk, encoding, done) {
	if (chunk !== undefined && typeof chunk !== 'function') {
		this.write(chunk);
	}
	done = typeof chunk === 'function' ? chunk : typeof encoding === 'function' ? encoding : done;
	if (typeof done === 'function') {
		require('jobs').nextTick(done);
	}
	return this;
};

['cork', 'uncork', 'destroy', 'setDefaultEncoding'].forEach(function (name) {
	Output.prototype[name] = function () {
		return this;
	};
});

Output.prototype.getColorDepth = function () {
	return 1;
};

Output.prototype.hasColors = function () {
	return false;
};

core.lazy(exports, ['stdout', 'stderr', 'stdin'], function (name) {
	return name === 'stdin' ? require('worker_stdio').stdin() : new Output(name === 'stdout' ? 1 : 2);
});

// console writes where the streams do, also after a program has replaced stdout.write.
core.write = function (fd, chunk) {
	var process = core.modules.process && core.modules.process.exports;

	(process !== undefined ? fd === 1 ? process.stdout : process.stderr : fd === 1 ? exports.stdout : exports.stderr).
		write(chunk);
};
