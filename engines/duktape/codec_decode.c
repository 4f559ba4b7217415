/* codec_decode.c - messages into values. SPDX-License-Identifier: MIT
 *
 * Messages were verified (or written by us), so nodes are read without checks.
 * A value goes into a slot that is already part of what the collector sees: the
 * top of the value stack, or a property of the object around. So a new object
 * is stored before anything else is allocated, and slots are found again after
 * each allocation, which may move property tables. What is rare is made on the
 * value stack through the public API and moved from there. */

enum { DECODE_DEPTH = 8192, MESSAGE_SHAPES = 8 };

typedef struct {
	isolate *is;
	duk_hthread *thr;
	atoll_message *msg;
	const wire_node *nodes;
	uint32_t at;
	unsigned depth;
	void **objects; /* by node; NULL: nothing refers */
	const decode_shape *shapes[MESSAGE_SHAPES]; /* of this message */
} decoder;

/* Where a value goes. */
typedef struct {
	duk_hobject *holder; /* NULL: the top of the value stack */
	uint32_t index;
	bool element; /* of the array part; else an entry */
} slot_at;

static void decode_value(decoder *d, slot_at at);

static inline duk_tval *
slot_of(decoder *d, slot_at at)
{
	if (at.holder == NULL) {
		return d->thr->valstack_top - 1;
	}
	return at.element
		   ? DUK_HOBJECT_A_GET_VALUE_PTR(NULL, at.holder, at.index)
		   : DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(NULL, at.holder,
						      at.index);
}

static void
decode_refuse(decoder *d, const char *what)
{
	(void)duk_type_error(d->thr, "%s cannot be represented in this engine",
			     what);
}

/* The slot holds nothing that is counted: undefined, or a missing element. */
static inline void
slot_set_object(decoder *d, slot_at at, duk_hobject *object, uint32_t node)
{
	duk_tval *tv = slot_of(d, at);

	DUK_TVAL_SET_OBJECT(tv, object);
	DUK_HOBJECT_INCREF(d->thr, object);
	if (d->objects != NULL) {
		d->objects[node] = object;
	}
}

/* Move the top of the stack into the slot. */
static void
slot_take_top(decoder *d, slot_at at, uint32_t node)
{
	duk_tval *top = d->thr->valstack_top - 1;
	duk_tval *tv;

	if (d->objects != NULL && DUK_TVAL_IS_OBJECT(top)) {
		d->objects[node] = DUK_TVAL_GET_OBJECT(top);
	}
	if (at.holder == NULL) {
		duk_remove(d->thr, -2);
		return;
	}
	tv = slot_of(d, at);
	DUK_TVAL_SET_TVAL(tv, top);
	DUK_TVAL_INCREF(d->thr, tv);
	duk_pop(d->thr);
}

/* --------------------------------------------------------------- strings */

static void
push_pool_text(decoder *d, const wire_node *node)
{
	push_utf8(d->thr, (const char *)d->msg->pool + (uint32_t)node->number,
		  node->span);
}

static inline void
decode_string(decoder *d, slot_at at, const wire_node *node)
{
	const duk_uint8_t *text = d->msg->pool + (uint32_t)node->number;
	duk_hstring *s;
	duk_tval *tv;

	if ((node->flags & WIRE_ASCII) != 0) {
		s = duk_heap_strtable_intern_checked(d->thr, text, node->span);
		hstring_set_ascii(s);
		tv = slot_of(d, at);
		DUK_TVAL_SET_STRING(tv, s);
		DUK_HSTRING_INCREF(d->thr, s);
		return;
	}
	push_pool_text(d, node);
	slot_take_top(d, at, 0);
}

/* ----------------------------------------------------- objects and arrays */

static duk_hobject *
object_new(decoder *d, slot_at at, uint32_t node)
{
	duk_hobject *object = duk_hobject_alloc(
	    d->thr, DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_FASTREFS |
			DUK_HOBJECT_CLASS_AS_FLAGS(DUK_HOBJECT_CLASS_OBJECT));

	slot_set_object(d, at, object, node);
	DUK_HOBJECT_SET_PROTOTYPE_INIT_INCREF(
	    d->thr, object, d->thr->builtins[DUK_BIDX_OBJECT_PROTOTYPE]);
	return object;
}

