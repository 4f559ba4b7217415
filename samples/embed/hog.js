// Wants all the memory there is.
var hoard = [];

for (;;) {
  hoard.push(new Array(1001).join('x') + hoard.length);
}
