/* ring.h - a queue of messages that grows. SPDX-License-Identifier: MIT
 *
 * Zeroed memory is an empty ring. No lock of its own. */
#ifndef KERNEL_RING_H
#define KERNEL_RING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <atoll/message.h>

typedef struct {
	atoll_message **slots;
	uint32_t head;
	uint32_t len;
	uint32_t cap; /* a power of two, or 0 */
} ring;

/* ring_grow makes room for one more; false when there is no memory. */
bool ring_grow(ring *r);

static inline bool
ring_push(ring *r, atoll_message *msg)
{
	if (r->len == r->cap && !ring_grow(r)) {
		return false;
	}
	r->slots[(r->head + r->len) & (r->cap - 1)] = msg;
	r->len++;
	return true;
}

/* ring_pop takes the oldest; the ring must not be empty. */
static inline atoll_message *
ring_pop(ring *r)
{
	atoll_message *msg = r->slots[r->head];

	r->head = (r->head + 1) & (r->cap - 1);
	r->len--;
	return msg;
}

static inline atoll_message *
ring_peek(const ring *r, uint32_t i)
{
	return r->slots[(r->head + i) & (r->cap - 1)];
}

/* ring_clear frees what is queued, and the ring's memory. */
void ring_clear(ring *r);

#endif