/* An object as the template is, its values undefined. */
static void
object_copy_template(decoder *d, duk_hobject *object, const decode_shape *s)
{
	const duk_hobject *template = s->template;
	duk_uint8_t *props = DUK_ALLOC_CHECKED(d->thr, s->size);
	duk_hstring **keys;
	uint32_t i;

	memcpy(props, template->props, s->size);
	object->props = props;
	object->e_size = template->e_size;
	object->e_next = template->e_next;
	object->h_size = template->h_size;
	keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	for (i = 0; i < s->count; i++) {
		DUK_HSTRING_INCREF(d->thr, keys[i]);
	}
}

static const decode_shape *
message_shape(decoder *d, uint32_t index)
{
	const wire_shape *shape = &d->msg->shapes[index];

	if (index < MESSAGE_SHAPES && d->shapes[index] != NULL) {
		return d->shapes[index];
	}
	if (shape->count == 0) {
		return NULL;
	}
	duk_require_stack(d->thr, 8);
	{
		const decode_shape *s = decode_shape_get(d->is, d->msg, shape);

		if (index < MESSAGE_SHAPES) {
			d->shapes[index] = s;
		}
		return s;
	}
}

/* One property after the other. */
static void
decode_entries(decoder *d, duk_hobject *object, const wire_shape *shape)
{
	duk_context *ctx = d->thr;
	uint32_t i;

	duk_require_stack(ctx, 8);
	duk_push_hobject(ctx, object);
	for (i = 0; i < shape->count; i++) {
		push_wire_key(d->is, d->msg, shape, i);
		duk_push_undefined(ctx);
		decode_value(d, (slot_at){NULL, 0, false});
		duk_def_prop(ctx, -3,
			     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC |
				 DUK_DEFPROP_FORCE);
	}
	duk_pop(ctx);
}

static void
decode_object(decoder *d, slot_at at, uint32_t node)
{
	uint32_t index = (uint32_t)d->nodes[node].number;
	const wire_shape *shape = &d->msg->shapes[index];
	duk_hobject *object = object_new(d, at, node);
	const decode_shape *s = message_shape(d, index);
	uint32_t i;

	if (s == NULL) {
		decode_entries(d, object, shape);
		return;
	}
	object_copy_template(d, object, s);
	for (i = 0; i < s->count; i++) {
		decode_value(d, (slot_at){object, i, false});
	}
}

/* The children of an array that are elements. */
static uint32_t
array_end(const wire_node *nodes, uint32_t node)
{
	uint32_t end = node + nodes[node].span;
	uint32_t at = node + 1;

	if ((nodes[node].flags & WIRE_EXTRA) == 0) {
		return end;
	}
	for (;;) { /* the last child is the extra */
		uint32_t next = at + wire_step(&nodes[at]);

		if (next >= end) {
			return at;
		}
		at = next;
	}
}

/* Elements straight into the array part; holes stay missing. */
static void
decode_dense(decoder *d, duk_harray *array, uint32_t length, uint32_t end)
{
	uint32_t i = 0;

	duk_hobject_realloc_props(d->thr, &array->obj, 0, length, 0, 0);
	array->length = length;
	while (d->at < end) {
		const wire_node *node = &d->nodes[d->at];

		if (node->kind == ATOLL_KIND_HOLE) {
			i += (uint32_t)node->number;
			d->at++;
			continue;
		}
		decode_value(d, (slot_at){&array->obj, i++, true});
	}
}

/* An array with many holes: its elements are entries. */
static void
decode_sparse(decoder *d, duk_harray *array, uint32_t length, uint32_t end)
{
	duk_context *ctx = d->thr;
	uint32_t i = 0;

	duk_require_stack(ctx, 8);
	duk_push_hobject(ctx, &array->obj);
	duk_push_uint(ctx, length);
	duk_put_prop_string(ctx, -2, "length");
	while (d->at < end) {
		const wire_node *node = &d->nodes[d->at];

		if (node->kind == ATOLL_KIND_HOLE) {
			i += (uint32_t)node->number;
			d->at++;
			continue;
		}
		duk_push_uint(ctx, i++);
		duk_push_undefined(ctx);
		decode_value(d, (slot_at){NULL, 0, false});
		duk_def_prop(ctx, -3,
			     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC |
				 DUK_DEFPROP_FORCE);
	}
	duk_pop(ctx);
}

