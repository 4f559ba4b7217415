// node
// expect: a.js in lib: object lib
// expect: same true
// expect: json { answer: 42 }
// expect: index folder index
// expect: package package main
// expect: node_modules found in node_modules
// expect: cycle a-partial b-done a-done
// expect: function a.js undefined
// expect: true true true
// expect: true . true true
// expect: resolve a.js true
// expect: cache true again 2
// expect: this true
// expect: builtin path true
// expect: return stops here
// expect: paths node_modules
var path = require('path');
var a = require('./lib/a');
var counter;

console.log('a.js in lib:', typeof a, path.basename(a.dir));
console.log('same', require('./lib/a.js') === a && require('./lib/../lib/a') === a);
console.log('json', require('./lib/data'));
console.log('index', require('./lib/folder'));
console.log('package', require('./lib/package'));
console.log('node_modules', require('./lib/user'));
console.log('cycle', require('./lib/cycle_a').log.join(' '));
console.log(typeof require, path.basename(a.file), module.parent === null ? undefined : module.parent);
console.log(require.main === module, module.filename === __filename, path.dirname(__filename) === __dirname);
console.log(module.exports === exports, module.id, module.loaded === false, module.children.length > 3);
console.log('resolve', path.basename(require.resolve('./lib/a')), require.resolve('fs') === 'fs');
counter = require('./lib/counter');
delete require.cache[require.resolve('./lib/counter')];
console.log('cache', counter !== require('./lib/counter'), 'again', counter.count());
console.log('this', this === module.exports);
console.log('builtin', 'path', require('node:path') === path);
console.log('return', require('./lib/returns'));
console.log('paths', path.basename(module.paths[0]));
