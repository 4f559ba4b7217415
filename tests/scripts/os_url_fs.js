// node
// expect: true true true \n string
// expect: /a b/c.js file:///a%20b/c.js
// expect: ERR_INVALID_URL_SCHEME The URL must be of scheme file
// expect: { answer: 42 } true false
// expect: ENOENT ENOENT: no such file or directory, open '/nonexistent' open /nonexistent -2
// expect: true false
// expect: callback true
// expect: callback ENOENT
// expect: http: example.com 8080 /p/q ?x=1&y=2 #h 2
var os = require('os');
var url = require('url');
var fs = require('fs');
var path = require('path');
var u;

console.log(os.cpus().length > 0, os.availableParallelism() === os.cpus().length, os.platform() === process.platform,
	JSON.stringify(os.EOL).slice(1, -1), typeof os.hostname());
console.log(url.fileURLToPath('file:///a%20b/c.js'), url.pathToFileURL('/a b/c.js').href);
try {
	url.fileURLToPath('http://x/');
} catch (error) {
	console.log(error.code, error.message);
}
console.log(JSON.parse(fs.readFileSync(path.join(__dirname, 'lib/data.json'), 'utf8')), fs.existsSync(__filename), fs.existsSync('/nonexistent'));
try {
	fs.readFileSync('/nonexistent');
} catch (error) {
	console.log(error.code, error.message, error.syscall, error.path, error.errno);
}
console.log(fs.statSync(__filename).isFile(), fs.statSync(__dirname).isFile());
fs.readFile(__filename, 'utf8', function (error, text) {
	console.log('callback', text.indexOf('// node') === 0);
	fs.readFile('/nonexistent', function (e) { console.log('callback', e.code); });
});
u = new URL('http://example.com:8080/p/q?x=1&y=2#h');
setTimeout(function () {
	console.log(u.protocol, u.hostname, u.port, u.pathname, u.search, u.hash, u.searchParams.get('y'));
}, 30);
