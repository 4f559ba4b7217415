/* lock.h - a lock of four bytes, for structs that come by the million.
 * SPDX-License-Identifier: MIT
 *
 * Zeroed memory is a free lock. It is for sections of some ten instructions
 * that call nothing: so a waiter spins, and only when the holder seems to have
 * been preempted gives up its core. That makes the release a plain store, which
 * halves what a section costs. */
#ifndef KERNEL_LOCK_H
#define KERNEL_LOCK_H

#include "plat.h"

typedef struct {
	atomic_uint held;
} lock;

void lock_wait(lock *l);

static inline bool
lock_try(lock *l)
{
	return atomic_exchange_explicit(&l->held, 1, memory_order_acquire) == 0;
}

static inline void
lock_take(lock *l)
{
	if (!lock_try(l)) {
		lock_wait(l);
	}
}

static inline void
lock_drop(lock *l)
{
	atomic_store_explicit(&l->held, 0, memory_order_release);
}

#endif
