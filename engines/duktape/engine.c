/* engine.c - the table of calls. SPDX-License-Identifier: MIT */
/* The first isolate of a kernel is made from nothing, and byte code with it;
   the second makes the snapshot. */
static const snapshot *
snapshot_get(isolate *is)
{
	common *c = is->common;
	snapshot *s = atomic_load_explicit(&c->snapshot, memory_order_acquire);

	if (s == NULL && atomic_fetch_add(&c->opened, 1) == 1) {
		s = snapshot_new(is);
		/* Release: pairs with the acquire above. */
		atomic_store_explicit(&c->snapshot, s, memory_order_release);
	}
	return s;
}

static atoll_err
duktape_open(void *st, atoll_self *self, const atoll_limits *limits)
{
	isolate *is = st;
	size_t limit =
	    limits->heap_bytes > SIZE_MAX - 1 ? 0 : (size_t)limits->heap_bytes;
	const snapshot *s;

	is->self = self;
	is->limits = *limits;
	is->fd = -1;
	is->started = now_us(is);
	if (getrandom(is->random, sizeof(is->random), 0) !=
	    sizeof(is->random)) {
		is->random[0] = is->started;
		is->random[1] = (uintptr_t)is;
	}
	is->random[0] |= 1; /* not all zero */
	is->common = atoll_self_common(self, &atoll_engine_duktape, common_new,
				       common_free, is);
	if (is->common == NULL) {
		return ATOLL_ENOMEM;
	}
	s = snapshot_get(is);
	if (s != NULL) {
		return snapshot_open(s, is, limit) ? ATOLL_OK : ATOLL_ENOMEM;
	}
	is->heap = heap_new(is, limit);
	if (is->heap == NULL) {
		return ATOLL_ENOMEM;
	}
	isolate_run(is, isolate_create, NULL);
	return is->dead ? ATOLL_ENOMEM : ATOLL_OK;
}

/* ------------------------------------------------------------------ calls */

static duk_ret_t
load_self(duk_context *ctx, void *args)
{
	isolate *is = isolate_of(ctx);

	if (is->self_object != NULL) {
		duk_push_heapptr(ctx, is->self_object);
	} else {
		duk_push_object(ctx);
	}
	self_fill(is, args);
	is->self_object = duk_get_heapptr(ctx, -1);
	stash_keep(is);
	return 0;
}

static void
do_load(isolate *is, void *args)
{
	duk_context *ctx = is->context;
	const atoll_program *program = args;

	isolate_limit_calls(is);
	if (!is->bootstrapped &&
	    duk_safe_call(ctx, isolate_bootstrap, NULL, 0, 1) != 0) {
		call_failed(is);
		return;
	}
	is->bootstrapped = true;
	if (duk_safe_call(ctx, load_self, args, 0, 1) != 0) {
		call_failed(is);
		return;
	}
	duk_set_top(ctx, 0);
	push_text(ctx, program->file, text_length(program->file));
	push_text(ctx, program->source, program->source_len);
	(void)call_hook(is, HOOK_MAIN, 2);
	duk_set_top(ctx, 0);
}

static void
duktape_load(void *st, const atoll_program *program)
{
	isolate_run(st, do_load, (void *)(uintptr_t)program);
}

typedef struct {
	atoll_port id;
	port *p;
	const atoll_exit *why;
} port_args;

/* A message of the library's own. */
static void
deliver_tagged(isolate *is, port *p, atoll_message *msg)
{
	duk_context *ctx = is->context;
	uint32_t tag = atoll_message_tag(msg);
	bool good;

	is->message = msg;
	good = codec_decode(is, msg);
	is->message = NULL;
	atoll_message_free(msg);
	if (good) {
		deliver_control(is, p, tag);
	}
	duk_pop(ctx);
}

/* Decode a message and call its listener. May throw. */
static void
deliver_one(isolate *is, port *p, atoll_message *msg)
{
	duk_context *ctx = is->context;
	duk_hobject *self;
	decoder d = {.is = is, .thr = ctx, .msg = msg, .nodes = msg->nodes};

	duk_push_hobject(ctx, port_receiver(is, p, &self));
	duk_push_hobject(ctx, self);
	is->message = msg;
	decode_message(&d);
	is->message = NULL;
	atoll_message_free(msg);
	(void)duk_handle_call_unprotected_nargs(ctx, 1, 0);
	duk_pop(ctx);
	if (is->jobs) {
		call_jobs(is);
	}
}

/* Deliver what there is, in one protected call. The script may close the port,
   or send it away: then it has no listener, and its object says so. */
static duk_ret_t
deliver_all(duk_context *ctx, void *args)
{
	const port_args *a = args;
	isolate *is = isolate_of(ctx);
	port *p = a->p;

	while (!is->unwinding && p != NULL && p->listener != NULL) {
		atoll_message *msg = atoll_self_take(is->self, a->id);
		uint32_t gone = is->ports_gone;

		if (msg == NULL) {
			break;
		}
		if (atoll_message_tag(msg) == 0) {
			deliver_one(is, p, msg);
		} else {
			deliver_tagged(is, p, msg);
		}
		if (gone != is->ports_gone) {
			p = port_of(is, 0);
		}
	}
	return 0;
}

/* What was thrown, on top of the stack: by the listener, or, if there is a
   message still, in decoding. */
