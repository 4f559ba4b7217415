// node
// A program that requires what is not there.
// expect-err: Cannot find module './not-there'
// expect-err: MODULE_NOT_FOUND
// status: 1
require('./not-there');