static void
decode_array(decoder *d, slot_at at, uint32_t node)
{
	const wire_node *n = &d->nodes[node];
	uint32_t length = (uint32_t)n->number;
	uint32_t end = array_end(d->nodes, node);
	duk_harray *array = duk_harray_alloc(
	    d->thr, DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_FASTREFS |
			DUK_HOBJECT_FLAG_ARRAY_PART |
			DUK_HOBJECT_FLAG_EXOTIC_ARRAY |
			DUK_HOBJECT_CLASS_AS_FLAGS(DUK_HOBJECT_CLASS_ARRAY));

	slot_set_object(d, at, &array->obj, node);
	DUK_HOBJECT_SET_PROTOTYPE_INIT_INCREF(
	    d->thr, &array->obj, d->thr->builtins[DUK_BIDX_ARRAY_PROTOTYPE]);
	if (length <= 2 * (end - node) + 64) {
		if (length > 0) {
			decode_dense(d, array, length, end);
		}
	} else {
		decode_sparse(d, array, length, end);
	}
	if ((n->flags & WIRE_EXTRA) != 0) {
		d->at++;
		decode_entries(
		    d, &array->obj,
		    &d->msg->shapes[(uint32_t)d->nodes[d->at - 1].number]);
	}
}

/* ------------------------------------------------------ bytes and views */

static duk_hbufobj *
push_arraybuffer(decoder *d, duk_hbuffer *buffer)
{
	duk_hbufobj *bufobj = duk_push_bufobj_raw(
	    d->thr,
	    DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_BUFOBJ |
		DUK_HOBJECT_CLASS_AS_FLAGS(DUK_HOBJECT_CLASS_ARRAYBUFFER),
	    DUK_BIDX_ARRAYBUFFER_PROTOTYPE);

	bufobj->buf = buffer;
	DUK_HBUFFER_INCREF(d->thr, buffer);
	bufobj->offset = 0;
	bufobj->length = (duk_uint_t)DUK_HBUFFER_GET_SIZE(buffer);
	return bufobj;
}

/* Push a buffer with the bytes of an attachment, which becomes the heap's. */
static void
push_attached(decoder *d, uint32_t index)
{
	duk_context *ctx = d->thr;
	size_t size = d->msg->attachments[index].length;
	duk_hbuffer_dynamic *buffer;
	void *block;

	if (size > DUK_HBUFFER_MAX_BYTELEN) {
		(void)duk_range_error(ctx, "Array buffer allocation failed");
	}
	duk_push_dynamic_buffer(ctx, 0);
	buffer = (duk_hbuffer_dynamic *)duk_known_hbuffer(ctx, -1);
	block = message_take_block(d->msg, index);
	if (block == NULL) {
		(void)duk_range_error(ctx, "Array buffer allocation failed");
	}
	if (!heap_adopt(d->is->heap, block, size)) {
		duk_gc(ctx, 0);
		if (!heap_adopt(d->is->heap, block, size)) {
			atoll_block_free(block);
			isolate_out_of_memory(d->is);
		}
	}
	if (buffer->curr_alloc != NULL) {
		heap_free_block(d->is->heap, buffer->curr_alloc);
	}
	buffer->curr_alloc = block;
	buffer->size = size;
}

/* Push a buffer over shared memory. */
static void
push_shared(decoder *d, uint32_t index)
{
	duk_context *ctx = d->thr;
	atoll_shared *shared = d->msg->attachments[index].shared;
	duk_hbuffer *buffer;
	shared_keep *s;

	duk_push_external_buffer(ctx);
	buffer = duk_known_hbuffer(ctx, -1);
	duk_config_buffer(ctx, -1, atoll_shared_data(shared),
			  atoll_shared_size(shared));
	duk_dup(ctx, -1);
	stash_keep(d->is);
	s = duk_alloc(ctx, sizeof(*s));
	if (s == NULL) {
		(void)duk_generic_error(ctx, "out of memory");
	}
	*s = (shared_keep){d->is->roots->shared, buffer,
			   atoll_shared_ref(shared)};
	d->is->roots->shared = s;
	buffer->hdr.h_flags |= HBUFFER_SHARED;
}

static void
shared_free(roots *r)
{
	shared_keep *s;

	for (s = r->shared; s != NULL; s = s->next) {
		atoll_shared_free(s->shared);
	}
}

