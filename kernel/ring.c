/* ring.c - a queue of messages that grows. SPDX-License-Identifier: MIT */
#include "ring.h"

bool
ring_grow(ring *r)
{
	uint32_t cap = r->cap == 0 ? 2 : r->cap * 2;
	atoll_message **slots;

	if (cap == 0) {
		return false;
	}
	slots = malloc(cap * sizeof(*slots));
	if (slots == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < r->len; i++) {
		slots[i] = ring_peek(r, i);
	}
	free(r->slots);
	r->slots = slots;
	r->head = 0;
	r->cap = cap;
	return true;
}

void
ring_clear(ring *r)
{
	while (r->len > 0) {
		atoll_message_free(ring_pop(r));
	}
	free(r->slots);
	*r = (ring){0};
}
