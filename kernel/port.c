/* port.c - one end of an entangled pair. SPDX-License-Identifier: MIT */
#include "port.h"

#include "ipc/message.h"
#include "kernel.h"
#include "queue.h"

/* port_set_owner gives p an owner, or none (both NULL); its lock is held. */
static void
port_set_owner(port *p, isolate *owner, outside *out)
{
	atomic_store_explicit(&p->owner, owner, memory_order_relaxed);
	p->out = out;
	p->outer = out != NULL;
	p->counted = out != NULL || p->bounds != NULL ||
		     (owner != NULL && isolate_limited(owner));
}

/* ---------------------------------------------------------------- telling */

/* port_list tells p's owner to look at it; p's lock is held. It gives the
   isolate that the caller must schedule, if any, once the lock is free. */
static isolate *
port_list(port *p)
{
	isolate *owner = port_owner(p);

	if (owner == NULL ||
	    atomic_load_explicit(&p->listed, memory_order_relaxed)) {
		return NULL;
	}
	atomic_store_explicit(&p->listed, true, memory_order_relaxed);
	return mailbox_push(&owner->mailbox, p) ? owner : NULL;
}

/* What port_tell found to do, for after the lock. */
typedef struct {
	isolate *wake;
	void (*ready)(void *context);
	void *context;
	outside *out; /* of ready */
	bool waiters;
} telling;

/* port_tell is port_list for every kind of owner; p's lock is held. */
static telling
port_tell(port *p)
{
	telling t = {0};

	if (!p->outer) {
		t.wake = port_list(p);
		return t;
	}
	atomic_fetch_add_explicit(&p->event, 1, memory_order_release);
	t.waiters = p->out->waiters > 0;
	t.ready = p->out->ready;
	t.context = p->out->context;
	t.out = p->out;
	if (t.ready != NULL) {
		p->out->calls++;
	}
	return t;
}

/* port_told does the rest of a telling; without p's lock. */
static void
port_told(atoll_kernel *k, worker *w, port *p, telling t)
{
	if (t.wake != NULL) {
		sched_ready(k, w, t.wake);
	}
	if (t.waiters) {
		plat_wake(&p->event, INT32_MAX);
	}
	if (t.ready != NULL) {
		t.ready(t.context);
		lock_take(&p->s.lock);
		t.out->calls--; /* outside_quiet waits for this */
		atomic_fetch_add_explicit(&p->event, 1, memory_order_release);
		lock_drop(&p->s.lock);
		plat_wake(&p->event, INT32_MAX);
	}
}

/* ---------------------------------------------------------------- opening */

static atoll_err
port_new(atoll_kernel *k, port **out, const atoll_port_opts *opts)
{
	port *p = slots_new(&k->ports);
	bounds *b = NULL;

	if (p == NULL) {
		return ATOLL_ENOMEM;
	}
	if (opts != NULL && (opts->messages != 0 || opts->bytes != 0)) {
		b = calloc(1, sizeof(*b));
		if (b == NULL) {
			slots_free(&k->ports, &p->s);
			return ATOLL_ENOMEM;
		}
		b->limit = *opts;
	}
	atomic_store_explicit(&p->listed, false, memory_order_relaxed);
	p->listening = p->peer_closed = p->room = p->monitor = false;
	p->more = false;
	p->peer = NULL;
	p->peer_generation = 0;
	p->user = NULL;
	p->queue = p->inbox = (ring){0};
	p->next_owned = p->prev_owned = NULL;
	p->bounds = b;
	port_set_owner(p, NULL, NULL);
	p->why = NULL;
	p->other = (atoll_isolate){0};
	p->number = 0;
	p->sent = 0;
	atomic_store_explicit(&p->received, 0, memory_order_relaxed);
	slots_name(&p->s);
	*out = p;
	return ATOLL_OK;
}

atoll_err
port_alone(atoll_kernel *k, port **out)
{
	atoll_err err = port_new(k, out, NULL);

	if (err == ATOLL_OK) {
		(*out)->monitor = true;
	}
	return err;
}

