/* timer.h - timers of isolates, and whose is due next.
 * SPDX-License-Identifier: MIT
 *
 * An isolate's timers are a heap of its own, touched only in its turns. The
 * kernel has a heap of the isolates that have timers, by their first deadline;
 * when that has come the isolate gets SIGNAL_TIMER and is taken out. */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include "port.h"

typedef struct {
	uint64_t deadline; /* microseconds */
	uint64_t order;    /* ascending: among equal deadlines */
	uint64_t repeat;   /* microseconds; 0: once */
	uint32_t place;
} timer;

/* Where a timer is in the heap. Its id is its place plus one (low half) and the
   place's generation, which has 21 bits so that an id is exact as a double. */
typedef struct {
	uint32_t generation; /* changes when the timer is gone */
	uint32_t at;         /* if it is free, the next free place plus one */
} timer_place;

typedef struct {
	timer *heap;
	timer_place *places; /* as many as heap has room for */
	uint32_t len;
	uint32_t cap;
	uint32_t places_used; /* ever */
	uint32_t place_free;  /* plus one; 0 is none */
	uint64_t next_order;
} timers;

/* The kernel's heap. */
typedef struct {
	lock lock;
	isolate **heap; /* lock */
	uint32_t len;   /* lock */
	uint32_t cap;   /* lock */
	/* The first deadline, UINT64_MAX if none; written under the lock. */
	_Atomic(uint64_t) first;
} due;

/* timers_start and timers_stop take O(log n). ATOLL_ENOMEM. */
atoll_err timers_start(timers *t, uint64_t *id, uint64_t deadline,
		       uint64_t repeat);
void timers_stop(timers *t, uint64_t id);
void timers_fini(timers *t);

/* timers_expire takes a timer that is due at now (a repeating one starts
   again); false if there is none. Timers started after `before` (an order) are
   left for the next turn. */
bool timers_expire(timers *t, uint64_t now, uint64_t before, uint64_t *id);

/* timers_first is the first deadline, UINT64_MAX if there is none. */
static inline uint64_t
timers_first(const timers *t)
{
	return t->len == 0 ? UINT64_MAX : t->heap[0].deadline;
}

/* due_set says when an isolate's first timer is due; UINT64_MAX: none.
   ATOLL_ENOMEM. */
atoll_err due_set(due *d, isolate *iso, uint64_t deadline);

/* due_run signals the isolates whose deadline has come, and schedules them. */
void due_run(atoll_kernel *k, worker *w, uint64_t now);

#endif
