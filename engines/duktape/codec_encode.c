/* codec_encode.c - values into messages. SPDX-License-Identifier: MIT
 *
 * There are two ways. The plain way walks Duktape's property tables. Nothing
 * of the script runs, and Duktape allocates nothing, so nothing moves. An
 * object with one reference to it cannot be met twice, so only those with more
 * are remembered (Duktape counts references). What needs more care (getters,
 * errors, Map and Set, proxies) makes it give up: then the careful way, through
 * the public API, begins from the start. */

enum {
	ENCODE_DEPTH = 8192, /* of the C stack; limits are the builder's */
	HBUFFER_DETACHED = DUK_HEAPHDR_USER_FLAG(8),
	HBUFFER_SHARED = DUK_HEAPHDR_USER_FLAG(9),
	HBUFFER_PINNED = DUK_HEAPHDR_USER_FLAG(10) /* untransferable */
};

enum { MARK_UNTRANSFERABLE = 1, MARK_UNCLONEABLE = 2 };

typedef enum {
	ENCODE_DONE,
	ENCODE_CAREFUL,  /* begin again, carefully */
	ENCODE_REFUSED,  /* `refused` cannot be cloned */
	ENCODE_UNLISTED, /* a port that is not in the transfer list */
	ENCODE_DETACHED, /* an ArrayBuffer that is */
	ENCODE_DEEP
} encode_result;

typedef struct {
	isolate *is;
	duk_hthread *thr;
	atoll_builder *b;
	transfer *t;
	atoll_port through;
	unsigned depth;
	duk_tval refused;
	duk_hobject *plain; /* a prototype that makes objects nothing special */
	duk_hobject *again; /* an object whose shape is worth keeping */
	duk_idx_t keep;     /* careful: an array of what was met */
	duk_uarridx_t kept;
} encoder;

static encode_result encode_value(encoder *e, duk_tval *tv);

/* ------------------------------------------------------- what was met */

static seen_entry *
seen_slot(const roots *r, const void *object)
{
	size_t i =
	    (size_t)(((uintptr_t)object >> 4) * 0x9e3779b97f4a7c15u >> 32);

	for (;; i++) {
		seen_entry *s = &r->seen[i & (r->seen_size - 1)];

		if (s->epoch != r->seen_epoch || s->object == object) {
			return s;
		}
	}
}

/* The number of an object that the message has already; UINT32_MAX: none. */
static uint32_t
seen_find(encoder *e, const void *object)
{
	const roots *r = e->is->roots;
	const seen_entry *s;

	if (r->seen_used == 0) {
		return UINT32_MAX;
	}
	s = seen_slot(r, object);
	return s->epoch == r->seen_epoch ? s->number : UINT32_MAX;
}

static void
seen_grow(isolate *is)
{
	roots *r = is->roots;
	seen_entry *old = r->seen;
	uint32_t old_size = r->seen_size;
	uint32_t size = old_size == 0 ? 32 : 2 * old_size;
	uint32_t i;

	/* Not through Duktape: no collection may run. */
	r->seen = heap_alloc(is->heap, size * sizeof(*old));
	if (r->seen == NULL) {
		isolate_out_of_memory(is);
	}
	memset(r->seen, 0, size * sizeof(*old));
	r->seen_size = size;
	for (i = 0; i < old_size; i++) {
		if (old[i].epoch == r->seen_epoch) {
			*seen_slot(r, old[i].object) = old[i];
		}
	}
	heap_free_block(is->heap, old);
}

static void
seen_add(encoder *e, void *object, uint32_t number)
{
	roots *r = e->is->roots;

	if (2 * (r->seen_used + 1) > r->seen_size) {
		seen_grow(e->is);
	}
	*seen_slot(r, object) = (seen_entry){object, number, r->seen_epoch};
	r->seen_used++;
}

