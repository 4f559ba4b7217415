var a = require('./cycle_a');

a.log.push(a.state, 'b-done');