atoll_err
port_pair(atoll_kernel *k, port **a, port **b, const atoll_port_opts *opts)
{
	atoll_err err = port_new(k, a, opts);

	if (err != ATOLL_OK) {
		return err;
	}
	err = port_new(k, b, opts);
	if (err != ATOLL_OK) {
		port_close(k, NULL, *a, NULL);
		return err;
	}
	(*a)->peer = *b;
	(*b)->peer = *a;
	(*a)->peer_generation = slot_generation(&(*b)->s);
	(*b)->peer_generation = slot_generation(&(*a)->s);
	return ATOLL_OK;
}

atoll_err
port_find(atoll_kernel *k, port **out, atoll_port name, const isolate *owner)
{
	port *p = slots_find(&k->ports, name.id);

	/* If the caller owns it, neither word can change under us; if not,
	   whatever we read is a refusal. */
	if (p == NULL || slot_generation(&p->s) != id_generation(name.id)) {
		return ATOLL_ENOENT;
	}
	if (port_owner(p) != owner) {
		return ATOLL_EPERM;
	}
	*out = p;
	return ATOLL_OK;
}

/* ---------------------------------------------------------------- posting */

/* port_send_counted is port_send where somebody counts; `to` is locked, and
   let go. */
static atoll_err
port_send_counted(atoll_kernel *k, worker *w, port *to, atoll_message *msg)
{
	telling t = {0};
	ring evicted = {0};
	bool first = to->queue.len == 0;
	bool queued = false;
	atoll_err err = queue_put(to, msg, &queued, &evicted);

	if (queued && (to->outer ? first : to->listening)) {
		t = port_tell(to);
	}
	lock_drop(&to->s.lock);
	port_told(k, w, to, t);
	ring_clear(&evicted);
	return err;
}

atoll_err
port_send(atoll_kernel *k, worker *w, port *to, uint32_t generation,
	  atoll_message *msg)
{
	isolate *wake = NULL;
	atoll_err err = ATOLL_OK;

	lock_take(&to->s.lock);
	if (slot_generation(&to->s) != generation || to->peer_closed) {
		err = ATOLL_ECLOSED;
	} else if (to->counted) {
		return port_send_counted(k, w, to, msg);
	} else if (!ring_push(&to->queue, msg)) {
		err = ATOLL_ENOMEM;
	} else {
		to->sent++;
		wake = to->listening ? port_list(to) : NULL;
	}
	lock_drop(&to->s.lock);
	if (wake != NULL) {
		sched_ready(k, w, wake);
	}
	return err;
}

bool
port_blocks(port *to, uint32_t generation, const atoll_message *msg)
{
	bounds *b;
	size_t bytes = msg->charge;
	bool blocks = false;

	lock_take(&to->s.lock);
	b = to->bounds;
	if (slot_generation(&to->s) == generation && b != NULL &&
	    b->limit.policy == ATOLL_BLOCK &&
	    mailbox_has_room(port_owner(to), bytes)) {
		blocks = true;
		/* There may be room by now, and nobody will tell. */
		b->refused = !bounds_have_room(b, to->queue.len, bytes);
		if (!b->refused) {
			atomic_fetch_add(&to->event, 1);
		}
	}
	lock_drop(&to->s.lock);
	return blocks;
}

/* ----------------------------------------------------------------- taking */

/* port_room tells the other end of p that there is room again; p may have been
   closed by another thread of the outside. */
static void
port_room(atoll_kernel *k, worker *w, port *p, port *other, uint32_t generation)
{
	telling t = {0};

	atomic_fetch_add_explicit(&p->event, 1, memory_order_release);
	plat_wake(&p->event, INT32_MAX); /* posters that block */
	lock_take(&other->s.lock);
	if (slot_generation(&other->s) == generation) {
		other->room = true;
		t = port_tell(other);
	}
	lock_drop(&other->s.lock);
	port_told(k, w, other, t);
}

atoll_message *
port_take(atoll_kernel *k, worker *w, port *p)
{
	atoll_message *msg = NULL;
	bool room = false;

	if (p->inbox.len == 0) {
		lock_take(&p->s.lock);
		msg = queue_refill(p, &room);
		lock_drop(&p->s.lock);
		if (room) {
			port_room(k, w, p, p->peer, p->peer_generation);
		}
	}
	if (msg == NULL && p->inbox.len > 0) {
		msg = ring_pop(&p->inbox);
	}
	if (msg != NULL) {
		port_count(p);
	}
	return msg;
}

