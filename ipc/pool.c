/* ipc/pool.c - memory for messages that travel between threads.
 * SPDX-License-Identifier: MIT
 *
 * Blocks come in size classes. Each class has a list of free blocks, which the
 * pool's owner alone touches, and a stack of returned ones, onto which anybody
 * pushes. When the list is empty the owner makes it of the whole stack, without
 * looking at what is in it. So in a flood the consumer's core keeps the stack's
 * head in its cache, and the producer's core meets a block's memory only when
 * it is about to write there.
 *
 * When the pool ends, the heads become GONE; who returns a block then frees it,
 * and the last one frees the pool. */
#include "ipc/pool.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	LINE = 64,
	FINE = 16,    /* classes of a line each */
	STEP = 256,   /* then of so much each */
	CLASSES = 28, /* up to 4 KiB; what is larger is malloc's */
	LARGEST = FINE * LINE + (CLASSES - FINE) * STEP,
	KEEP = 16384,       /* blocks of a class that are never given back, */
	KEEP_COARSE = 4096, /* and of the larger classes */
	HEAD = 16
};

/* What stands before the memory. */
typedef struct {
	pool *origin; /* NULL: malloc's */
	uint32_t class;
} head;

_Static_assert(sizeof(head) <= HEAD, "the memory behind it is aligned");

/* A free block has the next one in its first word. */
typedef struct block {
	struct block *next;
} block;

struct pool {
	block *free[CLASSES];
	int64_t blocks[CLASSES]; /* that exist */
	_Alignas(LINE) _Atomic(block *) returned[CLASSES];
	/* Blocks that are out once the pool has ended; may be below 0 while it
	   ends. */
	atomic_llong left;
};

static block gone; /* never written */
#define GONE (&gone)

static uint32_t
class_of(size_t size)
{
	return size <= FINE * LINE
		   ? (uint32_t)((size - 1) / LINE)
		   : (uint32_t)((size - 1 - FINE * LINE) / STEP) + FINE;
}

static size_t
class_size(uint32_t class)
{
	return class < FINE ? (class + 1) * (size_t)LINE
			    : FINE * LINE + (class - FINE + 1) * (size_t)STEP;
}

static head *
head_of(void *memory)
{
	return (head *)(void *)((char *)memory - HEAD);
}

pool *
pool_new(void)
{
	pool *p = aligned_alloc(LINE, (sizeof(*p) + LINE - 1) / LINE * LINE);

	if (p != NULL) {
		*p = (pool){.blocks = {0}};
	}
	return p;
}

/* pool_drop frees a list of blocks and returns how many there were. */
static int64_t
pool_drop(block *b)
{
	int64_t n = 0;

	while (b != NULL) {
		block *next = b->next;

		free(head_of(b));
		b = next;
		n++;
	}
	return n;
}

/* pool_refill makes the returned blocks of a class the free ones. */
static void
pool_refill(pool *p, uint32_t class)
{
	const uint32_t keep = class < FINE ? KEEP : KEEP_COARSE;

	/* Acquire: pairs with the release in pool_give. */
	block *b = atomic_exchange_explicit(&p->returned[class], NULL,
					    memory_order_acquire);

	p->free[class] = b;
	if (p->blocks[class] > keep) {
		/* What a flood left behind. */
		for (uint32_t i = 1; i < keep && b->next != NULL; i++) {
			b = b->next;
		}
		p->blocks[class] -= pool_drop(b->next);
		b->next = NULL;
	}
}

static void *
class_get(pool *p, uint32_t class)
{
	block *b = p->free[class];
	head *h;

	if (b == NULL && atomic_load_explicit(&p->returned[class],
					      memory_order_relaxed) != NULL) {
		pool_refill(p, class);
		b = p->free[class];
	}
	if (b != NULL) {
		p->free[class] = b->next;
		/* Another core had it last. */
		for (uint32_t i = 0; i <= class && i <= FINE; i++) {
			__builtin_prefetch((char *)b->next + i * LINE, 1);
		}
		return b;
	}
	h = malloc(HEAD + class_size(class));
	if (h == NULL) {
		return NULL;
	}
	*h = (head){.origin = p, .class = class};
	p->blocks[class]++;
	return (char *)h + HEAD;
}

void *
pool_take(pool *p, size_t size)
{
	head *h;

	if (p != NULL && size <= LARGEST) {
		return class_get(p, class_of(size));
	}
	h = size > SIZE_MAX - HEAD ? NULL : malloc(HEAD + size);
	if (h == NULL) {
		return NULL;
	}
	h->origin = NULL;
	return (char *)h + HEAD;
}

void
pool_give(void *memory)
{
	head *h = head_of(memory);
	pool *p = h->origin;
	block *b = memory, *top;

	if (p == NULL) {
		free(h);
		return;
	}
	top =
	    atomic_load_explicit(&p->returned[h->class], memory_order_relaxed);
	do {
		if (top == GONE) {
			free(h);
			if (atomic_fetch_sub(&p->left, 1) == 1) {
				free(p);
			}
			return;
		}
		b->next = top;
	} while (!atomic_compare_exchange_weak_explicit(
	    &p->returned[h->class], &top, b, memory_order_release,
	    memory_order_relaxed));
}

void
pool_free(pool *p)
{
	int64_t out = 0;

	if (p == NULL) {
		return;
	}
	for (uint32_t i = 0; i < CLASSES; i++) {
		out += p->blocks[i] - pool_drop(p->free[i]);
		out -= pool_drop(atomic_exchange_explicit(
		    &p->returned[i], GONE, memory_order_acquire));
	}
	if (atomic_fetch_add(&p->left, out) + out == 0) {
		free(p);
	}
}
