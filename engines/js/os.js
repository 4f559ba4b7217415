// os.js - require('os'): as much as programs ask before they start workers. SPDX-License-Identifier: MIT

var cores = binding.cores();
var types = {linux: 'Linux', darwin: 'Darwin', freebsd: 'FreeBSD', win32: 'Windows_NT'};

exports.EOL = '\n';
exports.devNull = '/dev/null';
exports.availableParallelism = function () { return cores; };
exports.cpus = function () {
	var out = [], i;

	for (i = 0; i < cores; i++) {
		out.push({model: 'unknown', speed: 0, times: {user: 0, nice: 0, sys: 0, idle: 0, irq: 0}});
	}
	return out;
};
exports.arch = function () { return binding.arch; };
exports.platform = function () { return binding.platform; };
exports.type = function () { return types[binding.platform] || binding.platform; };
exports.machine = function () { return binding.arch === 'x64' ? 'x86_64' : binding.arch === 'arm64' ? 'aarch64' : binding.arch; };
exports.endianness = function () { return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'LE' : 'BE'; };
exports.homedir = function () { return binding.env().HOME || '/'; };
exports.tmpdir = function () { return (binding.env().TMPDIR || '/tmp').replace(/(.)\/$/, '$1'); };
exports.userInfo = function () {
	var env = binding.env();

	return {uid: -1, gid: -1, username: env.USER || env.LOGNAME || '', homedir: exports.homedir(), shell: env.SHELL || null};
};

function file(path, fallback) {
	try {
		return binding.readFile(path).trim();
	} catch (ignored) {
		return fallback;
	}
}

function memory(name) {
	var m = new RegExp('^' + name + ':\\s+(\\d+)', 'm').exec(file('/proc/meminfo', ''));

	return m === null ? 0 : Number(m[1]) * 1024;
}

exports.hostname = function () { return file('/proc/sys/kernel/hostname', 'localhost'); };
exports.release = function () { return file('/proc/sys/kernel/osrelease', ''); };
exports.version = function () { return file('/proc/sys/kernel/version', ''); };
exports.totalmem = function () { return memory('MemTotal'); };
exports.freemem = function () { return memory('MemAvailable'); };
exports.uptime = function () { return parseFloat(file('/proc/uptime', '0')); };
exports.loadavg = function () {
	return file('/proc/loadavg', '0 0 0').split(' ').slice(0, 3).map(Number);
};
exports.networkInterfaces = function () { return {}; };
exports.constants = {signals: {}, errno: {}};
exports.errorName = function (number) {
	return {'-1': 'EPERM', '-2': 'ENOENT', '-13': 'EACCES', '-17': 'EEXIST', '-22': 'EINVAL'}[number];
};
