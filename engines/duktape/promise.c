/* promise.c - promises: promise.h says how they are kept.
 * SPDX-License-Identifier: MIT
 *
 * What is common stays here; subclasses, and all that then() suffices for, are
 * the library's (engines/js/promise.js). */

/* ---------------------------------------------------------------- objects */

static duk_tval *
slots_of(const promises *p, duk_hobject *object)
{
	return object->e_next > SLOT_VALUE &&
		       DUK_HOBJECT_E_GET_KEY(NULL, object, SLOT_STATE) ==
			   p->keys[SLOT_STATE]
		   ? &DUK_HOBJECT_E_GET_VALUE_BASE(NULL, object)->v
		   : NULL;
}

/* What a promise with handlers, or a record, has. */
static bool
has_handlers(const promises *p, duk_hobject *object)
{
	return object->e_next > SLOT_REJECTED &&
	       DUK_HOBJECT_E_GET_KEY(NULL, object, SLOT_REJECTED) ==
		   p->keys[SLOT_REJECTED];
}

static bool
is_record(const promises *p, duk_hobject *object)
{
	return object->e_next > SLOT_REJECT &&
	       DUK_HOBJECT_E_GET_KEY(NULL, object, SLOT_REJECT) ==
		   p->keys[SLOT_REJECT];
}

static uintptr_t
state_of(const duk_tval *slots)
{
	return (uintptr_t)DUK_TVAL_GET_POINTER(&slots[SLOT_STATE]);
}

static void
set_state(duk_tval *slots, uintptr_t state)
{
	DUK_TVAL_SET_POINTER(&slots[SLOT_STATE], (void *)state);
}

/* The promise at index, or NULL. */
static duk_hobject *
promise_at(isolate *is, duk_idx_t index)
{
	const promises *p = &is->roots->promises;
	duk_hobject *object = duk_get_hobject(is->context, index);

	return object != NULL && slots_of(p, object) != NULL &&
		       !is_record(p, object)
		   ? object
		   : NULL;
}

/* Give a new object n slots, all undefined but the state. */
static void
slots_init(isolate *is, duk_hobject *object, duk_uint32_t n)
{
	const promises *p = &is->roots->promises;
	duk_hthread *thr = is->context;
	duk_uint8_t *props =
	    DUK_ALLOC_CHECKED(thr, DUK_HOBJECT_P_COMPUTE_SIZE(n, 0, 0));
	duk_propvalue *values;
	duk_hstring **keys;
	duk_uint8_t *flags;
	duk_uint32_t i;

	object->props = props;
	object->e_size = n;
	object->e_next = n;
	values = DUK_HOBJECT_E_GET_VALUE_BASE(NULL, object);
	keys = DUK_HOBJECT_E_GET_KEY_BASE(NULL, object);
	flags = DUK_HOBJECT_E_GET_FLAGS_BASE(NULL, object);
	for (i = 0; i < n; i++) {
		DUK_TVAL_SET_UNDEFINED(&values[i].v);
		keys[i] = p->keys[i];
		DUK_HSTRING_INCREF(thr, keys[i]);
		flags[i] = DUK_PROPDESC_FLAGS_W;
	}
	set_state(&values->v, 0);
}

/* Push an object with n slots. */
static duk_hobject *
slots_push(isolate *is, duk_uint32_t n)
{
	duk_hthread *thr = is->context;
	duk_hobject *object = duk_push_object_helper(
	    thr,
	    DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_FASTREFS |
		DUK_HOBJECT_CLASS_AS_FLAGS(DUK_HOBJECT_CLASS_OBJECT),
	    -1);

	DUK_HOBJECT_SET_PROTOTYPE_INIT_INCREF(thr, object,
					      is->roots->promises.prototype);
	slots_init(is, object, n);
	return object;
}

static duk_tval
object_value(duk_hobject *object)
{
	duk_tval v;

	DUK_TVAL_SET_OBJECT(&v, object);
	return v;
}

static bool
is_callable(const duk_tval *tv)
{
	return DUK_TVAL_IS_LIGHTFUNC(tv) ||
	       (DUK_TVAL_IS_OBJECT(tv) &&
		DUK_HOBJECT_IS_CALLABLE(DUK_TVAL_GET_OBJECT(tv)));
}

