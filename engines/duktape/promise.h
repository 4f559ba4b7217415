/* promise.h - promises, and the queue of their jobs.
 * SPDX-License-Identifier: MIT
 *
 * A promise is an object of which the first properties are hidden, so that
 * their places in the property table are known: its state, and its value.
 * While it is pending, the value is what waits for it: another promise, a
 * record, or an array of them. What then() gives has two more, the handlers:
 * so it is at once the result and what waits. */
#ifndef DUKTAPE_PROMISE_H
#define DUKTAPE_PROMISE_H

typedef struct isolate isolate;

enum {
	PROMISE_FULFILLED = 1,
	PROMISE_REJECTED = 2,
	PROMISE_SETTLED = 3,
	PROMISE_HANDLED = 4,  /* somebody would learn of a rejection */
	PROMISE_RESOLVED = 8, /* a function of the newest pair was called */
	PROMISE_MANY = 16,    /* an array waits */
	PROMISE_PAIR = 32     /* from here on: which pair is the newest */
};

enum {
	SLOT_STATE,
	SLOT_VALUE,
	SLOT_FULFILLED,
	SLOT_REJECTED,
	SLOT_RESOLVE, /* these are in records: the result is another's */
	SLOT_REJECT,
	SLOTS
};

/* What a job is, and what it has: three values. */
typedef enum {
	JOB_CALL,   /* -, -, function: queueMicrotask */
	JOB_REACT,  /* promise, value, handler or true or false */
	JOB_FORGET, /* record, value, handler or true or false */
	JOB_FOLLOW  /* promise, thenable, its then */
} job_kind;

enum { JOB_VALUES = 4 }; /* with the kind */

/* In roots. The queue is an array that is kept, of which the numbers grow
   without end: a place is a number modulo the size. */
typedef struct {
	duk_hobject *queue;
	uint32_t size; /* a power of two */
	uint32_t head;
	uint32_t tail;
	void *keys[SLOTS]; /* hidden; kept */
	void *key_then;    /* strings; kept */
	void *key_constructor;
	duk_hobject *make; /* the constructor; kept, as is all that follows */
	duk_hobject *prototype;
	duk_hobject *then;
	duk_hobject *helpers; /* the library's: see README.md of js */
} promises;

/* job_push adds a job; the values are kept alive by the caller until then. May
   throw. */
static void job_push(isolate *is, job_kind kind, duk_tval a, duk_tval b,
		     duk_tval c);

/* jobs_alone runs the jobs; false: a tick waits, so it is the library that runs
   both. */
static bool jobs_alone(isolate *is);

/* promise_run runs a job: its values lie on the stack from index on, and its
   error, if it throws, is promise_job_failed's. */
static void promise_run(isolate *is, job_kind kind, duk_idx_t index);

/* promise_job_failed gives [error] to the promise or record at index, if there
   is one; else it throws it. */
static void promise_job_failed(isolate *is, duk_idx_t index);

#endif
