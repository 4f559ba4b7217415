var n = 0;

n++;
exports.count = function () { return ++n; };
