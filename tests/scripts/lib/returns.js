module.exports = 'stops here';
return;
module.exports = 'never'; // eslint-disable-line no-unreachable
