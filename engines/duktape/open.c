/* open.c - a VM from nothing. SPDX-License-Identifier: MIT */

static void *
hidden_key(isolate *is, const char *name)
{
	void *key;

	duk_push_string(is->context, name);
	key = duk_get_heapptr(is->context, -1);
	stash_keep(is);
	return key;
}

/* What every heap has before the library: roots, the binding. */
static duk_ret_t
isolate_prepare(duk_context *ctx, void *unused)
{
	isolate *is = isolate_of(ctx);
	roots *r = duk_alloc(ctx, sizeof(*r));

	(void)unused;
	if (r == NULL) {
		return duk_generic_error(ctx, "out of memory");
	}
	memset(r, 0, sizeof(*r));
	is->roots = r;
	duk_push_heap_stash(ctx);
	duk_push_array(ctx);
	r->kept = duk_get_heapptr(ctx, -1);
	duk_put_prop_string(ctx, -2, "kept");
	duk_push_array(ctx);
	r->table = duk_get_heapptr(ctx, -1);
	duk_push_array(ctx);
	duk_put_prop_index(ctx, -2, 0);
	duk_put_prop_string(ctx, -2, "ports");
	r->key_port = hidden_key(is, DUK_HIDDEN_SYMBOL("port"));
	r->key_listener = hidden_key(is, DUK_HIDDEN_SYMBOL("listener"));
	r->key_owner = hidden_key(is, DUK_HIDDEN_SYMBOL("owner"));
	r->key_behind = hidden_key(is, DUK_HIDDEN_SYMBOL("behind"));
	r->key_events = hidden_key(is, "_events");
	r->key_message = hidden_key(is, "message");
	r->key_mark = hidden_key(is, DUK_HIDDEN_SYMBOL("mark"));
	r->key_kind = hidden_key(is, DUK_HIDDEN_SYMBOL("kind"));
	binding_push(is);
	r->binding = duk_get_heapptr(ctx, -1);
	stash_keep(is);
	return 0;
}

/* Have stack_bytes say how deep calls nest: as deep as by default with 4 MiB,
   which is Node's default. Calls from C into script use the thread's stack, and
   can only become fewer. */
static void
isolate_limit_calls(isolate *is)
{
	uint64_t bytes = is->limits.stack_bytes;
	uint64_t calls = bytes * HEAP_CALLS >> 22;
	uint64_t from_c = bytes * DUK_USE_NATIVE_CALL_RECLIMIT >> 22;

	if (bytes != 0) {
		is->heap->call_limit = (uint32_t)(calls < 100 ? 100 : calls);
		if (from_c < DUK_USE_NATIVE_CALL_RECLIMIT) {
			is->context->heap->call_recursion_limit =
			    from_c < 40 ? 40 : (duk_int_t)from_c;
		}
	}
}

static duk_ret_t
isolate_bootstrap(duk_context *ctx, void *unused)
{
	isolate *is = isolate_of(ctx);

	(void)unused;
	duk_push_c_lightfunc(ctx, binding_library, 1, 0, 0);
	duk_push_string(ctx, "bootstrap");
	duk_call(ctx, 1);
	if (duk_is_undefined(ctx, -1)) {
		return duk_generic_error(ctx, "there is no library");
	}
	duk_push_undefined(ctx);
	duk_push_undefined(ctx);
	duk_push_undefined(ctx);
	duk_push_heapptr(ctx, is->roots->binding);
	duk_call(ctx, 4);
	return 0;
}

static void *
hook_alloc(void *udata, duk_size_t size)
{
	return heap_alloc(udata, size);
}

static void *
hook_realloc(void *udata, void *block, duk_size_t size)
{
	return heap_realloc(udata, block, size);
}

static void
hook_free(void *udata, void *block)
{
	heap_free_block(udata, block);
}

/* A new VM, from nothing. */
static void
isolate_create(isolate *is, void *unused)
{
	(void)unused;
	is->context = duk_create_heap(hook_alloc, hook_realloc, hook_free,
				      is->heap, duktape_fatal);
	if (is->context == NULL) {
		isolate_unwind(is);
	}
	if (duk_safe_call(is->context, isolate_prepare, NULL, 0, 1) != 0) {
		isolate_unwind(is);
	}
	duk_pop(is->context);
}