static void
slot_set(isolate *is, duk_tval *slot, duk_tval *v)
{
	DUK_TVAL_SET_TVAL_UPDREF(is->context, slot, v);
}

/* The data property of object itself, or NULL. */
static duk_tval *
own_value(isolate *is, duk_hobject *object, void *key)
{
	return duk_hobject_find_entry_tval_ptr(is->context->heap, object, key);
}

/* Nothing that a script did makes a result of this promise anything else than
   a plain promise. */
static bool
is_plain(isolate *is, duk_hobject *promise)
{
	const promises *p = &is->roots->promises;
	duk_uint32_t hidden =
	    has_handlers(p, promise) ? SLOT_REJECTED + 1 : SLOT_VALUE + 1;
	duk_tval *make;
	duk_int_t entry;
	duk_int_t hash;

	if (promise->prototype != p->prototype ||
	    (promise->e_next > hidden &&
	     duk_hobject_find_entry(is->context->heap, promise,
				    p->key_constructor, &entry, &hash))) {
		return false;
	}
	make = own_value(is, p->prototype, p->key_constructor);
	return make != NULL && DUK_TVAL_IS_OBJECT(make) &&
	       DUK_TVAL_GET_OBJECT(make) == p->make;
}

/* Call a function of the library's with the nargs values on top, leaving what
   it returns. */
static void
helper_call(isolate *is, const char *name, duk_idx_t nargs)
{
	duk_context *ctx = is->context;

	duk_push_heapptr(ctx, is->roots->promises.helpers);
	duk_get_prop_string(ctx, -1, name);
	duk_replace(ctx, -2);
	duk_insert(ctx, -nargs - 1);
	duk_call(ctx, nargs);
}

/* --------------------------------------------------------------- settling */

/* Have what waits take its turn. */
static void
waiting_react(isolate *is, duk_hobject *waiting, bool fulfilled, duk_tval v)
{
	const promises *p = &is->roots->promises;
	job_kind kind = is_record(p, waiting) ? JOB_FORGET : JOB_REACT;
	duk_tval handler;
	duk_tval none;

	DUK_TVAL_SET_BOOLEAN(&handler, fulfilled);
	if (!has_handlers(p, waiting)) {
		job_push(is, kind, object_value(waiting), v, handler);
		return;
	}
	{
		duk_tval *slot = slots_of(p, waiting) +
				 (fulfilled ? SLOT_FULFILLED : SLOT_REJECTED);

		if (!DUK_TVAL_IS_UNDEFINED(slot)) {
			handler = *slot;
		}
	}
	job_push(is, kind, object_value(waiting), v, handler);
	DUK_TVAL_SET_UNDEFINED(&none);
	slot_set(is, slots_of(p, waiting) + SLOT_FULFILLED, &none);
	slot_set(is, slots_of(p, waiting) + SLOT_REJECTED, &none);
}

/* Settle a pending promise; v is kept alive by the caller. */
static void
promise_settle(isolate *is, duk_hobject *promise, bool fulfilled, duk_tval v)
{
	duk_context *ctx = is->context;
	const promises *p = &is->roots->promises;
	duk_tval *slots = slots_of(p, promise);
	uintptr_t state = state_of(slots);
	duk_tval waiting = slots[SLOT_VALUE];
	duk_uint32_t i;

	set_state(slots,
		  (state & ~(uintptr_t)PROMISE_MANY) |
		      (fulfilled ? PROMISE_FULFILLED : PROMISE_REJECTED));
	if ((state & PROMISE_MANY) != 0) {
		duk_harray *list = (duk_harray *)DUK_TVAL_GET_OBJECT(&waiting);

		for (i = 0; i < list->length; i++) {
			duk_tval *tv = duk_hobject_find_array_entry_tval_ptr(
			    ctx->heap, &list->obj, i);

			waiting_react(is, DUK_TVAL_GET_OBJECT(tv), fulfilled,
				      v);
		}
	} else if (DUK_TVAL_IS_OBJECT(&waiting)) {
		waiting_react(is, DUK_TVAL_GET_OBJECT(&waiting), fulfilled, v);
	}
	slot_set(is, slots_of(p, promise) + SLOT_VALUE, &v);
	if (!fulfilled && (state & PROMISE_HANDLED) == 0) {
		duk_push_hobject(ctx, promise);
		duk_push_tval(ctx, &v);
		helper_call(is, "unhandled", 2);
		duk_pop(ctx);
	}
}

