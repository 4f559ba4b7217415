/* heap.h - the memory of one isolate. SPDX-License-Identifier: MIT
 *
 * Blocks up to HEAP_SMALL bytes come from chunks of 64 KiB, cut into units of
 * 1 KiB. A unit holds blocks of one class, or a run of units is one block. What
 * begins in a unit may reach eight bytes into the next.
 * There are no headers: the chunk of a block is found by its address (chunks
 * are aligned), its class in the chunk's table. Small blocks lie at addresses
 * that are 8 modulo 16, all others (plain malloc memory, so that messages can
 * take and give them) at 0 modulo 16: that is how they are told apart.
 *
 * All there is lies in the chunks, this struct too, and points only into them
 * (or out of the heap): so a heap can be copied (snapshot.h). */
#ifndef DUKTAPE_HEAP_H
#define DUKTAPE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	HEAP_CHUNK = 65536,
	HEAP_UNIT = 1024,
	HEAP_UNITS = HEAP_CHUNK / HEAP_UNIT,
	HEAP_TINY = 512,        /* a unit holds several up to here */
	HEAP_TINY_CLASSES = 32, /* of 16 bytes each */
	HEAP_RUNS = 16,         /* then runs of 1 to 16 units */
	HEAP_SMALL = HEAP_RUNS * HEAP_UNIT - 8,
	/* Garbage is collected when twice what was left the last time is in
	   use, and so much more; that is asked every so many allocations. */
	HEAP_SLACK = 128 << 10,
	HEAP_ASK = 4096,
	HEAP_CALLS = 10000 /* how deep calls nest, by default */
};

struct isolate;

typedef struct heap_free {
	struct heap_free *next;
} heap_free;

/* A block outside of the chunks. */
typedef struct {
	void *block; /* NULL: empty; HEAP_GONE: was removed */
	size_t size;
} heap_large;

typedef struct chunk {
	struct chunk *next;
	/* What begins at each unit: a tiny class (1 to 32), or 32 + the length
	   of a run; 0 is not in use or within a run. */
	uint8_t class_of[HEAP_UNITS];
} chunk;

typedef struct heap {
	heap_free *tiny[HEAP_TINY_CLASSES + 1];
	heap_free *runs[HEAP_RUNS + 1];
	size_t used;        /* bytes in blocks */
	size_t limit;       /* of used; SIZE_MAX is none */
	size_t held;        /* bytes in chunks and large blocks */
	chunk *chunks;      /* newest first */
	uint32_t next_unit; /* of the newest chunk */
	uint32_t failures;  /* allocations refused in a row */
	size_t collected;   /* in use after the last collection */
	struct isolate *isolate;
	uint32_t call_limit; /* of calls, one within the other */

	/* Large blocks: open addressing. */
	heap_large *large;
	size_t large_size; /* a power of two, or 0 */
	size_t large_count;
	size_t large_filled; /* and removed ones */
} heap;

/* heap_new makes a heap in a chunk of its own. NULL: no memory. */
static heap *heap_new(struct isolate *is, size_t limit);

/* heap_close gives everything back. */
static void heap_close(heap *h);

/* The slow halves of what follows. */
static void *heap_alloc_slow(heap *h, size_t size);
static void heap_free_large(heap *h, void *block);
static void *heap_realloc_slow(heap *h, void *block, size_t size);

/* heap_adopt makes a malloc block of size bytes the heap's. False: no
   memory, or the limit. */
static bool heap_adopt(heap *h, void *block, size_t size);

/* heap_release makes a large block the caller's. False: it is none. */
static bool heap_release(heap *h, void *block);

static inline bool
heap_is_small(const void *block)
{
	return ((uintptr_t)block & 8u) != 0;
}

static inline chunk *
heap_chunk_of(const void *block)
{
	return (chunk *)((uintptr_t)block & ~(uintptr_t)(HEAP_CHUNK - 1));
}

static inline unsigned
heap_class_of(const void *block)
{
	uintptr_t at = ((uintptr_t)block & (HEAP_CHUNK - 1));

	return heap_chunk_of(block)->class_of[at / HEAP_UNIT];
}

static inline size_t
heap_class_size(unsigned class)
{
	return class <= HEAP_TINY_CLASSES
		   ? class * 16u
		   : (class - HEAP_TINY_CLASSES) * (size_t)HEAP_UNIT - 8;
}

static inline void *
heap_alloc(heap *h, size_t size)
{
	if (size - 1 < HEAP_TINY) {
		size_t class = (size + 15) / 16;
		heap_free *block = h->tiny[class];

		if (block != NULL && h->used + class * 16 <= h->limit) {
			h->tiny[class] = block->next;
			h->used += class * 16;
			return block;
		}
	}
	return heap_alloc_slow(h, size);
}

static inline void
heap_free_block(heap *h, void *block)
{
	if (heap_is_small(block)) {
		unsigned class = heap_class_of(block);
		heap_free *b = block;
		heap_free **list = class <= HEAP_TINY_CLASSES
				       ? &h->tiny[class]
				       : &h->runs[class - HEAP_TINY_CLASSES];

		b->next = *list;
		*list = b;
		h->used -= heap_class_size(class);
	} else if (block != NULL) {
		heap_free_large(h, block);
	}
}

static inline void *
heap_realloc(heap *h, void *block, size_t size)
{
	if (block != NULL && heap_is_small(block) && size - 1 < HEAP_SMALL) {
		size_t old = heap_class_size(heap_class_of(block));

		if (size <= old && size + old / 4 + 16 > old) {
			return block;
		}
	}
	return heap_realloc_slow(h, block, size);
}

#endif
