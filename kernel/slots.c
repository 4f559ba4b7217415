/* slots.c - tables of things named by id. SPDX-License-Identifier: MIT */
#include "slots.h"

#include <stdlib.h>
#include <string.h>

void
slots_init(slots *t, size_t size)
{
	t->size = size;
}

void
slots_fini(slots *t)
{
	for (uint32_t i = 0; i < SLOTS_CHUNKS; i++) {
		char *chunk = atomic_load(&t->chunks[i]);

		if (chunk == NULL) {
			break;
		}
		free(chunk);
	}
}

static slot *
slots_grow(slots *t)
{
	uint32_t i = atomic_load_explicit(&t->used, memory_order_relaxed);
	uint32_t c = i / SLOTS_CHUNK;
	slot *s;

	if (c >= SLOTS_CHUNKS) {
		return NULL;
	}
	if (i % SLOTS_CHUNK == 0) {
		char *chunk = aligned_alloc(64, SLOTS_CHUNK * t->size);

		if (chunk == NULL) {
			return NULL;
		}
		memset(chunk, 0, SLOTS_CHUNK * t->size);
		atomic_store_explicit(&t->chunks[c], chunk,
				      memory_order_relaxed);
	}
	s = (slot *)(void *)(atomic_load_explicit(&t->chunks[c],
						  memory_order_relaxed) +
			     (i % SLOTS_CHUNK) * t->size);
	s->index = i;
	/* Release: pairs with the acquire in slots_at. */
	atomic_store_explicit(&t->used, i + 1, memory_order_release);
	return s;
}

void *
slots_new(slots *t)
{
	slot *s;

	lock_take(&t->lock);
	if (t->next_free != 0) {
		s = slots_at(t, t->next_free - 1);
		t->next_free = s->next_free;
	} else {
		s = slots_grow(t);
	}
	lock_drop(&t->lock);
	if (s != NULL) {
		atomic_fetch_add_explicit(&t->live, 1, memory_order_relaxed);
	}
	return s;
}

void
slots_free(slots *t, slot *s)
{
	atomic_fetch_sub_explicit(&t->live, 1, memory_order_relaxed);
	lock_take(&t->lock);
	s->next_free = t->next_free;
	t->next_free = s->index + 1;
	lock_drop(&t->lock);
}
