// url.js - require('url'): URL for files and plain addresses, until a whole one is here. SPDX-License-Identifier: MIT

var errors = require('errors');

// What the engine has, if it does: a plain value, not the property that loads this module.
function native(name) {
	var own = Object.getOwnPropertyDescriptor(require('core').global, name);

	return own === undefined ? undefined : own.value;
}

var SPECIAL = {'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': ''};

function invalid(input, base) {
	var error = errors.make(TypeError, 'ERR_INVALID_URL', 'Invalid URL');

	error.input = input;
	if (base !== undefined) {
		error.base = String(base);
	}
	return error;
}

function normal(path) {
	var out = [], parts = path.split('/'), i;

	for (i = 1; i < parts.length; i++) {
		if (parts[i] === '..') {
			out.pop();
		} else if (parts[i] !== '.') {
			out.push(parts[i]);
		}
		if (i === parts.length - 1 && (parts[i] === '..' || parts[i] === '.')) {
			out.push('');
		}
	}
	return '/' + out.join('/');
}

function encodePath(path) {
	return path.replace(/[^\u0021\u0024-\u003b\u003d\u0040-\u005f\u0061-\u007a\u007c\u007e]/g, function (c) {
		try {
			return c === '%' ? c : encodeURIComponent(c);
		} catch (ignored) {
			return '%EF%BF%BD';
		}
	});
}

function URL(input, base) {
	var m, b, path;

	if (!(this instanceof URL)) {
		throw new TypeError("Class constructor URL cannot be invoked without 'new'");
	}
	input = String(input).trim();
	m = /^([a-zA-Z][a-zA-Z0-9+.-]*:)?(\/\/([^\/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/.exec(input);
	if (m === null) {
		throw invalid(input, base);
	}
	if (m[1] === undefined) {
		if (base === undefined) {
			throw invalid(input);
		}
		b = new URL(String(base));
		this.protocol = b.protocol;
		if (m[2] !== undefined) {
			host(this, m[3]);
			path = m[4];
		} else {
			this.username = b.username;
			this.password = b.password;
			this.hostname = b.hostname;
			this.port = b.port;
			path = m[4] === '' ? b.pathname : m[4].charAt(0) === '/' ? m[4] : b.pathname.replace(/[^\/]*$/, '') + m[4];
		}
		this.search = m[5] !== undefined ? m[5] : m[4] === '' && m[2] === undefined ? b.search : '';
	} else {
		this.protocol = m[1].toLowerCase();
		host(this, m[3] || '');
		path = m[4];
		this.search = m[5] || '';
		if (SPECIAL[this.protocol] !== undefined && this.protocol !== 'file:' && this.hostname === '') {
			throw invalid(input, base);
		}
	}
	if (this.search === '?') {
		this.search = '';
	}
	this.hash = m[6] === undefined || m[6] === '#' ? '' : m[6];
	if (SPECIAL[this.protocol] !== undefined) {
		path = encodePath(normal(path.charAt(0) === '/' ? path : '/' + path));
	}
	this.pathname = path;
	if (this.port === SPECIAL[this.protocol]) {
		this.port = '';
	}
}

function host(url, text) {
	var m = /^(?:([^:@]*)(?::([^@]*))?@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(text);

	if (m === null) {
		throw invalid(text);
	}
	url.username = m[1] || '';
	url.password = m[2] || '';
	url.hostname = m[3].toLowerCase();
	url.port = m[4] || '';
}

function getter(name, get) {
	Object.defineProperty(URL.prototype, name, {configurable: true, enumerable: true, get: get});
}

getter('host', function () {
	return this.hostname + (this.port === '' ? '' : ':' + this.port);
});
getter('origin', function () {
	return SPECIAL[this.protocol] !== undefined && this.protocol !== 'file:' ? this.protocol + '//' + this.host : 'null';
});
getter('href', function () {
	var user = this.username === '' && this.password === '' ? '' :
		this.username + (this.password === '' ? '' : ':' + this.password) + '@';

	return this.protocol + (SPECIAL[this.protocol] !== undefined || this.hostname !== '' ? '//' : '') + user + this.host +
		this.pathname + this.search + this.hash;
});
getter('searchParams', function () {
	return new URLSearchParams(this.search);
});
URL.prototype.toString = URL.prototype.toJSON = function () {
	return this.href;
};

function URLSearchParams(init) {
	var list = [];

	if (typeof init === 'object' && init !== null) {
		Object.keys(init).forEach(function (key) { list.push([key, String(init[key])]); });
	} else {
		String(init === undefined ? '' : init).replace(/^\?/, '').split('&').forEach(function (part) {
			var i = part.indexOf('=');

			if (part !== '') {
				list.push(i === -1 ? [decode(part), ''] : [decode(part.slice(0, i)), decode(part.slice(i + 1))]);
			}
		});
	}
	errors.hidden(this, '_list', list);
}

function decode(text) {
	try {
		return decodeURIComponent(text.replace(/\+/g, ' '));
	} catch (ignored) {
		return text;
	}
}

function encode(text) {
	return encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()~]/g, function (c) {
		return '%' + c.charCodeAt(0).toString(16).toUpperCase();
	});
}

URLSearchParams.prototype.get = function (name) {
	var found = this._list.filter(function (pair) { return pair[0] === name; });

	return found.length === 0 ? null : found[0][1];
};
URLSearchParams.prototype.getAll = function (name) {
	return this._list.filter(function (pair) { return pair[0] === name; }).map(function (pair) { return pair[1]; });
};
URLSearchParams.prototype.has = function (name) {
	return this.get(name) !== null;
};
URLSearchParams.prototype.append = function (name, value) {
	this._list.push([String(name), String(value)]);
};
URLSearchParams.prototype['delete'] = function (name) {
	this._list = this._list.filter(function (pair) { return pair[0] !== name; });
};
URLSearchParams.prototype.set = function (name, value) {
	this['delete'](name);
	this.append(name, value);
};
URLSearchParams.prototype.forEach = function (fn, self) {
	this._list.forEach(function (pair) { fn.call(self, pair[1], pair[0], this); }, this);
};
URLSearchParams.prototype.toString = function () {
	return this._list.map(function (pair) { return encode(pair[0]) + '=' + encode(pair[1]); }).join('&');
};

exports.URL = native('URL') || URL;
exports.URLSearchParams = native('URLSearchParams') || URLSearchParams;

exports.fileURLToPath = function fileURLToPath(url) {
	if (typeof url === 'string') {
		url = new exports.URL(url);
	} else if (typeof url !== 'object' || url === null || typeof url.href !== 'string') {
		throw errors.make(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "path" argument must be of type string or an instance of ' +
			'URL.' + errors.received(url));
	}
	if (url.protocol !== 'file:') {
		throw errors.make(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
	}
	if (url.hostname !== '' && url.hostname !== 'localhost') {
		throw errors.make(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty on linux');
	}
	if (/%2f/i.test(url.pathname)) {
		throw errors.make(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
	}
	return decodeURIComponent(url.pathname);
};

exports.pathToFileURL = function pathToFileURL(path) {
	var end = /\/$/.test(path) ? '/' : '';

	path = require('loader_more').absolute(String(path));
	return new exports.URL('file://' + encodePath(path + (path === '/' ? '' : end)).replace(/\?/g, '%3F').replace(/#/g, '%23'));
};
