/* codec_careful.c - values into messages, where script may run meanwhile.
 * SPDX-License-Identifier: MIT
 *
 * All objects met are remembered and kept alive in an array, so that an
 * address means one object. Everything here runs in a protected call and may
 * throw. */

static void careful_value(encoder *e, duk_idx_t index);

/* ------------------------------------------------------------- errors */

/* [value] -> [value text]: how Node names what it cannot clone. */
static duk_ret_t
push_description(duk_context *ctx, void *unused)
{
	const char *name = NULL;

	(void)unused;
	if (duk_is_symbol(ctx, -1)) {
		duk_push_symbol_descriptive_string(ctx,
						   duk_known_hstring(ctx, -1));
		return 1;
	}
	if (!duk_is_object(ctx, -1) || duk_is_function(ctx, -1)) {
		duk_dup(ctx, -1);
		duk_to_string(ctx, -1);
		return 1;
	}
	duk_get_prop_string(ctx, -1, "constructor");
	if (duk_is_object(ctx, -1)) {
		duk_get_prop_string(ctx, -1, "name");
		name = duk_get_string(ctx, -1);
	}
	duk_push_sprintf(ctx, "#<%s>",
			 name != NULL && name[0] != '\0' ? name : "Object");
	return 1;
}

/* Push a DataCloneError, or, with a code, the error of that code. */
static void
push_clone_error(isolate *is, const char *text, const char *code)
{
	duk_context *ctx = is->context;

	if (!hook_push(is, HOOK_CLONE_ERROR)) {
		duk_push_error_object(ctx, DUK_ERR_ERROR, "%s", text);
		return;
	}
	duk_push_string(ctx, text);
	if (code != NULL) {
		duk_push_string(ctx, code);
	} else {
		duk_push_undefined(ctx);
	}
	duk_call(ctx, 2);
}

static void
push_encode_error(encoder *e, encode_result result)
{
	duk_context *ctx = e->is->context;

	switch (result) {
	case ENCODE_UNLISTED:
		push_clone_error(
		    e->is,
		    "Object that needs transfer was found in message but not "
		    "listed in transferList",
		    "ERR_MISSING_MESSAGE_PORT_IN_TRANSFER_LIST");
		return;
	case ENCODE_DETACHED:
		push_clone_error(
		    e->is,
		    "An ArrayBuffer is detached and could not be cloned.",
		    NULL);
		return;
	case ENCODE_DEEP:
		duk_push_error_object(ctx, DUK_ERR_RANGE_ERROR, "%s",
				      DUK_STR_CALLSTACK_LIMIT);
		return;
	default:
		duk_push_tval(ctx, &e->refused);
		if (duk_safe_call(ctx, push_description, NULL, 1, 1) != 0) {
			duk_pop(ctx);
			duk_push_string(ctx, "#<Object>");
		}
		duk_push_string(ctx, " could not be cloned.");
		duk_concat(ctx, 2);
		push_clone_error(e->is, duk_get_string(ctx, -1), NULL);
		duk_remove(ctx, -2);
		return;
	}
}

static void
careful_check(encoder *e, encode_result result)
{
	if (result != ENCODE_DONE) {
		push_encode_error(e, result);
		(void)duk_throw(e->is->context);
	}
}

/* ------------------------------------------------------------- objects */

static void
careful_seen(encoder *e, duk_idx_t index, uint32_t number)
{
	duk_context *ctx = e->is->context;

	duk_dup(ctx, index);
	duk_put_prop_index(ctx, e->keep, e->kept++);
	seen_add(e, duk_get_heapptr(ctx, index), number);
}

/* Push a copy of the string at index as WTF-8. */
static const char *
push_wtf8(duk_context *ctx, duk_idx_t index, size_t *len)
{
	duk_size_t n;
	const char *text = duk_require_lstring(ctx, index, &n);
	char *to = duk_push_fixed_buffer(ctx, n + 1);

	*len = cesu8_to_utf8(to, text, n);
	if (*len == SIZE_MAX) {
		(void)duk_type_error(ctx, "a string is not well-formed");
	}
	return to;
}

