// layout.js - how util.inspect puts the parts of a value on lines and in columns. SPDX-License-Identifier: MIT

var EXTRA = 2; // as in inspect.js

function uncolour(text) {
	return text.replace(/\u001b\[\d\d?m/g, '');
}

function repeat(n) {
	return n > 0 ? ' '.repeat(n) : '';
}

function width(ctx, text) {
	return ctx.colors ? uncolour(text).length : text.length;
}

// Short elements of a long array are put into columns.
function group(ctx, output, value) {
	var total = 0, longest = 0, n = output.length;
	var lengths = [], widths = [], rows = [];
	var cell, bias, columns, i, j, line, numbers, text;

	if (ctx.maxArrayLength < output.length) {
		n--; // the line that counts the rest
	}
	for (i = 0; i < n; i++) {
		lengths[i] = width(ctx, output[i]);
		total += lengths[i] + 2;
		longest = Math.max(longest, lengths[i]);
	}
	cell = longest + 2;
	if (!(cell * 3 + ctx.indent < ctx.breakLength && (total / cell > 5 || longest <= 6))) {
		return output;
	}
	bias = Math.max(cell - 3 - Math.sqrt(cell - total / output.length), 1);
	columns = Math.min(Math.round(Math.sqrt(2.5 * bias * n) / bias), Math.floor((ctx.breakLength - ctx.indent) / cell),
		ctx.compact * 4, 15);
	if (columns <= 1) {
		return output;
	}
	for (i = 0; i < columns; i++) {
		line = 0;
		for (j = i; j < n; j += columns) {
			line = Math.max(line, lengths[j]);
		}
		widths.push(line + 2);
	}
	numbers = value !== undefined;
	for (i = 0; numbers && i < output.length; i++) {
		numbers = typeof value[i] === 'number' || typeof value[i] === 'bigint';
	}
	for (i = 0; i < n; i += columns) {
		line = '';
		for (j = i; j < Math.min(i + columns, n) - 1; j++) {
			text = output[j] + ', ';
			line += numbers ? repeat(widths[j - i] - lengths[j] - 2) + text : text + repeat(widths[j - i] - lengths[j] - 2);
		}
		rows.push(line + (numbers ? repeat(widths[j - i] - 2 - lengths[j]) : '') + output[j]);
	}
	if (ctx.maxArrayLength < output.length) {
		rows.push(output[n]);
	}
	return rows;
}

function fits(ctx, output, start, base) {
	var total = output.length + start, i;

	if (total + output.length > ctx.breakLength) {
		return false;
	}
	for (i = 0; i < output.length; i++) {
		total += width(ctx, output[i]);
		if (total > ctx.breakLength) {
			return false;
		}
	}
	return base === '' || base.indexOf('\n') === -1;
}

function join(ctx, output, base, open, close, kind, depth, value) {
	var line = '\n' + repeat(ctx.indent);
	var entries = output.length, text;

	if (ctx.compact === true) {
		if (fits(ctx, output, 0, base)) {
			return open + (base ? ' ' + base : '') + ' ' + output.join(', ') + ' ' + close;
		}
		return open + (base === '' && open.length === 1 ? ' ' : (base ? ' ' + base : '') + '\n' + repeat(ctx.indent) + '  ') +
			output.join(',' + line + '  ') + ' ' + close;
	}
	if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
		if (kind === EXTRA && entries > 6) {
			output = group(ctx, output, value);
		}
		if (ctx.level - depth < ctx.compact && entries === output.length &&
			fits(ctx, output, output.length + ctx.indent + open.length + base.length + 10, base)) {
			text = output.join(', ');
			if (text.indexOf('\n') === -1) {
				return (base ? base + ' ' : '') + open + ' ' + text + ' ' + close;
			}
		}
	}
	return (base ? base + ' ' : '') + open + line + '  ' + output.join(',' + line + '  ') + line + close;
}

exports.join = join;
