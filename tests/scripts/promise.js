// node
// expect: executor runs at once
// expect: 1 2 3
// expect: all [ 1, 2, 3 ]
// expect: race b
// expect: allSettled fulfilled 1 rejected no
// expect: any 2
// expect: finally
// expect: caught thrown
// expect: thenable 42
// expect: cycle TypeError Chaining cycle detected for promise #<Promise>
// expect: resolve once first
// expect: subclassless true true true
// expect: recovered from AggregateError 2
var order = [];
var p, q;

new Promise(function () { console.log('executor runs at once'); });
p = Promise.resolve(1);
Promise.resolve().then(function () { order.push(1); }).then(function () { order.push(3); });
Promise.resolve().then(function () { order.push(2); });
Promise.resolve().then(function () {}).then(function () {}).then(function () {
	console.log(order.join(' '));
	return Promise.all([1, Promise.resolve(2), new Promise(function (r) { setTimeout(r, 1, 3); })]);
}).then(function (all) {
	console.log('all', all);
	return Promise.race([new Promise(function (r) { setTimeout(r, 20, 'a'); }), Promise.resolve('b')]);
}).then(function (first) {
	console.log('race', first);
	return Promise.allSettled([1, Promise.reject('no')]);
}).then(function (r) {
	console.log('allSettled', r[0].status, r[0].value, r[1].status, r[1].reason);
	return Promise.any([Promise.reject(1), 2]);
}).then(function (any) {
	console.log('any', any);
	return Promise.resolve('kept').finally(function () { console.log('finally'); });
}).then(function () {
	throw new Error('thrown');
}).catch(function (error) {
	console.log('caught', error.message);
	return {then: function (resolve) { resolve(42); }};
}).then(function (value) {
	console.log('thenable', value);
	q = Promise.resolve().then(function () { return q; });
	return q;
}).catch(function (error) {
	console.log('cycle', error.name, error.message);
	return new Promise(function (resolve, reject) {
		resolve('first');
		resolve('second');
		reject(new Error('third'));
	});
}).then(function (value) {
	console.log('resolve once', value);
	console.log('subclassless', Promise.resolve(p) === p, p.then() !== p, p instanceof Promise);
	return Promise.any([Promise.reject(1), Promise.reject(2)]);
}).catch(function (error) {
	console.log('recovered from', error.name, error.errors.length);
});
