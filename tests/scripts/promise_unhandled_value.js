// node
// expect-err: ERR_UNHANDLED_REJECTION
// expect-err: The promise rejected with the reason "5".
// status: 1
Promise.reject(5);
