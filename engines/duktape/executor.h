/* executor.h - short ways in Duktape's executor. SPDX-License-Identifier: MIT
 *
 * Put by configure.py into Duktape's source, before its executor. */
#ifndef DUKTAPE_EXECUTOR_H
#define DUKTAPE_EXECUTOR_H

/* duktape_quick_call does what a call of the light function at tv, with `this`
   and nargs arguments behind it, would do, if that is the posting of a plain
   value: then all of them are undefined after it, which is the call's result.
   False: nothing was done. */
static bool duktape_quick_call(duk_hthread *thr, duk_tval *tv, duk_idx_t nargs);

static inline bool
executor_quick_call(duk_hthread *thr, duk_idx_t idx, duk_idx_t nargs,
		    duk_small_uint_t flags)
{
	duk_tval *tv = thr->valstack_bottom + idx;

	return DUK_TVAL_IS_LIGHTFUNC(tv) && nargs == 1 &&
	       (flags & DUK_CALL_FLAG_CONSTRUCT) == 0 &&
	       duktape_quick_call(thr, tv, nargs);
}

/* executor_put_new appends a key and its value, registers tv and tv + 1, to an
   object that is being made by a literal, where it has room and lacks the
   key. */
static inline bool
executor_put_new(duk_hthread *thr, duk_idx_t object_at, duk_uint_fast_t idx)
{
	duk_hobject *object =
	    DUK_TVAL_GET_OBJECT(thr->valstack_bottom + object_at);
	duk_tval *tv = thr->valstack_bottom + idx;
	duk_uint32_t n = object->e_next;
	duk_hstring **keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	duk_hstring *key;
	duk_tval *value;
	duk_uint32_t i;

	if (n >= object->e_size || object->h_size != 0 ||
	    !DUK_TVAL_IS_STRING(tv)) {
		return false;
	}
	key = DUK_TVAL_GET_STRING(tv);
	if (DUK_HSTRING_HAS_ARRIDX(key)) {
		return false;
	}
	for (i = 0; i < n; i++) {
		if (keys[i] == key) {
			return false;
		}
	}
	object->e_next = n + 1;
	keys[n] = key;
	DUK_HSTRING_INCREF(thr, key);
	DUK_HOBJECT_E_SET_FLAGS(NULL, object, n, DUK_PROPDESC_FLAGS_WEC);
	value = DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(NULL, object, n);
	DUK_TVAL_SET_TVAL(value, tv + 1);
	DUK_TVAL_INCREF(thr, value);
	return true;
}

#endif
