/* call.c - calls into the script, and how they end.
 * SPDX-License-Identifier: MIT */

static void
isolate_unwind(isolate *is)
{
	is->dead = true;
	if (is->guard == NULL) {
		abort(); /* every call into Duktape is guarded */
	}
	longjmp(*is->guard, 1);
}

static void
isolate_out_of_memory(isolate *is)
{
	if (!is->breached) {
		is->breached = true;
		atoll_self_fail(is->self, ATOLL_OUT_OF_MEMORY, 1,
				"out of memory: the heap limit was reached",
				NULL);
	}
	isolate_unwind(is);
}

static void
duktape_fatal(void *udata, const char *text)
{
	isolate *is;

	if (udata == NULL) {
		abort();
	}
	is = ((heap *)udata)->isolate;
	atoll_self_fail(is->self, ATOLL_FAILED, 1, text, NULL);
	isolate_unwind(is);
}

/* Asked by the executor every 32 K instructions, and whenever script is
   entered. Not 0: throw, and ask again before the next instruction. */
static int
duktape_poll(void *udata)
{
	isolate *is = ((heap *)udata)->isolate;

	if (atoll_self_killed(is->self)) {
		isolate_unwind(is);
	}
	return is->unwinding;
}

/* Asked by long loops, and where memory is allocated slowly or for strings, so
   that no native function outlasts the isolate for long. Not while a message
   is built, which may hold memory. */
static void
duktape_poll_hard(void *udata)
{
	isolate *is = ((heap *)udata)->isolate;

	if (atoll_self_killed(is->self) && is->guard != NULL &&
	    is->builder == NULL) {
		isolate_unwind(is);
	}
}

static double
duktape_random(void *udata)
{
	uint64_t *s = ((heap *)udata)->isolate->random;
	uint64_t a = s[0];
	uint64_t b = s[1];
	uint64_t sum = a + b;

	/* xoroshiro128+ */
	b ^= a;
	s[0] = ((a << 24) | (a >> 40)) ^ b ^ (b << 16);
	s[1] = (b << 37) | (b >> 27);
	return (double)(sum >> 11) * 0x1p-53;
}

static void
isolate_run(isolate *is, void (*fn)(isolate *is, void *args), void *args)
{
	jmp_buf here;

	if (is->dead || is->heap == NULL) {
		return;
	}
	is->guard = &here;
	if (setjmp(here) == 0) {
		fn(is, args);
	}
	is->guard = NULL;
	is->unwinding = false;
	if (is->dead) {
		atoll_message_free(is->message);
		is->message = NULL;
		if (is->builder != NULL) {
			atoll_builder_reset(is->builder);
			is->builder = NULL;
		}
		if (is->fd >= 0) {
			close(is->fd);
			is->fd = -1;
		}
	}
}

/* Throw what no catch of the script can stop: poll() throws again. */
static duk_ret_t
script_unwind(isolate *is)
{
	is->unwinding = true;
	is->context->heap->curr_thread->interrupt_counter = 0;
	return duk_generic_error(is->context, "exit");
}

static const char *const hook_names[HOOK_COUNT] = {
    "portPrototype", "timer",      "jobs",        "closed",      "control",
    "messageError",  "drain",      "uncaught",    "idle",        "closing",
    "main",          "cloneError", "badTransfer", "collections", "mapEntries",
    "setValues",     "makeMap",    "makeSet",     "mapSet",      "setAdd"};

/* Push a hook, which is read when it is first needed; false: there is none.
   May throw. */
static bool
hook_push(isolate *is, hook which)
{
	duk_context *ctx = is->context;
	roots *r = is->roots;

	if (r->hooks[which] != NULL) {
		duk_push_heapptr(ctx, r->hooks[which]);
		return true;
	}
	if (which >= HOOK_MAP_ENTRIES) {
		if (!hook_push(is, HOOK_COLLECTIONS)) {
			return false;
		}
	} else if (r->hooks_object == NULL) {
		return false;
	} else {
		duk_push_heapptr(ctx, r->hooks_object);
	}
	duk_get_prop_string(ctx, -1, hook_names[which]);
	duk_remove(ctx, -2);
	if (!duk_is_object(ctx, -1)) {
		duk_pop(ctx);
		return false;
	}
	duk_dup(ctx, -1);
	stash_keep(is);
	r->hooks[which] = duk_get_heapptr(ctx, -1);
	return true;
}

/* hook_push in a protected call: what it throws is a failed hook. */
static duk_ret_t
hook_push_safely(duk_context *ctx, void *which)
{
	if (!hook_push(isolate_of(ctx), *(hook *)which)) {
		duk_push_undefined(ctx);
	}
	return 1;
}

/* Deep recursion that nobody caught has a reason of its own. */
static bool
is_stack_overflow(duk_context *ctx, duk_idx_t index)
{
	bool is_it = false;

	if (duk_get_error_code(ctx, index) == DUK_ERR_RANGE_ERROR) {
		const char *text;

		duk_get_prop_string(ctx, index, "message");
		text = duk_get_string(ctx, -1);
		is_it =
		    text != NULL && strcmp(text, DUK_STR_CALLSTACK_LIMIT) == 0;
		duk_pop(ctx);
	}
	return is_it;
}

