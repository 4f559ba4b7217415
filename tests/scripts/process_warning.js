// node
// expect: Careful MyWarning W1
// expect-err: MyWarning: Careful
process.on('warning', function (warning) { console.log(warning.message, warning.name, warning.code); });
process.emitWarning('Careful', 'MyWarning', 'W1');
