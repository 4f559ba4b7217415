/* binding.c - the object that the JavaScript library is given.
 * SPDX-License-Identifier: MIT
 *
 * engines/js/README.md says what each member does. Functions are light, which
 * costs no memory. */

/* hooks(object) */
static duk_ret_t
binding_hooks(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	roots *r = is->roots;

	duk_require_object(ctx, 0);
	memset(r->hooks, 0, sizeof(r->hooks));
	r->hooks_object = duk_get_heapptr(ctx, 0);
	duk_dup(ctx, 0);
	stash_keep(is);
	if (hook_push(is, HOOK_PORT_PROTOTYPE)) {
		duk_pop(ctx);
	}
	return 0;
}

static const struct {
	const char *name;
	duk_c_function fn;
	duk_idx_t nargs;
} binding_functions[] = {
    {"channel", binding_channel, 1},
    {"post", binding_post, 3},
    {"postTagged", binding_post_tagged, 4},
    {"listen", binding_listen, 3},
    {"close", binding_close, 1},
    {"refPort", binding_ref_port, 2},
    {"hasRef", binding_has_ref, 1},
    {"take", binding_take, 1},
    {"isPort", binding_is_port, 1},
    {"portId", binding_port_id, 1},
    {"clone", binding_clone, 2},
    {"markUntransferable", binding_mark_untransferable, 1},
    {"isMarkedUntransferable", binding_is_marked_untransferable, 1},
    {"markUncloneable", binding_mark_uncloneable, 1},
    {"spawn", binding_spawn, 2},
    {"terminate", binding_terminate, 1},
    {"stats", binding_stats, 1},
    {"exit", binding_exit, 1},
    {"fail", binding_fail, 1},
    {"setExitCode", binding_set_exit_code, 1},
    {"ref", binding_ref, 1},
    {"timerStart", binding_timer_start, 2},
    {"timerStop", binding_timer_stop, 1},
    {"jobs", binding_jobs, 0},
    {"microtask", binding_microtask, 1},
    {"microtasks", binding_microtasks, 0},
    {"promise", binding_promise, 1},
    {"promiseState", binding_promise_state, 1},
    {"now", binding_now, 0},
    {"hrtime", binding_hrtime, 0},
    {"write", binding_write, 2},
    {"readFile", binding_read_file, 1},
    {"stat", binding_stat, 1},
    {"realpath", binding_realpath, 1},
    {"cwd", binding_cwd, 0},
    {"env", binding_env, 0},
    {"memory", binding_memory, 0},
    {"cores", binding_cores, 0},
    {"isTTY", binding_is_tty, 1},
    {"compile", binding_compile, 3},
    {"library", binding_library, 1},
    {"previewProxy", binding_preview_proxy, 1},
    {"typeOf", binding_type_of, 1},
    {"mark", binding_mark, 2},
    {"identity", binding_identity, 1},
    {"lazy", binding_lazy, 3},
    {"hooks", binding_hooks, 1},
};

/* What a read of the property computes. */
static const struct {
	const char *name;
	duk_c_function fn;
} binding_getters[] = {
    {"self", binding_self},
    {"timeOrigin", binding_time_origin},
    {"argv", binding_argv},
    {"pid", binding_pid},
};

static const struct {
	const char *name;
	const char *value;
} binding_texts[] = {
    {"engine", "duktape"},
    {"platform", "linux"},
#if defined(__x86_64__)
    {"arch", "x64"},
#elif defined(__aarch64__)
    {"arch", "arm64"},
#else
    {"arch", "unknown"},
#endif
};

static const char duktape_version[] = {'0' + DUK_VERSION / 10000,     '.',
				       '0' + DUK_VERSION / 100 % 100, '.',
				       '0' + DUK_VERSION % 100,       '\0'};

/* Push the binding. */
static void
binding_push(isolate *is)
{
	duk_context *ctx = is->context;
	size_t i;

	duk_push_object(ctx);
	for (i = 0;
	     i < sizeof(binding_functions) / sizeof(binding_functions[0]);
	     i++) {
		duk_push_c_lightfunc(ctx, binding_functions[i].fn,
				     binding_functions[i].nargs, 0, 0);
		duk_put_prop_string(ctx, -2, binding_functions[i].name);
	}
	for (i = 0; i < sizeof(binding_getters) / sizeof(binding_getters[0]);
	     i++) {
		duk_push_string(ctx, binding_getters[i].name);
		duk_push_c_lightfunc(ctx, binding_getters[i].fn, 0, 0, 0);
		duk_def_prop(ctx, -3,
			     DUK_DEFPROP_HAVE_GETTER |
				 DUK_DEFPROP_SET_ENUMERABLE |
				 DUK_DEFPROP_SET_CONFIGURABLE);
	}
	for (i = 0; i < sizeof(binding_texts) / sizeof(binding_texts[0]); i++) {
		duk_push_string(ctx, binding_texts[i].value);
		duk_put_prop_string(ctx, -2, binding_texts[i].name);
	}
	duk_push_string(ctx, atoll_version());
	duk_put_prop_string(ctx, -2, "version");
	duk_push_object(ctx);
	duk_push_string(ctx, atoll_version());
	duk_put_prop_string(ctx, -2, "atoll");
	duk_push_string(ctx, duktape_version);
	duk_put_prop_string(ctx, -2, "duktape");
	duk_put_prop_string(ctx, -2, "versions");
	duk_push_object(ctx);
	duk_push_c_lightfunc(ctx, port_post_message, DUK_VARARGS, 1, 0);
	duk_dup(ctx, -1);
	duk_put_prop_string(ctx, -3, "postMessage");
	duk_put_prop_string(ctx, -2, "ownerPostMessage");
	duk_put_prop_string(ctx, -2, "portMethods");
}