/* Push the bytes of a Buffer or Shared node, which comes next. */
static duk_hbuffer *
push_bytes(decoder *d)
{
	const wire_node *node = &d->nodes[d->at++];

	if (node->kind == ATOLL_KIND_SHARED) {
		push_shared(d, (uint32_t)node->number);
	} else if ((node->flags & WIRE_ATTACHED) != 0) {
		push_attached(d, (uint32_t)node->number);
	} else {
		void *to = duk_push_fixed_buffer(d->thr, node->span);

		memcpy(to, d->msg->pool + (uint32_t)node->number, node->span);
	}
	return duk_known_hbuffer(d->thr, -1);
}

static void
decode_buffer(decoder *d, slot_at at, uint32_t node)
{
	duk_require_stack(d->thr, 8);
	d->at = node;
	push_arraybuffer(d, push_bytes(d));
	duk_remove(d->thr, -2);
	slot_take_top(d, at, node);
}

static const struct {
	uint8_t class;
	uint8_t proto;
	uint8_t shift;
	uint8_t element;
	bool array;
} views[] = {
    [ATOLL_VIEW_INT8] = {DUK_HOBJECT_CLASS_INT8ARRAY,
			 DUK_BIDX_INT8ARRAY_PROTOTYPE, 0, DUK_HBUFOBJ_ELEM_INT8,
			 true},
    [ATOLL_VIEW_UINT8] = {DUK_HOBJECT_CLASS_UINT8ARRAY,
			  DUK_BIDX_UINT8ARRAY_PROTOTYPE, 0,
			  DUK_HBUFOBJ_ELEM_UINT8, true},
    [ATOLL_VIEW_UINT8_CLAMPED] = {DUK_HOBJECT_CLASS_UINT8CLAMPEDARRAY,
				  DUK_BIDX_UINT8CLAMPEDARRAY_PROTOTYPE, 0,
				  DUK_HBUFOBJ_ELEM_UINT8CLAMPED, true},
    [ATOLL_VIEW_INT16] = {DUK_HOBJECT_CLASS_INT16ARRAY,
			  DUK_BIDX_INT16ARRAY_PROTOTYPE, 1,
			  DUK_HBUFOBJ_ELEM_INT16, true},
    [ATOLL_VIEW_UINT16] = {DUK_HOBJECT_CLASS_UINT16ARRAY,
			   DUK_BIDX_UINT16ARRAY_PROTOTYPE, 1,
			   DUK_HBUFOBJ_ELEM_UINT16, true},
    [ATOLL_VIEW_INT32] = {DUK_HOBJECT_CLASS_INT32ARRAY,
			  DUK_BIDX_INT32ARRAY_PROTOTYPE, 2,
			  DUK_HBUFOBJ_ELEM_INT32, true},
    [ATOLL_VIEW_UINT32] = {DUK_HOBJECT_CLASS_UINT32ARRAY,
			   DUK_BIDX_UINT32ARRAY_PROTOTYPE, 2,
			   DUK_HBUFOBJ_ELEM_UINT32, true},
    [ATOLL_VIEW_FLOAT32] = {DUK_HOBJECT_CLASS_FLOAT32ARRAY,
			    DUK_BIDX_FLOAT32ARRAY_PROTOTYPE, 2,
			    DUK_HBUFOBJ_ELEM_FLOAT32, true},
    [ATOLL_VIEW_FLOAT64] = {DUK_HOBJECT_CLASS_FLOAT64ARRAY,
			    DUK_BIDX_FLOAT64ARRAY_PROTOTYPE, 3,
			    DUK_HBUFOBJ_ELEM_FLOAT64, true},
    [ATOLL_VIEW_DATAVIEW] = {DUK_HOBJECT_CLASS_DATAVIEW,
			     DUK_BIDX_DATAVIEW_PROTOTYPE, 0,
			     DUK_HBUFOBJ_ELEM_UINT8, false},
};

/* Push the ArrayBuffer a view covers: the node that comes next. */
static duk_hbufobj *
push_viewed(decoder *d)
{
	uint32_t node = d->at;
	const wire_node *n = &d->nodes[node];
	duk_hbufobj *bufobj;

	if (n->kind == ATOLL_KIND_REFERENCE) {
		d->at++;
		duk_push_heapptr(d->thr, d->objects[(uint32_t)n->number]);
		bufobj = (duk_hbufobj *)duk_known_hobject(d->thr, -1);
		if (!DUK_HOBJECT_IS_BUFOBJ((duk_hobject *)bufobj)) {
			decode_refuse(d, "this view");
		}
		return bufobj;
	}
	bufobj = push_arraybuffer(d, push_bytes(d));
	duk_remove(d->thr, -2);
	if (d->objects != NULL) {
		d->objects[node] = bufobj;
	}
	return bufobj;
}

