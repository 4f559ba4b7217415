/* binding_isolates.c - this isolate and its children.
 * SPDX-License-Identifier: MIT */

/* Give the string at key of the object at 0 to C: it stays on the stack. */
static const char *
option_text(duk_context *ctx, duk_idx_t index, const char *key, size_t *len)
{
	duk_get_prop_string(ctx, index, key);
	return utf8_of(ctx, -1, len);
}

static void
spawn_limits(duk_context *ctx, atoll_limits *l)
{
	duk_idx_t at;

	duk_get_prop_string(ctx, 0, "limits");
	at = duk_get_top_index(ctx);
	l->heap_bytes = option_count(ctx, at, "heapBytes");
	l->cpu_us = option_count(ctx, at, "cpuUs");
	l->turn_us = option_count(ctx, at, "turnUs");
	l->mailbox_messages = option_count(ctx, at, "mailboxMessages");
	l->mailbox_bytes = option_count(ctx, at, "mailboxBytes");
	l->message_bytes = option_count(ctx, at, "messageBytes");
	l->stack_bytes = option_small(ctx, at, "stackBytes");
	l->children = option_small(ctx, at, "children");
	l->ports = option_small(ctx, at, "ports");
	l->timers = option_small(ctx, at, "timers");
	duk_pop(ctx);
}

/* spawn(options, transfer) */
static duk_ret_t
binding_spawn(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	atoll_isolate_opts opts = {0};
	atoll_isolate child = {0};
	atoll_port id = {0};
	transfer t = {0};
	atoll_err err;
	port *p;
	duk_idx_t data;

	opts.engine = option_text(ctx, 0, "engine", NULL);
	opts.transport = option_text(ctx, 0, "transport", NULL);
	opts.name = option_text(ctx, 0, "name", NULL);
	opts.file = option_text(ctx, 0, "file", NULL);
	opts.source = option_text(ctx, 0, "source", &opts.source_len);
	spawn_limits(ctx, &opts.limits);
	duk_get_prop_string(ctx, 0, "data");
	data = duk_get_top_index(ctx);
	if (!duk_is_undefined(ctx, data)) {
		opts.data =
		    codec_encode(is, data, duk_is_array(ctx, 1) ? 1 : -1,
				 (atoll_port){0}, 0, &t);
		if (opts.data == NULL) {
			return duk_throw(ctx);
		}
	}
	err = atoll_self_spawn(is->self, &child, &id, &opts);
	if (err != ATOLL_OK) {
		if (opts.data != NULL) {
			transfer_revoke(&t, opts.data);
			atoll_message_free(opts.data);
		}
		return throw_code(ctx, err);
	}
	transfer_commit(is, &t);
	p = port_add(is, id);
	p->isolate = child;
	port_push(is, p);
	duk_push_uint(ctx, atoll_self_child_number(is->self, id));
	duk_put_prop_string(ctx, -2, "isolateNumber");
	return 1;
}

static duk_ret_t
binding_terminate(duk_context *ctx)
{
	const port *p = port_of(isolate_of(ctx), 0);

	if (p != NULL && p->isolate.id != 0) {
		(void)atoll_isolate_terminate(
		    atoll_self_kernel(isolate_of(ctx)->self), p->isolate);
	}
	return 0;
}

static void
put_number(duk_context *ctx, const char *key, double value)
{
	duk_push_number(ctx, value);
	duk_put_prop_string(ctx, -2, key);
}

/* stats([port]) */
static duk_ret_t
binding_stats(duk_context *ctx)
{
	static const char *const states[] = {"starting", "running", "stopping",
					     "gone"};
	isolate *is = isolate_of(ctx);
	atoll_isolate id = atoll_self_id(is->self);
	atoll_isolate_stats s = {0};

	if (duk_is_object(ctx, 0)) {
		const port *p = port_of(is, 0);

		id = p != NULL ? p->isolate : (atoll_isolate){0};
	}
	if (atoll_isolate_get_stats(atoll_self_kernel(is->self), id, &s) !=
	    ATOLL_OK) {
		return 0;
	}
	if (id.id == atoll_self_id(is->self).id) {
		s.heap_bytes = is->heap->used;
	}
	duk_push_object(ctx);
	duk_push_string(ctx, states[s.state]);
	duk_put_prop_string(ctx, -2, "state");
	put_number(ctx, "number", s.number);
	put_number(ctx, "received", (double)s.received);
	put_number(ctx, "posted", (double)s.posted);
	put_number(ctx, "turns", (double)s.turns);
	put_number(ctx, "cpuUs", (double)s.cpu_us);
	put_number(ctx, "heapBytes", (double)s.heap_bytes);
	put_number(ctx, "queued", (double)s.queued);
	put_number(ctx, "ports", s.ports);
	put_number(ctx, "children", s.children);
	return 1;
}

