require('./deeper/nothing');
