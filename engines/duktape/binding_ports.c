/* binding_ports.c - channels, posting, listening. SPDX-License-Identifier: MIT
 */

static duk_ret_t
throw_code(duk_context *ctx, atoll_err err)
{
	duk_push_error_object(ctx, DUK_ERR_ERROR, "%s", atoll_strerror(err));
	duk_push_string(ctx, atoll_errname(err));
	duk_put_prop_string(ctx, -2, "code");
	return duk_throw(ctx);
}

/* The number in an options object; 0: it has none. */
static double
option_number(duk_context *ctx, duk_idx_t index, const char *key)
{
	double value = 0;

	if (duk_is_object(ctx, index)) {
		duk_get_prop_string(ctx, index, key);
		value = duk_to_number(ctx, -1);
		duk_pop(ctx);
	}
	return value > 0 ? value : 0;
}

static uint64_t
option_count(duk_context *ctx, duk_idx_t index, const char *key)
{
	double value = option_number(ctx, index, key);

	return value >= 0x1p63 ? 0 : (uint64_t)value;
}

static uint32_t
option_small(duk_context *ctx, duk_idx_t index, const char *key)
{
	double value = option_number(ctx, index, key);

	return value >= 0x1p32 ? UINT32_MAX : (uint32_t)value;
}

static atoll_policy
option_policy(duk_context *ctx, duk_idx_t index)
{
	static const char *const names[] = {"fail", "block", "drop-oldest",
					    "drop-newest"};
	const char *text;
	unsigned i;
	unsigned policy = 0;

	duk_get_prop_string(ctx, index, "policy");
	text = duk_get_string(ctx, -1);
	for (i = 0; text != NULL && i < 4; i++) {
		policy = strcmp(text, names[i]) == 0 ? i : policy;
	}
	duk_pop(ctx);
	return (atoll_policy)policy;
}

/* channel([{messages, bytes, policy}]) */
static duk_ret_t
binding_channel(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	atoll_port_opts opts = {0};
	atoll_port ends[2];
	atoll_err err;
	int i;

	if (duk_is_object(ctx, 0)) {
		opts.messages = option_count(ctx, 0, "messages");
		opts.bytes = option_count(ctx, 0, "bytes");
		opts.policy = option_policy(ctx, 0);
	}
	err = atoll_self_pair(is->self, &ends[0], &ends[1],
			      duk_is_object(ctx, 0) ? &opts : NULL);
	if (err != ATOLL_OK) {
		return throw_code(ctx, err);
	}
	duk_push_array(ctx);
	for (i = 0; i < 2; i++) {
		port_push(is, port_add(is, ends[i]));
		duk_put_prop_index(ctx, -2, (duk_uarridx_t)i);
	}
	return 1;
}

/* A port that may be closed (NULL then); throws when it is none. */
static port *
require_port(duk_context *ctx, duk_idx_t index)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *object = duk_get_hobject(ctx, index);
	bool is_port = false;
	port *p = object != NULL ? port_of_object(is, object, &is_port) : NULL;

	if (!is_port) {
		(void)duk_type_error(ctx, "Illegal invocation");
	}
	return p != NULL && !p->closed ? p : NULL;
}

/* Encode and post; true, or false if the port is full. list < 0: nothing is
   transferred. */
static bool
post_value(isolate *is, port *p, uint32_t tag, duk_idx_t value, duk_idx_t list)
{
	duk_context *ctx = is->context;
	atoll_port through = p != NULL ? p->id : (atoll_port){0};
	uint32_t gone = is->ports_gone;
	transfer t;
	atoll_message *msg = codec_encode(is, value, list, through, tag, &t);
	atoll_err err = ATOLL_ECLOSED;

	if (msg == NULL) {
		(void)duk_throw(ctx);
	}
	/* A getter may have closed it meanwhile. */
	if (p != NULL && (gone == is->ports_gone || port_is_open(is, p))) {
		err = atoll_self_post(is->self, through, msg);
	}
	if (err == ATOLL_OK) {
		transfer_commit(is, &t);
		return true;
	}
	transfer_revoke(&t, msg);
	atoll_message_free(msg);
	switch (err) {
	case ATOLL_ECLOSED:
	case ATOLL_ENOENT:
	case ATOLL_ESTOPPED:
		transfer_commit(is, &t); /* gone, as in Node */
		return true;
	case ATOLL_EFULL:
		return false;
	case ATOLL_ESELF:
		transfer_refuse(is, "Transfer list contains target port", NULL);
		return false;
	default:
		throw_code(ctx, err);
		return false;
	}
}

/* post(port, value, transfer) */
static duk_ret_t
binding_post(duk_context *ctx)
{
	port *p = require_port(ctx, 0);

	duk_push_boolean(ctx, post_value(isolate_of(ctx), p, 0, 1,
					 duk_is_array(ctx, 2) ? 2 : -1));
	return 1;
}

