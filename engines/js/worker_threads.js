// worker_threads.js - require('worker_threads'). SPDX-License-Identifier: MIT

var core = require('core');
var self = binding.self;

require('ports');

exports.isMainThread = self.main;
exports.isInternalThread = false;
exports.threadId = self.main ? 0 : self.number;
exports.parentPort = self.parent;

// The module of each name that is not here.
var modules = {
	Worker: 'worker', MessagePort: 'ports', MessageChannel: 'ports_more', receiveMessageOnPort: 'ports_more',
	markAsUntransferable: 'marks', isMarkedAsUntransferable: 'marks', markAsUncloneable: 'marks',
	moveMessagePortToContext: 'marks', getEnvironmentData: 'environment', setEnvironmentData: 'environment',
	BroadcastChannel: 'broadcast', workerData: '', threadName: 'threads_more', resourceLimits: 'threads_more',
	SHARE_ENV: 'threads_more', postMessageToThread: 'threads_more'
};

core.lazy(exports, Object.keys(modules), function (name) {
	if (name === 'workerData') {
		// An isolate of a topology has some even without a parent.
		return 'workerData' in core.start ? core.start.workerData : self.main ? null : undefined;
	}
	return require(modules[name])[name];
});