static void
seen_begin(isolate *is)
{
	roots *r = is->roots;

	r->seen_used = 0;
	if (++r->seen_epoch == 0) {
		memset(r->seen, 0, r->seen_size * sizeof(*r->seen));
		r->seen_epoch = 1;
	}
	if (r->seen_size > 4096) {
		heap_free_block(is->heap, r->seen);
		r->seen = NULL;
		r->seen_size = 0;
	}
}

/* ------------------------------------------------------------- scalars */

static encode_result
encode_refuse(encoder *e, const duk_tval *tv)
{
	e->refused = *tv;
	return ENCODE_REFUSED;
}

static encode_result
encode_refuse_object(encoder *e, duk_hobject *object)
{
	DUK_TVAL_SET_OBJECT(&e->refused, object);
	return ENCODE_REFUSED;
}

/* Note what is known of a string: then nobody scans it again. */
static inline void
hstring_set_ascii(duk_hstring *s)
{
	if (!DUK_HSTRING_HAS_ASCII(s)) {
		DUK_HSTRING_SET_ASCII(s);
		s->clen = (duk_uint32_t)DUK_HSTRING_GET_BYTELEN(s);
	}
}

/* builder_string for long text that is ASCII. */
static inline void
build_ascii(atoll_builder *b, const char *text, size_t len)
{
	char *to = (char *)builder_room(b, &b->pool, len + 1);

	if (to == NULL) {
		return;
	}
	memcpy(to, text, len + 1);
	*builder_node(b) = (wire_node){.kind = ATOLL_KIND_STRING,
				       .flags = WIRE_ASCII,
				       .span = (uint32_t)len,
				       .number = b->pool.used};
	b->pool.used += (uint32_t)len + 1;
}

static inline void
build_hstring(atoll_builder *b, duk_hstring *s)
{
	const char *text = (const char *)DUK_HSTRING_GET_DATA(s);
	size_t len = DUK_HSTRING_GET_BYTELEN(s);

	if (!DUK_HSTRING_HAS_ASCII(s)) {
		if (!utf8_is_ascii(text, len)) {
			builder_cesu8_string(b, text, len);
			return;
		}
		hstring_set_ascii(s);
	}
	if (len <= 16) {
		builder_string(b, text, len);
	} else {
		build_ascii(b, text, len);
	}
}

static inline void
build_key(atoll_builder *b, const duk_hstring *key)
{
	builder_key_cesu8(b, (const char *)DUK_HSTRING_GET_DATA(key),
			  DUK_HSTRING_GET_BYTELEN(key));
}

/* ------------------------------------------------------ bytes and views */

static transferred *
transfer_find(const transfer *t, const void *buffer)
{
	uint32_t i;

	for (i = 0; t != NULL && i < t->count; i++) {
		if (t->items[i].buffer == buffer) {
			return &t->items[i];
		}
	}
	return NULL;
}

static atoll_shared *
shared_find(isolate *is, const duk_hbuffer *buffer)
{
	shared_keep *s = is->roots->shared;

	while (s != NULL && s->buffer != buffer) {
		s = s->next;
	}
	return s != NULL ? s->shared : NULL;
}

static uint32_t
build_bytes_copied(encoder *e, const void *bytes, size_t size)
{
	void *block;
	uint32_t number;

	if (size <= BUILDER_INLINE) {
		return atoll_build_buffer(e->b, size != 0 ? bytes : "", size);
	}
	block = atoll_block_new(size);
	if (block == NULL) {
		builder_fail(e->b, ATOLL_ENOMEM);
		return UINT32_MAX;
	}
	memcpy(block, bytes, size);
	number = atoll_build_block(e->b, block, size, SIZE_MAX);
	if (number == UINT32_MAX) {
		atoll_block_free(block);
	}
	return number;
}