static duk_ret_t
read_then(duk_context *ctx, void *object)
{
	duk_push_tval(ctx, object);
	duk_get_prop_heapptr(ctx, -1,
			     isolate_of(ctx)->roots->promises.key_then);
	return 1;
}

/* Push the property `then` of an object. False: an error is pushed. */
static bool
push_then(isolate *is, duk_tval v)
{
	duk_context *ctx = is->context;
	const promises *p = &is->roots->promises;
	duk_hobject *object =
	    DUK_TVAL_IS_OBJECT(&v) ? DUK_TVAL_GET_OBJECT(&v) : NULL;
	int depth;

	for (depth = 0; object != NULL && depth < 100 &&
			!DUK_HOBJECT_HAS_EXOTIC_PROXYOBJ(object);
	     depth++) {
		duk_int_t entry;
		duk_int_t hash;

		if (duk_hobject_find_entry(ctx->heap, object, p->key_then,
					   &entry, &hash)) {
			if (DUK_HOBJECT_E_SLOT_IS_ACCESSOR(NULL, object,
							   entry)) {
				break;
			}
			duk_push_tval(ctx, DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(
					       NULL, object, entry));
			return true;
		}
		object = object->prototype;
		if (object == NULL) {
			duk_push_undefined(ctx);
			return true;
		}
	}
	return duk_safe_call(ctx, read_then, &v, 0, 1) == 0;
}

/* Resolve a promise; v is kept alive by the caller. */
static void
promise_give(isolate *is, duk_hobject *promise, duk_tval v)
{
	duk_context *ctx = is->context;
	bool read;
	duk_tval then;

	if (!DUK_TVAL_IS_OBJECT(&v) && !DUK_TVAL_IS_LIGHTFUNC(&v) &&
	    !DUK_TVAL_IS_BUFFER(&v)) {
		promise_settle(is, promise, true, v);
		return;
	}
	if (DUK_TVAL_IS_OBJECT(&v) && DUK_TVAL_GET_OBJECT(&v) == promise) {
		duk_push_error_object(
		    ctx, DUK_ERR_TYPE_ERROR,
		    "Chaining cycle detected for promise #<Promise>");
		promise_settle(is, promise, false, *duk_require_tval(ctx, -1));
		duk_pop(ctx);
		return;
	}
	read = push_then(is, v);
	then = *duk_require_tval(ctx, -1);
	if (!read) {
		if (is->unwinding) {
			(void)duk_throw(ctx);
		}
		promise_settle(is, promise, false, then);
	} else if (is_callable(&then)) {
		job_push(is, JOB_FOLLOW, object_value(promise), v, then);
	} else {
		promise_settle(is, promise, true, v);
	}
	duk_pop(ctx);
}

/* ------------------------------------------- functions resolve and reject */

enum { REJECTS = 1, NUMBERED = 2 };

/* resolve(value), with the promise as its this; but of a second pair, or a
   later one, resolve(which, value). */
static duk_ret_t
settler(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	duk_int_t magic = duk_get_current_magic(ctx);
	uintptr_t pair = 0;
	duk_hobject *promise;
	duk_tval *slots;
	uintptr_t state;

	duk_push_this(ctx);
	promise = duk_require_hobject(ctx, -1);
	slots = slots_of(&is->roots->promises, promise);
	state = state_of(slots);
	if ((magic & NUMBERED) != 0) {
		pair = duk_get_uint(ctx, 0);
		duk_remove(ctx, 0);
	}
	if (state / PROMISE_PAIR != pair || (state & PROMISE_RESOLVED) != 0) {
		return 0;
	}
	set_state(slots, state | PROMISE_RESOLVED);
	if ((magic & REJECTS) != 0) {
		promise_settle(is, promise, false, *duk_require_tval(ctx, 0));
	} else {
		promise_give(is, promise, *duk_require_tval(ctx, 0));
	}
	return 0;
}

