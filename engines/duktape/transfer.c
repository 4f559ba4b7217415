/* transfer.c - what a message takes along, and putting one together.
 * SPDX-License-Identifier: MIT
 *
 * Nothing is detached before the message is posted: until then a transferred
 * ArrayBuffer's memory is only lent to it. */

static void
transfer_refuse(isolate *is, const char *text, const char *code)
{
	push_clone_error(is, text, code);
	(void)duk_throw(is->context);
}

static bool
is_untransferable(isolate *is, duk_hobject *object)
{
	const duk_tval *mark =
	    hidden_own(is->context, object, is->roots->key_mark);

	return mark != NULL &&
	       ((int)DUK_TVAL_GET_NUMBER(mark) & MARK_UNTRANSFERABLE) != 0;
}

static void
transfer_add_port(encoder *e, duk_hobject *object, port *p)
{
	transfer *t = e->t;
	uint32_t i;

	(void)object;
	for (i = 0; i < t->count; i++) {
		if (p != NULL && t->items[i].port == p) {
			transfer_refuse(
			    e->is,
			    "Transfer list contains duplicate MessagePort",
			    NULL);
		}
	}
	if (p == NULL || p->closed) {
		transfer_refuse(
		    e->is, "MessagePort in transfer list is already detached",
		    NULL);
	} else if (p->id.id == e->through.id) {
		transfer_refuse(e->is, "Transfer list contains source port",
				NULL);
	}
	t->items[t->count++] = (transferred){.port = p};
}

static void
transfer_add_buffer(encoder *e, duk_hbufobj *bufobj)
{
	duk_hbuffer *buffer = bufobj->buf;
	transfer *t = e->t;

	if (buffer == NULL || (buffer->hdr.h_flags & HBUFFER_DETACHED)) {
		transfer_refuse(
		    e->is,
		    "An ArrayBuffer is detached and could not be cloned.",
		    NULL);
		return;
	}
	if (transfer_find(t, buffer) != NULL) {
		transfer_refuse(e->is,
				"Transfer list contains duplicate ArrayBuffer",
				NULL);
	}
	if (buffer->hdr.h_flags & (HBUFFER_SHARED | HBUFFER_PINNED)) {
		transfer_refuse(
		    e->is, "Cannot transfer object of unsupported type.", NULL);
	}
	t->items[t->count++] = (transferred){.buffer = buffer};
}

/* Read the list; pushes the memory of the items. May throw. */
static void
transfer_read(encoder *e, duk_idx_t list)
{
	isolate *is = e->is;
	duk_context *ctx = is->context;
	duk_size_t n = duk_get_length(ctx, list);
	duk_size_t i;

	if (n > 100000) {
		(void)duk_range_error(ctx, "the transfer list is too long");
	}
	e->t->items = duk_push_fixed_buffer(ctx, (n + 1) * sizeof(transferred));
	for (i = 0; i < n; i++) {
		duk_hobject *object;
		bool is_port = false;
		port *p;

		duk_get_prop_index(ctx, list, (duk_uarridx_t)i);
		object = duk_get_hobject(ctx, -1);
		if (object == NULL) {
			transfer_refuse(is,
					"Found invalid object in transferList",
					"ERR_INVALID_TRANSFER_OBJECT");
		}
		p = port_of_object(is, object, &is_port);
		if (is_untransferable(is, object)) {
			transfer_refuse(
			    is, "Cannot transfer object of unsupported type.",
			    NULL);
		} else if (is_port) {
			transfer_add_port(e, object, p);
		} else if (DUK_HOBJECT_IS_BUFOBJ(object) &&
			   DUK_HOBJECT_GET_CLASS_NUMBER(object) ==
			       DUK_HOBJECT_CLASS_ARRAYBUFFER) {
			transfer_add_buffer(e, (duk_hbufobj *)object);
		} else {
			transfer_refuse(is,
					"Found invalid object in transferList",
					"ERR_INVALID_TRANSFER_OBJECT");
		}
		duk_pop(ctx);
	}
}

typedef struct {
	encoder *e;
	duk_idx_t index;
	duk_idx_t list;
	bool careful;
} encode_args;

/* Ports that no value names go all the same. */
static void
transfer_rest(encoder *e)
{
	uint32_t i;

	for (i = 0; i < e->t->count; i++) {
		const transferred *item = &e->t->items[i];

		if (item->port != NULL && !item->used) {
			(void)builder_attach_port(e->b, item->port->id, NULL,
						  NULL);
		}
	}
}

