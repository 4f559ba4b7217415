// atoll.js - what Atoll has beyond Node: require('atoll'). SPDX-License-Identifier: MIT

require('ports'); // the methods of what `start` holds
var topology = require('core').start.topology;

// Who this isolate is among those that `atoll up` started: {name, index, count}, or null.
exports.topology = topology ? {name: topology.name, index: topology.index, count: topology.count} : null;

// The ports of its channels by name: a MessagePort, or an array of them where the other side has several instances.
exports.ports = topology ? topology.ports : {};

// A MessageChannel whose queues are bounded: {messages, bytes, policy}, where the policy is 'fail', 'drop-oldest' or
// 'drop-newest'. On a full port postMessage() returns false; 'drain' is emitted when there is room again.
exports.channel = function channel(bounds) {
	var ports = binding.channel(bounds);

	return {port1: ports[0], port2: ports[1]};
};

// Posts and resolves; if the queue is full, when there was room and the value is posted. The value is cloned then.
exports.send = function send(port, value, transfer) {
	return new Promise(function (resolve, reject) {
		function attempt() {
			try {
				if (binding.post(port, value, transfer) === false) {
					port.once('drain', attempt);
				} else {
					resolve();
				}
			} catch (e) {
				reject(e);
			}
		}
		attempt();
	});
};

// What the kernel counts for this isolate: messages, turns, CPU time, heap.
exports.stats = function stats() {
	return binding.stats();
};

exports.engine = binding.engine;
