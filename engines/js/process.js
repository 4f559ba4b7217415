// process.js - the global process. SPDX-License-Identifier: MIT

var core = require('core');
var EventEmitter = require('events');
var errors = require('errors');
var self = binding.self;
var data = core.start;
var process = module.exports = Object.create(Object.create(EventEmitter.prototype));
var exitCode, exiting = false, envTouched = data.env !== undefined;

// exports of this module are the object itself; the loader of globals asks for the property `process`.
errors.hidden(process, 'process', process);
errors.hidden(Object.getPrototypeOf(process), 'constructor', Object.defineProperty(function () {}, 'name', {value: 'process'}));
errors.hidden(Object.getPrototypeOf(process), Symbol.toStringTag, 'process');
EventEmitter.call(process);

process.title = self.main ? 'atoll' : '[worker ' + self.number + ']' + (self.name ? ' ' + self.name : '');
process.version = 'v20.20.2'; // whose API this is
process.versions = copy(binding.versions);
process.versions.node = '20.20.2';
process.arch = binding.arch;
process.platform = binding.platform;
process.release = {name: 'node', lts: 'Iron'};
process.pid = binding.pid;
process.ppid = binding.ppid === undefined ? 0 : binding.ppid;
process.execArgv = data.execArgv || [];
process.execPath = '';
process.argv0 = 'atoll';
process.features = {};
process.config = {};

function copy(object) {
	var out = {}, name;

	for (name in object) {
		out[name] = object[name];
	}
	return out;
}

function makeEnv() {
	var env = data.env || binding.env();

	envTouched = true;
	// What is assigned becomes a string.
	return typeof Proxy !== 'function' ? env : new Proxy(env, {
		set: function (target, key, value) {
			if (typeof key === 'symbol' || typeof value === 'symbol') {
				throw new TypeError('Cannot convert a Symbol value to a string');
			}
			target[key] = String(value);
			return true;
		}
	});
}

function makeArgv() {
	return [process.execPath, core.program || (self.main ? self.file : self.file)].filter(function (part) {
		return part !== undefined;
	}).concat(data.argv || []);
}

process.execPath = binding.argv && binding.argv.length > 0 ? binding.argv[0] : 'atoll';
try {
	if (process.execPath.charAt(0) !== '/') {
		process.execPath = binding.realpath('/proc/self/exe');
	}
} catch (ignored) {
	// as it was called
}

function enumerableLazy(name, make) {
	Object.defineProperty(process, name, {
		configurable: true,
		enumerable: true,
		get: function () {
			var value = make();

			Object.defineProperty(process, name, {
				value: value, writable: true, configurable: true, enumerable: true
			});
			return value;
		},
		set: function (value) {
			Object.defineProperty(process, name, {
				value: value, writable: true, configurable: true, enumerable: true
			});
		}
	});
}

enumerableLazy('env', makeEnv);
enumerableLazy('argv', makeArgv);
enumerableLazy('stdout', function () { return require('stdio').stdout; });
enumerableLazy('stderr', function () { return require('stdio').stderr; });
enumerableLazy('stdin', function () { return require('stdio').stdin; });

function checkCode(code) {
	if (code === undefined || code === null) {
		return undefined;
	}
	if (typeof code === 'string' && code !== '' && Number.isInteger(Number(code))) {
		return Number(code);
	}
	if (typeof code !== 'number') {
		throw errors.invalidType('code', 'of type number', code);
	}
	if (!Number.isInteger(code)) {
		throw errors.outOfRange('code', 'an integer', code);
	}
	return code;
}

Object.defineProperty(process, 'exitCode', {
	configurable: true,
	enumerable: true,
	get: function () {
		return exitCode;
	},
	set: function (code) {
		exitCode = code;
		code = checkCode(code);
		binding.setExitCode(code === undefined ? 0 : code);
	}
});

// What process.exit throws within 'exit': the isolate ends already.
var stop = {};

process.exit = function exit(code) {
	if (code !== undefined) {
		process.exitCode = code;
	}
	if (exiting) {
		throw stop;
	}
	binding.exit(exitCode === undefined || exitCode === null ? 0 : Number(exitCode));
};

process.reallyExit = process.exit;

process.abort = function abort() {
	if (!self.main) {
		throw errors.make(TypeError, 'ERR_WORKER_UNSUPPORTED_OPERATION', 'process.abort() is not supported in workers');
	}
	binding.write(2, 'Aborted\n');
	process.exit(134);
};

