/* block.c - memory that messages carry, with big blocks kept for reuse.
 * SPDX-License-Identifier: MIT
 *
 * Fresh pages cost more to touch than to fill. So what is freed of big blocks
 * is kept, up to KEPT bytes, in stacks by size: four for each power of two.
 * They stay plain malloc() memory. */
#include "ipc/block.h"

#include <atoll/message.h>

#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	SMALLEST = 1 << 16,
	OCTAVES = 8, /* up to 16 MiB */
	CLASSES = 4 * OCTAVES + 1,
	KEPT = 32 << 20,
	PATIENCE = 200 /* looks at a lock that is held */
};

typedef struct kept_block {
	struct kept_block *next;
} kept_block;

/* One for the process: a block may be freed by any thread of any kernel, and
   outlive them. */
static struct {
	/* Acquire to take it, release to drop it. */
	atomic_flag taken;
	size_t kept;
	kept_block *classes[CLASSES];
} cache = {.taken = ATOMIC_FLAG_INIT};

static size_t
class_size(unsigned class)
{
	return ((size_t)SMALLEST << class / 4) / 4 * (4 + class % 4);
}

/* The class of the smallest size that is not below size; CLASSES: none. */
static unsigned
class_for(size_t size)
{
	unsigned class = 0;

	while (class < CLASSES && class_size(class) < size) {
		class ++;
	}
	return class;
}

/* Nobody waits for it long: who does not get it goes to malloc(). */
static bool
cache_take(void)
{
	unsigned i;

	for (i = 0; i < PATIENCE; i++) {
		if (!atomic_flag_test_and_set_explicit(&cache.taken,
						       memory_order_acquire)) {
			return true;
		}
	}
	return false;
}

static void
cache_drop(void)
{
	atomic_flag_clear_explicit(&cache.taken, memory_order_release);
}

static void *
cache_get(unsigned class)
{
	kept_block *b = NULL;

	if (cache_take()) {
		b = cache.classes[class];
		if (b != NULL) {
			cache.classes[class] = b->next;
			cache.kept -= class_size(class);
		}
		cache_drop();
	}
	return b;
}

/* True: it is kept. */
static bool
cache_put(unsigned class, kept_block *b)
{
	bool kept = false;

	if (cache_take()) {
		kept = cache.kept + class_size(class) <= KEPT;
		if (kept) {
			b->next = cache.classes[class];
			cache.classes[class] = b;
			cache.kept += class_size(class);
		}
		cache_drop();
	}
	return kept;
}

void *
atoll_block_new(size_t size)
{
	unsigned class;
	void *b;

	if (size < SMALLEST) {
		return malloc(size != 0 ? size : 1);
	}
	class = class_for(size);
	if (class == CLASSES) {
		return malloc(size);
	}
	b = cache_get(class);
	return b != NULL ? b : malloc(class_size(class));
}

void *
atoll_block_resize(void *block, size_t size)
{
	return realloc(block, size != 0 ? size : 1);
}

void
atoll_block_free(void *block)
{
	size_t size = malloc_usable_size(block);
	unsigned class;

	if (size >= SMALLEST) {
		class = class_for(size + 1);
		/* Nearly of the class below, or a waste of memory. */
		if (class > 0 && size - class_size(class - 1) <= size / 8 &&
		    cache_put(class - 1, block)) {
			return;
		}
	}
	free(block);
}

void
block_forget(void)
{
	unsigned i;

	for (i = 0; i < CLASSES; i++) {
		void *b;

		while ((b = cache_get(i)) != NULL) {
			free(b);
		}
	}
}