/* The key at the top and its value; pops the key. */
static void
careful_property(encoder *e, duk_idx_t object)
{
	duk_context *ctx = e->is->context;
	duk_idx_t top = duk_get_top(ctx);

	build_key(e->b, duk_known_hstring(ctx, -1));
	duk_get_prop(ctx, object);
	careful_value(e, top - 1);
	duk_pop(ctx);
}

static void
careful_record(encoder *e, duk_idx_t index)
{
	duk_context *ctx = e->is->context;

	careful_seen(e, index, builder_object(e->b));
	duk_enum(ctx, index,
		 DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_NO_PROXY_BEHAVIOR);
	while (duk_next(ctx, -1, 0)) {
		careful_property(e, index);
	}
	duk_pop(ctx);
	builder_end(e->b);
}

static void
careful_array(encoder *e, duk_idx_t index)
{
	duk_context *ctx = e->is->context;
	uint32_t length = (uint32_t)duk_get_length(ctx, index);
	uint32_t next = 0;
	bool extra = false;

	careful_seen(e, index, builder_array(e->b));
	duk_enum(ctx, index,
		 DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_NO_PROXY_BEHAVIOR);
	while (duk_next(ctx, -1, 0)) {
		duk_hstring *key = duk_known_hstring(ctx, -1);

		if (DUK_HSTRING_HAS_ARRIDX(key)) {
			uint32_t at = DUK_HSTRING_GET_ARRIDX_FAST(key);

			if (at < next || at >= length) {
				duk_pop(ctx); /* it grew meanwhile */
				continue;
			}
			build_holes(e->b, at - next);
			next = at + 1;
			duk_get_prop(ctx, index);
			careful_value(e, duk_get_top_index(ctx));
			duk_pop(ctx);
			continue;
		}
		if (!extra) {
			build_holes(e->b, length - next);
			next = length;
			extra = true;
		}
		careful_property(e, index);
	}
	duk_pop(ctx);
	build_holes(e->b, length - next);
	builder_end(e->b);
}

static void
careful_map(encoder *e, duk_idx_t index)
{
	duk_context *ctx = e->is->context;
	uint32_t n;
	uint32_t i;

	if (!hook_push(e->is, HOOK_MAP_ENTRIES)) {
		duk_push_undefined(ctx);
	} else {
		duk_dup(ctx, index);
		duk_call(ctx, 1);
	}
	if (!duk_is_array(ctx, -1)) {
		duk_pop(ctx);
		careful_record(e, index);
		return;
	}
	careful_seen(e, index, builder_map(e->b));
	n = (uint32_t)duk_get_length(ctx, -1) & ~1u;
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, -1, i);
		careful_value(e, duk_get_top_index(ctx));
		duk_pop(ctx);
	}
	duk_pop(ctx);
	builder_end(e->b);
}

static void
careful_set(encoder *e, duk_idx_t index)
{
	duk_context *ctx = e->is->context;
	uint32_t n;
	uint32_t i;

	if (!hook_push(e->is, HOOK_SET_VALUES)) {
		duk_push_undefined(ctx);
	} else {
		duk_dup(ctx, index);
		duk_call(ctx, 1);
	}
	if (!duk_is_array(ctx, -1)) {
		duk_pop(ctx);
		careful_record(e, index);
		return;
	}
	careful_seen(e, index, builder_set(e->b));
	n = (uint32_t)duk_get_length(ctx, -1);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, -1, i);
		careful_value(e, duk_get_top_index(ctx));
		duk_pop(ctx);
	}
	duk_pop(ctx);
	builder_end(e->b);
}

