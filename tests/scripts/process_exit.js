// node
// expect: in exit 5
// status: 6
process.on('exit', function (code) {
	console.log('in exit', code);
	process.exitCode = 6;
});
setTimeout(function () { console.log('never'); }, 10);
process.exit(5);
