/* chunks.c - where heaps get their chunks. SPDX-License-Identifier: MIT
 *
 * Chunks are cut from slabs, which a kernel keeps until its end: malloc()
 * would put a header, and so a page of its own, on both sides of each, and
 * map and unmap while other threads wait. Free chunks beyond WARM give their
 * pages back, but for the first one. */
#include <sys/mman.h>

enum { SLAB_CHUNKS = 32, WARM = 256 };

/* At the beginning of a free chunk. */
struct free_chunk {
	free_chunk *next;
};

/* At the beginning of a slab's first page, before the aligned chunks. */
struct slab {
	slab *next;
	size_t size;
};

static void
chunks_init(chunk_store *s)
{
	*s = (chunk_store){0};
	pthread_mutex_init(&s->lock, NULL);
}

static void
chunks_fini(chunk_store *s)
{
	while (s->slabs != NULL) {
		slab *old = s->slabs;

		s->slabs = old->next;
		munmap(old, old->size);
	}
	pthread_mutex_destroy(&s->lock);
}

/* Map a slab; the lock is held. */
static void
slab_add(chunk_store *s)
{
	size_t size = (SLAB_CHUNKS + 1) * (size_t)HEAP_CHUNK;
	char *base = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uintptr_t at = (uintptr_t)base;
	slab *new;
	unsigned i;

	if (base == MAP_FAILED) {
		return;
	}
	/* What is never used must not become a part of a huge page. */
	(void)madvise(base, size, MADV_NOHUGEPAGE);
	new = (slab *)(void *)base;
	new->next = s->slabs;
	new->size = size;
	s->slabs = new;
	at =
	    (at + sizeof(*new) + HEAP_CHUNK - 1) & ~(uintptr_t)(HEAP_CHUNK - 1);
	s->fresh = (char *)at;
	i = (unsigned)(((uintptr_t)base + size - at) / HEAP_CHUNK);
	s->fresh_count = i;
}

static void *
chunk_get(isolate *is)
{
	chunk_store *s = &is->common->chunks;
	free_chunk **list;
	void *c = NULL;

	pthread_mutex_lock(&s->lock);
	list = s->warm != NULL ? &s->warm : &s->cold;
	if (*list != NULL) {
		c = *list;
		if (list == &s->warm) {
			atomic_fetch_sub_explicit(&s->warm_count, 1,
						  memory_order_relaxed);
		}
		*list = (*list)->next;
	} else {
		if (s->fresh_count == 0) {
			slab_add(s);
		}
		if (s->fresh_count > 0) {
			c = s->fresh;
			s->fresh += HEAP_CHUNK;
			s->fresh_count--;
		}
	}
	pthread_mutex_unlock(&s->lock);
	if (c != NULL && is->template) {
		memset(c, 0, HEAP_CHUNK);
	}
	return c;
}

static void
chunk_put(isolate *is, void *block)
{
	chunk_store *s = &is->common->chunks;
	free_chunk *c = block;
	free_chunk **list;

	/* A guess is enough: the lock is not to be held meanwhile. */
	if (atomic_load_explicit(&s->warm_count, memory_order_relaxed) >=
	    WARM) {
		(void)madvise((char *)block + 4096, HEAP_CHUNK - 4096,
			      MADV_DONTNEED);
		list = &s->cold;
	} else {
		list = &s->warm;
	}
	pthread_mutex_lock(&s->lock);
	c->next = *list;
	*list = c;
	if (list == &s->warm) {
		atomic_fetch_add_explicit(&s->warm_count, 1,
					  memory_order_relaxed);
	}
	pthread_mutex_unlock(&s->lock);
}
