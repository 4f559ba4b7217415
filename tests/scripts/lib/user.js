module.exports = require('dependency');
