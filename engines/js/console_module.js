// console_module.js - require('console'). SPDX-License-Identifier: MIT
'use strict';

module.exports = require('console').console;
