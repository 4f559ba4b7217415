/* port.c - ports as scripts see them. SPDX-License-Identifier: MIT
 *
 * A MessagePort is an object with a hidden property that points to a port,
 * which has it back. It stays in the table of ports while it is open. */

static void
port_keep(isolate *is, port *p)
{
	duk_context *ctx = is->context;
	duk_uarridx_t slot;

	duk_push_heapptr(ctx, is->roots->table);
	if (is->roots->free_slots > 0) {
		duk_uarridx_t last = --is->roots->free_slots;

		/* Free slots are kept as numbers in a list of their own. */
		duk_get_prop_index(ctx, -1, 0);
		duk_get_prop_index(ctx, -1, last);
		slot = duk_get_uint(ctx, -1);
		duk_pop_2(ctx);
	} else {
		slot = (duk_uarridx_t)duk_get_length(ctx, -1);
	}
	p->slot = slot;
	duk_dup(ctx, -2);
	duk_put_prop_index(ctx, -2, slot);
	duk_pop(ctx);
}

static void
port_drop(isolate *is, port *p)
{
	duk_context *ctx = is->context;

	duk_push_heapptr(ctx, is->roots->table);
	duk_push_null(ctx);
	duk_put_prop_index(ctx, -2, p->slot);
	duk_get_prop_index(ctx, -1, 0);
	duk_push_uint(ctx, p->slot);
	duk_put_prop_index(ctx, -2, is->roots->free_slots++);
	duk_pop_2(ctx);
}

/* port_add makes the object of an open port. */
static port *
port_add(isolate *is, atoll_port id)
{
	duk_context *ctx = is->context;
	port *p = duk_alloc(ctx, sizeof(*p));

	if (p == NULL) {
		(void)duk_generic_error(ctx, "out of memory");
	}
	*p = (port){.id = id, .referenced = true};
	p->next = is->roots->ports;
	p->link = &is->roots->ports;
	if (p->next != NULL) {
		p->next->link = &p->next;
	}
	is->roots->ports = p;

	duk_push_object(ctx);
	p->object = duk_get_heapptr(ctx, -1);
	if (hook_push(is, HOOK_PORT_PROTOTYPE)) {
		duk_set_prototype(ctx, -2);
	}
	duk_push_pointer(ctx, p);
	duk_put_prop_heapptr(ctx, -2, is->roots->key_port);
	port_keep(is, p);
	duk_pop(ctx);
	(void)atoll_self_listen(is->self, id, false, p);
	return p;
}

static void
port_push(isolate *is, port *p)
{
	duk_push_heapptr(is->context, p->object);
}

/* port_remove forgets a port that is closed, or moved away; its object lives
   on as a closed port. */
static void
port_remove(isolate *is, port *p)
{
	duk_context *ctx = is->context;

	p->referenced = false;
	is->ports_gone++;
	port_count(is, p);
	port_push(is, p);
	duk_del_prop_heapptr(ctx, -1, is->roots->key_listener);
	if (p->owner != NULL) {
		duk_push_heapptr(ctx, p->owner);
		duk_push_pointer(ctx, NULL);
		duk_put_prop_heapptr(ctx, -2, is->roots->key_behind);
		duk_pop(ctx);
		duk_del_prop_heapptr(ctx, -1, is->roots->key_owner);
	}
	duk_push_pointer(ctx, NULL);
	duk_put_prop_heapptr(ctx, -2, is->roots->key_port);
	port_drop(is, p);
	duk_pop(ctx);
	*p->link = p->next;
	if (p->next != NULL) {
		p->next->link = p->link;
	}
	duk_free(ctx, p);
}

static duk_tval *
hidden_own(duk_context *ctx, duk_hobject *object, void *key)
{
	return duk_hobject_find_entry_tval_ptr(((duk_hthread *)ctx)->heap,
					       object, (duk_hstring *)key);
}

