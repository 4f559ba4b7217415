/* ipc/shared.c - memory that several isolates hold at once.
 * SPDX-License-Identifier: MIT */
#include "ipc/shared.h"

#include <stdlib.h>

enum { SHARED_HEAD = (sizeof(struct atoll_shared) + 63) / 64 * 64 };

atoll_shared *
atoll_shared_new(size_t size, size_t max)
{
	size_t maximum = max == SIZE_MAX ? size : max;
	atoll_shared *shared;

	if (maximum < size || maximum > SIZE_MAX / 2) {
		return NULL;
	}
	shared = calloc(1, SHARED_HEAD + maximum);
	if (shared == NULL) {
		return NULL;
	}
	atomic_init(&shared->refs, 1);
	atomic_init(&shared->size, size);
	shared->growable = max != SIZE_MAX;
	shared->maximum = maximum;
	shared->data = (char *)shared + SHARED_HEAD;
	return shared;
}

atoll_shared *
atoll_shared_ref(atoll_shared *shared)
{
	atomic_fetch_add_explicit(&shared->refs, 1, memory_order_relaxed);
	return shared;
}

void
atoll_shared_free(atoll_shared *shared)
{
	/* Release: what this holder wrote is done before the last one frees;
	   acquire: which therefore sees it. */
	if (shared != NULL &&
	    atomic_fetch_sub_explicit(&shared->refs, 1, memory_order_acq_rel) ==
		1) {
		free(shared);
	}
}

void *
atoll_shared_data(const atoll_shared *shared)
{
	return shared->data;
}

size_t
atoll_shared_size(const atoll_shared *shared)
{
	return atomic_load_explicit(&shared->size, memory_order_seq_cst);
}

bool
shared_grow(atoll_shared *shared, size_t size)
{
	size_t old = atomic_load(&shared->size);

	do {
		if (!shared->growable || size < old || size > shared->maximum) {
			return false;
		}
	} while (!atomic_compare_exchange_weak(&shared->size, &old, size));
	return true;
}
