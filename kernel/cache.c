/* cache.c - what engines keep between isolates, and what isolates print.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

enum { SPARE_BYTES = 16 << 20 };

/* What one engine shares among all its isolates. */
struct common {
	common *next;
	const atoll_engine *engine;
	atomic_uint made; /* futex: 0 being made, 1 there */
	void *value;
	void (*drop)(void *);
};

/* Blocks of one size; each begins with a pointer to the next. */
struct spare {
	spare *next;
	size_t size;
	size_t count;
	void *blocks;
};

/* common_claim gives the entry of an engine; *mine: the caller makes the
   value. */
static common *
common_claim(atoll_kernel *k, const atoll_engine *engine, bool *mine)
{
	common *c;

	*mine = false;
	lock_take(&k->cache_lock);
	for (c = k->commons; c != NULL && c->engine != engine; c = c->next) {
	}
	if (c == NULL) {
		c = calloc(1, sizeof(*c));
		if (c != NULL) {
			c->engine = engine;
			c->next = k->commons;
			k->commons = c;
			*mine = true;
		}
	}
	lock_drop(&k->cache_lock);
	return c;
}

void *
atoll_self_common(atoll_self *self, const atoll_engine *engine,
		  void *(*make)(void *context), void (*drop)(void *),
		  void *context)
{
	bool mine;
	common *c = common_claim(self->kernel, engine, &mine);

	if (c == NULL) {
		return NULL;
	}
	if (mine) {
		c->drop = drop;
		c->value = make(context);
		atomic_store(&c->made, 1);
		plat_wake(&c->made, INT32_MAX);
	}
	while (atomic_load(&c->made) == 0) {
		plat_wait(&c->made, 0, UINT64_MAX);
	}
	return c->value;
}

static spare *
spare_find(atoll_kernel *k, size_t size)
{
	spare *s;

	for (s = k->spares; s != NULL && s->size != size; s = s->next) {
	}
	return s;
}

void *
atoll_self_spare_get(atoll_self *self, size_t size)
{
	atoll_kernel *k = self->kernel;
	spare *s;
	void *block = NULL;

	lock_take(&k->cache_lock);
	s = spare_find(k, size);
	if (s != NULL && s->blocks != NULL) {
		block = s->blocks;
		s->blocks = *(void **)block;
		s->count--;
	}
	lock_drop(&k->cache_lock);
	return block;
}

void
atoll_self_spare_put(atoll_self *self, void *block, size_t size)
{
	atoll_kernel *k = self->kernel;
	spare *s;

	lock_take(&k->cache_lock);
	s = spare_find(k, size);
	if (s == NULL) {
		s = calloc(1, sizeof(*s));
		if (s != NULL) {
			s->size = size;
			s->next = k->spares;
			k->spares = s;
		}
	}
	if (s != NULL && (s->count + 1) * size <= SPARE_BYTES) {
		*(void **)block = s->blocks;
		s->blocks = block;
		s->count++;
		block = NULL;
	}
	lock_drop(&k->cache_lock);
	free(block);
}

void
cache_free(atoll_kernel *k)
{
	while (k->commons != NULL) {
		common *c = k->commons;

		k->commons = c->next;
		if (c->value != NULL && c->drop != NULL) {
			c->drop(c->value);
		}
		free(c);
	}
	while (k->spares != NULL) {
		spare *s = k->spares;

		k->spares = s->next;
		while (s->blocks != NULL) {
			void *block = s->blocks;

			s->blocks = *(void **)block;
			free(block);
		}
		free(s);
	}
}

void
atoll_self_write(atoll_self *self, int fd, const char *bytes, size_t len)
{
	atoll_kernel *k = self->kernel;

	if (fd != 1 && fd != 2) {
		return;
	}
	/* The one lock that is held while calling out: it is what makes one
	   piece of each write. */
	lock_take(&k->output[fd - 1]);
	if (k->opts.write != NULL) {
		k->opts.write(k->opts.context, fd, bytes, len);
	} else {
		plat_write(fd, bytes, len);
	}
	lock_drop(&k->output[fd - 1]);
}
