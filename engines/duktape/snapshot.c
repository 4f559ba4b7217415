/* snapshot.c - new isolates as copies of a template.
 * SPDX-License-Identifier: MIT
 *
 * docs/notes/002-duktape-snapshot.md explains it. Two heaps are made by the
 * same operations, in chunks at different addresses. A word that differs by
 * just the distance of two corresponding chunks is a pointer; any other
 * difference means that they are not the same, and there is no snapshot. A new
 * isolate is a copy of the first heap's chunks with the pointers moved. */

enum { SNAPSHOT_CHUNKS = 8 };

/* The pointers in one chunk that point into another (or itself), as the
   indices of words. */
typedef struct {
	uint32_t first; /* of snapshot.words */
	uint32_t count;
} snapshot_run;

struct snapshot {
	uint32_t chunks;
	char *bytes[SNAPSHOT_CHUNKS];
	uint32_t size[SNAPSHOT_CHUNKS];  /* in use */
	uintptr_t base[SNAPSHOT_CHUNKS]; /* where each was */
	snapshot_run runs[SNAPSHOT_CHUNKS][SNAPSHOT_CHUNKS]; /* in, to */
	uint16_t *words;
	size_t held;
	/* In the first heap. */
	uintptr_t heap;
	uintptr_t context;
	uintptr_t roots;
	uintptr_t self_object;
};

static void
snapshot_free(snapshot *s)
{
	uint32_t i;

	if (s == NULL) {
		return;
	}
	for (i = 0; i < s->chunks; i++) {
		free(s->bytes[i]);
	}
	free(s->words);
	free(s);
}

/* ------------------------------------------------------------- a template */

/* The library, as far as every program needs it; with `full`, what runs the
   main program too. */
static duk_ret_t
template_load(duk_context *ctx, void *full)
{
	isolate *is = isolate_of(ctx);

	(void)isolate_bootstrap(ctx, NULL);
	if (*(bool *)full) {
		duk_push_heapptr(ctx, is->roots->hooks_object);
		duk_get_prop_string(ctx, -1, hook_names[HOOK_MAIN]);
		duk_get_global_string(ctx, "MessagePort");
	}
	duk_set_top(ctx, 0);
	return 0;
}

/* A binding.self that tells when it is asked before its time. */
static duk_ret_t
template_self(duk_context *ctx, void *unused)
{
	static const char *const names[] = {
	    "number", "name", "main", "parent", "file", "source", "data"};
	isolate *is = isolate_of(ctx);
	size_t i;

	(void)unused;
	duk_push_object(ctx);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		duk_push_string(ctx, names[i]);
		duk_push_c_lightfunc(ctx, binding_early, 0, 0, 0);
		duk_def_prop(ctx, -3,
			     DUK_DEFPROP_HAVE_GETTER |
				 DUK_DEFPROP_SET_ENUMERABLE |
				 DUK_DEFPROP_SET_CONFIGURABLE);
	}
	is->self_object = duk_get_heapptr(ctx, -1);
	stash_keep(is);
	return 0;
}

/* Make units of which every block is free fit for any class again. */
static void
template_reclaim(heap *h)
{
	uint8_t free_blocks[SNAPSHOT_CHUNKS][HEAP_UNITS];
	chunk *c;
	unsigned class;
	uint32_t n;

	for (class = 1; class <= HEAP_TINY_CLASSES; class ++) {
		heap_free **link;
		heap_free *b;

		memset(free_blocks, 0, sizeof(free_blocks));
		for (b = h->tiny[class]; b != NULL; b = b->next) {
			for (n = 0, c = h->chunks; c != heap_chunk_of(b);
			     c = c->next) {
				n++;
			}
			if (n >= SNAPSHOT_CHUNKS) {
				return;
			}
			free_blocks[n][heap_unit_of(b)]++;
		}
		for (link = &h->tiny[class]; *link != NULL;) {
			unsigned unit = heap_unit_of(*link);
			unsigned room = (unit == HEAP_UNITS - 1 ? HEAP_UNIT - 8u
								: HEAP_UNIT) /
					(class * 16);

			b = *link;
			for (n = 0, c = h->chunks; c != heap_chunk_of(b);
			     c = c->next) {
				n++;
			}
			if (free_blocks[n][unit] < room) {
				link = &b->next;
				continue;
			}
			*link = b->next;
			if (((uintptr_t)b & (HEAP_UNIT - 1)) == 8) {
				heap_give_run(h, b, 1);
			}
		}
	}
}