/* ------------------------------------------------------------ the outside */

atoll_err
port_outer(const port *p, uint32_t generation)
{
	return slot_generation(&p->s) != generation ? ATOLL_ENOENT
	       : p->outer                           ? ATOLL_OK
						    : ATOLL_EPERM;
}

/* outside_unpin lets go of what a waiter held; p's lock is held. */
static void
outside_unpin(outside *out)
{
	if (--out->waiters == 0 && out->gone) {
		free(out);
	}
}

/* outside_quiet waits until no call of ready runs; p's lock is held, and let go
   meanwhile. */
static void
outside_quiet(port *p, outside *out)
{
	out->ready = NULL;
	while (out->calls > 0) {
		unsigned event = atomic_load(&p->event);

		lock_drop(&p->s.lock);
		plat_wait(&p->event, event, UINT64_MAX);
		lock_take(&p->s.lock);
	}
}

/* outside_end frees what the outside had at p, which is no longer its own; p's
   lock is held, and let go meanwhile. */
static void
outside_end(port *p, outside *out)
{
	if (out != NULL) {
		out->gone = true;
		out->waiters++;
		outside_quiet(p, out);
		outside_unpin(out);
	}
	atomic_fetch_add(&p->event, 1);
}

atoll_err
port_receive(atoll_kernel *k, port *p, uint32_t generation, atoll_message **out,
	     outside **wait)
{
	bool room = false;
	port *peer = NULL;
	uint32_t peer_generation = 0;
	atoll_err err;

	lock_take(&p->s.lock);
	err = port_outer(p, generation);
	if (err == ATOLL_OK) {
		peer = p->peer;
		peer_generation = p->peer_generation;
		*out = queue_refill(p, &room);
		if (*out != NULL) {
			port_count(p);
		} else {
			err = p->peer_closed ? ATOLL_ECLOSED : ATOLL_EMPTY;
		}
	}
	if (err == ATOLL_EMPTY && wait != NULL) {
		*wait = p->out;
		p->out->waiters++;
	}
	lock_drop(&p->s.lock);
	if (room) {
		port_room(k, NULL, p, peer, peer_generation);
	}
	return err;
}

void
port_wait_end(port *p, outside *wait)
{
	lock_take(&p->s.lock);
	outside_unpin(wait);
	lock_drop(&p->s.lock);
}

atoll_err
port_notify(port *p, uint32_t generation, void (*ready)(void *context),
	    void *context)
{
	telling t = {0};
	outside *out;
	atoll_err err;

	lock_take(&p->s.lock);
	err = port_outer(p, generation);
	if (err == ATOLL_OK) {
		out = p->out;
		out->waiters++;
		outside_quiet(p, out);
		err = port_outer(p, generation);
		if (err == ATOLL_OK && p->out == out) {
			out->ready = ready;
			out->context = context;
			if (p->queue.len > 0 || p->peer_closed) {
				t = port_tell(p); /* not to be missed */
			}
		}
		outside_unpin(out);
	}
	lock_drop(&p->s.lock);
	port_told(NULL, NULL, p, t);
	return err;
}

unsigned
port_begin(port *p)
{
	unsigned what = 0;

	lock_take(&p->s.lock);
	atomic_store_explicit(&p->listed, false, memory_order_relaxed);
	if (p->room) {
		p->room = false;
		what |= PORT_ROOM;
	}
	if (p->inbox.len == 0 && !p->counted) {
		bool room;
		(void)queue_refill(p, &room);
	}
	p->more = p->queue.len > 0;
	if (p->inbox.len > 0 || p->queue.len > 0) {
		what |= p->listening ? PORT_MESSAGES : 0;
		what |= p->peer_closed ? PORT_CLOSING : 0;
	} else if (p->peer_closed) {
		what |= PORT_CLOSED;
	}
	what |= p->counted ? PORT_COUNTED : 0;
	lock_drop(&p->s.lock);
	return what;
}

/* port_has_work tells whether the owner has something to see; p's lock is
   held. */