/* postTagged(port, tag, value, transfer) */
static duk_ret_t
binding_post_tagged(duk_context *ctx)
{
	port *p = require_port(ctx, 0);

	duk_push_boolean(ctx,
			 post_value(isolate_of(ctx), p, duk_to_uint32(ctx, 1),
				    2, duk_is_array(ctx, 3) ? 3 : -1));
	return 1;
}

/* The transfer list of postMessage, in its place on the stack: an array, or
   undefined. */
static duk_idx_t
post_message_list(duk_context *ctx, duk_idx_t index)
{
	if (duk_is_null_or_undefined(ctx, index)) {
		return -1;
	}
	if (duk_is_array(ctx, index)) {
		return index;
	}
	if (duk_is_object(ctx, index)) {
		duk_get_prop_string(ctx, index, "transfer");
		if (duk_is_array(ctx, -1)) {
			duk_replace(ctx, index);
			return index;
		}
		duk_pop(ctx);
	}
	if (!hook_push(isolate_of(ctx), HOOK_BAD_TRANSFER)) {
		(void)duk_type_error(ctx, "transferList must be an iterable");
	}
	duk_dup(ctx, index);
	duk_call(ctx, 1);
	duk_replace(ctx, index);
	return duk_is_array(ctx, index) ? index : -1;
}

/* The port that tv is, or owns. */
static port *
port_of_this(isolate *is, duk_tval *tv, bool *is_port, bool *is_owner)
{
	duk_hobject *object;
	port *p;

	*is_port = *is_owner = false;
	if (!DUK_TVAL_IS_OBJECT(tv)) {
		return NULL;
	}
	object = DUK_TVAL_GET_OBJECT(tv);
	p = port_of_object(is, object, is_port);
	if (!*is_port) {
		tv = hidden_own(is->context, object, is->roots->key_behind);
		*is_owner = tv != NULL && DUK_TVAL_IS_POINTER(tv);
		p = *is_owner ? DUK_TVAL_GET_POINTER(tv) : NULL;
	}
	return p != NULL && !p->closed ? p : NULL;
}

/* port.postMessage(value, transfer), and that of an owner */
static duk_ret_t
port_post_message(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	bool is_port;
	bool is_owner;
	port *p =
	    port_of_this(is, ctx->valstack_bottom - 1, &is_port, &is_owner);
	duk_idx_t n = (duk_idx_t)(ctx->valstack_top - ctx->valstack_bottom);

	if (is_owner && p == NULL) {
		return 0;
	}
	if (!is_port && !is_owner) {
		return duk_type_error(ctx, "Illegal invocation");
	}
	if (n == 0) {
		if (hook_push(is, HOOK_BAD_TRANSFER)) {
			duk_call(ctx, 0);
		}
		return 0;
	}
	(void)post_value(is, p, 0, 0, n > 1 ? post_message_list(ctx, 1) : -1);
	return 0;
}

/* port.postMessage(value), if nothing of the script runs for it. */
static bool
duktape_quick_call(duk_hthread *thr, duk_tval *tv, duk_idx_t nargs)
{
	isolate *is = isolate_of(thr);
	atoll_message *msg;
	bool is_port;
	bool is_owner;
	port *p;
	int i;

	if (DUK_TVAL_GET_LIGHTFUNC_FUNCPTR(tv) != port_post_message ||
	    nargs != 1) {
		return false;
	}
	p = port_of_this(is, tv + 1, &is_port, &is_owner);
	if (p == NULL) {
		return false;
	}
	msg = codec_encode_quickly(is, tv + 2, p->id);
	if (msg == NULL) {
		return false;
	}
	if (atoll_self_post(is->self, p->id, msg) != ATOLL_OK) {
		atoll_message_free(msg);
		return false; /* it will fail again */
	}
	for (i = 0; i < 3; i++) {
		DUK_TVAL_SET_UNDEFINED_UPDREF(thr, &tv[i]);
	}
	return true;
}

/* listen(port, fn or null, owner) */
static duk_ret_t
binding_listen(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	port *p = require_port(ctx, 0);
	void *listener =
	    duk_is_function(ctx, 1) ? duk_get_heapptr(ctx, 1) : NULL;

	if (p == NULL) {
		return 0;
	}
	if (duk_is_lightfunc(ctx, 1)) {
		(void)duk_to_object(ctx, 1);
		listener = duk_get_heapptr(ctx, 1);
	}
	duk_dup(ctx, 1);
	duk_put_prop_heapptr(ctx, 0, is->roots->key_listener);
	if (duk_is_object(ctx, 2) && p->owner == NULL) {
		port_own(is, p, 2);
	}
	port_listen(is, p, listener);
	return 0;
}

static duk_ret_t
binding_close(duk_context *ctx)
{
	port *p = require_port(ctx, 0);

	if (p != NULL) {
		port_close(isolate_of(ctx), p);
	}
	return 0;
}

/* refPort(port, bool) */
static duk_ret_t
binding_ref_port(duk_context *ctx)
{
	port *p = require_port(ctx, 0);

	if (p != NULL) {
		p->referenced = duk_to_boolean(ctx, 1);
		port_count(isolate_of(ctx), p);
	}
	return 0;
}

