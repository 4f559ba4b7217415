/* ipc/shared.h - memory that several isolates hold at once.
 * SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_SHARED_H
#define ATOLL_IPC_SHARED_H

#include <atoll/message.h>

#include <stdatomic.h>

struct atoll_shared {
	atomic_uint refs;
	bool growable;
	atomic_size_t size; /* only grows */
	size_t maximum;     /* constant; what is allocated */
	void *data;         /* constant; aligned to 16 */
};

/* shared_grow makes the memory size bytes long; what is added is cleared.
   False if it is not growable, longer already, or size is beyond its
   maximum. Any thread. */
bool shared_grow(atoll_shared *shared, size_t size);

#endif