/* Free memory as if it had never been used. */
static void
template_clear_free(heap *h)
{
	unsigned i;

	for (i = 1; i <= HEAP_TINY_CLASSES + HEAP_RUNS; i++) {
		heap_free *b = i <= HEAP_TINY_CLASSES
				   ? h->tiny[i]
				   : h->runs[i - HEAP_TINY_CLASSES];

		for (; b != NULL; b = b->next) {
			memset(b + 1, 0, heap_class_size(i) - sizeof(*b));
		}
	}
}

static void
template_make(isolate *is, void *full)
{
	duk_context *ctx;

	isolate_create(is, NULL);
	ctx = is->context;
	if (duk_safe_call(ctx, template_self, NULL, 0, 1) != 0 ||
	    duk_safe_call(ctx, template_load, full, 0, 1) != 0) {
		is->early = true;
		return;
	}
	duk_set_top(ctx, 0);
	duk_gc(ctx, DUK_GC_COMPACT);
	duk_gc(ctx, DUK_GC_COMPACT);
}

/* Make a heap that may become a template; false: it may not. */
static bool
template_open(isolate *is, isolate *like, bool full)
{
	*is = (isolate){.self = like->self,
			.common = like->common,
			.fd = -1,
			.template = true};
	is->heap = heap_new(is, 0);
	if (is->heap == NULL) {
		return false;
	}
	isolate_run(is, template_make, &full);
	if (is->dead || is->early || is->jobs || is->heap->large_count != 0 ||
	    is->roots->ports != NULL || is->roots->shared != NULL) {
		return false;
	}
	template_reclaim(is->heap);
	free(is->heap->large);
	is->heap->large = NULL;
	is->heap->large_size = 0;
	is->heap->large_filled = 0;
	template_clear_free(is->heap);
	return true;
}

static void
template_close(isolate *is)
{
	if (is->heap != NULL) {
		heap_close(is->heap);
		is->heap = NULL;
	}
}

/* ------------------------------------------------------------- comparing */

static uint32_t
heap_chunk_count(const heap *h)
{
	const chunk *c;
	uint32_t n = 0;

	for (c = h->chunks; c != NULL; c = c->next) {
		n++;
	}
	return n;
}

/* The chunks, the first one first. */
static void
heap_list_chunks(const heap *h, uint32_t n, uintptr_t *out)
{
	const chunk *c;

	for (c = h->chunks; c != NULL; c = c->next) {
		out[--n] = (uintptr_t)c;
	}
}

static uint32_t
chunk_size_used(const heap *h, uint32_t i, uint32_t n)
{
	uint32_t size = h->next_unit * HEAP_UNIT + 8;

	return i + 1 < n || size > HEAP_CHUNK ? HEAP_CHUNK : size;
}

/* Where a word of the one heap points to, if it and the other heap's are the
   same pointer: the chunk; n if they are the same word; -1 if neither. */
static int
word_target(uintptr_t a, uintptr_t b, const uintptr_t *in_a,
	    const uintptr_t *in_b, uint32_t n)
{
	uint32_t i;

	if (a == b) {
		return (int)n;
	}
	for (i = 0; i < n; i++) {
		if (a - in_a[i] < HEAP_CHUNK && a - in_a[i] == b - in_b[i]) {
			return (int)i;
		}
	}
	return -1;
}

/* Find the pointers in chunk `in` to chunk `to` (words may be NULL: count
   them). False: the heaps differ. */
static bool
snapshot_scan(const snapshot *s, const uintptr_t *in_b, uint32_t in,
	      uint32_t to, const void *owner_a, uint16_t *words,
	      uint32_t *count)
{
	const uintptr_t *a = (const uintptr_t *)s->base[in];
	const uintptr_t *b = (const uintptr_t *)in_b[in];
	uint32_t i;

	*count = 0;
	for (i = 0; i < s->size[in] / sizeof(*a); i++) {
		int target = word_target(a[i], b[i], s->base, in_b, s->chunks);

		if (target < 0 && a[i] != (uintptr_t)owner_a) {
			return false;
		}
		if (target == (int)to) {
			if (words != NULL) {
				words[*count] = (uint16_t)i;
			}
			++*count;
		}
	}
	return true;
}

