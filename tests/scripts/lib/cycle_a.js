exports.log = [];
exports.state = 'a-partial';
require('./cycle_b');
exports.log.push('a-done');
