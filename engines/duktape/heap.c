/* heap.c - the memory of one isolate. SPDX-License-Identifier: MIT */
#include <stdlib.h>

#define HEAP_GONE ((void *)16) /* a large block that was removed */

/* What the heap holds may exceed the limit on what is in use by this much:
   free blocks of one class do not serve another. */
static bool
heap_may_hold(const heap *h, size_t more)
{
	return h->limit == SIZE_MAX || h->isolate->template ||
	       h->held + more <= h->limit + h->limit / 2 + 2 * HEAP_CHUNK;
}

static chunk *
heap_grow(heap *h)
{
	chunk *c;

	if (!heap_may_hold(h, HEAP_CHUNK)) {
		return NULL;
	}
	c = chunk_get(h->isolate);
	if (c == NULL) {
		return NULL;
	}
	memset(c, 0, sizeof(*c));
	c->next = h->chunks;
	h->chunks = c;
	h->next_unit = 0;
	h->held += HEAP_CHUNK;
	return c;
}

static heap *
heap_new(isolate *is, size_t limit)
{
	chunk *c = chunk_get(is);
	heap *h;

	if (c == NULL) {
		return NULL;
	}
	memset(c, 0, 2 * (size_t)HEAP_UNIT);
	h = (heap *)(c + 1);
	h->chunks = c;
	h->next_unit = (sizeof(*c) + sizeof(*h) + HEAP_UNIT - 1) / HEAP_UNIT;
	h->limit = limit == 0 && !is->template ? SIZE_MAX : limit;
	h->held = HEAP_CHUNK;
	h->isolate = is;
	h->call_limit = HEAP_CALLS;
	return h;
}

static void
heap_close(heap *h)
{
	isolate *is = h->isolate;
	chunk *c = h->chunks;
	size_t i;

	for (i = 0; i < h->large_size; i++) {
		if (h->large[i].block != HEAP_GONE) {
			atoll_block_free(h->large[i].block);
		}
	}
	free(h->large);
	while (c != NULL) {
		chunk *next = c->next;

		chunk_put(is, c);
		c = next;
	}
}

/* ---------------------------------------------------------- large blocks */

static size_t
heap_large_hash(const heap *h, const void *block)
{
	return (size_t)(((uintptr_t)block >> 4) * 0x9e3779b97f4a7c15u >> 32) &
	       (h->large_size - 1);
}

static heap_large *
heap_find_large(const heap *h, const void *block)
{
	size_t i;

	if (h->large_size == 0) {
		return NULL;
	}
	for (i = heap_large_hash(h, block); h->large[i].block != NULL;
	     i = (i + 1) & (h->large_size - 1)) {
		if (h->large[i].block == block) {
			return &h->large[i];
		}
	}
	return NULL;
}

static void
heap_put_large(heap *h, void *block, size_t size)
{
	size_t i = heap_large_hash(h, block);

	while (h->large[i].block != NULL) {
		i = (i + 1) & (h->large_size - 1);
	}
	h->large[i] = (heap_large){block, size};
	h->large_count++;
	h->large_filled++;
}

/* Room for one more in the table of large blocks. */
static bool
heap_reserve_large(heap *h)
{
	heap_large *old = h->large;
	size_t old_size = h->large_size;
	size_t size = 16;
	size_t i;

	if (2 * (h->large_filled + 1) <= h->large_size) {
		return true;
	}
	while (size < 4 * (h->large_count + 1)) {
		size *= 2;
	}
	h->large = calloc(size, sizeof(*h->large));
	if (h->large == NULL) {
		h->large = old;
		return false;
	}
	h->large_size = size;
	h->large_count = 0;
	h->large_filled = 0;
	for (i = 0; i < old_size; i++) {
		if (old[i].block != NULL && old[i].block != HEAP_GONE) {
			heap_put_large(h, old[i].block, old[i].size);
		}
	}
	free(old);
	return true;
}

static bool
heap_has_grown(const heap *h)
{
	return h->used / 2 > h->collected + HEAP_SLACK / 2;
}

static bool
duktape_gc_due(void *udata, int *again)
{
	if (heap_has_grown(udata)) {
		return true;
	}
	*again = HEAP_ASK;
	return false;
}