static duk_ret_t
encode_protected(duk_context *ctx, void *udata)
{
	encode_args *args = udata;
	encoder *e = args->e;
	encode_result result = ENCODE_CAREFUL;
	duk_idx_t items = duk_get_top(ctx);
	uint32_t i;

	if (args->list >= 0) {
		transfer_read(e, args->list);
	} else {
		duk_push_undefined(ctx);
	}
	if (!args->careful) {
		result = encode_value(e, duk_require_tval(ctx, args->index));
	}
	if (result == ENCODE_CAREFUL) {
		atoll_builder_reset(e->b);
		seen_begin(e->is);
		for (i = 0; i < e->t->count; i++) {
			e->t->items[i].used = false;
			e->t->items[i].lent = false;
		}
		e->depth = 0;
		e->keep = duk_push_array(ctx);
		careful_value(e, args->index);
	} else {
		careful_check(e, result);
	}
	transfer_rest(e);
	duk_dup(ctx, items);
	return 1;
}

static duk_ret_t
push_error_protected(duk_context *ctx, void *udata)
{
	encode_args *args = udata;

	(void)ctx;
	push_encode_error(args->e, (encode_result)args->index);
	return 1;
}

/* Push the error of a builder. */
static duk_ret_t
push_builder_error(duk_context *ctx, void *udata)
{
	atoll_err err = *(atoll_err *)udata;

	switch (err) {
	case ATOLL_EDEPTH:
		duk_push_error_object(ctx, DUK_ERR_RANGE_ERROR, "%s",
				      DUK_STR_CALLSTACK_LIMIT);
		break;
	case ATOLL_ENOMEM:
		duk_push_error_object(ctx, DUK_ERR_RANGE_ERROR,
				      "Array buffer allocation failed");
		break;
	default:
		push_clone_error(isolate_of(ctx),
				 err == ATOLL_ETOOBIG
				     ? "Data cannot be cloned, it is too big."
				     : "Data cannot be cloned.",
				 NULL);
	}
	return 1;
}

/* The state of an encoder around this one, if a getter sends messages. */
typedef struct {
	atoll_builder *builder;
	seen_entry *seen;
	uint32_t size;
	uint32_t used;
	uint32_t epoch;
} outer_encoder;

static atoll_builder *
encoder_enter(isolate *is, outer_encoder *outer)
{
	roots *r = is->roots;

	*outer = (outer_encoder){.builder = is->builder};
	if (is->builder == NULL) {
		is->builder = atoll_self_builder(is->self);
		return is->builder;
	}
	*outer = (outer_encoder){is->builder, r->seen, r->seen_size,
				 r->seen_used, r->seen_epoch};
	r->seen = NULL;
	r->seen_size = r->seen_used = 0;
	if (atoll_builder_new(&is->builder,
			      &(atoll_message_limits){
				  is->limits.message_bytes,
				  is->limits.message_nodes,
				  is->limits.message_depth}) != ATOLL_OK) {
		is->builder = NULL;
		isolate_out_of_memory(is);
	}
	return is->builder;
}

static void
encoder_leave(isolate *is, const outer_encoder *outer)
{
	roots *r = is->roots;

	if (outer->builder != NULL) {
		atoll_builder_free(is->builder);
		heap_free_block(is->heap, r->seen);
		r->seen = outer->seen;
		r->seen_size = outer->size;
		r->seen_used = outer->used;
		r->seen_epoch = outer->epoch;
	}
	is->builder = outer->builder;
}

static bool
encode_message(encoder *e, encode_args *args)
{
	duk_context *ctx = e->is->context;
	encode_result result;

	if (args->list < 0) {
		result = encode_value(e, duk_require_tval(ctx, args->index));
		if (result == ENCODE_DONE) {
			return true;
		}
		if (result != ENCODE_CAREFUL) {
			args->index = (duk_idx_t)result;
			(void)duk_safe_call(ctx, push_error_protected, args, 0,
					    1);
			return false;
		}
		args->careful = true;
	}
	if (duk_safe_call(ctx, encode_protected, args, 0, 1) != 0) {
		return false;
	}
	if (args->list < 0) {
		duk_pop(ctx); /* no items */
	}
	return true;
}