/* Push resolve or reject of a promise's newest pair. */
static void
push_settler(isolate *is, duk_hobject *promise, bool rejects)
{
	duk_hthread *thr = is->context;
	uintptr_t pair =
	    state_of(slots_of(&is->roots->promises, promise)) / PROMISE_PAIR;
	duk_small_uint_t nargs = pair == 0 ? 1 : 2;
	duk_small_uint_t magic =
	    (rejects ? REJECTS : 0u) | (pair == 0 ? 0u : NUMBERED);
	duk_hboundfunc *fn = duk_push_hboundfunc(thr);

	DUK_HOBJECT_SET_STRICT(&fn->obj);
	fn->obj.hdr.h_flags &= ~(duk_uint32_t)DUK_HOBJECT_FLAG_CONSTRUCTABLE;
	DUK_HOBJECT_SET_PROTOTYPE_INIT_INCREF(
	    thr, &fn->obj, thr->builtins[DUK_BIDX_FUNCTION_PROTOTYPE]);
	DUK_TVAL_SET_LIGHTFUNC(&fn->target, settler,
			       DUK_LFUNC_FLAGS_PACK(magic, 1, nargs));
	DUK_TVAL_SET_OBJECT(&fn->this_binding, promise);
	DUK_HOBJECT_INCREF(thr, promise);
	if (pair != 0) {
		fn->args = DUK_ALLOC_CHECKED(thr, sizeof(*fn->args));
		fn->nargs = 1;
		DUK_TVAL_SET_U32(&fn->args[0], (duk_uint32_t)pair);
	}
}

/* ----------------------------------------------------------------- waiting */

/* Have waiting, a promise or a record, wait for promise. */
static void
promise_wait(isolate *is, duk_hobject *promise, duk_hobject *waiting)
{
	duk_context *ctx = is->context;
	const promises *p = &is->roots->promises;
	duk_tval *slots = slots_of(p, promise);
	uintptr_t state = state_of(slots);
	duk_tval w = object_value(waiting);
	duk_tval *slot = &slots[SLOT_VALUE];

	set_state(slots, state | PROMISE_HANDLED);
	if ((state & PROMISE_SETTLED) != 0) {
		if ((state & (PROMISE_REJECTED | PROMISE_HANDLED)) ==
		    PROMISE_REJECTED) {
			duk_push_hobject(ctx, promise);
			helper_call(is, "handledLate", 1);
			duk_pop(ctx);
			slot = slots_of(p, promise) + SLOT_VALUE;
		}
		waiting_react(is, waiting, (state & PROMISE_FULFILLED) != 0,
			      *slot);
	} else if (DUK_TVAL_IS_UNDEFINED(slot)) {
		slot_set(is, slot, &w);
	} else if ((state & PROMISE_MANY) != 0) {
		duk_push_tval(ctx, slot);
		duk_push_hobject(ctx, waiting);
		duk_put_prop_index(ctx, -2,
				   (duk_uarridx_t)duk_get_length(ctx, -2));
		duk_pop(ctx);
	} else {
		duk_push_array(ctx);
		duk_push_tval(ctx, slot);
		duk_put_prop_index(ctx, -2, 0);
		duk_push_hobject(ctx, waiting);
		duk_put_prop_index(ctx, -2, 1);
		slots = slots_of(p, promise);
		set_state(slots, state | PROMISE_HANDLED | PROMISE_MANY);
		slot_set(is, &slots[SLOT_VALUE], duk_require_tval(ctx, -1));
		duk_pop(ctx);
	}
}

static void
set_handlers(isolate *is, duk_hobject *waiting, duk_idx_t index)
{
	duk_tval *slots = slots_of(&is->roots->promises, waiting);
	int i;

	for (i = 0; i < 2; i++) {
		duk_tval *tv = duk_require_tval(is->context, index + i);

		if (is_callable(tv)) {
			DUK_TVAL_SET_TVAL(&slots[SLOT_FULFILLED + i], tv);
			DUK_TVAL_INCREF(is->context, tv);
		}
	}
}

