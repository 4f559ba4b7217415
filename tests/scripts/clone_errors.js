// Unlike Node's, our clones of errors keep own properties, also a name that is no standard one.
// expect: Unheard own E_CODE { a: [ 1 ] } true
// expect: TypeError cause
// expect: Error undefined
var e = new Error('own');
var c;

e.name = 'Unheard';
e.code = 'E_CODE';
e.extra = {a: [1]};
e.cause = new TypeError('cause');
c = structuredClone(e);
console.log(c.name, c.message, c.code, c.extra, c instanceof Error);
console.log(c.cause.name, c.cause.message);

function Mine(message) {
	this.message = message;
}
Mine.prototype = Object.create(Error.prototype);
Mine.prototype.name = 'Mine';
c = structuredClone({e: new Mine('an object, by what it is')});
console.log(new Error('x').name, c.e.stack);
