// worker_stdio.js - a worker's streams, at both ends. SPDX-License-Identifier: MIT

var core = require('core');
var EventEmitter = require('events');
var errors = require('errors');

// Text that comes in pieces: 'data', then 'end' and 'close'. It flows from the first 'data' listener or pipe().
function Input() {
	EventEmitter.call(this);
	this.readable = true;
	errors.hidden(this, '_queue', []);
	errors.hidden(this, '_flowing', false);
	errors.hidden(this, '_ended', false);
}

Input.prototype = Object.create(EventEmitter.prototype);
errors.hidden(Input.prototype, 'constructor', Input);

Input.prototype._give = function (text) {
	if (text === null && this._ended) {
		return;
	}
	this._ended = text === null;
	this._queue.push(text);
	if (this._flowing) {
		this._flow();
	} else {
		this.emit('readable');
	}
};

Input.prototype._flow = function () {
	var text;

	while (this._flowing && this._queue.length > 0) {
		text = this._queue.shift();
		if (text === null) {
			this.readable = false;
			this.emit('end');
			this.emit('close');
		} else {
			this.emit('data', text);
		}
	}
};

Input.prototype.read = function read() {
	var text = this._queue.length > 0 && this._queue[0] !== null ? this._queue.shift() : null;

	if (text === null && this._queue.length > 0) {
		this.resume();
	}
	return text;
};

Input.prototype.resume = function resume() {
	var self = this;

	if (!this._flowing) {
		this._flowing = true;
		require('jobs').nextTick(function () {
			self._flow();
		});
	}
	return this;
};

Input.prototype.pause = function pause() {
	this._flowing = false;
	return this;
};

Input.prototype.setEncoding = function setEncoding() {
	return this;
};

Input.prototype.on = Input.prototype.addListener = function on(name, fn) {
	EventEmitter.prototype.on.call(this, name, fn);
	if (name === 'data') {
		this.resume();
	}
	return this;
};

Input.prototype.pipe = function pipe(to) {
	this.on('data', function (text) {
		to.write(text);
	});
	return to;
};

Input.prototype.ref = Input.prototype.unref = Input.prototype.destroy = function () {
	return this;
};

function ToWorker(port, tag) {
	EventEmitter.call(this);
	this.writable = true;
	errors.hidden(this, '_port', port);
	errors.hidden(this, '_tag', tag);
}

ToWorker.prototype = Object.create(EventEmitter.prototype);

ToWorker.prototype.write = function write(chunk) {
	binding.postTagged(this._port, this._tag, String(chunk));
	return true;
};

ToWorker.prototype.end = function end(chunk) {
	if (chunk !== undefined) {
		this.write(chunk);
	}
	binding.postTagged(this._port, this._tag, null);
	return this;
};

// The parent's side.
exports.attach = function (worker, options, port, tag) {
	if (options.stdin) {
		worker.stdin = new ToWorker(port, tag);
	}
	if (options.stdout) {
		worker.stdout = new Input();
	}
	if (options.stderr) {
		worker.stderr = new Input();
	}
};

// The worker's process.stdin.
exports.stdin = function () {
	var input = new Input();
	var self = binding.self;

	if (self.main || !core.start.stdin) {
		input._give(null);
		return input;
	}
	require('ports_more');
	core.control = function (port, tag, value) {
		if (port === self.parent && tag === 4) {
			input._give(value);
			if (value === null && require('ports_more').stateOf(port).message.length === 0) {
				port.unref();
			}
		}
	};
	self.parent.start();
	self.parent.ref();
	return input;
};
