// console_module.js - require('console'). SPDX-License-Identifier: MIT

module.exports = require('console').console;
