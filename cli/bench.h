/* bench.h - the workloads of `atoll bench`. SPDX-License-Identifier: MIT */
#ifndef ATOLL_CLI_BENCH_H
#define ATOLL_CLI_BENCH_H

#include <atoll/atoll.h>

/* The workloads' scripts, ended by name NULL: "main", and one for each role a
   worker plays. */
typedef struct {
	const char *name;
	const char *text;
} bench_script;

extern const bench_script bench_scripts[];

/* What was measured. p50 and p99 are those of times, 0 if there are none. */
typedef struct {
	double value;
	const char *unit;
	double p50;
	double p99;
	double ms; /* density: until all had answered */
} bench_result;

/* A workload in C: an isolate that measures, and ends when it is done. */
typedef struct {
	const char *name;
	uint64_t count;      /* default */
	uint64_t more_count; /* measure also with that many; 0: do not */
	atoll_native calls;
} bench_native;

/* Ended by name NULL. */
extern const bench_native bench_natives[];       /* between two isolates */
extern const bench_native bench_native_crowds[]; /* among many */

/* The state of such an isolate. Its own fields come after these. */
typedef struct {
	uint64_t count;
	bench_result *result;
	const char *transport;
	/* Of one message after the other: */
	atoll_port port;
	uint64_t sent;
	uint64_t done;
	uint64_t room;  /* how many may be on the way */
	uint64_t every; /* how often the other acknowledges; 0: at the end */
	double started;
	double last;
	double *times;
	void *own;
	void (*own_free)(void *own);
} bench_driver;

/* Milliseconds. */
double bench_now(void);

/* Resident memory in bytes. */
double bench_rss(void);

/* bench_spawn starts a child on the thread transport or where the driver's
   are to be; its end goes to *port. */
void bench_spawn(bench_driver *d, atoll_self *self, atoll_port *port,
		 atoll_isolate *id, const atoll_native *calls, void *state);

/* bench_rate reports so many per second since d->started, and ends. */
void bench_rate(bench_driver *d, atoll_self *self, double n, const char *unit);

/* bench_times reports the median of d->times, in units of 1 / scale ms, and
   ends. */
void bench_times(bench_driver *d, atoll_self *self, size_t n, const char *unit,
		 double scale);

/* bench_post posts a message that may not be refused. */
void bench_post(atoll_self *self, atoll_port port, atoll_message *msg);

/* bench_finish finishes a builder's message, which may not fail. */
atoll_message *bench_finish(atoll_builder *b);

/* bench_shape makes a shape, which may not fail, of keys ended by NULL. */
atoll_shape *bench_shape(const char *const *keys);

/* What stops a driver. */
void bench_stop(void *state);

#endif
