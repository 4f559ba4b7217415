// node
// expect: abc
// expect: done
// expect-err: on stderr
process.stdout.write('a');
process.stdout.write('b', function () { console.log('done'); });
process.stdout.write('c\n');
process.stderr.write('on stderr\n');