static atoll_message *
codec_encode(isolate *is, duk_idx_t index, duk_idx_t list, atoll_port through,
	     uint32_t tag, transfer *t)
{
	duk_context *ctx = is->context;
	outer_encoder outer = {0};
	atoll_builder *b = encoder_enter(is, &outer);
	encoder e = {.is = is,
		     .thr = ctx,
		     .b = b,
		     .t = t,
		     .through = through,
		     .keep = -1};
	encode_args args = {&e, index, list, false};
	atoll_message *msg = NULL;
	atoll_err err;

	*t = (transfer){0};
	seen_begin(is);
	if (!encode_message(&e, &args)) {
		atoll_builder_reset(b);
		encoder_leave(is, &outer);
		return NULL;
	}
	if (tag != 0) {
		atoll_builder_tag(b, tag);
	}
	err = atoll_builder_finish(b, &msg);
	encoder_leave(is, &outer);
	if (err != ATOLL_OK) {
		(void)duk_safe_call(ctx, push_builder_error, &err, 0, 1);
		return NULL;
	}
	if (t->count > 0) {
		message_keep_blocks(msg);
	}
	if (e.again != NULL && e.keep < 0 &&
	    duk_safe_call(ctx, encode_shape_make, e.again, 0, 1) >= 0) {
		duk_pop(ctx);
	}
	return msg;
}

/* codec_encode for a value that takes nothing along: if the plain way serves.
   Duktape allocates nothing, and the script does not run. NULL: it does
   not. */
static atoll_message *
codec_encode_quickly(isolate *is, duk_tval *tv, atoll_port through)
{
	atoll_builder *b;
	atoll_message *msg;
	encoder e = {
	    .is = is, .thr = is->context, .through = through, .keep = -1};

	if (is->builder != NULL) {
		return NULL;
	}
	b = e.b = is->builder = atoll_self_builder(is->self);
	seen_begin(is);
	if (encode_value(&e, tv) != ENCODE_DONE || e.again != NULL ||
	    atoll_builder_finish(b, &msg) != ATOLL_OK) {
		atoll_builder_reset(b);
		msg = NULL;
	}
	is->builder = NULL;
	return msg;
}

/* ------------------------------------------------------------ detaching */

/* All views see that their buffer is gone. The newest objects come first, and
   the count of references tells when all were met. */
static void
detach_views(const duk_heap *vm, const duk_hbuffer *buffer)
{
	duk_heaphdr *h = vm->heap_allocated;
	uint32_t left = DUK_HEAPHDR_GET_REFCOUNT(&buffer->hdr);

	for (; h != NULL && left > 0; h = h->h_next) {
		duk_hbufobj *bufobj = (duk_hbufobj *)h;

		if (DUK_HEAPHDR_IS_OBJECT(h) &&
		    DUK_HOBJECT_IS_BUFOBJ((duk_hobject *)h) &&
		    bufobj->buf == buffer) {
			bufobj->offset = 0;
			bufobj->length = 0;
			left--;
		}
	}
}

static void
detach(isolate *is, duk_hbuffer *buffer, bool lent)
{
	if (DUK_HBUFFER_HAS_DYNAMIC(buffer)) {
		duk_hbuffer_dynamic *d = (duk_hbuffer_dynamic *)buffer;

		if (lent) {
			(void)heap_release(is->heap, d->curr_alloc);
		} else {
			heap_free_block(is->heap, d->curr_alloc);
		}
		d->curr_alloc = NULL;
	}
	DUK_HBUFFER_SET_SIZE(buffer, 0);
	buffer->hdr.h_flags |= HBUFFER_DETACHED;
	detach_views(is->context->heap, buffer);
}

static void
transfer_commit(isolate *is, transfer *t)
{
	uint32_t i;

	for (i = 0; i < t->count; i++) {
		transferred *item = &t->items[i];

		if (item->port != NULL) {
			port_remove(is, item->port);
		} else {
			detach(is, item->buffer, item->lent);
		}
	}
}

static void
transfer_revoke(transfer *t, atoll_message *msg)
{
	uint32_t i;

	for (i = 0; t->count > 0 && i < msg->attachment_count; i++) {
		attachment *a = &msg->attachments[i];
		uint32_t k;

		for (k = 0; a->kind == WIRE_BLOCK && k < t->count; k++) {
			duk_hbuffer_dynamic *d = t->items[k].buffer;

			if (t->items[k].lent && d->curr_alloc == a->block) {
				a->block = NULL;
			}
		}
	}
}
