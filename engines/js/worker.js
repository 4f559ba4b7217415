// worker.js - Worker. SPDX-License-Identifier: MIT

var core = require('core');
var EventEmitter = require('events');
var errors = require('errors');
var ports = require('ports_more');
var clone = require('clone');
var limitsOf = require('limits');
var OWNER = ports.OWNER;

var SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
var ONLINE = 1, STDOUT = 2, STDERR = 3, STDIN = 4; // tags: see README.md

// The file of filename, an absolute path, a relative one that begins with a dot, or a URL.
function fileOf(filename) {
	if (typeof filename === 'object' && filename !== null && typeof filename.href === 'string') {
		return require('url').fileURLToPath(filename);
	}
	if (typeof filename !== 'string') {
		throw errors.make(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "filename" argument must be of type string or an ' +
			'instance of URL.' + errors.received(filename));
	}
	if (/^\//.test(filename) || /^\.\.?[\\\/]/.test(filename)) {
		return require('loader_more').absolute(filename);
	}
	throw errors.make(TypeError, 'ERR_WORKER_PATH', 'The worker script or module filename must be an absolute path or ' +
		"a relative path starting with './' or '../'." +
		(/^file:/.test(filename) ? ' Wrap file:// URLs with `new URL`.' : '') +
		(/^data:text\/javascript/.test(filename) ? ' Wrap data: URLs with `new URL`.' : '') +
		' Received "' + filename + '"');
}

function isDataUrl(filename) {
	return typeof filename === 'object' && filename !== null && filename.protocol === 'data:';
}

function base64(text) {
	var digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
	var bits = 0, n = 0, out = [], i, digit;

	for (i = 0; i < text.length; i++) {
		digit = digits.indexOf(text.charAt(i));
		if (digit !== -1) {
			bits = bits << 6 | digit;
			n += 6;
			if (n >= 8) {
				n -= 8;
				out.push(bits >> n & 255);
				bits &= (1 << n) - 1;
			}
		}
	}
	return new Uint8Array(out);
}

function textOfDataUrl(url) {
	var m = /^data:([^,]*),(.*)$/.exec(url.href.replace(/[\t\n\r]/g, ''));
	var kind = m === null ? '' : m[1].split(';')[0];

	if (m === null || (kind !== 'text/javascript' && kind !== 'application/javascript')) {
		throw errors.make(TypeError, 'ERR_WORKER_PATH', 'The worker script is no JavaScript. Received "' + url.href + '"');
	}
	if (/;base64$/.test(m[1])) {
		return new TextDecoder().decode(base64(decodeURIComponent(m[2])));
	}
	return decodeURIComponent(m[2]);
}

// The kernel's limits: those of options.limits, and what resourceLimits mean.
function kernelLimits(options) {
	var out = {}, given = options.resourceLimits, name;
	var heap;

	if (given !== undefined && given !== null) {
		heap = (given.maxOldGenerationSizeMb > 0 ? given.maxOldGenerationSizeMb : 0) +
			(given.maxYoungGenerationSizeMb > 0 ? given.maxYoungGenerationSizeMb : 0);
		if (heap > 0) {
			out.heapBytes = heap * 1048576;
		}
		if (given.stackSizeMb > 0) {
			out.stackBytes = given.stackSizeMb * 1048576;
		}
	}
	for (name in options.limits) {
		if (typeof options.limits[name] !== 'number' || !(options.limits[name] >= 0)) {
			throw errors.invalidType('options.limits.' + name, 'of type number', options.limits[name]);
		}
		out[name] = options.limits[name];
	}
	return out;
}

function checkOptions(options) {
	['argv', 'execArgv'].forEach(function (name) {
		if (options[name] !== undefined && options[name] !== null && !Array.isArray(options[name])) {
			throw errors.invalidType('options.' + name, 'an instance of Array', options[name]);
		}
	});
	if (options.execArgv) {
		options.execArgv.forEach(function (flag) {
			var known = /^--(no-)?(warnings|deprecation|trace-[a-z-]*|unhandled-rejections=.*|experimental-.*|enable-source-maps)$/;

			if (!known.test(flag)) {
				throw errors.make(Error, 'ERR_WORKER_INVALID_EXEC_ARGV',
					'Initiated Worker with invalid execArgv flags: ' + options.execArgv.filter(function (f) {
						return !known.test(f);
					}).join(', '));
			}
		});
	}
	if (options.env === SHARE_ENV) {
		throw errors.make(TypeError, 'ERR_WORKER_UNSUPPORTED_OPERATION',
			'worker_threads.SHARE_ENV is not supported in workers: isolates share nothing');
	}
	if (options.env !== undefined && options.env !== null && typeof options.env !== 'object') {
		throw errors.invalidType('options.env',
			'of type object or one of undefined, null, or worker_threads.SHARE_ENV', options.env);
	}
	['name', 'engine', 'transport'].forEach(function (name) {
		if (options[name] !== undefined && options[name] !== null && typeof options[name] !== 'string') {
			throw errors.invalidType('options.' + name, 'of type string', options[name]);
		}
	});
}

