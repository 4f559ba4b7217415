/* lock.h - a mutex of four bytes, for structs that come by the million.
 * SPDX-License-Identifier: MIT
 *
 * 0 is free, 1 is held, 2 is held and somebody may be waiting. Zeroed memory
 * is a free lock. Fair enough for the short sections of the kernel; never held
 * while calling out. The word is a futex, so a holder that was preempted costs
 * its waiters a sleep and not a spin. */
#ifndef KERNEL_LOCK_H
#define KERNEL_LOCK_H

#include <stdatomic.h>
#include <stdint.h>

#include "plat.h"

typedef struct {
	atomic_uint word;
} lock;

void lock_wait(lock *l);

static inline void
lock_take(lock *l)
{
	unsigned free = 0;

	if (!atomic_compare_exchange_strong_explicit(&l->word, &free, 1,
	        memory_order_acquire, memory_order_relaxed)) {
		lock_wait(l);
	}
}

static inline void
lock_drop(lock *l)
{
	if (atomic_exchange_explicit(&l->word, 0, memory_order_release) == 2) {
		plat_wake(&l->word, 1);
	}
}

#endif
