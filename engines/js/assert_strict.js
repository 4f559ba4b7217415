// assert_strict.js - require('assert/strict'). SPDX-License-Identifier: MIT

module.exports = require('assert').strict;