static duk_ret_t
binding_has_ref(duk_context *ctx)
{
	const port *p = require_port(ctx, 0);

	duk_push_boolean(ctx, p != NULL && p->counted);
	return 1;
}

static duk_ret_t
binding_is_port(duk_context *ctx)
{
	duk_hobject *object = duk_get_hobject(ctx, 0);
	bool is_port = false;

	if (object != NULL) {
		(void)port_of_object(isolate_of(ctx), object, &is_port);
	}
	duk_push_boolean(ctx, is_port);
	return 1;
}

static duk_ret_t
binding_port_id(duk_context *ctx)
{
	const port *p = require_port(ctx, 0);

	duk_push_number(ctx, p != NULL ? (double)p->id.id : 0);
	return 1;
}

/* A tagged message goes to the library. */
static void
deliver_control(isolate *is, port *p, uint32_t tag)
{
	duk_context *ctx = is->context;

	/* [value] -> [port tag value] */
	port_push(is, p);
	duk_insert(ctx, -2);
	duk_push_uint(ctx, tag);
	duk_insert(ctx, -2);
	call_hook(is, HOOK_CONTROL, 3);
}

/* take(port): {message: value}, or undefined */
static duk_ret_t
binding_take(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	port *p = require_port(ctx, 0);

	if (p == NULL) {
		return 0;
	}
	for (;;) {
		atoll_message *msg = atoll_self_poll(is->self, p->id);
		uint32_t tag;
		bool good;

		if (msg == NULL) {
			return 0;
		}
		is->message = msg;
		duk_push_object(ctx);
		good = codec_decode(is, msg);
		tag = atoll_message_tag(msg);
		is->message = NULL;
		atoll_message_free(msg);
		if (good && tag == 0) {
			duk_put_prop_string(ctx, -2, "message");
			return 1;
		}
		if (good) {
			deliver_control(is, p, tag);
		} else {
			port_push(is, p);
			duk_insert(ctx, -2);
			call_hook(is, HOOK_MESSAGE_ERROR, 2);
		}
		duk_pop_2(ctx);
		p = require_port(ctx, 0);
		if (p == NULL) {
			return 0;
		}
	}
}

/* Have ports in msg leave and come back: through a channel of our own. */
static atoll_message *
clone_travel(isolate *is, atoll_message *msg, transfer *t)
{
	atoll_port ends[2];
	atoll_err err = atoll_self_pair(is->self, &ends[0], &ends[1], NULL);

	if (err == ATOLL_OK) {
		err = atoll_self_post(is->self, ends[0], msg);
		if (err == ATOLL_OK) {
			msg = atoll_self_poll(is->self, ends[1]);
		}
		(void)atoll_self_close(is->self, ends[0]);
		(void)atoll_self_close(is->self, ends[1]);
	}
	if (err != ATOLL_OK) {
		transfer_revoke(t, msg);
		atoll_message_free(msg);
		(void)throw_code(is->context, err);
	}
	return msg;
}

/* clone(value, transfer) */
static duk_ret_t
binding_clone(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	duk_idx_t list = duk_is_array(ctx, 1) ? 1 : -1;
	transfer t;
	atoll_message *msg;
	atoll_message *outer = is->message;
	bool good;

	msg = codec_encode(is, 0, list, (atoll_port){0}, 0, &t);
	if (msg == NULL) {
		return duk_throw(ctx);
	}
	if (t.count > 0) {
		msg = clone_travel(is, msg, &t);
	}
	transfer_commit(is, &t);
	is->message = msg;
	good = codec_decode(is, msg);
	is->message = outer;
	atoll_message_free(msg);
	return good ? 1 : duk_throw(ctx);
}

static duk_ret_t
mark_object(duk_context *ctx, int mark)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *object = duk_get_hobject(ctx, 0);
	duk_tval *tv;
	int marks = 0;

	if (object == NULL) {
		return 0;
	}
	tv = hidden_own(ctx, object, is->roots->key_mark);
	if (tv != NULL) {
		marks = (int)DUK_TVAL_GET_NUMBER(tv);
	}
	duk_push_heapptr(ctx, is->roots->key_mark);
	duk_push_int(ctx, marks | mark);
	duk_def_prop(ctx, 0,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC |
			 DUK_DEFPROP_FORCE);
	return 0;
}

static duk_ret_t
binding_mark_untransferable(duk_context *ctx)
{
	return mark_object(ctx, MARK_UNTRANSFERABLE);
}

static duk_ret_t
binding_mark_uncloneable(duk_context *ctx)
{
	return mark_object(ctx, MARK_UNCLONEABLE);
}

static duk_ret_t
binding_is_marked_untransferable(duk_context *ctx)
{
	duk_hobject *object = duk_get_hobject(ctx, 0);

	duk_push_boolean(ctx, object != NULL &&
				  is_untransferable(isolate_of(ctx), object));
	return 1;
}
