/* kernel.h - one scheduler with its isolates and ports.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <atoll/transport.h>

#include "sched.h"

enum { KERNEL_PARTS = 32 };

typedef struct common common;
typedef struct spare spare;

struct atoll_kernel {
	atoll_kernel_opts opts; /* constant, defaults filled in */
	sched sched;
	due due;
	double tick_rate;     /* ticks a microsecond; constant */
	uint64_t timer_ticks; /* between a busy worker's looks at the clock;
				 constant */
	atomic_uint numbers;  /* isolates ever */
	atomic_bool ending;   /* nothing is spawned any more */
	atomic_uint quiet;    /* futex: changes when the last ends */
	_Atomic(uint64_t) outside_messages;
	/* Deterministic mode; owned by the thread that turns. */
	uint64_t random;
	_Atomic(uint64_t) virtual_now;
	/* Before the first spawn only. */
	const atoll_engine *engines[KERNEL_PARTS];
	const atoll_transport *transports[KERNEL_PARTS];
	lock output[2];
	lock cache_lock;
	common *commons; /* cache_lock */
	spare *spares;   /* cache_lock */
	mailbox dropped; /* ports to close, see port_drop */
	slots ports;
	slots isolates;
};

const atoll_engine *kernel_engine(atoll_kernel *k, const char *name);
const atoll_transport *kernel_transport(atoll_kernel *k, const char *name);

/* kernel_now is the time timers go by, in microseconds. */
uint64_t kernel_now(const atoll_kernel *k);

/* kernel_random steps the deterministic mode's generator. */
uint32_t kernel_random(atoll_kernel *k);

/* kernel_gone is called when an isolate's slot has been given back. */
void kernel_gone(atoll_kernel *k);

/* cache_free drops what engines kept (cache.c). */
void cache_free(atoll_kernel *k);

#endif
