/* trace.c - stacks and messages of errors, as V8 writes them.
 * SPDX-License-Identifier: MIT
 *
 * An error keeps the functions that were active, and where each was; the text
 * is made when `stack` is read. Functions in C have no lines of their own, and
 * those of the library are nobody's business but its own. */

enum { TRACE_LINES = 10 };

static const char *
own_text(duk_hthread *thr, duk_hobject *object, duk_small_uint_t stridx)
{
	duk_tval *tv =
	    duk_hobject_find_entry_tval_ptr_stridx(thr->heap, object, stridx);
	duk_hstring *s;

	if (tv == NULL || !DUK_TVAL_IS_STRING(tv)) {
		return "";
	}
	s = DUK_TVAL_GET_STRING(tv);
	return DUK_HSTRING_HAS_SYMBOL(s)
		   ? ""
		   : (const char *)DUK_HSTRING_GET_DATA(s);
}

/* Whether fn is what compile() made of a file. */
static bool
is_module_body(duk_hthread *thr, duk_hobject *fn, const char *file)
{
	return file[0] == '/' &&
	       DUK_HCOMPFUNC_GET_LEXENV(thr->heap, (duk_hcompfunc *)fn) ==
		   thr->builtins[DUK_BIDX_GLOBAL_ENV];
}

/* Push the line of the function at index; false: it gets none. */
static bool
push_trace_line(duk_hthread *thr, duk_idx_t index, double at)
{
	duk_hobject *fn = duk_get_hobject(thr, index);
	uint32_t flags = (uint32_t)(at / 4294967296.0);
	uint32_t pc = (uint32_t)(at - (double)flags * 4294967296.0);
	const char *name;
	const char *file;
	unsigned line;

	if (fn == NULL || DUK_HOBJECT_HAS_BOUNDFUNC(fn)) {
		return false;
	}
	if (DUK_HOBJECT_HAS_NATFUNC(fn)) {
		if (((duk_hnatfunc *)fn)->func != promise_construct) {
			return false;
		}
		duk_push_string(thr, "\n    at new Promise (<anonymous>)");
		return true;
	}
	name = own_text(thr, fn, DUK_STRIDX_NAME);
	file = own_text(thr, fn, DUK_STRIDX_FILE_NAME);
	if (strncmp(file, "atoll:", 6) == 0) {
		return false;
	}
	line = (unsigned)duk_hobject_pc2line_query(thr, index, pc);
	if (name[0] == '\0' && is_module_body(thr, fn, file)) {
		name = "Object.<anonymous>";
	}
	if (name[0] == '\0') {
		duk_push_sprintf(thr, "\n    at %s:%u", file, line);
	} else {
		duk_push_sprintf(thr, "\n    at %s%s (%s:%u)",
				 (flags & DUK_ACT_FLAG_CONSTRUCT) != 0 ? "new "
								       : "",
				 name, file, line);
	}
	return true;
}

/* The getter of Error.prototype.stack. */
static duk_ret_t
duktape_stack(duk_hthread *thr)
{
	duk_uarridx_t n;
	duk_uarridx_t i;
	duk_idx_t lines = 1;

	duk_push_this(thr);
	if (!duk_is_object(thr, 0)) {
		return 0;
	}
	(void)duk_xget_owndataprop_stridx(thr, 0, DUK_STRIDX_INT_TRACEDATA);
	duk_push_c_lightfunc(thr, duk_bi_error_prototype_to_string, 0, 0, 0);
	duk_dup(thr, 0);
	duk_call_method(thr, 0);
	n = duk_is_object(thr, 1) ? (duk_uarridx_t)duk_get_length(thr, 1) : 0;
	for (i = 0; i + 1 < n && lines <= TRACE_LINES; i += 2) {
		double at;

		duk_require_stack(thr, 8);
		duk_get_prop_index(thr, 1, i + 1);
		at = duk_get_number_default(thr, -1, 0);
		duk_pop(thr);
		duk_get_prop_index(thr, 1, i);
		if (push_trace_line(thr, duk_get_top_index(thr), at)) {
			duk_replace(thr, -2);
			lines++;
		} else {
			duk_pop(thr);
		}
	}
	duk_concat(thr, lines);
	return 1;
}

/* Push a value as V8 names a key. */
static const char *
push_key_text(duk_hthread *thr, duk_tval *key)
{
	duk_push_tval(thr, key);
	if (duk_is_symbol(thr, -1)) {
		duk_push_symbol_descriptive_string(thr,
						   duk_get_hstring(thr, -1));
	} else if (duk_is_callable(thr, -1) || !duk_is_object(thr, -1)) {
		duk_dup(thr, -1);
		return duk_safe_to_string(thr, -1);
	} else {
		duk_push_string(thr, "#<Object>");
	}
	return duk_get_string(thr, -1);
}

/* A property of undefined or null is read, or is written, or one of a primitive
   value is. */
static void
duktape_property_error(duk_hthread *thr, bool writes, duk_tval *base,
		       duk_tval *key)
{
	const char *name;
	bool nothing = DUK_TVAL_IS_UNDEFINED(base) || DUK_TVAL_IS_NULL(base);
	duk_tval held = *base;

	duk_require_stack(thr, 16);
	name = push_key_text(thr, key);
	if (nothing) {
		(void)duk_push_sprintf(
		    thr, "Cannot %s properties of %s (%s '%s')",
		    writes ? "set" : "read",
		    DUK_TVAL_IS_NULL(&held) ? "null" : "undefined",
		    writes ? "setting" : "reading", name);
	} else {
		const char *text;

		duk_push_tval(thr, &held);
		text = duk_get_type(thr, -1) == DUK_TYPE_STRING    ? "string"
		       : duk_get_type(thr, -1) == DUK_TYPE_BOOLEAN ? "boolean"
								   : "number";
		(void)duk_push_sprintf(thr,
				       "Cannot create property '%s' on %s '%s'",
				       name, text, duk_safe_to_string(thr, -1));
	}
}