/* then() of a promise whose result is another's: the library makes that. */
static bool
then_for_other(isolate *is, duk_hobject *promise)
{
	duk_context *ctx = is->context;
	const promises *p = &is->roots->promises;
	static const char *const names[] = {"resolve", "reject"};
	duk_hobject *record;
	int i;

	duk_push_hobject(ctx, promise);
	helper_call(is, "capabilityOf", 1);
	if (!duk_is_object(ctx, -1)) {
		duk_pop(ctx);
		return false;
	}
	record = slots_push(is, SLOTS);
	set_handlers(is, record, 0);
	for (i = 0; i < 2; i++) {
		duk_get_prop_string(ctx, -2, names[i]);
		slot_set(is, slots_of(p, record) + SLOT_RESOLVE + i,
			 duk_require_tval(ctx, -1));
		duk_pop(ctx);
	}
	promise_wait(is, promise, record);
	duk_get_prop_string(ctx, -2, "promise");
	return true;
}

/* then(fulfilled, rejected) */
static duk_ret_t
promise_then(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *promise;
	duk_hobject *result;

	duk_push_this(ctx);
	promise = promise_at(is, -1);
	if (promise == NULL) {
		helper_call(is, "incompatible", 1);
		return duk_throw(ctx);
	}
	if (!is_plain(is, promise) && then_for_other(is, promise)) {
		return 1;
	}
	result = slots_push(is, SLOT_REJECTED + 1);
	set_handlers(is, result, 0);
	promise_wait(is, promise, result);
	return 1;
}

/* --------------------------------------------------------------------- jobs */

/* Call a record's function with [value], taking it. */
static void
record_call(isolate *is, duk_idx_t index, int slot)
{
	duk_context *ctx = is->context;
	duk_hobject *record = duk_require_hobject(ctx, index);

	duk_push_tval(ctx, slots_of(&is->roots->promises, record) + slot);
	duk_insert(ctx, -2);
	duk_push_undefined(ctx); /* what it throws nobody learns */
	duk_replace(ctx, index);
	duk_call(ctx, 1);
	duk_pop(ctx);
}

/* Push what the handler makes of the value, or the value itself; false: the
   result is a rejection. */
static bool
run_handler(isolate *is, duk_idx_t index)
{
	duk_context *ctx = is->context;
	bool fulfilled = true;

	if (duk_is_boolean(ctx, index + 2)) {
		fulfilled = duk_get_boolean(ctx, index + 2);
		duk_dup(ctx, index + 1);
	} else {
		duk_dup(ctx, index + 2);
		duk_push_undefined(ctx);
		duk_dup(ctx, index + 1);
		duk_call_method(ctx, 1);
	}
	return fulfilled;
}

/* Have a promise follow a thenable. */
static void
run_follow(isolate *is, duk_idx_t index)
{
	duk_context *ctx = is->context;
	const promises *p = &is->roots->promises;
	duk_hobject *promise = duk_require_hobject(ctx, index);
	duk_hobject *source = promise_at(is, index + 1);
	uintptr_t state;

	if (source != NULL &&
	    duk_get_heapptr(ctx, index + 2) == (void *)p->then &&
	    is_plain(is, source)) {
		promise_wait(is, source, promise);
		return;
	}
	state = state_of(slots_of(p, promise));
	set_state(slots_of(p, promise),
		  (state & ~(uintptr_t)PROMISE_RESOLVED) + PROMISE_PAIR);
	duk_dup(ctx, index + 2);
	duk_dup(ctx, index + 1);
	push_settler(is, promise, false);
	push_settler(is, promise, true);
	duk_call_method(ctx, 2);
}

static void
promise_run(isolate *is, job_kind kind, duk_idx_t index)
{
	duk_context *ctx = is->context;
	bool fulfilled;

	switch (kind) {
	case JOB_CALL:
		duk_dup(ctx, index + 2);
		duk_call(ctx, 0);
		break;
	case JOB_REACT:
		if (run_handler(is, index)) {
			promise_give(is, duk_require_hobject(ctx, index),
				     *duk_require_tval(ctx, -1));
		} else {
			promise_settle(is, duk_require_hobject(ctx, index),
				       false, *duk_require_tval(ctx, -1));
		}
		break;
	case JOB_FORGET:
		fulfilled = run_handler(is, index);
		record_call(is, index, fulfilled ? SLOT_RESOLVE : SLOT_REJECT);
		break;
	case JOB_FOLLOW:
		run_follow(is, index);
		break;
	}
}

