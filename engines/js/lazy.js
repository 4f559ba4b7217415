// lazy.js - binding.lazy for engines that have none. SPDX-License-Identifier: MIT

module.exports = function lazy(object, names, get) {
	names.forEach(function (name) {
		function define(value) {
			Object.defineProperty(object, name, {
				value: value, writable: true, configurable: true, enumerable: false
			});
			return value;
		}
		Object.defineProperty(object, name, {
			configurable: true,
			enumerable: false,
			get: function () {
				return define(get(name));
			},
			set: function (value) {
				if (this === object || this === undefined) {
					define(value);
				} else {
					Object.defineProperty(this, name, {
						value: value, writable: true, configurable: true, enumerable: true
					});
				}
			}
		});
	});
};
