// worker_threads.js - require('worker_threads'). Worker is in worker.js, ports in ports.js.
// SPDX-License-Identifier: MIT

var core = require('core');
var self = binding.self;

require('ports');

exports.isMainThread = self.main;
exports.isInternalThread = false;
exports.threadId = self.main ? 0 : self.number;
exports.parentPort = self.parent;

var lazies = {
	threadName: function () { return self.main ? '' : self.name || 'WorkerThread'; },
	workerData: function () { return self.main ? null : core.start.workerData; },
	resourceLimits: function () { return self.main ? {} : require('worker').limitsOf(core.start.resourceLimits); },
	MessagePort: function (name) { return require('ports')[name]; },
	Worker: function () { return require('worker').Worker; },
	markAsUntransferable: function (name) { return require('marks')[name]; },
	getEnvironmentData: function (name) { return require('environment')[name]; },
	SHARE_ENV: function () { return Symbol.for('nodejs.worker_threads.SHARE_ENV'); },
	BroadcastChannel: function () { return require('broadcast').BroadcastChannel; }
};
lazies.MessageChannel = lazies.receiveMessageOnPort = lazies.MessagePort;
lazies.isMarkedAsUntransferable = lazies.markAsUncloneable = lazies.moveMessagePortToContext =
	lazies.markAsUntransferable;
lazies.setEnvironmentData = lazies.getEnvironmentData;

core.lazy(exports, Object.keys(lazies), function (name) {
	return lazies[name](name);
});
