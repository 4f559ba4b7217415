// clone.js - structuredClone and the checks of transfer lists. SPDX-License-Identifier: MIT

var errors = require('errors');

// A hook: throws what Node throws for a transfer argument that the engine did not take; without one, for a call of
// postMessage without a message. Something iterable is returned as an array.
function badTransfer(transfer) {
	var list, iterator, step;

	if (arguments.length === 0) {
		throw errors.make(TypeError, 'ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
	}
	if (typeof transfer === 'object' && transfer !== null) {
		if (typeof transfer[Symbol.iterator] === 'function') {
			list = [];
			iterator = transfer[Symbol.iterator]();
			for (step = iterator.next(); !step.done; step = iterator.next()) {
				list.push(step.value);
			}
			return list;
		}
		if (transfer.transfer === undefined || transfer.transfer === null) {
			return [];
		}
		if (Array.isArray(transfer.transfer)) {
			return transfer.transfer;
		}
		throw errors.make(TypeError, 'ERR_INVALID_ARG_TYPE', 'Optional options.transfer argument must be an iterable');
	}
	throw errors.make(TypeError, 'ERR_INVALID_ARG_TYPE', 'Optional transferList argument must be an iterable');
}

// The array, or undefined, that binding.post takes.
function transferList(transfer) {
	if (transfer === undefined || transfer === null || Array.isArray(transfer)) {
		return transfer || undefined;
	}
	return badTransfer(transfer);
}

function structuredClone(value, options) {
	var transfer;

	if (arguments.length === 0) {
		throw errors.make(TypeError, 'ERR_MISSING_ARGS', 'The "value" argument must be specified');
	}
	if (options !== undefined && options !== null && options.transfer !== undefined) {
		transfer = transferList(options.transfer);
	}
	return binding.clone(value, transfer);
}

exports.badTransfer = badTransfer;
exports.transferList = transferList;
exports.structuredClone = structuredClone;
exports.hooks = {badTransfer: badTransfer};