static bool
snapshot_compare(snapshot *s, const isolate *a, const isolate *b)
{
	uintptr_t in_b[SNAPSHOT_CHUNKS];
	uint32_t total = 0;
	uint32_t in;
	uint32_t to;
	uint32_t n;

	heap_list_chunks(b->heap, s->chunks, in_b);
	for (in = 0; in < s->chunks; in++) {
		for (to = 0; to < s->chunks; to++) {
			if (!snapshot_scan(s, in_b, in, to, a, NULL, &n)) {
				return false;
			}
			s->runs[in][to] = (snapshot_run){total, n};
			total += n;
		}
	}
	s->words = malloc((total + 1) * sizeof(*s->words));
	for (in = 0; s->words != NULL && in < s->chunks; in++) {
		for (to = 0; to < s->chunks; to++) {
			(void)snapshot_scan(s, in_b, in, to, a,
					    s->words + s->runs[in][to].first,
					    &n);
		}
	}
	return s->words != NULL;
}

static snapshot *
snapshot_of(const isolate *a, const isolate *b)
{
	snapshot *s = calloc(1, sizeof(*s));
	uint32_t n = heap_chunk_count(a->heap);
	uint32_t i;

	if (s == NULL || n > SNAPSHOT_CHUNKS ||
	    n != heap_chunk_count(b->heap) ||
	    a->heap->next_unit != b->heap->next_unit) {
		free(s);
		return NULL;
	}
	s->chunks = n;
	s->held = a->heap->held;
	heap_list_chunks(a->heap, n, s->base);
	for (i = 0; i < n; i++) {
		s->size[i] = chunk_size_used(a->heap, i, n);
	}
	s->heap = (uintptr_t)a->heap;
	s->context = (uintptr_t)a->context;
	s->roots = (uintptr_t)a->roots;
	s->self_object = (uintptr_t)a->self_object;
	if (!snapshot_compare(s, a, b)) {
		snapshot_free(s);
		return NULL;
	}
	for (i = 0; i < n; i++) {
		s->bytes[i] = malloc(s->size[i]);
		if (s->bytes[i] == NULL) {
			snapshot_free(s);
			return NULL;
		}
		memcpy(s->bytes[i], (const void *)s->base[i], s->size[i]);
	}
	return s;
}

/* snapshot_new makes the fullest snapshot that works out; NULL: none does. */
static snapshot *
snapshot_new(isolate *like)
{
	snapshot *s = NULL;
	isolate a = {0};
	isolate b = {0};
	int full;

	for (full = 1; s == NULL && full >= 0; full--) {
		/* Once before, so that all modules have their byte code. */
		if (template_open(&a, like, full)) {
			template_close(&a);
			if (template_open(&a, like, full) &&
			    template_open(&b, like, full)) {
				s = snapshot_of(&a, &b);
			}
			template_close(&b);
		}
		template_close(&a);
	}
	return s;
}

/* ---------------------------------------------------------------- copying */

static void *
snapshot_at(const snapshot *s, void *const *chunks, uintptr_t address)
{
	uint32_t i;

	for (i = 0; i < s->chunks; i++) {
		if (address - s->base[i] < HEAP_CHUNK) {
			return (char *)chunks[i] + (address - s->base[i]);
		}
	}
	return NULL;
}

static void
snapshot_move(const snapshot *s, void *const *chunks)
{
	uint32_t in;
	uint32_t to;
	uint32_t i;

	for (in = 0; in < s->chunks; in++) {
		uintptr_t *words = chunks[in];

		for (to = 0; to < s->chunks; to++) {
			const uint16_t *at = s->words + s->runs[in][to].first;
			uintptr_t by = (uintptr_t)chunks[to] - s->base[to];

			for (i = 0; i < s->runs[in][to].count; i++) {
				words[at[i]] += by;
			}
		}
	}
}

/* snapshot_open gives the isolate a copy as its heap. False: no memory. */
static bool
snapshot_open(const snapshot *s, isolate *is, size_t limit)
{
	void *chunks[SNAPSHOT_CHUNKS];
	uint32_t i;

	for (i = 0; i < s->chunks; i++) {
		chunks[i] = chunk_get(is);
		if (chunks[i] == NULL) {
			while (i > 0) {
				chunk_put(is, chunks[--i]);
			}
			return false;
		}
		memcpy(chunks[i], s->bytes[i], s->size[i]);
	}
	snapshot_move(s, chunks);
	is->heap = snapshot_at(s, chunks, s->heap);
	is->heap->isolate = is;
	is->heap->limit = limit == 0 ? SIZE_MAX : limit;
	is->context = snapshot_at(s, chunks, s->context);
	is->roots = snapshot_at(s, chunks, s->roots);
	is->self_object = snapshot_at(s, chunks, s->self_object);
	is->bootstrapped = true;
	return true;
}
