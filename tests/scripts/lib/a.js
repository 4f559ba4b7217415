exports.dir = __dirname;
exports.file = __filename;
