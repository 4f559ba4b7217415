// errors.js - errors with Node's codes and texts. SPDX-License-Identifier: MIT

// An error whose stack names its code, as Node's do: "TypeError [ERR_X]: text".
function make(Type, code, message) {
	var error = new Type(message);
	var stack = error.stack;

	if (typeof stack === 'string' && stack.indexOf(error.name + ':') === 0) {
		Object.defineProperty(error, 'stack', {
			value: error.name + ' [' + code + ']' + stack.slice(error.name.length),
			writable: true, configurable: true, enumerable: false
		});
	}
	error.code = code;
	return error;
}

function received(value) {
	var text;

	if (value === undefined || value === null) {
		return ' Received ' + value;
	}
	if (typeof value === 'function') {
		return ' Received function ' + value.name;
	}
	if (typeof value === 'object') {
		if (value.constructor && value.constructor.name) {
			return ' Received an instance of ' + value.constructor.name;
		}
		return ' Received ' + require('util').inspect(value, {depth: -1});
	}
	text = typeof value === 'string' ? require('util').inspect(value) : String(value);
	if (text.length > 28) {
		text = text.slice(0, 25) + '...';
	}
	return ' Received type ' + typeof value + ' (' + text + ')';
}

// invalidType('path', 'of type string', x); a name with a dot is a property.
function invalidType(name, expected, value) {
	var kind = name.indexOf('.') === -1 ? 'argument' : 'property';
	var what = / argument$/.test(name) ? 'The ' + name : 'The "' + name + '" ' + kind;

	return make(TypeError, 'ERR_INVALID_ARG_TYPE', what + ' must be ' + expected + '.' + received(value));
}

function invalidValue(name, value, reason) {
	var kind = name.indexOf('.') === -1 ? 'argument' : 'property';
	var text = require('util').inspect(value);

	if (text.length > 128) {
		text = text.slice(0, 128) + '...';
	}
	return make(TypeError, 'ERR_INVALID_ARG_VALUE', 'The ' + kind + " '" + name + "' " +
		(reason || 'is invalid') + '. Received ' + text);
}

function outOfRange(name, range, value) {
	return make(RangeError, 'ERR_OUT_OF_RANGE', 'The value of "' + name + '" is out of range. It must be ' + range +
		'. Received ' + require('util').inspect(value));
}

function missingArgs() {
	var names = Array.prototype.map.call(arguments, function (name) { return '"' + name + '"'; });
	var last = names.pop();

	return make(TypeError, 'ERR_MISSING_ARGS', 'The ' + (names.length ? names.join(', ') + ' and ' + last +
		' arguments' : last + ' argument') + ' must be specified');
}

// The codes that the web standards gave to the names of exceptions.
var names = ['IndexSizeError', '', 'HierarchyRequestError', 'WrongDocumentError', 'InvalidCharacterError', '',
	'NoModificationAllowedError', 'NotFoundError', 'NotSupportedError', 'InUseAttributeError', 'InvalidStateError',
	'SyntaxError', 'InvalidModificationError', 'NamespaceError', 'InvalidAccessError', '', 'TypeMismatchError',
	'SecurityError', 'NetworkError', 'AbortError', 'URLMismatchError', 'QuotaExceededError', 'TimeoutError',
	'InvalidNodeTypeError', 'DataCloneError'];

function hidden(object, name, value) {
	Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
}

function DOMException(message, options) {
	var name = options === undefined ? 'Error' : options;
	var error;

	if (!(this instanceof DOMException)) {
		throw make(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
	}
	error = new Error(message === undefined ? '' : String(message));
	Object.setPrototypeOf(error, DOMException.prototype);
	if (typeof options === 'object' && options !== null) {
		name = options.name === undefined ? 'Error' : options.name;
		if ('cause' in options) {
			hidden(error, 'cause', options.cause);
		}
	}
	name = String(name);
	hidden(error, 'name', name);
	hidden(error, 'code', name === '' ? 0 : names.indexOf(name) + 1);
	hidden(error, 'stack', String(error.stack).replace(/^Error/, name.replace(/\$/g, '$$$$')));
	return error;
}

DOMException.prototype = Object.create(Error.prototype);
hidden(DOMException.prototype, 'constructor', DOMException);
hidden(DOMException.prototype, Symbol.toStringTag, 'DOMException');
names.forEach(function (name, i) {
	var constant = name.replace(/Error$/, '').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() + '_ERR';

	if (name !== '') {
		DOMException[constant] = i + 1;
	}
});
if (binding.mark !== undefined) {
	binding.mark(DOMException.prototype, 'DOMException');
}

// A hook: the error for a value that cannot be cloned or transferred; with a code it is Node's TypeError.
function cloneError(message, code) {
	if (code === 'ERR_MISSING_MESSAGE_PORT_IN_TRANSFER_LIST') { // its older name
		code = 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST';
	}
	return typeof code === 'string' ? make(TypeError, code, message) : new DOMException(message, 'DataCloneError');
}

exports.make = make;
exports.received = received;
exports.invalidType = invalidType;
exports.invalidValue = invalidValue;
exports.outOfRange = outOfRange;
exports.missingArgs = missingArgs;
exports.hidden = hidden;
exports.DOMException = DOMException;
exports.cloneError = cloneError;
exports.hooks = {cloneError: cloneError};
