/* library.c - the JavaScript library's modules, compiled once a kernel.
 * SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/random.h>

#include "engines/js/library.h"

typedef struct snapshot snapshot;
static void snapshot_free(snapshot *s);

/* Byte code of a module. */
typedef struct {
	size_t size;
	char bytes[];
} module_code;

typedef struct free_chunk free_chunk;
typedef struct slab slab;

/* The chunks that are not in use. */
typedef struct {
	pthread_mutex_t lock;
	free_chunk *warm; /* lock */
	free_chunk *cold; /* lock; only their first page has memory */
	char *fresh;      /* lock; never used */
	unsigned fresh_count;
	atomic_uint warm_count; /* changed with the lock */
	slab *slabs;            /* lock */
} chunk_store;

static void chunks_init(chunk_store *s);
static void chunks_fini(chunk_store *s);

/* What all isolates of a kernel share. */
typedef struct common {
	uint32_t hash_seed;
	size_t modules;
	atomic_uint opened;           /* isolates, ever */
	_Atomic(snapshot *) snapshot; /* NULL: there is none (yet) */
	chunk_store chunks;
	/* Each set once, by who compiled first. */
	_Atomic(module_code *) code[];
} common;

static size_t
library_count(void)
{
	size_t n = 0;

	while (atoll_js_library[n].name != NULL) {
		n++;
	}
	return n;
}

static void
common_free(void *value)
{
	common *c = value;
	size_t i;

	for (i = 0; i < c->modules; i++) {
		free(atomic_load_explicit(&c->code[i], memory_order_relaxed));
	}
	snapshot_free(atomic_load_explicit(&c->snapshot, memory_order_relaxed));
	chunks_fini(&c->chunks);
	free(c);
}

static void *
common_new(void *context)
{
	isolate *is = context;
	size_t n = library_count();
	common *c = calloc(1, sizeof(*c) + n * sizeof(c->code[0]));

	if (c == NULL) {
		return NULL;
	}
	c->modules = n;
	chunks_init(&c->chunks);
	if (getrandom(&c->hash_seed, sizeof(c->hash_seed), 0) !=
	    sizeof(c->hash_seed)) {
		c->hash_seed = (uint32_t)(uintptr_t)c ^ (uint32_t)time(NULL);
	}
	is->common = c;
	return c;
}

static uint32_t
duktape_hash_seed(void *udata)
{
	return ((heap *)udata)->isolate->common->hash_seed;
}

/* Keep the byte code of the function on top of the stack. */
static void
module_keep(duk_context *ctx, _Atomic(module_code *) *slot)
{
	module_code *none = NULL;
	module_code *code;
	duk_size_t size;
	const void *bytes;

	duk_dup(ctx, -1);
	duk_dump_function(ctx);
	bytes = duk_require_buffer(ctx, -1, &size);
	code = malloc(sizeof(*code) + size);
	if (code != NULL) {
		code->size = size;
		memcpy(code->bytes, bytes, size);
		/* Release: pairs with the acquire in module_push. */
		if (!atomic_compare_exchange_strong_explicit(
			slot, &none, code, memory_order_release,
			memory_order_relaxed)) {
			free(code);
		}
	}
	duk_pop(ctx);
}

static void
module_compile(duk_context *ctx, const atoll_js_module *m)
{
	duk_push_string(ctx, "function(exports,require,module,binding){");
	duk_push_lstring(ctx, m->text, m->len);
	duk_push_string(ctx, "\n}");
	duk_concat(ctx, 3);
	duk_push_sprintf(ctx, "atoll:%s", m->name);
	duk_compile(ctx, DUK_COMPILE_FUNCTION);
}

/* Push the function of library module i. May throw. */
static void
module_push(isolate *is, size_t i)
{
	duk_context *ctx = is->context;
	module_code *code =
	    atomic_load_explicit(&is->common->code[i], memory_order_acquire);

	if (code == NULL) {
		module_compile(ctx, &atoll_js_library[i]);
		module_keep(ctx, &is->common->code[i]);
		return;
	}
	duk_push_external_buffer(ctx);
	duk_config_buffer(ctx, -1, code->bytes, code->size);
	duk_load_function(ctx);
}

/* library(name) */
static duk_ret_t
binding_library(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	const char *name = duk_get_string(ctx, 0);
	size_t low = 0;
	size_t high = is->common->modules;

	while (name != NULL && low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, atoll_js_library[middle].name);

		if (order == 0) {
			module_push(is, middle);
			return 1;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return 0;
}
