/* lock.c - the slow path of the lock. SPDX-License-Identifier: MIT */
#include "lock.h"

enum { SPINS = 100 };

void
lock_wait(lock *l)
{
	for (int i = 0; i < SPINS; i++) {
		unsigned free = 0;

		plat_relax();
		if (atomic_load_explicit(&l->word, memory_order_relaxed) == 0 &&
		    atomic_compare_exchange_weak_explicit(&l->word, &free, 1,
		        memory_order_acquire, memory_order_relaxed)) {
			return;
		}
	}
	/* From here on the lock is marked contended, as we cannot know how
	   many others wait. */
	while (atomic_exchange_explicit(&l->word, 2, memory_order_acquire) !=
	    0) {
		plat_wait(&l->word, 2, UINT64_MAX);
	}
}
