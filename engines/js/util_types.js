// util_types.js - util.types. SPDX-License-Identifier: MIT

function is() {
	var names = arguments;

	return function (value) {
		var type, i;

		if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
			return false;
		}
		type = binding.typeOf(value);
		for (i = 0; i < names.length; i++) {
			if (names[i] === type) {
				return true;
			}
		}
		return false;
	};
}

var typed = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
	'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'];

typed.concat(['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Date',
	'RegExp', 'Proxy']).forEach(function (name) {
	exports['is' + name] = is(name);
});
exports.isTypedArray = is.apply(undefined, typed);
exports.isArrayBufferView = function (value) { return ArrayBuffer.isView(value); };
exports.isAnyArrayBuffer = is('ArrayBuffer', 'SharedArrayBuffer');
exports.isNativeError = is('Error', 'DOMException');
exports.isNumberObject = is('Number');
exports.isStringObject = is('String');
exports.isBooleanObject = is('Boolean');
exports.isSymbolObject = is('Symbol');
exports.isBigIntObject = is('BigInt');
exports.isBoxedPrimitive = is('Number', 'String', 'Boolean', 'Symbol', 'BigInt');
exports.isArgumentsObject = is('Arguments');
exports.isMapIterator = is('Map Iterator');
exports.isSetIterator = is('Set Iterator');
exports.isAsyncFunction = is('AsyncFunction');
exports.isGeneratorFunction = is('GeneratorFunction');
exports.isGeneratorObject = is('Generator');
exports.isModuleNamespaceObject = is('Module');
exports.isExternal = function () { return false; };
exports.isKeyObject = exports.isCryptoKey = exports.isExternal;
exports.isProxy = function (value) {
	return binding.previewProxy !== undefined && value !== null && (typeof value === 'object' ||
		typeof value === 'function') && binding.previewProxy(value) !== undefined;
};
