/* codec_shapes.c - objects with the same keys, met again and again.
 * SPDX-License-Identifier: MIT
 *
 * Most objects in messages are records: a few lists of keys, a thousand values.
 * Encoding knows such a list by the addresses of its key strings, which
 * Duktape interns: then the keys need no look but the comparison of addresses.
 * Decoding knows it by its text, and has a template whose property table is
 * copied as it is. Both caches are direct-mapped; a list of keys gets its place
 * when it is met for the second time, so that dictionaries do not thrash. */

enum { SHAPE_KEYS = 64 };

struct encode_shape {
	uint32_t hash;
	uint32_t count;
	atoll_shape *shape;
	duk_hstring *keys[]; /* each holds a reference, and one in the stash */
};

struct decode_shape {
	uint32_t hash;
	uint32_t count;
	duk_hobject *template; /* kept in the stash */
	size_t size;           /* of its property table */
	uint32_t text_size;
	uint32_t text_at[]; /* where each key ends; then all keys' text */
};

/* Keep the value on top of the stack for as long as the heap lives; pops. */
static void
stash_keep(isolate *is)
{
	duk_context *ctx = is->context;

	duk_push_heapptr(ctx, is->roots->kept);
	duk_swap_top(ctx, -2);
	duk_put_prop_index(ctx, -2, (duk_uarridx_t)duk_get_length(ctx, -2));
	duk_pop(ctx);
}

static uint32_t
keys_hash(duk_hstring *const *keys, uint32_t n)
{
	uint64_t h = n;
	uint32_t i;

	for (i = 0; i < n; i++) {
		h = (h ^ (uintptr_t)keys[i] >> 4) * 0x9e3779b97f4a7c15u;
	}
	return (uint32_t)(h >> 32);
}

/* A key that makes an object with it more than a record. */
static bool
is_odd_key(const duk_hstring *key)
{
	return key == NULL || DUK_HSTRING_HAS_SYMBOL(key) ||
	       DUK_HSTRING_HAS_ARRIDX(key);
}

static duk_ret_t
encode_shape_make(duk_context *ctx, void *args)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *object = args;
	uint32_t n = object->e_next;
	duk_hstring **keys;
	const char *texts[SHAPE_KEYS];
	size_t lens[SHAPE_KEYS];
	encode_shape *s;
	encode_shape **at;
	uint32_t i;

	duk_push_bare_array(ctx);
	for (i = 0; i < n; i++) {
		keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
		duk_push_heapptr(ctx, keys[i]);
		duk_put_prop_index(ctx, -2, i);
	}
	stash_keep(is);
	s = heap_alloc(is->heap, sizeof(*s) + n * sizeof(s->keys[0]));
	if (s == NULL) {
		return 0;
	}
	keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	s->count = n;
	s->hash = keys_hash(keys, n);
	for (i = 0; i < n; i++) {
		s->keys[i] = keys[i];
		texts[i] = (const char *)DUK_HSTRING_GET_DATA(keys[i]);
		lens[i] = DUK_HSTRING_GET_BYTELEN(keys[i]);
	}
	if (shape_new_cesu8(&s->shape, texts, lens, n) != ATOLL_OK) {
		heap_free_block(is->heap, s);
		return 0;
	}
	at = &is->roots->encode[s->hash % SHAPES];
	*at = s;
	return 0;
}

/* encode_shape_find gives the shape of a plain object whose properties are all
   plain and enumerable, or NULL. seen is how often the list was met; it
   may be entered into the cache only where Duktape may allocate. */
static inline const atoll_shape *
encode_shape_find(isolate *is, duk_hobject *object, bool *again)
{
	uint32_t n = object->e_next;
	duk_hstring **keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	const duk_uint8_t *flags = DUK_HOBJECT_E_GET_FLAGS_BASE(NULL, object);
	uint32_t hash = keys_hash(keys, n);
	const encode_shape *s = is->roots->encode[hash % SHAPES];
	uint32_t i;

	for (i = 0; i < n; i++) {
		if ((flags[i] & (DUK_PROPDESC_FLAG_ENUMERABLE |
				 DUK_PROPDESC_FLAG_ACCESSOR)) !=
		    DUK_PROPDESC_FLAG_ENUMERABLE) {
			return NULL;
		}
	}
	if (s != NULL && s->count == n &&
	    memcmp(s->keys, keys, n * sizeof(*keys)) == 0) {
		return s->shape;
	}
	if (is->roots->encode_seen[hash % SHAPES] != hash) {
		is->roots->encode_seen[hash % SHAPES] = hash;
		return NULL;
	}
	for (i = 0; i < n; i++) {
		if (is_odd_key(keys[i])) {
			return NULL;
		}
	}
	*again = s == NULL; /* no other takes its place: shapes are in use */
	return NULL;
}