/* The bytes behind ArrayBuffers and views: an ArrayBuffer in the message. */
static encode_result
encode_buffer(encoder *e, duk_hbuffer *buffer)
{
	transferred *item = transfer_find(e->t, buffer);
	uint32_t number = seen_find(e, buffer);
	void *bytes = DUK_HBUFFER_GET_DATA_PTR(NULL, buffer);
	size_t size = DUK_HBUFFER_GET_SIZE(buffer);

	if (number != UINT32_MAX) {
		atoll_build_reference(e->b, number);
		return ENCODE_DONE;
	}
	if (buffer->hdr.h_flags & HBUFFER_DETACHED) {
		return ENCODE_DETACHED;
	}
	if (buffer->hdr.h_flags & HBUFFER_SHARED) {
		number = atoll_build_shared(e->b, shared_find(e->is, buffer));
	} else if (item != NULL && DUK_HBUFFER_HAS_DYNAMIC(buffer) &&
		   bytes != NULL && !heap_is_small(bytes)) {
		item->used = item->lent = true;
		number = builder_lent_block(e->b, bytes, size, SIZE_MAX);
	} else {
		number = build_bytes_copied(e, bytes, size);
	}
	if (DUK_HEAPHDR_GET_REFCOUNT(&buffer->hdr) > 1) {
		seen_add(e, buffer, number);
	}
	return ENCODE_DONE;
}

