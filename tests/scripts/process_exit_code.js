// node
// expect: exit 9
// status: 9
process.exitCode = 9;
process.on('exit', function (code) { console.log('exit', code); });