static void
careful_regexp(encoder *e, duk_idx_t index)
{
	static const struct {
		const char *name;
		unsigned bit;
	} flags[] = {{"global", ATOLL_REGEXP_GLOBAL},
		     {"ignoreCase", ATOLL_REGEXP_IGNORECASE},
		     {"multiline", ATOLL_REGEXP_MULTILINE}};
	duk_context *ctx = e->is->context;
	unsigned bits = 0;
	const char *text;
	size_t len;
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		duk_get_prop_string(ctx, index, flags[i].name);
		bits |= duk_to_boolean(ctx, -1) ? flags[i].bit : 0;
		duk_pop(ctx);
	}
	duk_get_prop_string(ctx, index, "source");
	text = push_wtf8(ctx, -1, &len);
	careful_seen(e, index, atoll_build_regexp(e->b, text, len, bits));
	duk_pop_2(ctx);
}

/* -------------------------------------------------------------- errors */

static const char *const error_names[] = {
    "Error",       "EvalError", "RangeError", "ReferenceError",
    "SyntaxError", "TypeError", "URIError"};

enum { ERROR_TYPES = sizeof(error_names) / sizeof(error_names[0]) };

static unsigned
error_type_of(const char *name)
{
	unsigned i;

	for (i = 0; name != NULL && i < ERROR_TYPES; i++) {
		if (strcmp(name, error_names[i]) == 0) {
			return i;
		}
	}
	return ERROR_TYPES;
}

static bool
has_own(duk_context *ctx, duk_idx_t index, const char *key)
{
	duk_hobject *object = duk_known_hobject(ctx, index);
	bool has;

	duk_push_string(ctx, key);
	has = hidden_own(ctx, object, duk_get_heapptr(ctx, -1)) != NULL;
	duk_pop(ctx);
	return has;
}

/* Push a part of an error as a string; false: it has none. */
static bool
push_error_part(duk_context *ctx, duk_idx_t index, const char *key)
{
	duk_get_prop_string(ctx, index, key);
	if (duk_is_undefined(ctx, -1) || duk_is_symbol(ctx, -1)) {
		return false;
	}
	duk_to_string(ctx, -1);
	return true;
}

/* The own properties, but for those that have a place of their own. */
static void
careful_error_extra(encoder *e, duk_idx_t index, unsigned type)
{
	duk_context *ctx = e->is->context;
	bool named = false;

	duk_enum(ctx, index,
		 DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_NO_PROXY_BEHAVIOR);
	while (duk_next(ctx, -1, 0)) {
		const char *key = duk_get_string(ctx, -1);

		if (strcmp(key, "message") == 0 || strcmp(key, "stack") == 0 ||
		    strcmp(key, "cause") == 0) {
			duk_pop(ctx);
			continue;
		}
		named = named || strcmp(key, "name") == 0;
		careful_property(e, index);
	}
	duk_pop(ctx);
	if (e->is->naming && !named && type == ERROR_TYPES) {
		duk_push_string(ctx, "name");
		careful_property(e, index);
	}
}

static void
careful_error(encoder *e, duk_idx_t index)
{
	duk_context *ctx = e->is->context;
	duk_idx_t base = duk_get_top(ctx);
	unsigned has = 0;
	unsigned type;
	duk_idx_t i;

	push_error_part(ctx, index, "name");
	type = error_type_of(duk_get_string(ctx, -1));
	if (push_error_part(ctx, index, "message") &&
	    has_own(ctx, index, "message")) {
		has |= ATOLL_ERROR_HAS_MESSAGE;
	}
	has |=
	    push_error_part(ctx, index, "stack") ? ATOLL_ERROR_HAS_STACK : 0u;
	has |= has_own(ctx, index, "cause") ? ATOLL_ERROR_HAS_CAUSE : 0u;
	duk_get_prop_string(ctx, index, "cause");
	careful_seen(e, index,
		     atoll_build_error(e->b,
				       type == ERROR_TYPES
					   ? ATOLL_ERROR_ERROR
					   : (atoll_error_type)type,
				       has));
	for (i = 0; i < 3; i++) {
		if (has & (1u << i)) {
			careful_value(e, base + 1 + i);
		}
	}
	duk_set_top(ctx, base);
	careful_error_extra(e, index, type);
	builder_end(e->b);
}