static void
decode_view(decoder *d, slot_at at, uint32_t node)
{
	const wire_node *n = &d->nodes[node];
	duk_hbufobj *buffer;
	duk_hbufobj *view;
	double length = -1;
	unsigned type = n->aux;

	if (type >= sizeof(views) / sizeof(views[0]) ||
	    (views[type].class == 0)) {
		decode_refuse(d, "an array of this type");
	}
	duk_require_stack(d->thr, 8);
	if ((n->flags & (WIRE_WHOLE | WIRE_TRACKING)) == 0) {
		length = d->nodes[d->at++].number;
	}
	buffer = push_viewed(d);
	if (buffer->buf == NULL) {
		decode_refuse(d, "this view");
	}
	view = duk_push_bufobj_raw(
	    d->thr,
	    DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_BUFOBJ |
		DUK_HOBJECT_CLASS_AS_FLAGS((duk_uint_t)views[type].class),
	    views[type].proto);
	view->buf = buffer->buf;
	DUK_HBUFFER_INCREF(d->thr, buffer->buf);
	view->buf_prop = &buffer->obj;
	DUK_HBUFOBJ_INCREF(d->thr, buffer);
	view->offset = (duk_uint_t)n->number;
	view->length = length < 0
			   ? (buffer->length - view->offset) &
				 ~(duk_uint_t)((1u << views[type].shift) - 1)
			   : (duk_uint_t)length;
	view->shift = views[type].shift;
	view->elem_type = views[type].element;
	view->is_typedarray = views[type].array;
	duk_remove(d->thr, -2);
	slot_take_top(d, at, node);
}

/* ------------------------------------------------------------ rare kinds */

static void
push_typed_object(decoder *d, unsigned class, unsigned proto)
{
	(void)duk_push_object_helper(
	    d->thr,
	    DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_FASTREFS |
		DUK_HOBJECT_CLASS_AS_FLAGS((duk_uint_t) class),
	    (duk_small_int_t)proto);
}

static void
push_boxed(decoder *d, const wire_node *node)
{
	duk_context *ctx = d->thr;

	switch (node->kind) {
	case ATOLL_KIND_BOXED_BOOLEAN:
		duk_push_boolean(ctx, node->number != 0);
		duk_to_object(ctx, -1);
		break;
	case ATOLL_KIND_BOXED_NUMBER:
		duk_push_number(ctx, node->number);
		duk_to_object(ctx, -1);
		break;
	case ATOLL_KIND_BOXED_STRING:
		push_pool_text(d, node);
		duk_to_object(ctx, -1);
		break;
	default:
		push_typed_object(d, DUK_HOBJECT_CLASS_DATE,
				  DUK_BIDX_DATE_PROTOTYPE);
		duk_push_number(ctx, node->number);
		duk_xdef_prop_stridx_short(ctx, -2, DUK_STRIDX_INT_VALUE,
					   DUK_PROPDESC_FLAGS_W);
		break;
	}
}

static void
push_regexp(decoder *d, const wire_node *node)
{
	duk_context *ctx = d->thr;
	char flags[4];
	size_t n = 0;

	if ((node->aux &
	     ~(unsigned)(ATOLL_REGEXP_GLOBAL | ATOLL_REGEXP_IGNORECASE |
			 ATOLL_REGEXP_MULTILINE | ATOLL_REGEXP_INDICES)) != 0) {
		decode_refuse(d, "a regular expression with these flags");
	}
	if (node->aux & ATOLL_REGEXP_GLOBAL) {
		flags[n++] = 'g';
	}
	if (node->aux & ATOLL_REGEXP_IGNORECASE) {
		flags[n++] = 'i';
	}
	if (node->aux & ATOLL_REGEXP_MULTILINE) {
		flags[n++] = 'm';
	}
	duk_push_hobject_bidx(ctx, DUK_BIDX_REGEXP_CONSTRUCTOR);
	push_pool_text(d, node);
	duk_push_lstring(ctx, flags, n);
	duk_new(ctx, 2);
}