static bool
port_has_work(const port *p)
{
	bool queued = p->inbox.len > 0 || p->queue.len > 0;

	return p->room || (queued ? p->listening : p->peer_closed);
}

void
port_end(port *p, unsigned what)
{
	/* What came during the visit listed the port by itself. */
	if (p->inbox.len == 0 && !p->more &&
	    (what & (PORT_CLOSING | PORT_COUNTED)) == 0) {
		return;
	}
	lock_take(&p->s.lock);
	if (port_has_work(p)) {
		(void)port_list(p); /* we run: it is not idle */
	}
	lock_drop(&p->s.lock);
}

void
port_wake(atoll_kernel *k, worker *w, port *p)
{
	isolate *wake = NULL;

	lock_take(&p->s.lock);
	if (port_has_work(p)) {
		wake = port_list(p);
	}
	lock_drop(&p->s.lock);
	if (wake != NULL) {
		sched_ready(k, w, wake);
	}
}

void
port_listen(atoll_kernel *k, worker *w, port *p, bool on)
{
	lock_take(&p->s.lock);
	p->listening = on;
	lock_drop(&p->s.lock);
	port_wake(k, w, p);
}

/* ----------------------------------------------------------------- owning */

static void
isolate_link(isolate *owner, port *p)
{
	p->prev_owned = NULL;
	p->next_owned = owner->owned;
	if (owner->owned != NULL) {
		owner->owned->prev_owned = p;
	}
	owner->owned = p;
	owner->ports++;
}

static void
isolate_unlink(isolate *owner, port *p)
{
	if (p->prev_owned != NULL) {
		p->prev_owned->next_owned = p->next_owned;
	} else {
		owner->owned = p->next_owned;
	}
	if (p->next_owned != NULL) {
		p->next_owned->prev_owned = p->prev_owned;
	}
	owner->ports--;
	if (owner->parent == p) {
		owner->parent = NULL;
	}
	if (owner->visited == p) {
		owner->visited = NULL;
	}
}

atoll_err
port_own(atoll_kernel *k, port *p, isolate *owner, worker *w)
{
	outside *out = NULL;
	atoll_err err;

	if (owner == NULL) {
		out = calloc(1, sizeof(*out));
		if (out == NULL) {
			return ATOLL_ENOMEM;
		}
	} else if (owner->extra != NULL && owner->extra->limits.ports != 0 &&
		   owner->ports >= owner->extra->limits.ports) {
		return ATOLL_ELIMIT;
	}
	lock_take(&p->s.lock);
	err = queue_gather(p);
	if (err == ATOLL_OK) {
		port_set_owner(p, owner, out);
		p->listening = false;
		queue_count(owner, p->queue.len, queue_bytes(p));
	}
	lock_drop(&p->s.lock);
	if (err != ATOLL_OK) {
		free(out);
		return err;
	}
	if (owner != NULL) {
		isolate_link(owner, p);
		port_wake(k, w, p);
	}
	return ATOLL_OK;
}

/* port_orphan takes p from the isolate that owns it. */
static void
port_orphan(port *p, isolate *owner)
{
	isolate_unlist(owner, p);
	isolate_unlink(owner, p);
	lock_take(&p->s.lock);
	/* Somebody may have listed it since. */
	while (atomic_load_explicit(&p->listed, memory_order_relaxed)) {
		lock_drop(&p->s.lock);
		isolate_unlist(owner, p);
		lock_take(&p->s.lock);
	}
	queue_uncount(owner, p->queue.len, queue_bytes(p));
	p->listening = false;
	port_set_owner(p, NULL, NULL);
	lock_drop(&p->s.lock);
}

void
port_disown(port *p)
{
	port_orphan(p, port_owner(p));
}

atoll_err
port_leave(port *p, uint32_t generation, outside **out)
{
	atoll_err err;

	lock_take(&p->s.lock);
	err = port_outer(p, generation);
	if (err == ATOLL_OK && (p->peer == NULL || p->other.id != 0)) {
		err = ATOLL_EPERM; /* how an isolate ends is told here */
	}
	if (err == ATOLL_OK) {
		*out = p->out;
		p->out->port = p;
		port_set_owner(p, NULL, NULL);
	}
	lock_drop(&p->s.lock);
	return err;
}