static void
promise_job_failed(isolate *is, duk_idx_t index)
{
	duk_context *ctx = is->context;
	const promises *p = &is->roots->promises;
	duk_hobject *object = duk_get_hobject(ctx, index);
	uintptr_t state;

	if (object == NULL) {
		(void)duk_throw(ctx);
	}
	if (is_record(p, object)) {
		record_call(is, index, SLOT_REJECT);
		return;
	}
	state = state_of(slots_of(p, object));
	if ((state & PROMISE_RESOLVED) == 0) {
		set_state(slots_of(p, object), state | PROMISE_RESOLVED);
		promise_settle(is, object, false, *duk_require_tval(ctx, -1));
	}
}

/* ------------------------------------------------------------- constructor */

/* Give the object at index the slots of a promise: a new one, as `new` or a
   subclass made it. False: it cannot be one. */
static bool
promise_init(isolate *is, duk_idx_t index)
{
	duk_hobject *object = duk_get_hobject(is->context, index);
	duk_hobject *proto = object;

	while (proto != NULL && proto != is->roots->promises.prototype) {
		proto = proto->prototype;
	}
	if (proto == NULL || object->e_next != 0 || object->props != NULL ||
	    DUK_HOBJECT_GET_CLASS_NUMBER(object) != DUK_HOBJECT_CLASS_OBJECT ||
	    DUK_HOBJECT_HAS_EXOTIC_PROXYOBJ(object)) {
		return false;
	}
	slots_init(is, object, SLOT_VALUE + 1);
	return true;
}

/* Whether a function can see a second argument. */
static bool
takes_two(const duk_tval *tv)
{
	duk_hobject *fn;

	if (!DUK_TVAL_IS_OBJECT(tv)) {
		return true;
	}
	fn = DUK_TVAL_GET_OBJECT(tv);
	return !DUK_HOBJECT_IS_COMPFUNC(fn) || DUK_HOBJECT_HAS_CREATEARGS(fn) ||
	       ((duk_hcompfunc *)fn)->nargs > 1;
}

/* Promise(executor) */
static duk_ret_t
promise_construct(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *promise;
	duk_idx_t nargs = 1;

	duk_push_this(ctx);
	if (!duk_is_callable(ctx, 0)) {
		duk_dup(ctx, 0);
		helper_call(is, "noResolver", 1);
		return duk_throw(ctx);
	}
	if (!promise_init(is, 1)) {
		return duk_type_error(ctx, "Promise constructor cannot be "
					   "invoked without 'new'");
	}
	promise = duk_require_hobject(ctx, 1);
	duk_dup(ctx, 0);
	push_settler(is, promise, false);
	if (takes_two(duk_require_tval(ctx, 0))) {
		push_settler(is, promise, true);
		nargs = 2;
	}
	if (duk_pcall(ctx, nargs) != 0) {
		if (is->unwinding) {
			return duk_throw(ctx);
		}
		promise_job_failed(is, 1);
	}
	return 0;
}

/* Promise.resolve(value) */
static duk_ret_t
promise_resolve(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *promise;

	duk_push_this(ctx);
	if (duk_get_heapptr(ctx, 1) != (void *)is->roots->promises.make) {
		duk_insert(ctx, 0);
		helper_call(is, "resolveBy", 2);
		return 1;
	}
	promise = promise_at(is, 0);
	if (promise != NULL && is_plain(is, promise)) {
		duk_pop(ctx);
		return 1;
	}
	if (promise != NULL) {
		duk_get_prop_string(ctx, 0, "constructor");
		if (duk_strict_equals(ctx, 1, 2)) {
			duk_set_top(ctx, 1);
			return 1;
		}
	}
	promise = slots_push(is, SLOT_VALUE + 1);
	promise_give(is, promise, *duk_require_tval(ctx, 0));
	return 1;
}

