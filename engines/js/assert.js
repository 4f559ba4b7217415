// assert.js - require('assert'). SPDX-License-Identifier: MIT

var errors = require('errors');
var util = require('util');
var equality = require('deep_equal');

function show(value) {
	return util.inspect(value, {
		compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity, showHidden: false, breakLength: Infinity,
		showProxy: false, sorted: true, getters: true
	});
}

var texts = {
	deepStrictEqual: 'Expected values to be strictly deep-equal:',
	strictEqual: 'Expected values to be strictly equal:',
	strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
	deepEqual: 'Expected values to be loosely deep-equal:',
	notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
	notStrictEqual: 'Expected "actual" to be strictly unequal to:',
	notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
	notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:'
};

// The lines of both values, marked: + actual, - expected.
function difference(actual, expected) {
	var a = show(actual).split('\n'), e = show(expected).split('\n');
	var table = [], out = [], i, j;

	if (a.length * e.length > 250000) {
		return a.map(function (l) { return '+ ' + l; }).concat(e.map(function (l) { return '- ' + l; })).join('\n');
	}
	for (i = a.length; i >= 0; i--) {
		table[i] = [];
		for (j = e.length; j >= 0; j--) {
			table[i][j] = i === a.length || j === e.length ? 0 : a[i] === e[j] ? table[i + 1][j + 1] + 1 :
				Math.max(table[i + 1][j], table[i][j + 1]);
		}
	}
	for (i = j = 0; i < a.length || j < e.length;) {
		if (i < a.length && j < e.length && a[i] === e[j]) {
			out.push('  ' + a[i]);
			i++;
			j++;
		} else if (j === e.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) {
			out.push('+ ' + a[i++]);
		} else {
			out.push('- ' + e[j++]);
		}
	}
	return out.join('\n');
}

