/* slots.h - tables of things named by id. SPDX-License-Identifier: MIT
 *
 * An id is a slot's index plus one (low half) and the slot's generation (high
 * half). Slots are never given back to the allocator before the table ends, so
 * any id ever given out may be looked up at any time; whether it still names
 * what it named, the generation tells, read under the lock of the thing in the
 * slot (or, by the one who owns the thing, without). */
#ifndef KERNEL_SLOTS_H
#define KERNEL_SLOTS_H

#include "lock.h"

enum { SLOTS_CHUNK = 512, SLOTS_CHUNKS = 32768 };

/* The first member of what lives in a slot. */
typedef struct {
	atomic_uint generation; /* even: free, odd: in use */
	uint32_t index;         /* constant */
	uint32_t next_free;     /* table's lock */
	lock lock;              /* of the thing */
} slot;

typedef struct {
	lock lock;
	size_t size;        /* of a slot */
	uint32_t next_free; /* lock; index + 1, 0 is none */
	atomic_uint used;   /* slots ever handed out */
	atomic_uint live;
	_Atomic(char *) chunks[SLOTS_CHUNKS];
} slots;

void slots_init(slots *t, size_t size);
void slots_fini(slots *t);

/* slots_new hands out a slot, with whatever its last user left behind the head;
   NULL when there is no memory. It is the caller's alone until slots_name
   gives it an id. */
void *slots_new(slots *t);

static inline void
slots_name(slot *s)
{
	atomic_fetch_add_explicit(&s->generation, 1, memory_order_relaxed);
}

/* slots_retire makes the slot's id void; under the lock of the thing. Then,
   without it, slots_free gives the slot back (also one without an id). */
static inline void
slots_retire(slot *s)
{
	atomic_fetch_add_explicit(&s->generation, 1, memory_order_relaxed);
}
void slots_free(slots *t, slot *s);

static inline uint32_t
slot_generation(const slot *s)
{
	return atomic_load_explicit(&s->generation, memory_order_relaxed);
}

static inline uint64_t
slot_id(const slot *s)
{
	return ((uint64_t)slot_generation(s) << 32) | (s->index + 1u);
}

static inline uint32_t
id_generation(uint64_t id)
{
	return (uint32_t)(id >> 32);
}

/* slots_at gives slot i, NULL if it was never handed out. */
static inline void *
slots_at(slots *t, uint32_t i)
{
	char *chunk;

	/* Acquire: pairs with the release in slots_new, so that the chunk is
	   seen zeroed and numbered. */
	if (i >= atomic_load_explicit(&t->used, memory_order_acquire)) {
		return NULL;
	}
	chunk = atomic_load_explicit(&t->chunks[i / SLOTS_CHUNK],
				     memory_order_relaxed);
	return chunk + (i % SLOTS_CHUNK) * t->size;
}

/* slots_find gives the slot that id names or named; NULL for what was never an
   id. Compare generations, under the lock of the thing. */
static inline void *
slots_find(slots *t, uint64_t id)
{
	uint32_t low = (uint32_t)id;

	return low == 0 ? NULL : slots_at(t, low - 1);
}

#endif
