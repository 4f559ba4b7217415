// limits.js - resourceLimits as Node shows them. SPDX-License-Identifier: MIT

var names = ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];

module.exports = function limitsOf(given) {
	var out = {};

	names.forEach(function (name) {
		out[name] = given && typeof given[name] === 'number' && given[name] > 0 ? given[name] :
			name === 'stackSizeMb' ? 4 : 0;
	});
	return out;
};