static int
duktape_gc_done(void *udata)
{
	heap *h = udata;

	h->collected = h->used;
	return HEAP_ASK;
}

/* No limit: what did not fit the limit is refused by the callers. */
static bool
heap_add_large(heap *h, void *block, size_t size)
{
	if (!heap_reserve_large(h)) {
		return false;
	}
	heap_put_large(h, block, size);
	h->used += size;
	h->held += size;
	if (h->isolate->context != NULL && heap_has_grown(h)) {
		h->isolate->context->heap->ms_trigger_counter = 0;
	}
	return true;
}

static void
heap_remove_large(heap *h, heap_large *at)
{
	h->used -= at->size;
	h->held -= at->size;
	h->large_count--;
	at->block = HEAP_GONE;
}

static bool
heap_fits(const heap *h, size_t size)
{
	return h->limit == SIZE_MAX || h->isolate->template ||
	       (h->used <= h->limit && size <= h->limit - h->used);
}

static bool
heap_adopt(heap *h, void *block, size_t size)
{
	return heap_fits(h, size) && heap_add_large(h, block, size);
}

static bool
heap_release(heap *h, void *block)
{
	heap_large *at = heap_find_large(h, block);

	if (at == NULL) {
		return false;
	}
	heap_remove_large(h, at);
	return true;
}

static void
heap_free_large(heap *h, void *block)
{
	if (heap_release(h, block)) {
		atoll_block_free(block);
	}
}

/* ---------------------------------------------------------- small blocks */

static unsigned
heap_unit_of(const void *block)
{
	return (unsigned)(((uintptr_t)block & (HEAP_CHUNK - 1)) / HEAP_UNIT);
}

static void
heap_set_class(void *block, unsigned class)
{
	heap_chunk_of(block)->class_of[heap_unit_of(block)] = (uint8_t) class;
}

static void
heap_give_run(heap *h, void *block, unsigned units)
{
	heap_free *run = block;

	heap_set_class(block, HEAP_TINY_CLASSES + units);
	run->next = h->runs[units];
	h->runs[units] = run;
}

/* Take a free run of so many units, or the beginning of a longer one. */
static char *
heap_reuse_units(heap *h, unsigned units)
{
	unsigned n;

	for (n = units; n <= HEAP_RUNS; n++) {
		heap_free *run = h->runs[n];

		if (run == NULL) {
			continue;
		}
		h->runs[n] = run->next;
		if (n > units) {
			heap_give_run(h, (char *)run + units * HEAP_UNIT,
				      n - units);
		}
		return (char *)run;
	}
	return NULL;
}

/* A run of so many units; NULL when there is no memory. */
static char *
heap_take_units(heap *h, unsigned units)
{
	char *run;

	if (h->runs[units] == NULL && h->next_unit + units <= HEAP_UNITS) {
		run = (char *)h->chunks + h->next_unit * HEAP_UNIT + 8;
		h->next_unit += units;
		return run;
	}
	run = heap_reuse_units(h, units);
	if (run != NULL) {
		return run;
	}
	/* What is left of the newest chunk serves smaller blocks later. */
	while (h->next_unit < HEAP_UNITS) {
		unsigned left = HEAP_UNITS - h->next_unit;

		left = left < HEAP_RUNS ? left : HEAP_RUNS;
		heap_give_run(
		    h, (char *)h->chunks + h->next_unit * HEAP_UNIT + 8, left);
		h->next_unit += left;
	}
	if (heap_grow(h) == NULL) {
		return NULL;
	}
	h->next_unit = 1 + units; /* after the chunk's own struct */
	return (char *)h->chunks + HEAP_UNIT + 8;
}

/* Cut a unit into blocks of a class. None may reach out of the chunk. */
static bool
heap_cut_unit(heap *h, unsigned class)
{
	size_t size = class * 16u;
	char *first = heap_take_units(h, 1);
	size_t n = HEAP_UNIT / size;
	char *p;

	if (first == NULL) {
		return false;
	}
	if (heap_unit_of(first) == HEAP_UNITS - 1) {
		n = (HEAP_UNIT - 8) / size;
	}
	heap_set_class(first, class);
	for (p = first + (n - 1) * size; p >= first; p -= size) {
		heap_free *block = (heap_free *)p;

		block->next = h->tiny[class];
		h->tiny[class] = block;
	}
	return true;
}