/* A bigint as a number, where that is exact. */
static void
push_bigint(decoder *d, const wire_node *node)
{
	double value = 0;
	uint64_t word = 0;

	if (node->span == 8) {
		memcpy(&word, d->msg->pool + (uint32_t)node->number, 8);
	}
	if (node->span > 8 || word > (uint64_t)1 << 53) {
		decode_refuse(d, "a BigInt beyond 2 ** 53");
	}
	value = (double)word;
	duk_push_number(d->thr,
			(node->flags & WIRE_NEGATIVE) != 0 ? -value : value);
}

static void
push_port_of(decoder *d, const wire_node *node)
{
	atoll_port id;
	port *p;

	if (atoll_self_adopt(d->is->self, d->msg, (uint32_t)node->number,
			     &id) != ATOLL_OK) {
		decode_refuse(d, "a port that was taken");
	}
	p = port_add(d->is, id);
	port_push(d->is, p);
}

/* The next child, on the value stack. */
static void
push_child(decoder *d)
{
	duk_require_stack(d->thr, 8);
	duk_push_undefined(d->thr);
	decode_value(d, (slot_at){NULL, 0, false});
}

static void
decode_collection(decoder *d, slot_at at, uint32_t node)
{
	duk_context *ctx = d->thr;
	bool map = d->nodes[node].kind == ATOLL_KIND_MAP;
	uint32_t end = node + d->nodes[node].span;

	duk_require_stack(ctx, 16);
	if (!hook_push(d->is, map ? HOOK_MAKE_MAP : HOOK_MAKE_SET)) {
		decode_refuse(d, map ? "a Map" : "a Set");
	}
	duk_call(ctx, 0);
	duk_dup(ctx, -1);
	if (at.holder == NULL) {
		/* [slot c c] -> [c c]: the lower one is the slot's. */
		duk_remove(ctx, -3);
		if (d->objects != NULL) {
			d->objects[node] = duk_get_heapptr(ctx, -1);
		}
	} else {
		slot_take_top(d, at, node);
	}
	hook_push(d->is, map ? HOOK_MAP_SET : HOOK_SET_ADD);
	while (d->at < end) {
		duk_dup(ctx, -1);
		duk_dup(ctx, -3);
		push_child(d);
		if (map) {
			push_child(d);
		}
		duk_call(ctx, map ? 3 : 2);
		duk_pop(ctx);
	}
	duk_pop_2(ctx);
}

static void
decode_error(decoder *d, slot_at at, uint32_t node)
{
	static const uint8_t protos[] = {
	    DUK_BIDX_ERROR_PROTOTYPE,        DUK_BIDX_EVAL_ERROR_PROTOTYPE,
	    DUK_BIDX_RANGE_ERROR_PROTOTYPE,  DUK_BIDX_REFERENCE_ERROR_PROTOTYPE,
	    DUK_BIDX_SYNTAX_ERROR_PROTOTYPE, DUK_BIDX_TYPE_ERROR_PROTOTYPE,
	    DUK_BIDX_URI_ERROR_PROTOTYPE};
	static const char *const parts[] = {"message", "stack", "cause"};
	duk_context *ctx = d->thr;
	const wire_node *n = &d->nodes[node];
	unsigned i;

	duk_require_stack(ctx, 16);
	push_typed_object(d, DUK_HOBJECT_CLASS_ERROR, protos[n->aux & 0xff]);
	duk_dup(ctx, -1);
	if (at.holder == NULL) {
		duk_remove(ctx, -3);
		if (d->objects != NULL) {
			d->objects[node] = duk_get_heapptr(ctx, -1);
		}
	} else {
		slot_take_top(d, at, node);
	}
	for (i = 0; i < 3; i++) {
		if ((n->aux >> 8) & (1u << i)) {
			duk_push_string(ctx, parts[i]);
			push_child(d);
			duk_def_prop(ctx, -3,
				     DUK_DEFPROP_HAVE_VALUE |
					 DUK_DEFPROP_SET_WRITABLE |
					 DUK_DEFPROP_SET_CONFIGURABLE |
					 DUK_DEFPROP_FORCE);
		}
	}
	if ((n->flags & WIRE_EXTRA) != 0) {
		d->at++;
		decode_entries(
		    d, duk_known_hobject(ctx, -1),
		    &d->msg->shapes[(uint32_t)d->nodes[d->at - 1].number]);
	}
	duk_pop(ctx);
}

/* ----------------------------------------------------------------- values */

