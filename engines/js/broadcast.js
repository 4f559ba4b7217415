// broadcast.js - BroadcastChannel: not there yet. SPDX-License-Identifier: MIT

exports.BroadcastChannel = function BroadcastChannel() {
	throw require('errors').make(Error, 'ERR_WORKER_UNSUPPORTED_OPERATION', 'BroadcastChannel is not supported yet');
};
