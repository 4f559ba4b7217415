// node
// expect: /a/c x.js .js /a
// expect: /b /a/b/c ../d true
// expect: { root: '/', dir: '/a', base: 'b.txt', ext: '.txt', name: 'b' } /a/b.txt
// expect: / : a/b
var path = require('path');

console.log(path.join('/a', 'b', '..', 'c'), path.basename('/q/x.js'), path.extname('x.min.js'), path.dirname('/a/b'));
console.log(path.resolve('/a', '/b'), path.resolve('/a', 'b', './c'), path.relative('/a/c', '/a/d'), path.isAbsolute('/x'));
console.log(path.parse('/a/b.txt'), path.format({dir: '/a', base: 'b.txt'}));
console.log(path.sep, path.delimiter, path.normalize('a//x/../b'));