static void
decode_rare(decoder *d, slot_at at, uint32_t node)
{
	const wire_node *n = &d->nodes[node];

	duk_require_stack(d->thr, 16);
	switch (n->kind) {
	case ATOLL_KIND_REFERENCE:
		duk_push_heapptr(d->thr, d->objects[(uint32_t)n->number]);
		d->objects[node] = NULL;
		break;
	case ATOLL_KIND_BIGINT:
		push_bigint(d, n);
		break;
	case ATOLL_KIND_BOXED_BOOLEAN:
	case ATOLL_KIND_BOXED_NUMBER:
	case ATOLL_KIND_BOXED_STRING:
	case ATOLL_KIND_DATE:
		push_boxed(d, n);
		break;
	case ATOLL_KIND_REGEXP:
		push_regexp(d, n);
		break;
	case ATOLL_KIND_PORT:
		push_port_of(d, n);
		break;
	default:
		decode_refuse(d, "a value of this kind");
		return;
	}
	slot_take_top(d, at, node);
}

static void
decode_container(decoder *d, slot_at at, uint32_t node)
{
	if (++d->depth > DECODE_DEPTH) {
		(void)duk_range_error(d->thr, "%s", DUK_STR_CALLSTACK_LIMIT);
	}
	switch (d->nodes[node].kind) {
	case ATOLL_KIND_OBJECT:
		decode_object(d, at, node);
		break;
	case ATOLL_KIND_ARRAY:
		decode_array(d, at, node);
		break;
	case ATOLL_KIND_VIEW:
		decode_view(d, at, node);
		break;
	case ATOLL_KIND_ERROR:
		decode_error(d, at, node);
		break;
	default:
		decode_collection(d, at, node);
		break;
	}
	d->depth--;
}

static void
decode_value(decoder *d, slot_at at)
{
	uint32_t node = d->at++;
	const wire_node *n = &d->nodes[node];
	duk_tval *tv;

	switch (n->kind) {
	case ATOLL_KIND_NUMBER:
		tv = slot_of(d, at);
		DUK_TVAL_SET_NUMBER(tv, n->number);
		break;
	case ATOLL_KIND_STRING:
		decode_string(d, at, n);
		break;
	case ATOLL_KIND_UNDEFINED:
		tv = slot_of(d, at);
		DUK_TVAL_SET_UNDEFINED(tv);
		break;
	case ATOLL_KIND_NULL:
		tv = slot_of(d, at);
		DUK_TVAL_SET_NULL(tv);
		break;
	case ATOLL_KIND_FALSE:
	case ATOLL_KIND_TRUE:
		tv = slot_of(d, at);
		DUK_TVAL_SET_BOOLEAN(tv, n->kind == ATOLL_KIND_TRUE);
		break;
	case ATOLL_KIND_BUFFER:
	case ATOLL_KIND_SHARED:
		decode_buffer(d, at, node);
		break;
	case ATOLL_KIND_OBJECT:
	case ATOLL_KIND_ARRAY:
	case ATOLL_KIND_VIEW:
	case ATOLL_KIND_ERROR:
	case ATOLL_KIND_MAP:
	case ATOLL_KIND_SET:
		decode_container(d, at, node);
		break;
	default:
		decode_rare(d, at, node);
		break;
	}
}

static bool
has_references(const atoll_message *msg)
{
	uint32_t i;

	for (i = 0; i < msg->node_count; i++) {
		if (msg->nodes[i].kind == ATOLL_KIND_REFERENCE) {
			return true;
		}
	}
	return false;
}

/* Push the message's value. May throw. */
static void
decode_message(decoder *d)
{
	bool refers = has_references(d->msg);

	duk_require_stack(d->thr, 16);
	if (refers) {
		d->objects = duk_push_fixed_buffer(d->thr, d->msg->node_count *
							       sizeof(void *));
	}
	push_child(d);
	if (refers) {
		duk_remove(d->thr, -2);
	}
}

static duk_ret_t
decode_protected(duk_context *ctx, void *udata)
{
	(void)ctx;
	decode_message(udata);
	return 1;
}

static bool
codec_decode(isolate *is, atoll_message *msg)
{
	decoder d = {
	    .is = is, .thr = is->context, .msg = msg, .nodes = msg->nodes};

	return duk_safe_call(is->context, decode_protected, &d, 0, 1) == 0;
}