function isObject(value) {
	return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function messageFor(operator, actual, expected) {
	var a, e, text;

	switch (operator) {
	case 'strictEqual':
	case 'deepStrictEqual':
		a = show(actual);
		e = show(expected);
		text = texts[operator === 'strictEqual' && isObject(actual) && isObject(expected) ? 'strictEqualObject' : operator];
		if (a === e) {
			return 'Values have same structure but are not reference-equal:\n\n' + a + '\n';
		}
		if (a.indexOf('\n') === -1 && e.indexOf('\n') === -1 && a.length + e.length <= 12 &&
			!isObject(actual) && !isObject(expected) && (actual !== 0 || expected !== 0)) {
			return text + '\n\n' + a + ' !== ' + e + '\n';
		}
		return text + '\n+ actual - expected\n\n' + difference(actual, expected);
	case 'notStrictEqual':
	case 'notDeepStrictEqual':
		a = show(actual);
		text = texts[operator === 'notStrictEqual' && isObject(actual) ? 'notStrictEqualObject' : operator];
		return a.indexOf('\n') === -1 ? text + (a.length > 5 ? '\n\n' + a + '\n' : ' ' + a) : text + '\n\n' + a + '\n';
	case 'deepEqual':
		return texts.deepEqual + '\n\n' + show(actual) + '\n\nshould loosely deep-equal\n\n' + show(expected);
	case 'notDeepEqual':
		return texts.notDeepEqual + '\n\n' + show(actual) + (show(actual) === show(expected) ? '' :
			'\n\nshould not loosely deep-equal\n\n' + show(expected));
	case '==':
	case '!=':
		return util.inspect(actual) + ' ' + operator + ' ' + util.inspect(expected);
	default:
		return 'Failed';
	}
}

function AssertionError(options) {
	var error, given;

	if (typeof options !== 'object' || options === null) {
		throw errors.invalidType('options', 'of type object', options);
	}
	given = options.message !== undefined && options.message !== null;
	error = new Error(given ? String(options.message) : messageFor(options.operator, options.actual, options.expected));
	Object.setPrototypeOf(error, AssertionError.prototype);
	errors.hidden(error, 'stack', String(error.stack).replace(/^Error/, 'AssertionError [ERR_ASSERTION]'));
	error.generatedMessage = !given;
	error.code = 'ERR_ASSERTION';
	error.actual = options.actual;
	error.expected = options.expected;
	error.operator = options.operator;
	return error;
}

AssertionError.prototype = Object.create(Error.prototype);
errors.hidden(AssertionError.prototype, 'constructor', AssertionError);
errors.hidden(AssertionError.prototype, 'name', 'AssertionError');

function fail(actual, expected, message, operator) {
	if (message instanceof Error) {
		throw message;
	}
	throw new AssertionError({actual: actual, expected: expected, message: message, operator: operator});
}

function ok(value, message) {
	if (!value) {
		if (message instanceof Error) {
			throw message;
		}
		throw new AssertionError({
			actual: value, expected: true, operator: '==',
			message: arguments.length === 0 ? 'No value argument passed to `assert.ok()`' : message === undefined ?
				'The expression evaluated to a falsy value:\n\n  assert.ok(' + util.inspect(value) + ')\n' : message
		});
	}
}

function assert(value, message) {
	if (arguments.length === 0) {
		ok();
	}
	ok(value, message);
}

function comparison(operator, test) {
	return function (actual, expected, message) {
		if (arguments.length < 2) {
			throw errors.missingArgs('actual', 'expected');
		}
		if (!test(actual, expected)) {
			fail(actual, expected, message, operator);
		}
	};
}

function not(test) {
	return function (a, b) { return !test(a, b); };
}

function loosely(a, b) {
	return a == b || (a !== a && b !== b); // eslint-disable-line eqeqeq
}

assert.ok = ok;
assert.equal = comparison('==', loosely);
assert.notEqual = comparison('!=', not(loosely));
assert.strictEqual = comparison('strictEqual', Object.is);
assert.notStrictEqual = comparison('notStrictEqual', not(Object.is));
assert.deepEqual = comparison('deepEqual', equality.loose);
assert.notDeepEqual = comparison('notDeepEqual', not(equality.loose));
assert.deepStrictEqual = comparison('deepStrictEqual', equality.strict);
assert.notDeepStrictEqual = comparison('notDeepStrictEqual', not(equality.strict));

assert.fail = function (message) {
	if (message instanceof Error) {
		throw message;
	}
	throw new AssertionError({message: message, operator: 'fail'});
};

assert.ifError = function ifError(value) {
	if (value !== null && value !== undefined) {
		throw new AssertionError({
			actual: value, expected: null, operator: 'ifError',
			message: 'ifError got unwanted exception: ' + (value instanceof Error ? value.message : util.inspect(value))
		});
	}
};

// Whether error is what was expected; throws what it has to say otherwise.
function checkExpected(error, expected, message, operator) {
	if (expected === undefined) {
		return;
	}
	if (binding.typeOf(expected) === 'RegExp') {
		if (!expected.test(String(error))) {
			fail(error, expected, message === undefined ? 'The input did not match the regular expression ' +
				util.inspect(expected) + '. Input:\n\n' + util.inspect(String(error)) + '\n' : message, operator);
		}
		return;
	}
	if (typeof expected === 'object') {
		Object.keys(expected).concat(expected instanceof Error ? ['name', 'message'] : []).forEach(function (key) {
			var want = expected[key], got = error === null || error === undefined ? undefined : error[key];

			if (typeof got === 'string' && binding.typeOf(want) === 'RegExp' ? !want.test(got) : !equality.strict(got, want)) {
				fail(error, expected, message === undefined ? 'Expected values to be strictly deep-equal:\n+ actual - expected\n\n' +
					difference(pick(error, expected), pick(expected, expected)) : message, operator);
			}
		});
		return;
	}
	if (expected.prototype !== undefined && error instanceof expected) {
		return;
	}
	if (Object.prototype.isPrototypeOf.call(Error, expected) || expected === Error || (expected.prototype instanceof Error)) {
		fail(error, expected, message === undefined ? 'The error is expected to be an instance of "' + expected.name +
			'". Received ' + (error instanceof Error ? '"' + error.name + '"\n\nError message:\n\n' + error.message :
			'"' + util.inspect(error, {depth: -1}) + '"') : message, operator);
	}
	if (expected.call({}, error) !== true) {
		fail(error, expected, message === undefined ? 'The ' + (expected.name ? '"' + expected.name + '" ' : '') +
			'validation function is expected to return "true". Received ' + util.inspect(expected.call({}, error)) +
			(error instanceof Error ? '\n\nCaught error:\n\n' + error : '') : message, operator);
	}
}

function pick(object, like) {
	var out = {};

	Object.keys(like).forEach(function (key) {
		if (object !== null && object !== undefined && key in object) {
			out[key] = object[key];
		}
	});
	return out;
}

function caught(fn) {
	if (typeof fn !== 'function') {
		throw errors.invalidType('fn', 'of type function', fn);
	}
	try {
		fn();
	} catch (error) {
		return {error: error};
	}
	return null;
}

function missing(name, expected, message, operator) {
	var what = '';

	if (typeof expected === 'string') {
		message = expected;
		expected = undefined;
	}
	if (expected && expected.name) {
		what += ' (' + expected.name + ')';
	}
	what += message ? ': ' + message : '.';
	fail(undefined, expected, 'Missing expected ' + name + what, operator);
}

assert['throws'] = function (fn, expected, message) {
	var result = caught(fn);

	if (result === null) {
		missing('exception', expected, message, 'throws');
	}
	checkExpected(result.error, typeof expected === 'string' ? undefined : expected, message, 'throws');
};

function unwanted(error, expected, message, operator, name) {
	if (typeof expected === 'string') {
		message = expected;
		expected = undefined;
	}
	if (expected !== undefined && !(typeof expected === 'function' && error instanceof expected) &&
		!(binding.typeOf(expected) === 'RegExp' && expected.test(String(error)))) {
		throw error;
	}
	fail(error, expected, 'Got unwanted ' + name + (message ? ': ' + message : '.') + '\nActual message: "' +
		(error && error.message) + '"', operator);
}

assert.doesNotThrow = function (fn, expected, message) {
	var result = caught(fn);

	if (result !== null) {
		unwanted(result.error, expected, message, 'doesNotThrow', 'exception');
	}
};

function settled(fn) {
	return new Promise(function (resolve) {
		var promise = typeof fn === 'function' ? fn() : fn;

		if (promise === null || promise === undefined || typeof promise.then !== 'function') {
			throw errors.make(TypeError, 'ERR_INVALID_RETURN_VALUE',
				'Expected instance of Promise to be returned from the "promiseFn" function but got ' + typeof promise + '.');
		}
		promise.then(function () { resolve(null); }, function (error) { resolve({error: error}); });
	});
}

assert.rejects = function (fn, expected, message) {
	return settled(fn).then(function (result) {
		if (result === null) {
			missing('rejection', expected, message, 'rejects');
		}
		checkExpected(result.error, typeof expected === 'string' ? undefined : expected, message, 'rejects');
	});
};

assert.doesNotReject = function (fn, expected, message) {
	return settled(fn).then(function (result) {
		if (result !== null) {
			unwanted(result.error, expected, message, 'doesNotReject', 'rejection');
		}
	});
};

function matching(name, wanted) {
	return function (text, pattern, message) {
		var error;

		if (binding.typeOf(pattern) !== 'RegExp') {
			throw errors.invalidType('regexp', 'an instance of RegExp', pattern);
		}
		if (typeof text === 'string' && pattern.test(text) === wanted) {
			return;
		}
		if (message instanceof Error) {
			throw message;
		}
		error = new AssertionError({actual: text, expected: pattern, operator: name, message: message !== undefined ? message :
			typeof text !== 'string' ? 'The "string" argument must be of type string. Received type ' + typeof text + ' (' +
			util.inspect(text) + ')' : 'The input ' + (wanted ? 'did not match' : 'was expected to not match') +
			' the regular expression ' + util.inspect(pattern) + '. Input:\n\n' + util.inspect(text) + '\n'});
		error.generatedMessage = message === undefined;
		throw error;
	};
}

assert.match = matching('match', true);
assert.doesNotMatch = matching('doesNotMatch', false);
assert.AssertionError = AssertionError;

function strict() {
	assert.apply(undefined, arguments);
}

Object.keys(assert).forEach(function (name) {
	strict[name] = assert[name];
});
strict.equal = assert.strictEqual;
strict.notEqual = assert.notStrictEqual;
strict.deepEqual = assert.deepStrictEqual;
strict.notDeepEqual = assert.notDeepStrictEqual;
strict.strict = strict;
assert.strict = strict;
module.exports = assert;