/* ------------------------------------------------------------- decoding */

static inline const char *
wire_key_text(const atoll_message *msg, const wire_shape *shape, uint32_t i,
	      uint32_t *len)
{
	const wire_key *key = &msg->keys[shape->first + i];

	*len = key->length;
	return (const char *)msg->pool + shape->base + key->offset;
}

static bool
decode_shape_is(const decode_shape *s, const atoll_message *msg,
		const wire_shape *shape)
{
	const char *text = (const char *)&s->text_at[s->count];
	uint32_t from = 0;
	uint32_t i;

	if (s->hash != shape->hash || s->count != shape->count) {
		return false;
	}
	for (i = 0; i < s->count; i++) {
		uint32_t len;
		const char *key = wire_key_text(msg, shape, i, &len);

		if (len != s->text_at[i] - from ||
		    memcmp(text + from, key, len) != 0) {
			return false;
		}
		from = s->text_at[i];
	}
	return true;
}

/* Push the key string i of a shape. */
static void
push_wire_key(isolate *is, const atoll_message *msg, const wire_shape *shape,
	      uint32_t i)
{
	uint32_t len;
	const char *key = wire_key_text(msg, shape, i, &len);

	push_utf8(is->context, key, len);
}

/* Make a template: an object that has the keys, compact. May throw. */
static decode_shape *
decode_shape_make(isolate *is, const atoll_message *msg,
		  const wire_shape *shape)
{
	duk_context *ctx = is->context;
	duk_idx_t object = duk_push_object(ctx);
	size_t text_size = 0;
	uint32_t n = shape->count;
	decode_shape *s;
	char *text;
	uint32_t i;
	uint32_t len;

	for (i = 0; i < n; i++) {
		push_wire_key(is, msg, shape, i);
		duk_push_undefined(ctx);
		duk_def_prop(ctx, object,
			     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC);
		(void)wire_key_text(msg, shape, i, &len);
		text_size += len;
	}
	duk_compact(ctx, object);
	s = duk_alloc(ctx, sizeof(*s) + n * sizeof(uint32_t) + text_size);
	if (s == NULL) {
		(void)duk_generic_error(ctx, "out of memory");
	}
	s->hash = shape->hash;
	s->count = n;
	s->text_size = (uint32_t)text_size;
	s->template = duk_get_heapptr(ctx, object);
	s->size = DUK_HOBJECT_P_ALLOC_SIZE(s->template);
	text = (char *)&s->text_at[n];
	for (i = 0, text_size = 0; i < n; i++) {
		const char *key = wire_key_text(msg, shape, i, &len);

		memcpy(text + text_size, key, len);
		text_size += len;
		s->text_at[i] = (uint32_t)text_size;
	}
	return s;
}

/* decode_shape_get finds or makes the shape; what it makes for this message
   only is left on the stack. May throw. */
static const decode_shape *
decode_shape_get(isolate *is, const atoll_message *msg, const wire_shape *shape)
{
	decode_shape **at = &is->roots->decode[shape->hash % SHAPES];
	decode_shape *s = *at;

	if (s != NULL && decode_shape_is(s, msg, shape)) {
		return s;
	}
	if (shape->count > SHAPE_KEYS || s != NULL) {
		return NULL;
	}
	if (is->roots->decode_seen[shape->hash % SHAPES] != shape->hash) {
		is->roots->decode_seen[shape->hash % SHAPES] = shape->hash;
		return NULL;
	}
	s = decode_shape_make(is, msg, shape);
	stash_keep(is);
	*at = s;
	return s;
}

/* shapes_free frees what the encoder's cache has outside of the heap. */
static void
shapes_free(roots *r)
{
	size_t i;

	for (i = 0; i < SHAPES; i++) {
		if (r->encode[i] != NULL) {
			atoll_shape_free(r->encode[i]->shape);
		}
	}
}