function strings(object) {
	var out = {};

	Object.keys(object).forEach(function (key) {
		if (object[key] !== undefined) {
			out[key] = String(object[key]);
		}
	});
	return out;
}

// What the worker gets at its start; see README.md.
function startData(options, isText) {
	var inherited = core.start;
	var process = core.modules.process && core.modules.process.exports;
	var environment = core.modules.environment === undefined ? inherited.environment :
		core.modules.environment.exports.list();
	var data = {};

	if (options.workerData !== undefined) {
		data.workerData = options.workerData;
	}
	if (options.env !== undefined && options.env !== null) {
		data.env = strings(options.env);
	} else if (process !== undefined && process._envTouched()) {
		data.env = strings(process.env);
	} else if (process === undefined && inherited.env !== undefined) {
		data.env = inherited.env;
	}
	if (options.argv) {
		data.argv = Array.prototype.map.call(options.argv, String);
	}
	if (options.execArgv) {
		data.execArgv = Array.prototype.map.call(options.execArgv, String);
	}
	if (environment !== undefined && environment.length > 0) {
		data.environment = environment;
	}
	if (options.resourceLimits) {
		data.resourceLimits = limitsOf(options.resourceLimits);
	}
	if (isText) {
		data.eval = true;
	}
	if (options.stdout) {
		data.stdout = true;
	}
	if (options.stderr) {
		data.stderr = true;
	}
	if (options.stdin) {
		data.stdin = true;
	}
	return data;
}

function Worker(filename, options) {
	var file, text, port, data;

	if (!(this instanceof Worker)) {
		throw new TypeError("Class constructor Worker cannot be invoked without 'new'");
	}
	EventEmitter.call(this);
	if (options === undefined || options === null) {
		options = {};
	}
	checkOptions(options);
	if (options.eval) {
		if (typeof filename !== 'string') {
			throw errors.make(TypeError, 'ERR_INVALID_ARG_VALUE',
				"The property 'options.eval' must be false when 'filename' is not a string. Received " +
				require('util').inspect(options.eval));
		}
		text = filename;
		file = '[worker eval]';
	} else if (isDataUrl(filename)) {
		text = textOfDataUrl(filename);
		file = '[worker eval]';
	} else {
		file = fileOf(filename);
	}
	data = startData(options, text !== undefined);
	try {
		port = binding.spawn({
			engine: options.engine,
			transport: options.transport,
			name: options.name,
			file: file,
			source: text,
			limits: kernelLimits(options),
			data: data
		}, options.transferList === undefined || options.transferList === null ? undefined :
			clone.transferList(options.transferList));
	} catch (error) {
		if (error && /^ATOLL_/.test(error.code)) {
			throw initFailed(error, options);
		}
		throw error;
	}
	Object.defineProperty(port, OWNER, {value: this});
	hidden(this, '_port', port);
	hidden(this, '_refed', true);
	hidden(this, '_ending', null); // promises of terminate()
	hidden(this, '_online', false);
	this.threadId = port.isolateNumber;
	this.threadName = options.name || 'WorkerThread';
	this.resourceLimits = limitsOf(options.resourceLimits);
	this.stdin = null;
	this.stdout = null;
	this.stderr = null;
	if (options.stdin || options.stdout || options.stderr) {
		require('worker_stdio').attach(this, options, port, STDIN);
	}
	binding.ref(1);
	binding.refPort(port, false);
	binding.listen(port, emitMessage, this);
	if (core.onWorker !== undefined) {
		core.onWorker(this);
	}
}

// A Worker that could not be started for a reason of ours: no such engine, a limit.
function initFailed(error, options) {
	var wrapped = errors.make(Error, 'ERR_WORKER_INIT_FAILED', 'Worker initialization failure: ' + error.message +
		(error.code === 'ATOLL_ENOENT' ? ' (engine ' + (options.engine || 'default') + ', transport ' +
		(options.transport || 'thread') + ')' : ''));

	wrapped.reason = error.code;
	return wrapped;
}

function hidden(object, name, value) {
	Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
}