/* port_own puts the object at index in front of a port. */
static void
port_own(isolate *is, port *p, duk_idx_t index)
{
	duk_context *ctx = is->context;

	index = duk_normalize_index(ctx, index);
	duk_push_pointer(ctx, p);
	duk_put_prop_heapptr(ctx, index, is->roots->key_behind);
	port_push(is, p);
	duk_dup(ctx, index);
	duk_put_prop_heapptr(ctx, -2, is->roots->key_owner);
	duk_pop(ctx);
	p->owner = duk_get_heapptr(ctx, index);
}

/* The function to call with a message for p, and as what. An owner's only
   listener is called without the detour of the port's. */
static duk_hobject *
port_receiver(isolate *is, const port *p, duk_hobject **self)
{
	duk_context *ctx = is->context;
	duk_tval *tv = NULL;

	if (p->owner != NULL) {
		tv = hidden_own(ctx, p->owner, is->roots->key_events);
	}
	if (tv != NULL && DUK_TVAL_IS_OBJECT(tv)) {
		tv = hidden_own(ctx, DUK_TVAL_GET_OBJECT(tv),
				is->roots->key_message);
		if (tv != NULL && DUK_TVAL_IS_OBJECT(tv) &&
		    DUK_HOBJECT_IS_CALLABLE(DUK_TVAL_GET_OBJECT(tv))) {
			*self = p->owner;
			return DUK_TVAL_GET_OBJECT(tv);
		}
	}
	*self = p->object;
	return p->listener;
}

static port *
port_of_object(isolate *is, duk_hobject *object, bool *is_port)
{
	duk_tval *tv = hidden_own(is->context, object, is->roots->key_port);

	*is_port = tv != NULL;
	return tv != NULL && DUK_TVAL_IS_POINTER(tv) ? DUK_TVAL_GET_POINTER(tv)
						     : NULL;
}

static port *
port_of(isolate *is, duk_idx_t index)
{
	duk_hobject *object = duk_get_hobject(is->context, index);
	bool is_port;
	port *p = object != NULL ? port_of_object(is, object, &is_port) : NULL;

	return p != NULL && !p->closed ? p : NULL;
}

/* Whether p, which may have been freed, is a port that is open. */
static bool
port_is_open(const isolate *is, const port *p)
{
	const port *other = is->roots->ports;

	while (other != NULL && other != p) {
		other = other->next;
	}
	return other != NULL && !other->closed;
}

/* port_count brings the isolate's count of references up to date. */
static void
port_count(isolate *is, port *p)
{
	bool counts = p->referenced && p->listener != NULL && !p->closed;

	if (counts != p->counted) {
		p->counted = counts;
		atoll_self_ref(is->self, counts ? 1 : -1);
	}
}

static void
port_listen(isolate *is, port *p, void *listener)
{
	bool was = p->listener != NULL;

	p->listener = listener;
	if ((listener != NULL) != was) {
		(void)atoll_self_listen(is->self, p->id, !was, p);
	}
	port_count(is, p);
}

/* port_close closes a port for the script; the hook follows in a later turn,
   from a timer. */
static void
port_close(isolate *is, port *p)
{
	p->closed = true;
	is->ports_gone++;
	port_count(is, p);
	(void)atoll_self_close(is->self, p->id);
	if (is->close_timer == 0 &&
	    atoll_self_timer_start(is->self, &is->close_timer, 0, false) ==
		ATOLL_OK) {
		atoll_self_ref(is->self, 1);
	}
}

/* The ports that were closed since. */
static void
port_report_closed(isolate *is)
{
	duk_context *ctx = is->context;
	port *p = is->roots->ports;

	is->close_timer = 0;
	atoll_self_ref(is->self, -1);
	while (p != NULL && !atoll_self_ending(is->self)) {
		port *next = p->next;

		if (p->closed) {
			port_push(is, p);
			port_remove(is, p);
			call_hook(is, HOOK_CLOSED, 1);
			duk_pop(ctx);
			next = is->roots->ports; /* all may be different */
		}
		p = next;
	}
}
