// node
// expect-err: just text
// status: 1
setTimeout(function () { throw 'just text'; }, 1);