void
port_left(outside *out)
{
	port *p = out->port;

	lock_take(&p->s.lock);
	outside_end(p, out);
	lock_drop(&p->s.lock);
	plat_wake(&p->event, INT32_MAX);
}

void
port_stay(outside *out)
{
	port *p = out->port;
	telling t = {0};

	lock_take(&p->s.lock);
	port_set_owner(p, NULL, out);
	if (p->queue.len > 0 || p->peer_closed || p->room) {
		t = port_tell(p); /* it came while p was on its way */
	}
	lock_drop(&p->s.lock);
	port_told(NULL, NULL, p, t);
}

/* ---------------------------------------------------------------- closing */

/* port_tell_closed tells the other end that p is closed, and why. */
static void
port_tell_closed(atoll_kernel *k, worker *w, port *other, uint32_t generation,
		 exit_record *why)
{
	telling t = {0};

	lock_take(&other->s.lock);
	if (slot_generation(&other->s) == generation && !other->peer_closed) {
		other->peer_closed = true;
		other->why = why == NULL ? NULL : exit_ref(why);
		t = port_tell(other);
		if (other->bounds != NULL && other->bounds->refused) {
			/* Who blocks in a post through p. */
			atomic_fetch_add(&other->event, 1);
			t.waiters = true;
		}
	}
	lock_drop(&other->s.lock);
	port_told(k, w, other, t);
}

void
port_end_monitor(atoll_kernel *k, worker *w, port *p, uint32_t generation,
		 exit_record *why)
{
	port_tell_closed(k, w, p, generation, why);
}

/* port_bury closes p, which no isolate owns; its lock is held, and let go. */
static void
port_bury(atoll_kernel *k, worker *w, port *p, exit_record *why)
{
	port *peer = p->peer;
	uint32_t generation = p->peer_generation;
	ring inbox = p->inbox, queue = p->queue;
	exit_record *told = p->why;
	bounds *b = p->bounds;
	outside *out = p->out;

	slots_retire(&p->s); /* from here on it is ours alone */
	p->inbox = p->queue = (ring){0};
	p->why = NULL;
	p->bounds = NULL;
	port_set_owner(p, NULL, NULL);
	outside_end(p, out);
	lock_drop(&p->s.lock);
	if (out != NULL || b != NULL) {
		plat_wake(&p->event, INT32_MAX); /* receivers, posters */
	}
	if (p->monitor) {
		exit_unwatch(k, p);
	}
	slots_free(&k->ports, &p->s);
	if (peer != NULL) {
		port_tell_closed(k, w, peer, generation, why);
	}
	/* Last: what is queued may hold ports, which close in turn. */
	ring_clear(&inbox);
	ring_clear(&queue);
	exit_free(told);
	free(b);
}

void
port_close(atoll_kernel *k, worker *w, port *p, exit_record *why)
{
	isolate *owner = port_owner(p);

	if (owner != NULL) {
		port_orphan(p, owner);
	}
	lock_take(&p->s.lock);
	port_bury(k, w, p, why);
}

atoll_err
port_shut(atoll_kernel *k, port *p, uint32_t generation)
{
	atoll_err err;

	lock_take(&p->s.lock);
	err = port_outer(p, generation);
	if (err != ATOLL_OK) {
		lock_drop(&p->s.lock);
		return err;
	}
	port_bury(k, NULL, p, NULL);
	return ATOLL_OK;
}

void
port_drop(void *kernel, atoll_port name)
{
	atoll_kernel *k = kernel;
	port *p = slots_find(&k->ports, name.id);
	port *next;

	if (slot_generation(&p->s) != id_generation(name.id)) {
		return;
	}
	/* A port may be in a message in a port in a message, and so on: they
	   are closed one after the other and not one within the other. */
	if (!mailbox_push(&k->dropped, p)) {
		return;
	}
	do {
		for (p = mailbox_take(&k->dropped); p != NULL; p = next) {
			next = p->next_listed;
			port_close(k, NULL, p, NULL);
		}
	} while (!mailbox_rest(&k->dropped));
}
