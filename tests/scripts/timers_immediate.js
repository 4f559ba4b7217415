// node
// Within a timer's turn an immediate comes before the next timer; jobs run between immediates.
// expect: timeout
// expect: immediate 1
// expect: tick of 1
// expect: immediate 2
// expect: timeout in timeout
// expect: immediate in immediate
// expect: args 1 2
setTimeout(function () {
	console.log('timeout');
	setTimeout(function () {
		console.log('timeout in timeout');
		setImmediate(function () {
			setImmediate(function (a, b) {
				console.log('immediate in immediate');
				console.log('args', a, b);
			}, 1, 2);
		});
	}, 0);
	setImmediate(function () {
		console.log('immediate 1');
		process.nextTick(function () { console.log('tick of 1'); });
	});
	setImmediate(function () { console.log('immediate 2'); });
	clearImmediate(setImmediate(function () { console.log('never'); }));
}, 1);