/* [error] -> [error text] */
static duk_ret_t
push_error_text(duk_context *ctx, void *unused)
{
	(void)unused;
	if (duk_is_error(ctx, -1)) {
		duk_get_prop_string(ctx, -1, "stack");
		if (duk_is_string(ctx, -1) && duk_get_length(ctx, -1) > 0) {
			return 1;
		}
		duk_pop(ctx);
	}
	duk_dup(ctx, -1);
	duk_safe_to_string(ctx, -1);
	return 1;
}

static void
error_text(duk_context *ctx)
{
	duk_dup(ctx, -1);
	if (duk_safe_call(ctx, push_error_text, NULL, 1, 1) != 0) {
		duk_pop(ctx);
		duk_push_string(ctx, "uncaught error");
	}
}

/* The error on top of the stack for the outside: the value's clone, or, where
   it has none, an Error with its text. */
static atoll_message *
error_message(isolate *is)
{
	duk_context *ctx = is->context;
	atoll_message *msg;
	transfer t;

	is->naming = true;
	msg = codec_encode(is, duk_get_top_index(ctx), -1, (atoll_port){0}, 0,
			   &t);
	is->naming = false;
	if (msg == NULL) {
		duk_pop(ctx);
	}
	if (msg == NULL && !is->unwinding) {
		error_text(ctx);
		duk_push_error_object(ctx, DUK_ERR_ERROR, "%s",
				      duk_get_string(ctx, -1));
		msg = codec_encode(is, duk_get_top_index(ctx), -1,
				   (atoll_port){0}, 0, &t);
		if (msg == NULL) {
			duk_pop(ctx);
		}
		duk_pop_2(ctx);
	}
	return msg;
}

/* End the isolate with [error text]. */
static void
isolate_fail(isolate *is)
{
	duk_context *ctx = is->context;
	atoll_reason reason =
	    is_stack_overflow(ctx, -2) ? ATOLL_STACK_OVERFLOW : ATOLL_FAILED;
	atoll_message *error;
	char *text;

	duk_dup(ctx, -2);
	error = error_message(is);
	duk_pop(ctx);
	text = utf8_of(ctx, -1, NULL);
	atoll_self_fail(is->self, reason, 1,
			text != NULL ? text : "uncaught error", error);
	duk_pop(ctx);
}

static duk_ret_t
call_uncaught(duk_context *ctx, void *args)
{
	isolate *is = args;

	if (!hook_push(is, HOOK_UNCAUGHT)) {
		duk_push_false(ctx);
		return 1;
	}
	duk_dup(ctx, -2);
	duk_call(ctx, 1);
	return 1;
}

static void
call_failed(isolate *is)
{
	duk_context *ctx = is->context;

	if (!is->unwinding) {
		duk_dup(ctx, -1);
		if (duk_safe_call(ctx, call_uncaught, is, 1, 1) != 0) {
			duk_remove(ctx, -2); /* the newer error counts */
			error_text(ctx);
		} else if (!duk_is_string(ctx, -1) && duk_to_boolean(ctx, -1)) {
			duk_pop_2(ctx);
			return;
		} else if (!duk_is_string(ctx, -1)) {
			duk_pop(ctx);
			error_text(ctx);
		}
		if (!is->unwinding) {
			isolate_fail(is);
		}
		duk_pop(ctx);
	}
	duk_pop(ctx);
}

/* Push a hook; one that cannot be read is an uncaught error. */
static bool
hook_ready(isolate *is, hook which)
{
	duk_context *ctx = is->context;

	if (is->roots->hooks[which] != NULL) {
		duk_push_heapptr(ctx, is->roots->hooks[which]);
		return true;
	}
	if (duk_safe_call(ctx, hook_push_safely, &which, 0, 1) != 0) {
		call_failed(is);
		return false;
	}
	if (duk_is_undefined(ctx, -1)) {
		duk_pop(ctx);
		return false;
	}
	return true;
}

static void
call_jobs(isolate *is)
{
	duk_context *ctx = is->context;

	while (is->jobs && !is->unwinding && !atoll_self_ending(is->self)) {
		is->jobs = false;
		if (jobs_alone(is)) {
			continue;
		}
		if (!hook_ready(is, HOOK_JOBS)) {
			return;
		}
		if (duk_pcall(ctx, 0) != 0) {
			call_failed(is);
		} else {
			duk_pop(ctx);
		}
	}
}

static bool
call_script(isolate *is, int nargs)
{
	duk_context *ctx = is->context;
	bool done = duk_pcall_method(ctx, nargs) == 0;

	if (!done) {
		call_failed(is);
		duk_push_undefined(ctx);
	}
	if (is->jobs) {
		call_jobs(is);
	}
	return done;
}

static bool
call_hook(isolate *is, hook which, int nargs)
{
	duk_context *ctx = is->context;

	if (!hook_ready(is, which)) {
		duk_pop_n(ctx, nargs);
		duk_push_undefined(ctx);
		return true;
	}
	duk_push_undefined(ctx);
	duk_insert(ctx, -nargs - 2);
	duk_insert(ctx, -nargs - 2);
	return call_script(is, nargs);
}
