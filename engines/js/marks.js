// marks.js - markAsUntransferable and its kin. SPDX-License-Identifier: MIT

function isObject(value) {
	return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

exports.markAsUntransferable = function markAsUntransferable(object) {
	if (isObject(object)) {
		binding.markUntransferable(object);
	}
};

exports.isMarkedAsUntransferable = function isMarkedAsUntransferable(object) {
	return isObject(object) && binding.isMarkedUntransferable(object);
};

exports.markAsUncloneable = function markAsUncloneable(object) {
	if (isObject(object)) {
		binding.markUncloneable(object);
	}
};

exports.moveMessagePortToContext = function moveMessagePortToContext() {
	throw require('errors').make(Error, 'ERR_WORKER_UNSUPPORTED_OPERATION',
		'moveMessagePortToContext() is not supported: an isolate has one context');
};
