// node
// expect: before
// expect-err: Error: nobody handles this
// status: 1
Promise.reject(new Error('nobody handles this'));
console.log('before');
setTimeout(function () { console.log('never'); }, 10);
