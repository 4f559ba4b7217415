// threads_more.js - what few programs ask of worker_threads. SPDX-License-Identifier: MIT

var self = binding.self;

exports.SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
exports.threadName = self.main ? '' : self.name || 'WorkerThread';
exports.resourceLimits = self.main ? {} : require('limits')(require('core').start.resourceLimits);

exports.postMessageToThread = function postMessageToThread() {
	return Promise.reject(require('errors').make(Error, 'ERR_WORKER_UNSUPPORTED_OPERATION',
		'postMessageToThread() is not supported yet'));
};
