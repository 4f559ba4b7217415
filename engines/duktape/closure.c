/* closure.c - the properties of a new function.
 * SPDX-License-Identifier: MIT
 *
 * Duktape defines them one after the other, growing the table each time and
 * shrinking it at the end. Here it is filled at once. */

enum { CLOSURE_PROPERTIES = 9 };

typedef struct {
	duk_hstring *keys[CLOSURE_PROPERTIES];
	duk_propvalue values[CLOSURE_PROPERTIES];
	duk_uint8_t flags[CLOSURE_PROPERTIES];
	duk_uint32_t count;
} closure_properties;

static void
closure_add(duk_hthread *thr, closure_properties *c, duk_small_uint_t stridx,
	    const duk_tval *v, duk_small_uint_t flags)
{
	c->keys[c->count] = DUK_HTHREAD_GET_STRING(thr, stridx);
	c->values[c->count].v = *v;
	c->flags[c->count++] = (duk_uint8_t)flags;
}

/* What the template has under a name, if it is there. */
static void
closure_copy(duk_hthread *thr, closure_properties *c, duk_hobject *from,
	     duk_small_uint_t stridx)
{
	duk_tval *tv =
	    duk_hobject_find_entry_tval_ptr_stridx(thr->heap, from, stridx);

	if (tv != NULL) {
		closure_add(thr, c, stridx, tv, DUK_PROPDESC_FLAGS_C);
	}
}

/* The getter and setter that throw, of strict functions. */
static void
closure_add_thrower(duk_hthread *thr, closure_properties *c,
		    duk_small_uint_t stridx)
{
	duk_hobject *thrower = thr->builtins[DUK_BIDX_TYPE_ERROR_THROWER];

	c->keys[c->count] = DUK_HTHREAD_GET_STRING(thr, stridx);
	c->values[c->count].a.get = thrower;
	c->values[c->count].a.set = thrower;
	c->flags[c->count++] = DUK_PROPDESC_FLAG_ACCESSOR;
}

/* Give object, which has no properties yet, all of these. */
static void
closure_fill(duk_hthread *thr, duk_hobject *object, const closure_properties *c)
{
	duk_uint8_t *props =
	    DUK_ALLOC_CHECKED(thr, DUK_HOBJECT_P_COMPUTE_SIZE(c->count, 0, 0));
	duk_propvalue *values;
	duk_uint32_t i;

	object->props = props;
	object->e_size = c->count;
	object->e_next = c->count;
	values = DUK_HOBJECT_E_GET_VALUE_BASE(NULL, object);
	memcpy(values, c->values, c->count * sizeof(*values));
	memcpy(DUK_HOBJECT_E_GET_KEY_BASE(NULL, object), c->keys,
	       c->count * sizeof(*c->keys));
	memcpy(DUK_HOBJECT_E_GET_FLAGS_BASE(NULL, object), c->flags, c->count);
	for (i = 0; i < c->count; i++) {
		DUK_HSTRING_INCREF(thr, c->keys[i]);
		if ((c->flags[i] & DUK_PROPDESC_FLAG_ACCESSOR) != 0) {
			DUK_HOBJECT_INCREF(thr, values[i].a.get);
			DUK_HOBJECT_INCREF(thr, values[i].a.set);
		} else {
			DUK_TVAL_INCREF(thr, &values[i].v);
		}
	}
}

/* Push the object that is a function's `prototype` at first. */
static void
closure_push_prototype(duk_hthread *thr, duk_hobject *fn)
{
	closure_properties c;
	duk_tval v;

	(void)duk_push_object(thr);
	c.count = 0;
	DUK_TVAL_SET_OBJECT(&v, fn);
	closure_add(thr, &c, DUK_STRIDX_CONSTRUCTOR, &v, DUK_PROPDESC_FLAGS_WC);
	closure_fill(thr, duk_known_hobject(thr, -1), &c);
}

/* [closure template] -> the same, the closure with its properties. */
static void
duktape_closure(duk_hthread *thr, duk_hcompfunc *fn, duk_hcompfunc *from,
		duk_bool_t has_prototype)
{
	duk_hobject *template = &from->obj;
	duk_harray *formals = duk_hobject_get_formals(thr, template);
	closure_properties c;
	duk_tval v;

	c.count = 0;
	if (has_prototype) {
		closure_push_prototype(thr, &fn->obj);
	}
	closure_copy(thr, &c, template, DUK_STRIDX_INT_VARMAP);
	closure_copy(thr, &c, template, DUK_STRIDX_INT_FORMALS);
	closure_copy(thr, &c, template, DUK_STRIDX_INT_PC2LINE);
	closure_copy(thr, &c, template, DUK_STRIDX_FILE_NAME);
	DUK_TVAL_SET_U32(&v, formals != NULL ? formals->length
					     : (duk_uint32_t)from->nargs);
	closure_add(thr, &c, DUK_STRIDX_LENGTH, &v, DUK_PROPDESC_FLAGS_C);
	if (has_prototype) {
		closure_add(thr, &c, DUK_STRIDX_PROTOTYPE,
			    duk_require_tval(thr, -1), DUK_PROPDESC_FLAGS_W);
	}
	if (DUK_HOBJECT_HAS_STRICT(&fn->obj)) {
		closure_add_thrower(thr, &c, DUK_STRIDX_CALLER);
		closure_add_thrower(thr, &c, DUK_STRIDX_LC_ARGUMENTS);
	}
	closure_copy(thr, &c, template, DUK_STRIDX_NAME);
	closure_fill(thr, &fn->obj, &c);
	if (has_prototype) {
		duk_pop(thr);
	}
}
