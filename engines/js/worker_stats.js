// worker_stats.js - what Node's Worker tells of itself. SPDX-License-Identifier: MIT

var errors = require('errors');

function notRunning() {
	return Promise.reject(errors.make(Error, 'ERR_WORKER_NOT_RUNNING', 'Worker instance not running'));
}

exports.cpuUsage = function cpuUsage(since) {
	var stats = this.stats();

	return stats === undefined ? notRunning() :
		Promise.resolve({user: stats.cpuUs - (since ? since.user : 0), system: 0});
};

exports.getHeapStatistics = function getHeapStatistics() {
	var stats = this.stats();

	return stats === undefined ? notRunning() : Promise.resolve({
		total_heap_size: stats.heapBytes, used_heap_size: stats.heapBytes, heap_size_limit: 0, malloced_memory: stats.heapBytes,
		external_memory: 0
	});
};

exports.getHeapSnapshot = function getHeapSnapshot() {
	return Promise.reject(errors.make(Error, 'ERR_WORKER_UNSUPPORTED_OPERATION', 'Heap snapshots are not supported'));
};

exports.performanceOf = function (worker) {
	return {
		eventLoopUtilization: function (a, b) {
			var stats = worker.stats();
			var active, idle;

			if (stats === undefined || !worker._online) {
				return {idle: 0, active: 0, utilization: 0};
			}
			if (a !== undefined && b !== undefined) {
				active = a.active - b.active;
				idle = a.idle - b.idle;
			} else {
				active = stats.cpuUs / 1000 - (a ? a.active : 0);
				idle = Math.max(0, binding.now() - stats.cpuUs / 1000) - (a ? a.idle : 0);
			}
			return {idle: idle, active: active, utilization: active + idle > 0 ? active / (active + idle) : 0};
		}
	};
};
