/* sched.h - who runs next, and on which thread. SPDX-License-Identifier: MIT
 *
 * A worker is a thread that runs isolates. It has a slot for the isolate that a
 * message of the running turn made ready, which runs next, on the same warm
 * core, and a queue, from which idle workers steal. What becomes ready from
 * outside goes to the kernel's own queue. A worker with nothing to do spins a
 * little, then parks.
 *
 * Who puts work where others may take it calls sched_help: it wakes a parked
 * worker unless one is looking for work already, or as many run as there are
 * cores. The isolate in the slot is offered to others when a second message
 * is posted in the same turn, when a looking worker finds the turn unchanged
 * for a while, and by the watchdog. */
#ifndef KERNEL_SCHED_H
#define KERNEL_SCHED_H

#include "isolate.h"

/* A queue of ready isolates. */
typedef struct {
	lock lock;
	isolate *head;   /* lock */
	isolate *tail;   /* lock */
	atomic_uint len; /* written under the lock */
} run_queue;

void run_queue_push(run_queue *q, isolate *iso);
isolate *run_queue_pop(run_queue *q);

struct worker {
	atoll_kernel *kernel;
	uint32_t index;
	uint32_t posts;   /* of the running turn */
	uint32_t streak;  /* turns in a row out of the slot */
	uint32_t spins;   /* how long to look before parking */
	uint32_t random;  /* where to steal first */
	uint64_t ticks;   /* at the end of the last turn */
	uint64_t checked; /* ticks when the timers were looked at */
	atoll_builder *builder;
	pthread_t thread;
	bool started;
	bool exact; /* the turn is measured by cpu_start */
	_Alignas(64) _Atomic(isolate *) next; /* the slot */
	run_queue queue;
	/* The only isolate it runs; NULL: any; SCHED_VACANT: the next one that
	   is pinned. */
	_Atomic(isolate *) pinned;
	/* Read by the watchdog and by thieves. */
	atomic_uint turn;          /* odd: a turn runs */
	_Atomic(uint64_t) running; /* id of the isolate in the turn */
	_Atomic(uint64_t)
	    cpu_start;              /* thread CPU time at its start, if exact */
	_Atomic(uint64_t) messages; /* posted here; written by the worker */
	atomic_bool slow;           /* the watchdog saw it run long */
	atomic_uint parked;         /* futex: 1 while parked */
	/* The watchdog's. */
	uint32_t seen_turn;
	uint64_t seen_since; /* microseconds */
};

enum { SCHED_WORKERS = 256 };
#define SCHED_VACANT ((isolate *)1)

typedef struct {
	_Atomic(worker *) workers[SCHED_WORKERS]; /* [0, count) */
	atomic_uint count;
	uint32_t target; /* constant: threads that should run; 0: none */
	uint32_t limit;  /* constant: threads that may exist */
	run_queue queue; /* from outside */
	atomic_uint looking;
	atomic_uint parked;
	atomic_uint pinned; /* workers that run one isolate, or none */
	atomic_uint slow;
	_Atomic(uint64_t)
	    keeper; /* until when a parked worker sleeps at most */
	atomic_bool stop;
	lock grow; /* adding workers, starting the watchdog */
	pthread_t watchdog;
	bool watched;            /* grow */
	atomic_uint watch_event; /* futex */
	atomic_bool watch_sleeps;
} sched;

/* sched_start starts so many threads; 0 is none, for sched_turn. */
atoll_err sched_start(atoll_kernel *k, uint32_t threads);

/* sched_stop ends the threads; no isolate is left. */
void sched_stop(atoll_kernel *k);

/* sched_ready schedules an isolate that the caller found idle. w is the worker
   that runs the caller, NULL if none does. */
void sched_ready(atoll_kernel *k, worker *w, isolate *iso);

/* sched_posted is told of each post of the turn that w runs. Its second post
   shows that w goes on while the receiver of the first waits in the slot: it is
   offered to others. After that only now and then, so that what a flood posts
   is taken in batches. */
enum { SCHED_OFFERS = 256 };
void sched_offer(worker *w);
static inline void
sched_posted(worker *w)
{
	w->posts++;
	if ((w->posts == 2 || w->posts % SCHED_OFFERS == 0) &&
	    atomic_load_explicit(&w->next, memory_order_relaxed) != NULL) {
		sched_offer(w);
	}
}

/* sched_help gets a parked worker to look for work, if one is needed. */
void sched_help(atoll_kernel *k);

/* sched_turn runs what is ready on the calling thread: atoll_kernel_turn. */
uint64_t sched_turn(atoll_kernel *k, uint64_t max_us);

/* sched_pin makes a worker for one isolate. */
atoll_err sched_pin(atoll_kernel *k, worker **out, isolate *iso);

/* sched_watch starts the watchdog if it does not run. */
atoll_err sched_watch(atoll_kernel *k);

/* Between the files of the scheduler. */
worker *worker_new(atoll_kernel *k);
void worker_free(worker *w);
void worker_unpark(worker *w);
isolate *worker_own(worker *w);
isolate *worker_steal(worker *w, uint32_t *stale);
bool worker_run(worker *w, isolate *iso);
void *worker_main(void *worker);
void *watchdog_main(void *kernel);
void watchdog_rouse(sched *s);
atoll_err sched_add(atoll_kernel *k, worker **out, isolate *pinned);
bool sched_has_work(sched *s);

#endif
