// environment.js - get/setEnvironmentData. SPDX-License-Identifier: MIT

var keys = [], values = [];
var first = require('core').start.environment;
var i;

function indexOf(key) {
	var k;

	for (k = 0; k < keys.length; k++) {
		if (keys[k] === key || (key !== key && keys[k] !== keys[k])) {
			return k;
		}
	}
	return -1;
}

exports.getEnvironmentData = function getEnvironmentData(key) {
	var k = indexOf(key);

	return k === -1 ? undefined : values[k];
};

exports.setEnvironmentData = function setEnvironmentData(key, value) {
	var k = indexOf(key);

	if (value === undefined) {
		if (k !== -1) {
			keys.splice(k, 1);
			values.splice(k, 1);
		}
	} else if (k === -1) {
		keys.push(key);
		values.push(value);
	} else {
		values[k] = value;
	}
};

// key, value, key, value, ... for the next worker
exports.list = function () {
	var out = [], k;

	for (k = 0; k < keys.length; k++) {
		out.push(keys[k], values[k]);
	}
	return out;
};

for (i = 0; first !== undefined && i < first.length; i += 2) {
	keys.push(first[i]);
	values.push(first[i + 1]);
}
