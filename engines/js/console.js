// console.js - require('console'). SPDX-License-Identifier: MIT

module.exports = require('console_base').console;
