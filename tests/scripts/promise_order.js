// node
// The order of jobs that the language gives.
// expect: a1 b1 c1 a2 b2 c2 d
var out = [];

function push(x) {
	return function () { out.push(x); };
}

Promise.resolve().then(push('a1')).then(push('a2'));
Promise.resolve().then(push('b1')).then(push('b2'));
new Promise(function (resolve) { resolve(); }).then(push('c1')).then(push('c2'));
Promise.resolve().then(function () { return Promise.resolve(); }).then(push('d'));
setTimeout(function () { console.log(out.join(' ')); }, 5);