static void *
heap_alloc_small(heap *h, size_t size)
{
	if (size <= HEAP_TINY) {
		unsigned class = (unsigned)((size + 15) / 16);
		heap_free *block = h->tiny[class];

		if (block == NULL && heap_cut_unit(h, class)) {
			block = h->tiny[class];
		}
		if (block != NULL) {
			h->tiny[class] = block->next;
			h->used += class * 16u;
		}
		return block;
	} else {
		unsigned units = (unsigned)((size + 7 + HEAP_UNIT) / HEAP_UNIT);
		char *run = heap_take_units(h, units);

		if (run != NULL) {
			heap_set_class(run, HEAP_TINY_CLASSES + units);
			h->used += heap_class_size(HEAP_TINY_CLASSES + units);
		}
		return run;
	}
}

/* Duktape is collecting garbage. */
static bool
heap_in_collection(const heap *h)
{
	const isolate *is = h->isolate;

	return is->context != NULL && is->context->heap->ms_running != 0;
}

static void
heap_granted(heap *h)
{
	if (h->failures != 0 && !heap_in_collection(h)) {
		h->failures = 0;
	}
}

/* Out of memory: Duktape collects garbage and asks again, in the end in
   emergency mode. Then the isolate ends, whatever the script would catch. */
static void *
heap_refuse(heap *h)
{
	isolate *is = h->isolate;

	if (h->limit != SIZE_MAX && is->context != NULL &&
	    !heap_in_collection(h) && ++h->failures > 4) {
		isolate_out_of_memory(is);
	}
	return NULL;
}

static void *
heap_alloc_slow(heap *h, size_t size)
{
	void *block = NULL;

	if (size == 0) {
		return NULL;
	}
	duktape_poll_hard(h);
	if (heap_fits(h, size)) {
		if (size <= HEAP_SMALL) {
			block = heap_alloc_small(h, size);
		} else if (heap_may_hold(h, size)) {
			block = atoll_block_new(size);
			if (block != NULL && !heap_add_large(h, block, size)) {
				atoll_block_free(block);
				block = NULL;
			}
		}
	}
	if (block == NULL) {
		return heap_refuse(h);
	}
	heap_granted(h);
	if (h->isolate->template) {
		/* What a block does not use must be the same in all templates,
		   which have a limit of 0 to come here. */
		memset(block, 0,
		       heap_is_small(block)
			   ? heap_class_size(heap_class_of(block))
			   : size);
	}
	return block;
}

static void *
heap_resize_large(heap *h, heap_large *at, size_t size)
{
	void *old = at->block;
	void *block = old;

	if (size > at->size && !heap_fits(h, size - at->size)) {
		return heap_refuse(h);
	}
	if (!heap_reserve_large(h)) {
		return heap_refuse(h);
	}
	duktape_poll_hard(h);
	block = atoll_block_resize(block, size);
	if (block == NULL) {
		return heap_refuse(h);
	}
	heap_remove_large(h, heap_find_large(h, old));
	heap_put_large(h, block, size);
	h->used += size;
	h->held += size;
	heap_granted(h);
	return block;
}

static void *
heap_realloc_slow(heap *h, void *block, size_t size)
{
	void *copy;
	size_t old;

	if (block == NULL) {
		return heap_alloc(h, size);
	}
	if (size == 0) {
		heap_free_block(h, block);
		return NULL;
	}
	if (heap_is_small(block)) {
		old = heap_class_size(heap_class_of(block));
	} else {
		heap_large *at = heap_find_large(h, block);

		if (size > HEAP_SMALL) {
			return heap_resize_large(h, at, size);
		}
		old = at->size;
	}
	copy = heap_alloc(h, size);
	if (copy == NULL) {
		return size <= old ? block : NULL;
	}
	memcpy(copy, block, old < size ? old : size);
	heap_free_block(h, block);
	return copy;
}