static void
careful_boxed_string(encoder *e, duk_idx_t index)
{
	duk_context *ctx = e->is->context;
	duk_hobject *object = duk_known_hobject(ctx, index);
	const char *text;
	size_t len;

	duk_push_hstring(
	    ctx, DUK_TVAL_GET_STRING(duk_hobject_get_internal_value_tval_ptr(
		     e->thr->heap, object)));
	text = push_wtf8(ctx, -1, &len);
	careful_seen(e, index, atoll_build_boxed_string(e->b, text, len));
	duk_pop_2(ctx);
}

/* --------------------------------------------------------------- values */

/* What the plain way leaves to this one, and all that has properties. */
static bool
careful_kind(encoder *e, duk_idx_t index, duk_hobject *object)
{
	const char *type;

	switch (DUK_HOBJECT_GET_CLASS_NUMBER(object)) {
	case DUK_HOBJECT_CLASS_ERROR:
		careful_error(e, index);
		return true;
	case DUK_HOBJECT_CLASS_REGEXP:
		careful_regexp(e, index);
		return true;
	case DUK_HOBJECT_CLASS_STRING:
		careful_boxed_string(e, index);
		return true;
	case DUK_HOBJECT_CLASS_ARRAY:
		if (DUK_HOBJECT_HAS_EXOTIC_PROXYOBJ(object)) {
			return false;
		}
		careful_array(e, index);
		return true;
	case DUK_HOBJECT_CLASS_OBJECT:
		if (DUK_HOBJECT_HAS_EXOTIC_BEHAVIOR(object) ||
		    DUK_HOBJECT_IS_CALLABLE(object) ||
		    hidden_own(e->thr, object, e->is->roots->key_port) !=
			NULL) {
			return false;
		}
		type = marked_type(e->is, object);
		if (type == NULL) {
			careful_record(e, index);
		} else if (strcmp(type, "Map") == 0) {
			careful_map(e, index);
		} else if (strcmp(type, "Set") == 0) {
			careful_set(e, index);
		} else {
			return false;
		}
		return true;
	case DUK_HOBJECT_CLASS_ARGUMENTS:
	case DUK_HOBJECT_CLASS_JSON:
	case DUK_HOBJECT_CLASS_MATH:
	case DUK_HOBJECT_CLASS_GLOBAL:
		careful_record(e, index);
		return true;
	default:
		return false;
	}
}

static bool
is_uncloneable(encoder *e, duk_hobject *object)
{
	const duk_tval *mark =
	    hidden_own(e->thr, object, e->is->roots->key_mark);

	return mark != NULL &&
	       ((int)DUK_TVAL_GET_NUMBER(mark) & MARK_UNCLONEABLE) != 0;
}

static void
careful_value(encoder *e, duk_idx_t index)
{
	duk_context *ctx = e->is->context;
	duk_hobject *object = duk_get_hobject(ctx, index);
	uint32_t number;

	if (object == NULL) {
		careful_check(e, encode_value(e, duk_require_tval(ctx, index)));
		return;
	}
	number = seen_find(e, object);
	if (number != UINT32_MAX) {
		atoll_build_reference(e->b, number);
		return;
	}
	if (is_uncloneable(e, object)) {
		careful_check(e, encode_refuse_object(e, object));
	}
	if (++e->depth > ENCODE_DEPTH) {
		careful_check(e, ENCODE_DEEP);
	}
	duk_require_stack(ctx, 16);
	if (!careful_kind(e, index, object)) {
		duk_dup(ctx, index);
		duk_put_prop_index(ctx, e->keep, e->kept++);
		careful_check(e, encode_object_of(e, object));
	}
	e->depth--;
}
