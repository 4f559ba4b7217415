/* binding_values.c - code, types, and properties that wait.
 * SPDX-License-Identifier: MIT */

/* Where the compiler stood when it made an error; from Duktape. */
static void
duktape_syntax_error(void *udata, size_t offset)
{
	((heap *)udata)->isolate->syntax_offset = offset;
}

/* Give the SyntaxError at the top the place in the file: text is what was
   compiled, of which the first `before` bytes are ours. */
static void
place_syntax_error(duk_context *ctx, const char *file, const char *text,
		   size_t before)
{
	size_t offset = isolate_of(ctx)->syntax_offset;
	size_t line = 1;
	size_t column = 1;
	size_t i;
	const char *message;
	const char *suffix;

	for (i = before; i < offset; i++) {
		if (text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	duk_get_prop_string(ctx, -1, "message");
	message = duk_get_string(ctx, -1);
	suffix = message != NULL ? strstr(message, " (line ") : NULL;
	if (suffix != NULL) {
		duk_push_lstring(ctx, message, (size_t)(suffix - message));
		duk_put_prop_string(ctx, -3, "message");
	}
	duk_pop(ctx);
	duk_push_sprintf(ctx, "%s:%lu:%lu\n", file, (unsigned long)line,
			 (unsigned long)column);
	duk_dup(ctx, -2);
	duk_safe_to_string(ctx, -1);
	duk_concat(ctx, 2);
	duk_push_string(ctx, "stack");
	duk_insert(ctx, -2);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE |
			 DUK_DEFPROP_SET_CONFIGURABLE | DUK_DEFPROP_FORCE);
}

/* compile(text, file, parameters) */
static duk_ret_t
binding_compile(duk_context *ctx)
{
	duk_size_t before;
	duk_uarridx_t i;
	duk_uarridx_t n = (duk_uarridx_t)duk_get_length(ctx, 2);
	const char *text;

	duk_to_string(ctx, 0);
	duk_to_string(ctx, 1);
	duk_push_string(ctx, "function(");
	for (i = 0; i < n; i++) {
		if (i > 0) {
			duk_push_string(ctx, ",");
			duk_concat(ctx, 2);
		}
		duk_get_prop_index(ctx, 2, i);
		duk_concat(ctx, 2);
	}
	duk_push_string(ctx, "){");
	duk_concat(ctx, 2);
	duk_get_lstring(ctx, -1, &before);
	text = duk_get_string(ctx, 0);
	if (text[0] == '#' && text[1] == '!') {
		duk_push_string(ctx, "//");
		duk_substring(ctx, 0, 2, duk_get_length(ctx, 0));
	} else {
		duk_push_string(ctx, "");
	}
	duk_dup(ctx, 0);
	duk_push_string(ctx, "\n}");
	duk_concat(ctx, 4);
	duk_dup(ctx, -1);
	duk_dup(ctx, 1);
	if (duk_pcompile(ctx, DUK_COMPILE_FUNCTION) != 0) {
		if (duk_get_error_code(ctx, -1) == DUK_ERR_SYNTAX_ERROR) {
			place_syntax_error(ctx, duk_get_string(ctx, 1),
					   duk_get_string(ctx, -2), before);
		}
		return duk_throw(ctx);
	}
	return 1;
}

/* previewProxy(x): [target, handler], or undefined */
static duk_ret_t
binding_preview_proxy(duk_context *ctx)
{
	duk_hobject *object = duk_get_hobject(ctx, 0);

	if (object == NULL || !DUK_HOBJECT_HAS_EXOTIC_PROXYOBJ(object)) {
		return 0;
	}
	duk_push_array(ctx);
	duk_push_hobject(ctx, ((duk_hproxy *)object)->target);
	duk_put_prop_index(ctx, -2, 0);
	duk_push_hobject(ctx, ((duk_hproxy *)object)->handler);
	duk_put_prop_index(ctx, -2, 1);
	return 1;
}

static const char *
type_of_object(isolate *is, duk_hobject *object)
{
	const char *type;

	if (DUK_HOBJECT_HAS_EXOTIC_PROXYOBJ(object)) {
		return "Proxy";
	}
	if (DUK_HOBJECT_IS_CALLABLE(object)) {
		return "Function";
	}
	switch (DUK_HOBJECT_GET_CLASS_NUMBER(object)) {
	case DUK_HOBJECT_CLASS_OBJECT:
	case DUK_HOBJECT_CLASS_ERROR:
		type = marked_type(is, object);
		if (type != NULL) {
			return type;
		}
		break;
	case DUK_HOBJECT_CLASS_THREAD:
		return "Object";
	default:
		break;
	}
	return (const char *)DUK_HSTRING_GET_DATA(
	    DUK_HOBJECT_GET_CLASS_STRING(is->context->heap, object));
}

/* typeOf(x) */
static duk_ret_t
binding_type_of(duk_context *ctx)
{
	duk_hobject *object = duk_get_hobject(ctx, 0);

	if (object != NULL) {
		duk_push_string(ctx, type_of_object(isolate_of(ctx), object));
	} else if (duk_is_buffer(ctx, 0)) {
		duk_push_string(ctx, "Uint8Array");
	} else if (duk_is_lightfunc(ctx, 0)) {
		duk_push_string(ctx, "Function");
	} else {
		return 0;
	}
	return 1;
}

/* mark(prototype, type) */
static duk_ret_t
binding_mark(duk_context *ctx)
{
	duk_require_object(ctx, 0);
	duk_push_heapptr(ctx, isolate_of(ctx)->roots->key_kind);
	duk_dup(ctx, 1);
	duk_to_string(ctx, -1);
	duk_def_prop(ctx, 0,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC |
			 DUK_DEFPROP_FORCE);
	return 0;
}

/* identity(object) */
static duk_ret_t
binding_identity(duk_context *ctx)
{
	void *object = duk_get_heapptr(ctx, 0);

	if (object != NULL) {
		duk_push_number(ctx, (double)(uintptr_t)object);
	} else { /* a light function, by its address and magic */
		duk_push_sprintf(
		    ctx, "%lx %x",
		    (unsigned long)(uintptr_t)duk_get_c_function(ctx, 0),
		    (unsigned)duk_get_magic(ctx, 0));
	}
	return 1;
}

/* ----------------------------------------------- properties that wait
 *
 * Duktape hands accessors the key as one more argument, so that one getter
 * and one setter serve all names of an object. They keep the object and the
 * function that makes the values as properties of theirs. */

static void
lazy_define(duk_context *ctx, duk_idx_t object, duk_idx_t key, duk_idx_t value,
	    duk_uint_t flags)
{
	duk_dup(ctx, key);
	duk_dup(ctx, value);
	duk_def_prop(ctx, object,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_FORCE | flags);
}

/* getter(key) */
static duk_ret_t
lazy_get(duk_context *ctx)
{
	duk_push_current_function(ctx);
	duk_get_prop_string(ctx, 1, DUK_HIDDEN_SYMBOL("object"));
	duk_get_prop_string(ctx, 1, DUK_HIDDEN_SYMBOL("get"));
	duk_dup(ctx, 0);
	duk_call(ctx, 1);
	lazy_define(ctx, 2, 0, 3,
		    DUK_DEFPROP_SET_WRITABLE | DUK_DEFPROP_CLEAR_ENUMERABLE |
			DUK_DEFPROP_SET_CONFIGURABLE);
	return 1;
}

/* setter(value, key) */
static duk_ret_t
lazy_set(duk_context *ctx)
{
	duk_push_current_function(ctx);
	duk_get_prop_string(ctx, 2, DUK_HIDDEN_SYMBOL("object"));
	duk_push_this(ctx);
	if (duk_is_undefined(ctx, 4) || duk_strict_equals(ctx, 3, 4)) {
		lazy_define(ctx, 3, 1, 0,
			    DUK_DEFPROP_SET_WRITABLE |
				DUK_DEFPROP_CLEAR_ENUMERABLE |
				DUK_DEFPROP_SET_CONFIGURABLE);
	} else {
		lazy_define(ctx, 4, 1, 0, DUK_DEFPROP_SET_WEC);
	}
	return 0;
}

static duk_idx_t
lazy_accessor(duk_context *ctx, duk_c_function fn, duk_idx_t nargs)
{
	duk_idx_t at = duk_push_c_function(ctx, fn, nargs);

	duk_dup(ctx, 0);
	duk_put_prop_string(ctx, at, DUK_HIDDEN_SYMBOL("object"));
	duk_dup(ctx, 2);
	duk_put_prop_string(ctx, at, DUK_HIDDEN_SYMBOL("get"));
	return at;
}

/* lazy(object, names, get) */
static duk_ret_t
binding_lazy(duk_context *ctx)
{
	duk_uarridx_t n;
	duk_uarridx_t i;
	duk_idx_t get;
	duk_idx_t set;

	duk_require_object(ctx, 0);
	n = (duk_uarridx_t)duk_get_length(ctx, 1);
	get = lazy_accessor(ctx, lazy_get, 1);
	set = lazy_accessor(ctx, lazy_set, 2);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, 1, i);
		duk_dup(ctx, get);
		duk_dup(ctx, set);
		duk_def_prop(ctx, 0,
			     DUK_DEFPROP_HAVE_GETTER | DUK_DEFPROP_HAVE_SETTER |
				 DUK_DEFPROP_CLEAR_ENUMERABLE |
				 DUK_DEFPROP_SET_CONFIGURABLE |
				 DUK_DEFPROP_FORCE);
	}
	return 0;
}
