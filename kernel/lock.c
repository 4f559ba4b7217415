/* lock.c - the slow path of the lock. SPDX-License-Identifier: MIT */
#include "lock.h"

enum {
	SPINS = 256, /* looks before the core is given up once */
	YIELDS = 64, /* times it is, before sleeping: a holder of lower
			priority needs a core that is left alone */
	NAP_US = 50
};

void
lock_wait(lock *l)
{
	for (int i = 0;; i++) {
		for (int spins = 0; spins < SPINS; spins++) {
			plat_relax();
			if (atomic_load_explicit(&l->held,
						 memory_order_relaxed) == 0 &&
			    lock_try(l)) {
				return;
			}
		}
		if (i < YIELDS) {
			plat_yield();
		} else {
			plat_nap(NAP_US);
		}
	}
}
