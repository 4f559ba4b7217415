// path_posix.js - require('path/posix'). SPDX-License-Identifier: MIT

module.exports = require('path');