['chdir', 'setuid', 'setgid', 'seteuid', 'setegid', 'setgroups', 'initgroups', 'kill'].forEach(function (name) {
	process[name] = function () {
		throw errors.make(TypeError, 'ERR_WORKER_UNSUPPORTED_OPERATION',
			'process.' + name + '() is not supported in workers');
	};
	if (name !== 'chdir') {
		errors.hidden(process, name, process[name]);
	}
});

process.nextTick = require('jobs').nextTick;

process.cwd = function cwd() {
	return binding.cwd();
};

process.umask = function umask() {
	return 18;
};

process.uptime = function uptime() {
	return binding.now() / 1000;
};

process.hrtime = function hrtime(since) {
	var now = binding.hrtime();

	if (since === undefined) {
		return now;
	}
	if (!Array.isArray(since)) {
		throw errors.invalidType('time', 'an instance of Array', since);
	}
	now = [now[0] - since[0], now[1] - since[1]];
	if (now[1] < 0) {
		now[0]--;
		now[1] += 1e9;
	}
	return now;
};

if (typeof BigInt === 'function') {
	process.hrtime.bigint = function bigint() {
		var now = binding.hrtime();

		return BigInt(now[0]) * BigInt(1e9) + BigInt(now[1]);
	};
}

process.memoryUsage = function memoryUsage() {
	var memory = binding.memory();

	return {
		rss: memory.rss, heapTotal: memory.heapTotal, heapUsed: memory.heapUsed, external: memory.external || 0,
		arrayBuffers: memory.external || 0
	};
};

process.memoryUsage.rss = function rss() {
	return binding.memory().rss;
};

// The CPU time of this isolate, all of it as user.
process.cpuUsage = function cpuUsage(since) {
	var us = binding.stats().cpuUs;

	return since === undefined ? {user: us, system: 0} : {user: us - since.user, system: 0 - since.system};
};

process.threadCpuUsage = process.cpuUsage;

process.resourceUsage = function resourceUsage() {
	return {userCPUTime: binding.stats().cpuUs, systemCPUTime: 0, maxRSS: Math.round(binding.memory().rss / 1024)};
};

process.emitWarning = function emitWarning(warning, type, code) {
	var detail, error;

	if (typeof type === 'object' && type !== null) {
		code = type.code;
		detail = type.detail;
		type = type.type;
	}
	if (typeof warning === 'string') {
		error = new Error(warning);
		error.name = String(type || 'Warning');
		if (typeof code === 'string') {
			error.code = code;
		}
		if (detail !== undefined) {
			error.detail = detail;
		}
	} else if (warning instanceof Error) {
		error = warning;
	} else {
		throw errors.invalidType('warning', 'of type string or an instance of Error', warning);
	}
	if (error.name === 'DeprecationWarning' && process.noDeprecation) {
		return;
	}
	process.nextTick(function () {
		process.emit('warning', error);
		if (process.execArgv.indexOf('--no-warnings') === -1) {
			binding.write(2, '(atoll:' + process.pid + ') ' + (error.code ? '[' + error.code + '] ' : '') +
				error.name + ': ' + error.message + '\n' + (error.detail ? error.detail + '\n' : ''));
		}
	});
};

errors.hidden(process, 'binding', function () {
	throw new Error('No such module');
});
errors.hidden(process, '_envTouched', function () {
	return envTouched;
});

// Hooks: the last calls. They are set only when something listens, so that an isolate that does not pays nothing.
function closing(code) {
	exiting = true;
	process._exiting = true;
	if (code !== 0) {
		exitCode = code;
	}
	try {
		process.emit('exit', code);
	} catch (error) {
		if (error !== stop) {
			throw error;
		}
	}
	return exitCode === undefined || exitCode === null ? 0 : Number(exitCode);
}

function idle() {
	process.emit('beforeExit', exitCode === undefined || exitCode === null ? 0 : Number(exitCode));
}

function watch(name) {
	if (name === 'exit') {
		core.hooks.closing = closing;
	} else if (name === 'beforeExit') {
		core.hooks.idle = idle;
	}
}

// Adding a listener, any way EventEmitter has.
['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'].forEach(function (method) {
	errors.hidden(process, method, function (name, fn) {
		EventEmitter.prototype[method].call(process, name, fn);
		watch(name);
		return process;
	});
});
