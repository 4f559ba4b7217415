// node
// expect: tick 1 a
// expect: tick 2 a
// expect: tick 3 a
// expect: cleared
// expect: true true
var n = 0;
var began = Date.now();
var timer = setInterval(function (text) {
	console.log('tick', ++n, text);
	if (n === 3) {
		clearInterval(timer);
		setTimeout(function () {
			console.log('cleared');
			console.log(n === 3, Date.now() - began >= 30);
		}, 25);
	}
}, 10, 'a');
