// node
// expect: false
// expect: true
// expect: false
// expect: true
// expect: false
// expect: end
var wt = require('worker_threads');
var channel = new wt.MessageChannel();

function listener() {
}

console.log(channel.port1.hasRef());
channel.port1.on('message', listener);
console.log(channel.port1.hasRef());
channel.port1.unref();
console.log(channel.port1.hasRef());
channel.port1.ref();
console.log(channel.port1.hasRef());
channel.port1.off('message', listener);
console.log(channel.port1.hasRef());
channel.port1.on('message', listener);
channel.port1.unref();
process.on('exit', function () { console.log('end'); });
