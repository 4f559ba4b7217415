/* ipc/pool.c - memory for messages that travel between threads.
 * SPDX-License-Identifier: MIT
 *
 * The pool has free blocks in size classes, which its owner alone touches, and
 * a stack of returned blocks, onto which anybody pushes. When a class is empty
 * the owner takes the whole stack and sorts it. So in a flood the consumer's
 * core keeps the stack's head in its cache and the producer's core its classes.
 *
 * When the pool ends, the stack's head becomes GONE; who returns a block then
 * frees it, and the last one frees the pool. */
#include "ipc/pool.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	STEP = 64,
	CLASSES = 16,    /* so up to 1 KiB; what is larger is malloc's */
	KEEP = 2 << 20 /* bytes a class keeps; the rest is freed */
};

struct pool_block {
	pool       *origin; /* NULL: malloc's */
	pool_block *next;   /* while it is free */
	uint32_t    class;
};

enum { HEAD = 32 };
_Static_assert(sizeof(pool_block) <= HEAD, "a block's head has 32 bytes");

typedef struct {
	pool_block *free;
	uint32_t    count;
} pool_class;

struct pool {
	pool_class classes[CLASSES];
	int64_t    out; /* blocks not in the classes */
	_Alignas(64) _Atomic(pool_block *) returned;
	/* Blocks that are out once the pool has ended; may be below 0 while it
	   ends. */
	atomic_llong left;
};

static pool_block gone; /* never written */
#define GONE (&gone)

pool *
pool_new(void)
{
	pool *p = aligned_alloc(64, (sizeof(*p) + 63) / 64 * 64);

	if (p != NULL) {
		*p = (pool) {.out = 0};
	}
	return p;
}

static void
class_put(pool *p, pool_block *b)
{
	pool_class *c = &p->classes[b->class];

	p->out--;
	if ((c->count + 1) * (b->class + 1) * STEP > KEEP) {
		free(b);
		return;
	}
	b->next = c->free;
	c->free = b;
	c->count++;
}

/* pool_sort takes what was returned. */
static void
pool_sort(pool *p, pool_block *replacement)
{
	/* Acquire: pairs with the release in pool_give. */
	pool_block *b = atomic_exchange_explicit(
	    &p->returned, replacement, memory_order_acquire);

	while (b != NULL) {
		pool_block *next = b->next;

		class_put(p, b);
		b = next;
	}
}

static pool_block *
class_get(pool *p, uint32_t class)
{
	pool_class *c = &p->classes[class];
	pool_block *b;

	if (c->free == NULL &&
	    atomic_load_explicit(&p->returned, memory_order_relaxed) != NULL) {
		pool_sort(p, NULL);
	}
	b = c->free;
	if (b != NULL) {
		c->free = b->next;
		c->count--;
	} else {
		b = malloc(HEAD + (class + 1) * STEP);
		if (b == NULL) {
			return NULL;
		}
		b->origin = p;
		b->class = class;
	}
	p->out++;
	return b;
}

void *
pool_take(pool *p, size_t size)
{
	pool_block *b;

	if (p != NULL && size <= CLASSES * STEP) {
		b = class_get(p, (uint32_t)((size + STEP - 1) / STEP) - 1);
	} else {
		b = size > SIZE_MAX - HEAD ? NULL : malloc(HEAD + size);
		if (b != NULL) {
			b->origin = NULL;
		}
	}
	return b == NULL ? NULL : (char *)b + HEAD;
}

void
pool_give(void *memory)
{
	pool_block *b = (pool_block *)(void *)((char *)memory - HEAD);
	pool       *p = b->origin;
	pool_block *head;

	if (p == NULL) {
		free(b);
		return;
	}
	head = atomic_load_explicit(&p->returned, memory_order_relaxed);
	do {
		if (head == GONE) {
			free(b);
			if (atomic_fetch_sub(&p->left, 1) == 1) {
				free(p);
			}
			return;
		}
		b->next = head;
	} while (!atomic_compare_exchange_weak_explicit(&p->returned, &head, b,
	    memory_order_release, memory_order_relaxed));
}

void
pool_free(pool *p)
{
	if (p == NULL) {
		return;
	}
	pool_sort(p, GONE);
	for (uint32_t i = 0; i < CLASSES; i++) {
		while (p->classes[i].free != NULL) {
			pool_block *b = p->classes[i].free;

			p->classes[i].free = b->next;
			free(b);
		}
	}
	if (atomic_fetch_add(&p->left, p->out) + p->out == 0) {
		free(p);
	}
}