static void
deliver_failed(isolate *is)
{
	duk_context *ctx = is->context;

	if (is->message == NULL) {
		call_failed(is);
	} else {
		atoll_message_free(is->message);
		is->message = NULL;
		duk_dup(ctx, 0);
		duk_insert(ctx, -2);
		(void)call_hook(is, HOOK_MESSAGE_ERROR, 2);
		duk_pop(ctx);
	}
	if (is->jobs) {
		call_jobs(is);
	}
}

static void
do_deliver(isolate *is, void *args)
{
	port_args *a = args;
	duk_context *ctx = is->context;

	duk_push_heapptr(ctx, a->p->object);
	while (!is->unwinding && a->p != NULL &&
	       duk_safe_call(ctx, deliver_all, a, 0, 1) != 0) {
		deliver_failed(is);
		a->p = port_of(is, 0);
	}
	duk_set_top(ctx, 0);
}

static void
duktape_deliver(void *st, atoll_port id, void *user)
{
	port_args a = {id, user, NULL};

	isolate_run(st, do_deliver, &a);
}

static const char *
reason_name(atoll_reason reason)
{
	return atoll_reason_text(reason);
}

/* Push what the closed hook is told of an isolate's end. May throw. */
static duk_ret_t
push_exit(duk_context *ctx, void *args)
{
	isolate *is = isolate_of(ctx);
	const atoll_exit *why = args;

	duk_push_object(ctx);
	duk_push_string(ctx, reason_name(why->reason));
	duk_put_prop_string(ctx, -2, "reason");
	put_text(ctx, "text", why->message, text_length(why->message));
	put_number(ctx, "code", why->code);
	if (why->error != NULL) {
		(void)codec_decode(is, why->error);
		duk_put_prop_string(ctx, -2, "error");
	}
	return 1;
}

static void
do_closed(isolate *is, void *args)
{
	const port_args *a = args;
	duk_context *ctx = is->context;

	port_push(is, a->p);
	port_remove(is, a->p);
	if (a->why == NULL) {
		duk_push_undefined(ctx);
	} else if (duk_safe_call(ctx, push_exit, (void *)(uintptr_t)a->why, 0,
				 1) != 0) {
		duk_pop(ctx);
		duk_push_undefined(ctx);
	}
	(void)call_hook(is, HOOK_CLOSED, 2);
	duk_set_top(ctx, 0);
}

static void
duktape_closed(void *st, atoll_port id, void *user, const atoll_exit *why)
{
	port_args a = {id, user, why};

	if (user != NULL) {
		isolate_run(st, do_closed, &a);
	}
}

static void
do_drain(isolate *is, void *args)
{
	const port_args *a = args;

	port_push(is, a->p);
	(void)call_hook(is, HOOK_DRAIN, 1);
	duk_set_top(is->context, 0);
}

static void
duktape_drain(void *st, atoll_port id, void *user)
{
	port_args a = {id, user, NULL};

	if (user != NULL) {
		isolate_run(st, do_drain, &a);
	}
}

static void
do_timer(isolate *is, void *args)
{
	uint64_t id = *(uint64_t *)args;

	if (id == is->close_timer) {
		port_report_closed(is);
	} else {
		duk_push_number(is->context, (double)id);
		(void)call_hook(is, HOOK_TIMER, 1);
	}
	duk_set_top(is->context, 0);
}

static void
duktape_timer(void *st, uint64_t timer)
{
	isolate_run(st, do_timer, &timer);
}

static void
do_idle(isolate *is, void *unused)
{
	(void)unused;
	(void)call_hook(is, HOOK_IDLE, 0);
	duk_set_top(is->context, 0);
}

static void
duktape_idle(void *st)
{
	isolate_run(st, do_idle, NULL);
}

static void
do_closing(isolate *is, void *args)
{
	int *code = args;

	if (!is->exited && *code == 0) {
		*code = is->exit_code;
	}
	is->exited = false;
	duk_push_int(is->context, *code);
	(void)call_hook(is, HOOK_CLOSING, 1);
	if (is->exited) {
		*code = is->exit_code;
	} else if (duk_is_number(is->context, -1)) {
		*code = duk_to_int32(is->context, -1);
	}
	duk_set_top(is->context, 0);
}

static void
duktape_closing(void *st, int *code)
{
	isolate *is = st;

	if (is->context != NULL && is->bootstrapped) {
		isolate_run(is, do_closing, code);
	}
}

static size_t
duktape_heap_used(void *st)
{
	const isolate *is = st;

	return is->heap != NULL ? is->heap->used : 0;
}

static void
duktape_close(void *st)
{
	isolate *is = st;

	if (is->heap == NULL) {
		return;
	}
	if (is->roots != NULL) {
		shapes_free(is->roots);
		shared_free(is->roots);
	}
	heap_close(is->heap);
	is->heap = NULL;
}

/* interrupt() has nothing to do: poll() asks atoll_self_killed. */

const atoll_engine atoll_engine_duktape = {
    .abi = ATOLL_ENGINE_ABI,
    .flags = ATOLL_ENGINE_SCRIPT,
    .name = "duktape",
    .version = duktape_version,
    .state_size = sizeof(isolate),
    .open = duktape_open,
    .load = duktape_load,
    .deliver = duktape_deliver,
    .closed = duktape_closed,
    .drain = duktape_drain,
    .timer = duktape_timer,
    .idle = duktape_idle,
    .closing = duktape_closing,
    .heap_used = duktape_heap_used,
    .close = duktape_close,
};