/* Promise.reject(reason) */
static duk_ret_t
promise_reject(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *promise;

	duk_push_this(ctx);
	if (duk_get_heapptr(ctx, 1) != (void *)is->roots->promises.make) {
		duk_insert(ctx, 0);
		helper_call(is, "rejectBy", 2);
		return 1;
	}
	promise = slots_push(is, SLOT_VALUE + 1);
	promise_settle(is, promise, false, *duk_require_tval(ctx, 0));
	return 1;
}

/* promiseState(promise): [state, value], or undefined */
static duk_ret_t
binding_promise_state(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	duk_hobject *promise = promise_at(is, 0);
	uintptr_t state;

	if (promise == NULL) {
		return 0;
	}
	state =
	    state_of(slots_of(&is->roots->promises, promise)) & PROMISE_SETTLED;
	duk_push_array(ctx);
	duk_push_uint(ctx, (duk_uint_t)state);
	duk_put_prop_index(ctx, -2, 0);
	if (state != 0) {
		duk_push_tval(ctx, slots_of(&is->roots->promises, promise) +
				       SLOT_VALUE);
		duk_put_prop_index(ctx, -2, 1);
	}
	return 1;
}

static duk_hobject *
define_function(isolate *is, const char *name, duk_c_function fn,
		duk_idx_t nargs)
{
	duk_context *ctx = is->context;
	duk_hobject *object;

	duk_push_string(ctx, name);
	duk_push_c_function(ctx, fn, nargs);
	object = duk_get_hobject(ctx, -1);
	duk_push_string(ctx, "name");
	duk_push_string(ctx, name);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_CONFIGURABLE);
	duk_push_string(ctx, "length");
	duk_push_int(ctx, nargs);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_CONFIGURABLE |
			 DUK_DEFPROP_FORCE);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE |
			 DUK_DEFPROP_CLEAR_ENUMERABLE |
			 DUK_DEFPROP_SET_CONFIGURABLE);
	return object;
}

static void *hidden_key(isolate *is, const char *name);

/* promise(helpers): the constructor. Called once. */
static duk_ret_t
binding_promise(duk_context *ctx)
{
	static const char *const keys[SLOTS] = {
	    DUK_HIDDEN_SYMBOL("state"),     DUK_HIDDEN_SYMBOL("value"),
	    DUK_HIDDEN_SYMBOL("fulfilled"), DUK_HIDDEN_SYMBOL("rejected"),
	    DUK_HIDDEN_SYMBOL("resolve"),   DUK_HIDDEN_SYMBOL("reject")};
	isolate *is = isolate_of(ctx);
	promises *p = &is->roots->promises;
	int i;

	p->helpers = duk_require_hobject(ctx, 0);
	duk_dup(ctx, 0);
	stash_keep(is);
	for (i = 0; i < SLOTS; i++) {
		p->keys[i] = hidden_key(is, keys[i]);
	}
	p->key_then = hidden_key(is, "then");
	p->key_constructor = hidden_key(is, "constructor");
	duk_push_object(ctx); /* where the constructor is defined, and kept */
	p->make = define_function(is, "Promise", promise_construct, 1);
	duk_get_prop_string(ctx, 1, "Promise");
	define_function(is, "resolve", promise_resolve, 1);
	define_function(is, "reject", promise_reject, 1);
	duk_push_string(ctx, "prototype");
	duk_push_object(ctx);
	p->prototype = duk_get_hobject(ctx, -1);
	duk_push_string(ctx, "constructor");
	duk_dup(ctx, 2);
	duk_def_prop(ctx, -3,
		     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE |
			 DUK_DEFPROP_CLEAR_ENUMERABLE |
			 DUK_DEFPROP_SET_CONFIGURABLE);
	p->then = define_function(is, "then", promise_then, 2);
	duk_def_prop(ctx, 2, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_FORCE);
	duk_push_heapptr(ctx, p->then);
	stash_keep(is);
	duk_push_heapptr(ctx, p->prototype);
	stash_keep(is);
	duk_dup(ctx, 2);
	stash_keep(is);
	return 1;
}