static const uint8_t view_of_class[] = {
    [DUK_HOBJECT_CLASS_DATAVIEW - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_DATAVIEW,
    [DUK_HOBJECT_CLASS_INT8ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_INT8,
    [DUK_HOBJECT_CLASS_UINT8ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_UINT8,
    [DUK_HOBJECT_CLASS_UINT8CLAMPEDARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_UINT8_CLAMPED,
    [DUK_HOBJECT_CLASS_INT16ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_INT16,
    [DUK_HOBJECT_CLASS_UINT16ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_UINT16,
    [DUK_HOBJECT_CLASS_INT32ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_INT32,
    [DUK_HOBJECT_CLASS_UINT32ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_UINT32,
    [DUK_HOBJECT_CLASS_FLOAT32ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_FLOAT32,
    [DUK_HOBJECT_CLASS_FLOAT64ARRAY - DUK_HOBJECT_CLASS_DATAVIEW] =
	ATOLL_VIEW_FLOAT64,
};

static encode_result
encode_view(encoder *e, duk_hbufobj *view, unsigned class)
{
	atoll_view type = view_of_class[class - DUK_HOBJECT_CLASS_DATAVIEW];
	duk_hbuffer *buffer = view->buf;
	uint32_t number;
	encode_result result;

	if (buffer == NULL || (buffer->hdr.h_flags & HBUFFER_DETACHED)) {
		return ENCODE_DETACHED;
	}
	if (view->offset == 0 && view->length == DUK_HBUFFER_GET_SIZE(buffer)) {
		number = builder_whole_view(e->b, type);
	} else {
		number =
		    atoll_build_view(e->b, type, view->offset, view->length);
	}
	if (DUK_HEAPHDR_GET_REFCOUNT(&view->obj.hdr) > 1 || e->keep >= 0) {
		seen_add(e, view, number);
	}
	result = encode_buffer(e, buffer);
	atoll_build_end(e->b);
	return result;
}

static encode_result
encode_bufobj(encoder *e, duk_hobject *object, unsigned class)
{
	duk_hbufobj *bufobj = (duk_hbufobj *)object;
	encode_result result;
	uint32_t number;

	if (class != DUK_HOBJECT_CLASS_ARRAYBUFFER) {
		return encode_view(e, bufobj, class);
	}
	if (bufobj->buf == NULL) {
		return ENCODE_DETACHED;
	}
	result = encode_buffer(e, bufobj->buf);
	number = seen_find(e, bufobj->buf);
	if (result == ENCODE_DONE && number != UINT32_MAX) {
		seen_add(e, object, number);
	}
	return result;
}

/* A plain buffer of Duktape's behaves as a Uint8Array. */
static encode_result
encode_plain_buffer(encoder *e, duk_hbuffer *buffer)
{
	encode_result result;

	builder_whole_view(e->b, ATOLL_VIEW_UINT8);
	result = encode_buffer(e, buffer);
	atoll_build_end(e->b);
	return result;
}

/* --------------------------------------------------------------- objects */

typedef struct {
	uint32_t index;
	uint32_t at;
} index_key;

static int
index_key_compare(const void *a, const void *b)
{
	uint32_t x = ((const index_key *)a)->index;
	uint32_t y = ((const index_key *)b)->index;

	return x < y ? -1 : x > y;
}

/* The enumerable index keys of the entry part, in order. *out is malloc's,
   NULL when there are none; false: no memory. */
static bool
index_keys(duk_hobject *object, index_key **out, uint32_t *count)
{
	duk_hstring **keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	const duk_uint8_t *flags = DUK_HOBJECT_E_GET_FLAGS_BASE(NULL, object);
	uint32_t n = 0;
	uint32_t i;

	*out = NULL;
	*count = 0;
	for (i = 0; i < object->e_next; i++) {
		n += keys[i] != NULL && DUK_HSTRING_HAS_ARRIDX(keys[i]);
	}
	if (n == 0) {
		return true;
	}
	*out = malloc(n * sizeof(**out));
	if (*out == NULL) {
		return false;
	}
	for (i = 0, n = 0; i < object->e_next; i++) {
		if (keys[i] != NULL && DUK_HSTRING_HAS_ARRIDX(keys[i]) &&
		    (flags[i] & DUK_PROPDESC_FLAG_ENUMERABLE)) {
			(*out)[n++] = (index_key){
			    DUK_HSTRING_GET_ARRIDX_FAST(keys[i]), i};
		}
	}
	qsort(*out, n, sizeof(**out), index_key_compare);
	*count = n;
	return true;
}

/* What else a property table may hold, seen before anything is built. */
static encode_result
check_entries(encoder *e, duk_hobject *object)
{
	duk_hstring **keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	const duk_uint8_t *flags = DUK_HOBJECT_E_GET_FLAGS_BASE(NULL, object);
	const duk_tval *mark;
	uint32_t i;

	for (i = 0; i < object->e_next; i++) {
		if (keys[i] == NULL) {
			continue;
		}
		if ((void *)keys[i] == e->is->roots->key_mark) {
			mark =
			    DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(NULL, object, i);
			if ((int)DUK_TVAL_GET_NUMBER(mark) & MARK_UNCLONEABLE) {
				return encode_refuse_object(e, object);
			}
		}
		if ((flags[i] & DUK_PROPDESC_FLAG_ENUMERABLE) &&
		    (flags[i] & DUK_PROPDESC_FLAG_ACCESSOR) &&
		    !DUK_HSTRING_HAS_SYMBOL(keys[i])) {
			return ENCODE_CAREFUL;
		}
	}
	return ENCODE_DONE;
}

/* The entries that are no indices, as key and value. */
static encode_result
encode_entries(encoder *e, duk_hobject *object)
{
	duk_hstring **keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	const duk_uint8_t *flags = DUK_HOBJECT_E_GET_FLAGS_BASE(NULL, object);
	encode_result result = ENCODE_DONE;
	uint32_t i;

	for (i = 0; i < object->e_next && result == ENCODE_DONE; i++) {
		if (!is_odd_key(keys[i]) &&
		    (flags[i] & DUK_PROPDESC_FLAG_ENUMERABLE)) {
			build_key(e->b, keys[i]);
			result = encode_value(
			    e,
			    DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(NULL, object, i));
		}
	}
	return result;
}

static encode_result
encode_any_object(encoder *e, duk_hobject *object)
{
	encode_result result = check_entries(e, object);
	index_key *index;
	uint32_t n;
	uint32_t i;
	uint32_t number;

	if (result != ENCODE_DONE) {
		return result;
	}
	if (!index_keys(object, &index, &n)) {
		builder_fail(e->b, ATOLL_ENOMEM);
		return ENCODE_DONE;
	}
	number = builder_object(e->b);
	if (DUK_HEAPHDR_GET_REFCOUNT(&object->hdr) > 1) {
		seen_add(e, object, number);
	}
	for (i = 0; i < n && result == ENCODE_DONE; i++) {
		build_key(e->b,
			  DUK_HOBJECT_E_GET_KEY(NULL, object, index[i].at));
		result = encode_value(e, DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(
					     NULL, object, index[i].at));
	}
	free(index);
	if (result == ENCODE_DONE) {
		result = encode_entries(e, object);
	}
	builder_end(e->b);
	return result;
}

static encode_result
encode_plain_object(encoder *e, duk_hobject *object)
{
	uint32_t n = object->e_next;
	const atoll_shape *shape = NULL;
	bool again = false;
	duk_propvalue *values;
	encode_result result = ENCODE_DONE;
	uint32_t number;
	uint32_t i;

	if (object->a_size != 0) {
		return ENCODE_CAREFUL;
	}
	if (n - 1 < SHAPE_KEYS) {
		shape = encode_shape_find(e->is, object, &again);
	}
	if (shape == NULL) {
		if (again) {
			e->again = object;
		}
		return encode_any_object(e, object);
	}
	number = builder_record(e->b, shape);
	if (DUK_HEAPHDR_GET_REFCOUNT(&object->hdr) > 1) {
		seen_add(e, object, number);
	}
	values = DUK_HOBJECT_E_GET_VALUE_BASE(NULL, object);
	for (i = 0; i < n; i++) {
		result = encode_value(e, &values[i].v);
		if (result != ENCODE_DONE) {
			return result;
		}
	}
	builder_end(e->b);
	return ENCODE_DONE;
}

/* -------------------------------------------------------------- arrays */

static void
build_holes(atoll_builder *b, uint32_t run)
{
	if (run > 0) {
		atoll_build_hole(b, run);
	}
}

static encode_result
encode_dense_elements(encoder *e, duk_harray *array)
{
	duk_tval *tv = DUK_HOBJECT_A_GET_BASE(NULL, &array->obj);
	uint32_t size = array->obj.a_size;
	uint32_t n = array->length < size ? array->length : size;
	uint32_t holes = 0;
	encode_result result;
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (DUK_TVAL_IS_UNUSED(&tv[i])) {
			holes++;
			continue;
		}
		build_holes(e->b, holes);
		holes = 0;
		result = encode_value(e, &tv[i]);
		if (result != ENCODE_DONE) {
			return result;
		}
	}
	build_holes(e->b, holes + (array->length - n));
	return ENCODE_DONE;
}

/* An array whose elements are entries. */
static encode_result
encode_sparse_elements(encoder *e, duk_harray *array)
{
	duk_hobject *object = &array->obj;
	encode_result result = ENCODE_DONE;
	index_key *index;
	uint32_t next = 0;
	uint32_t n;
	uint32_t i;

	if (!index_keys(object, &index, &n)) {
		builder_fail(e->b, ATOLL_ENOMEM);
		return ENCODE_DONE;
	}
	for (i = 0; i < n && result == ENCODE_DONE; i++) {
		build_holes(e->b, index[i].index - next);
		next = index[i].index + 1;
		result = encode_value(e, DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(
					     NULL, object, index[i].at));
	}
	build_holes(e->b, array->length - next);
	free(index);
	return result;
}

static encode_result
encode_array(encoder *e, duk_hobject *object)
{
	duk_harray *array = (duk_harray *)object;
	encode_result result = ENCODE_DONE;
	uint32_t number;

	if (object->e_next != 0) {
		result = check_entries(e, object);
		if (result != ENCODE_DONE) {
			return result;
		}
	}
	number = builder_array(e->b);
	if (DUK_HEAPHDR_GET_REFCOUNT(&object->hdr) > 1) {
		seen_add(e, object, number);
	}
	result = DUK_HOBJECT_HAS_ARRAY_PART(object)
		     ? encode_dense_elements(e, array)
		     : encode_sparse_elements(e, array);
	if (result == ENCODE_DONE && object->e_next != 0) {
		result = encode_entries(e, object);
	}
	builder_end(e->b);
	return result;
}

/* ---------------------------------------------------- kinds of objects */

/* The type that library code gave to objects of this prototype, or NULL. */
static const char *
marked_type(isolate *is, const duk_hobject *object)
{
	duk_hobject *proto = object->prototype;
	const duk_tval *tv;
	unsigned depth;

	for (depth = 0; proto != NULL && depth < 100; depth++) {
		tv = hidden_own(is->context, proto, is->roots->key_kind);
		if (tv != NULL && DUK_TVAL_IS_STRING(tv)) {
			return (const char *)DUK_HSTRING_GET_DATA(
			    DUK_TVAL_GET_STRING(tv));
		}
		proto = proto->prototype;
	}
	return NULL;
}

static encode_result
encode_port(encoder *e, port *p, duk_hobject *object)
{
	uint32_t i;
	uint32_t number;

	for (i = 0; p != NULL && e->t != NULL && i < e->t->count; i++) {
		if (e->t->items[i].port == p) {
			break;
		}
	}
	if (p == NULL || e->t == NULL || i == e->t->count) {
		return p == NULL ? encode_refuse_object(e, object)
				 : ENCODE_UNLISTED;
	}
	e->t->items[i].used = true;
	switch (
	    atoll_self_attach(e->is->self, e->b, p->id, e->through, &number)) {
	case ATOLL_OK:
		seen_add(e, object, number);
		return ENCODE_DONE;
	default:
		return encode_refuse_object(e, object);
	}
}

static encode_result
encode_boxed(encoder *e, duk_hobject *object, unsigned class)
{
	duk_tval *tv =
	    duk_hobject_get_internal_value_tval_ptr(e->thr->heap, object);
	const duk_hstring *s;
	uint32_t number;

	if (tv == NULL) {
		return encode_refuse_object(e, object);
	}
	switch (class) {
	case DUK_HOBJECT_CLASS_BOOLEAN:
		number =
		    atoll_build_boxed_boolean(e->b, DUK_TVAL_GET_BOOLEAN(tv));
		break;
	case DUK_HOBJECT_CLASS_NUMBER:
		number =
		    atoll_build_boxed_number(e->b, DUK_TVAL_GET_NUMBER(tv));
		break;
	case DUK_HOBJECT_CLASS_DATE:
		number = atoll_build_date(e->b, DUK_TVAL_GET_NUMBER(tv));
		break;
	default:
		s = DUK_TVAL_GET_STRING(tv);
		if (!utf8_is_ascii((const char *)DUK_HSTRING_GET_DATA(s),
				   DUK_HSTRING_GET_BYTELEN(s))) {
			return ENCODE_CAREFUL;
		}
		number = atoll_build_boxed_string(
		    e->b, (const char *)DUK_HSTRING_GET_DATA(s),
		    DUK_HSTRING_GET_BYTELEN(s));
		break;
	}
	seen_add(e, object, number);
	return ENCODE_DONE;
}

/* An object whose prototype is not Object.prototype. */
static encode_result
encode_special_object(encoder *e, duk_hobject *object)
{
	bool is_port;
	port *p = port_of_object(e->is, object, &is_port);
	const char *type;

	if (is_port) {
		return encode_port(e, p, object);
	}
	type = marked_type(e->is, object);
	if (type == NULL) {
		if (object->prototype !=
		    e->is->roots->hooks[HOOK_PORT_PROTOTYPE]) {
			e->plain = object->prototype;
		}
		return encode_plain_object(e, object);
	}
	if (strcmp(type, "Map") == 0 || strcmp(type, "Set") == 0) {
		return ENCODE_CAREFUL;
	}
	return encode_refuse_object(e, object);
}

static encode_result
encode_object_of(encoder *e, duk_hobject *object)
{
	unsigned class = DUK_HOBJECT_GET_CLASS_NUMBER(object);
	duk_hobject *proto = object->prototype;

	switch (class) {
	case DUK_HOBJECT_CLASS_OBJECT:
		if (DUK_HOBJECT_HAS_EXOTIC_BEHAVIOR(object) ||
		    DUK_HOBJECT_IS_CALLABLE(object)) {
			return encode_refuse_object(e, object);
		}
		if (proto == NULL || proto == e->plain ||
		    proto == e->thr->builtins[DUK_BIDX_OBJECT_PROTOTYPE]) {
			return encode_plain_object(e, object);
		}
		return encode_special_object(e, object);
	case DUK_HOBJECT_CLASS_ARRAY:
		if (DUK_HOBJECT_HAS_EXOTIC_PROXYOBJ(object)) {
			return encode_refuse_object(e, object);
		}
		return encode_array(e, object);
	case DUK_HOBJECT_CLASS_BOOLEAN:
	case DUK_HOBJECT_CLASS_NUMBER:
	case DUK_HOBJECT_CLASS_STRING:
	case DUK_HOBJECT_CLASS_DATE:
		return encode_boxed(e, object, class);
	case DUK_HOBJECT_CLASS_ARGUMENTS:
	case DUK_HOBJECT_CLASS_ERROR:
	case DUK_HOBJECT_CLASS_REGEXP:
	case DUK_HOBJECT_CLASS_JSON:
	case DUK_HOBJECT_CLASS_MATH:
	case DUK_HOBJECT_CLASS_GLOBAL:
		return ENCODE_CAREFUL;
	default:
		if (class >= DUK_HOBJECT_CLASS_BUFOBJ_MIN &&
		    DUK_HOBJECT_IS_BUFOBJ(object)) {
			return encode_bufobj(e, object, class);
		}
		return encode_refuse_object(e, object);
	}
}

static encode_result
encode_object(encoder *e, duk_hobject *object)
{
	encode_result result;
	uint32_t number;

	if (DUK_HEAPHDR_GET_REFCOUNT(&object->hdr) > 1) {
		number = seen_find(e, object);
		if (number != UINT32_MAX) {
			atoll_build_reference(e->b, number);
			return ENCODE_DONE;
		}
	}
	if (++e->depth > ENCODE_DEPTH) {
		return ENCODE_DEEP;
	}
	result = encode_object_of(e, object);
	e->depth--;
	return result;
}

static encode_result
encode_value(encoder *e, duk_tval *tv)
{
	switch (DUK_TVAL_GET_TAG(tv)) {
	case DUK_TAG_NUMBER:
		builder_number(e->b, DUK_TVAL_GET_NUMBER(tv));
		return ENCODE_DONE;
	case DUK_TAG_STRING:
		if (DUK_HSTRING_HAS_SYMBOL(DUK_TVAL_GET_STRING(tv))) {
			return encode_refuse(e, tv);
		}
		build_hstring(e->b, DUK_TVAL_GET_STRING(tv));
		return ENCODE_DONE;
	case DUK_TAG_OBJECT:
		return encode_object(e, DUK_TVAL_GET_OBJECT(tv));
	case DUK_TAG_BOOLEAN:
		builder_boolean(e->b, DUK_TVAL_GET_BOOLEAN(tv));
		return ENCODE_DONE;
	case DUK_TAG_NULL:
		builder_null(e->b);
		return ENCODE_DONE;
	case DUK_TAG_UNDEFINED:
		builder_undefined(e->b);
		return ENCODE_DONE;
	case DUK_TAG_BUFFER:
		return encode_plain_buffer(e, DUK_TVAL_GET_BUFFER(tv));
	default:
		return encode_refuse(e, tv);
	}
}
