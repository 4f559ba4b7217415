/* isolate.h - a unit of execution with a private heap.
 * SPDX-License-Identifier: MIT
 *
 *   starting  spawned; its engine has not been opened
 *   running   its program was loaded
 *   stopping  it ends: closing() and close() of its engine run
 *   gone      its slot is free
 *
 * All moves are made by the thread that runs the isolate's turn. One thread at
 * a time does, and hands over through the run queues and the mailbox. Fields
 * without a comment belong to that thread. */
#ifndef KERNEL_ISOLATE_H
#define KERNEL_ISOLATE_H

#include <atoll/engine.h>

#include "exit.h"
#include "mailbox.h"
#include "timer.h"

/* Bits of isolate.signals: set by anybody, before a wake. */
enum {
	SIGNAL_TERMINATE = 1, /* end with ATOLL_TERMINATED */
	SIGNAL_CPU = 2,       /* end with ATOLL_OUT_OF_CPU */
	SIGNAL_KILL = SIGNAL_TERMINATE | SIGNAL_CPU,
	SIGNAL_TIMER = 4, /* the first deadline has come */
	SIGNAL_YIELD = 8  /* the turn is long: end it between messages */
};

/* What only some isolates have. */
typedef struct {
	atoll_limits limits;
	char name[32];
	worker *home; /* of a pinned isolate; NULL: any thread */
	/* Queued on all its ports; kept if limits say so. */
	_Atomic(uint64_t) queued_messages;
	_Atomic(uint64_t) queued_bytes;
	atoll_builder *builder;   /* with the isolate's limits; or NULL */
	_Atomic(uint64_t) cpu_us; /* of turns that ended, where limited */
} extra;

enum { ISOLATE_INLINE_STATE = 32 };

struct atoll_self {
	slot s;
	mailbox mailbox;
	atomic_uint signals;
	atomic_uchar state;  /* atoll_state; written by the turn */
	atomic_bool held;    /* spawned paused */
	bool opened;         /* s.lock: the engine may be interrupted */
	unsigned interrupts; /* s.lock: calls that run */
	uint32_t number;     /* constant */
	int refs;
	atomic_uint ports;    /* written by the turn */
	atomic_uint children; /* the same */
	uint32_t due_at;      /* place in due.heap plus one; due.lock */
	uint32_t budget;
	atoll_kernel *kernel;             /* constant */
	worker *worker;                   /* during a turn */
	isolate *run_next;                /* run queue */
	const atoll_engine *engine;       /* constant */
	const atoll_transport *transport; /* constant */
	void *st;                         /* the engine's */
	port *pending;                    /* taken from the mailbox, in order */
	port *pending_last;
	port *owned;
	port *parent;  /* own end of the port to the parent */
	port *visited; /* by deliver() now */
	timers *timers;
	uint64_t deadline;      /* in due.heap; due.lock */
	watch *watches;         /* s.lock */
	exit_record *end;       /* set: it is to end */
	extra *extra;           /* constant; NULL: none */
	atoll_program *program; /* NULL once loaded */
	atoll_message *data;
	/* Statistics, written by the turn, read by anybody. */
	_Atomic(uint64_t) received;
	_Atomic(uint64_t) posted;
	_Atomic(uint64_t) turns;
	_Atomic(uint64_t) ticks;
	_Atomic(uint64_t) heap;
	/* Small engine states live here. */
	_Alignas(16) char inline_state[ISOLATE_INLINE_STATE];
};

/* isolate_start makes an isolate that reads child (NULL: none), and
   schedules it unless it is to be paused. */
atoll_err isolate_start(atoll_kernel *k, atoll_isolate *out, port *child,
			const atoll_isolate_opts *opts);

/* isolate_turn runs an isolate that was scheduled. True if it is ready again
   and must be scheduled by the caller. */
bool isolate_turn(isolate *iso, worker *w, uint32_t budget);

/* isolate_resume schedules one that was started paused. ATOLL_ENOENT. */
atoll_err isolate_resume(atoll_kernel *k, worker *w, atoll_isolate id);

/* isolate_signal sets signals of the isolate that id names, interrupts its
   engine for those that kill, and schedules it. ATOLL_ENOENT. */
atoll_err isolate_signal(atoll_kernel *k, atoll_isolate id, unsigned signals);

/* isolate_find gives the isolate that id names with its lock held, NULL if it
   is gone. */
isolate *isolate_find(atoll_kernel *k, atoll_isolate id);

/* isolate_stats fills in what is known of an isolate that is locked, or run by
   the caller. */
void isolate_stats(const isolate *iso, atoll_isolate_stats *out);

/* isolate_unlist takes one of its ports out of the mailbox. */
void isolate_unlist(isolate *iso, port *p);

static inline atoll_isolate
isolate_name(const isolate *iso)
{
	return (atoll_isolate){slot_id(&iso->s)};
}

static inline bool
isolate_killed(const isolate *iso)
{
	return (atomic_load_explicit(&iso->signals, memory_order_relaxed) &
		SIGNAL_KILL) != 0;
}

static inline bool
isolate_ending(const isolate *iso)
{
	return iso->end != NULL || isolate_killed(iso);
}

/* isolate_limited tells whether what is queued for it is counted. */
static inline bool
isolate_limited(const isolate *iso)
{
	return iso->extra != NULL &&
	       (iso->extra->limits.mailbox_messages != 0 ||
		iso->extra->limits.mailbox_bytes != 0);
}

#endif