static duk_ret_t
binding_exit(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);

	is->exit_code = duk_to_int32(ctx, 0);
	is->exited = true;
	atoll_self_exit(is->self, is->exit_code);
	return script_unwind(is);
}

static duk_ret_t
binding_fail(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);

	duk_set_top(ctx, 1);
	error_text(ctx);
	isolate_fail(is);
	return script_unwind(is);
}

static duk_ret_t
binding_set_exit_code(duk_context *ctx)
{
	isolate_of(ctx)->exit_code = duk_to_int32(ctx, 0);
	return 0;
}

/* binding.self, before there is a program. */
static duk_ret_t
binding_early(duk_context *ctx)
{
	isolate_of(ctx)->early = true;
	return 0;
}

static duk_ret_t
binding_ref(duk_context *ctx)
{
	if (isolate_of(ctx)->template) {
		return binding_early(ctx);
	}
	atoll_self_ref(isolate_of(ctx)->self, duk_to_int32(ctx, 0));
	return 0;
}

/* binding.self */
static duk_ret_t
binding_self(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);

	if (is->self_object == NULL) {
		is->early = true; /* asked for before there is a program */
		return 0;
	}
	duk_push_heapptr(ctx, is->self_object);
	return 1;
}

/* self.data: the start data, decoded on the first read. */
static duk_ret_t
self_data(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	atoll_message *msg = atoll_self_data(is->self);

	if (msg == NULL) {
		duk_push_undefined(ctx);
	} else if (!codec_decode(is, msg)) {
		return duk_throw(ctx);
	}
	duk_push_this(ctx);
	duk_push_string(ctx, "data");
	duk_dup(ctx, -3);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC |
			 DUK_DEFPROP_FORCE);
	duk_pop(ctx);
	return 1;
}

static void
push_text(duk_context *ctx, const char *text, size_t len)
{
	if (text != NULL) {
		push_utf8(ctx, text, len);
	} else {
		duk_push_undefined(ctx);
	}
}

static void
put_text(duk_context *ctx, const char *key, const char *text, size_t len)
{
	push_text(ctx, text, len);
	duk_put_prop_string(ctx, -2, key);
}

static size_t
text_length(const char *text)
{
	return text != NULL ? strlen(text) : 0;
}

/* Define a member of binding.self, which is below; pops the value. */
static void
self_member(duk_context *ctx, const char *name)
{
	duk_push_string(ctx, name);
	duk_insert(ctx, -2);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC |
			 DUK_DEFPROP_FORCE);
}

/* Fill the object on top of the stack, binding.self, in for a program. */
static void
self_fill(isolate *is, const atoll_program *program)
{
	duk_context *ctx = is->context;

	duk_push_number(ctx, atoll_self_number(is->self));
	self_member(ctx, "number");
	push_text(ctx, program->name, text_length(program->name));
	self_member(ctx, "name");
	duk_push_boolean(ctx, program->parent.id == 0);
	self_member(ctx, "main");
	if (program->parent.id != 0) {
		port_push(is, port_add(is, program->parent));
	} else {
		duk_push_null(ctx);
	}
	self_member(ctx, "parent");
	push_text(ctx, program->file, text_length(program->file));
	self_member(ctx, "file");
	push_text(ctx, program->source, program->source_len);
	self_member(ctx, "source");
	duk_push_string(ctx, "data");
	duk_push_c_lightfunc(ctx, self_data, 0, 0, 0);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_GETTER | DUK_DEFPROP_SET_ENUMERABLE |
			 DUK_DEFPROP_SET_CONFIGURABLE | DUK_DEFPROP_FORCE);
}