// Called by the engine with this = the port.
function emitMessage(value) {
	var worker = this[OWNER];
	var fn = worker._events.message;

	if (typeof fn === 'function') {
		fn.call(worker, value);
	} else {
		worker.emit('message', value);
	}
}

Worker.prototype = Object.create(EventEmitter.prototype);
hidden(Worker.prototype, 'constructor', Worker);

if (binding.portMethods !== undefined && binding.portMethods.ownerPostMessage !== undefined) {
	hidden(Worker.prototype, 'postMessage', binding.portMethods.ownerPostMessage);
} else {
	hidden(Worker.prototype, 'postMessage', function postMessage(value, transfer) {
		if (this._port === null) {
			return;
		}
		if (arguments.length === 0) {
			clone.badTransfer();
		}
		this._port.postMessage(value, transfer);
	});
}

hidden(Worker.prototype, 'terminate', function terminate() {
	var worker = this;

	if (this._port === null) {
		return Promise.resolve();
	}
	if (this._ending === null) {
		this._ending = [];
		binding.terminate(this._port);
	}
	this.ref();
	return new Promise(function (resolve) {
		worker._ending.push(resolve);
	});
});

hidden(Worker.prototype, 'ref', function ref() {
	if (this._port !== null && !this._refed) {
		this._refed = true;
		binding.ref(1);
	}
});

hidden(Worker.prototype, 'unref', function unref() {
	if (this._port !== null && this._refed) {
		this._refed = false;
		binding.ref(-1);
	}
});

if (Symbol.asyncDispose !== undefined) {
	hidden(Worker.prototype, Symbol.asyncDispose, Worker.prototype.terminate);
}

// Ours: what the kernel counts for this worker; undefined when it has ended.
hidden(Worker.prototype, 'stats', function stats() {
	return this._port === null ? undefined : binding.stats(this._port);
});

['cpuUsage', 'getHeapStatistics', 'getHeapSnapshot'].forEach(function (name) {
	hidden(Worker.prototype, name, function () {
		return require('worker_stats')[name].apply(this, arguments);
	});
});

Object.defineProperty(Worker.prototype, 'performance', {
	configurable: true,
	get: function () {
		return require('worker_stats').performanceOf(this);
	}
});

// The hooks of ports.js.
hidden(Worker.prototype, '_control', function (tag, value) {
	switch (tag) {
	case ONLINE:
		this._online = true;
		this.emit('online');
		break;
	case STDOUT:
		this.stdout._give(value);
		break;
	case STDERR:
		this.stderr._give(value);
		break;
	default:
		if (core.control !== undefined) {
			core.control(this._port, tag, value, this);
		}
	}
});

function errorOf(exit) {
	switch (exit.reason) {
	case 'finished':
	case 'exited':
	case 'terminated':
		return undefined;
	case 'out of memory':
		return errors.make(Error, 'ERR_WORKER_OUT_OF_MEMORY',
			'Worker terminated due to reaching memory limit: JS heap out of memory');
	case 'uncaught error':
	case 'stack overflow':
		return {thrown: exit.error};
	case 'start failed':
		return errors.make(Error, 'ERR_WORKER_INIT_FAILED', 'Worker initialization failure: ' + exit.text);
	default:
		return errors.make(Error, 'ERR_WORKER_' + exit.reason.toUpperCase().replace(/ /g, '_'),
			'Worker ended: ' + exit.reason + (exit.text && exit.text !== exit.reason ? ': ' + exit.text : ''));
	}
}

hidden(Worker.prototype, '_closed', function (exit) {
	var worker = this;
	var error = exit === undefined ? undefined : errorOf(exit);
	var code = exit === undefined ? 0 : exit.code;
	var ending = this._ending;

	this.threadId = -1;
	this.threadName = null;
	this.resourceLimits = {};
	this.exitReason = exit === undefined ? 'link lost' : exit.reason;
	if (this.stdout !== null) {
		this.stdout._give(null);
	}
	if (this.stderr !== null) {
		this.stderr._give(null);
	}
	if (this._refed) {
		binding.ref(-1);
		this._refed = false;
	}
	this._port = null;
	function exited() {
		if (ending !== null) {
			ending.forEach(function (resolve) {
				resolve(code);
			});
		}
		worker.emit('exit', code);
	}
	if (error === undefined) {
		exited();
		return;
	}
	// An error without a listener is thrown: 'exit' comes all the same if the script survives.
	try {
		this.emit('error', error instanceof Error ? error : error.thrown);
	} finally {
		require('jobs').nextTick(exited);
	}
});

exports.Worker = Worker;
