// console_table.js - console.table. SPDX-License-Identifier: MIT

var util = require('util');
var INDEX = '(index)', VALUES = 'Values', ITERATION = '(iteration index)';

function cell(value) {
	return util.inspect(value, {
		maxArrayLength: 3, breakLength: Infinity,
		depth: value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0
	});
}

function isPrimitive(value) {
	return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

function repeat(text, n) {
	return n > 0 ? text.repeat(n) : '';
}

function width(text) {
	return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, 'xx').length;
}

function row(cells, widths) {
	return '\u2502' + cells.map(function (text, i) {
		return ' ' + text + repeat(' ', widths[i] - width(text) - 1);
	}).join('\u2502') + '\u2502\n';
}

function draw(head, columns) {
	var lines = columns.length > 0 ? columns[0].length : 0;
	var widths = head.map(function (name, i) {
		return columns[i].reduce(function (most, text) { return Math.max(most, width(text)); }, width(name)) + 2;
	});
	var bars = widths.map(function (n) { return repeat('\u2500', n); });
	var out = '\u250c' + bars.join('\u252c') + '\u2510\n' + row(head, widths) + '\u251c' + bars.join('\u253c') + '\u2524\n';
	var i;

	for (i = 0; i < lines; i++) {
		out += row(columns.map(function (column) { return column[i]; }), widths); // eslint-disable-line no-loop-func
	}
	return out + '\u2514' + bars.join('\u2534') + '\u2518';
}

module.exports = function table(data, only) {
	var type = binding.typeOf(data);
	var index = [], names = [], byName = Object.create(null), values = [], hasValues = false;
	var rows = [], first = INDEX;

	if (type === 'Map') {
		first = ITERATION;
		index = [[], []];
		data.forEach(function (value, key) {
			index[0].push(cell(key));
			index[1].push(cell(value));
		});
		return draw([ITERATION, 'Key', VALUES], [index[0].map(function (x, i) { return String(i); })].concat(index));
	}
	if (type === 'Set') {
		first = ITERATION;
		data.forEach(function (value) { rows.push([String(rows.length), value]); });
	} else {
		rows = Object.keys(data).map(function (key) { return [key, data[key]]; });
	}
	rows.forEach(function (pair, i) {
		var value = pair[1];

		index.push(pair[0]);
		values[i] = '';
		if (isPrimitive(value)) {
			hasValues = true;
			values[i] = cell(value);
		} else {
			(only || Object.keys(value)).forEach(function (name) {
				if (byName[name] === undefined) {
					byName[name] = [];
					names.push(name);
				}
				if (Object.prototype.hasOwnProperty.call(value, name)) {
					byName[name][i] = cell(value[name]);
				}
			});
		}
	});
	return draw([first].concat(names, hasValues ? [VALUES] : []), [index].concat(names.map(function (name) {
		var column = [], i;

		for (i = 0; i < rows.length; i++) {
			column.push(byName[name][i] === undefined ? '' : byName[name][i]);
		}
		return column;
	}), hasValues ? [values] : []));
};
