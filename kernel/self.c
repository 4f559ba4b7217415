/* self.c - an isolate from inside. SPDX-License-Identifier: MIT */
#include "ipc/builder.h"
#include "ipc/message.h"
#include "kernel.h"
#include "spawn.h"
#include "travel.h"

enum { MESSAGE_BYTES = 64 << 20 };

atoll_kernel *
atoll_self_kernel(const atoll_self *self)
{
	return self->kernel;
}

atoll_isolate
atoll_self_id(const atoll_self *self)
{
	return isolate_name(self);
}

uint32_t
atoll_self_number(const atoll_self *self)
{
	return self->number;
}

atoll_port
atoll_self_parent(const atoll_self *self)
{
	return self->parent == NULL ? (atoll_port){0} : port_name(self->parent);
}

atoll_message *
atoll_self_data(const atoll_self *self)
{
	return self->data;
}

/* self_own_builder is for isolates whose messages are limited otherwise. */
static atoll_builder *
self_own_builder(extra *x)
{
	const atoll_message_limits l = {.bytes = x->limits.message_bytes,
					.depth = x->limits.message_depth,
					.nodes = x->limits.message_nodes};

	if (x->builder == NULL) {
		(void)atoll_builder_new(&x->builder, &l);
	}
	return x->builder;
}

atoll_builder *
atoll_self_builder(atoll_self *self)
{
	extra *x = self->extra;
	atoll_builder *b = NULL;

	if (x != NULL && (x->limits.message_bytes | x->limits.message_depth |
			  x->limits.message_nodes) != 0) {
		b = self_own_builder(x);
	}
	if (b == NULL) {
		b = self->worker->builder;
	}
	if (b->next != b->nodes || b->attached != 0 || b->err != ATOLL_OK) {
		atoll_builder_reset(b); /* somebody did not finish */
	}
	return b;
}

/* --------------------------------------------------------------- messages */

static inline void
self_add(_Atomic(uint64_t) *n)
{
	atomic_store_explicit(n,
			      atomic_load_explicit(n, memory_order_relaxed) + 1,
			      memory_order_relaxed);
}

static port *
self_port(const atoll_self *self, atoll_port name)
{
	port *p = self->visited;

	if (p != NULL && port_name(p).id == name.id) {
		return p;
	}
	return port_find(self->kernel, &p, name, self) == ATOLL_OK ? p : NULL;
}

atoll_message *
atoll_self_poll(atoll_self *self, atoll_port name)
{
	port *p = self_port(self, name);
	atoll_message *msg;

	if (p == NULL) {
		return NULL;
	}
	msg = port_take(self->kernel, self->worker, p);
	if (msg != NULL) {
		self_add(&self->received);
		if (p != self->visited) {
			/* The close that waits behind the last message. */
			port_wake(self->kernel, self->worker, p);
		}
	}
	return msg;
}

/* message_prefetch: the next message of a batch may be in another core's
   cache still. */
static inline void
message_prefetch(const atoll_message *msg)
{
	for (int i = 0; i < 5; i++) {
		__builtin_prefetch((const char *)msg + i * 64);
	}
}

atoll_message *
atoll_self_take(atoll_self *self, atoll_port name)
{
	port *p = self->visited;
	atoll_message *msg;

	if (self->budget == 0 || self->end != NULL ||
	    (atomic_load_explicit(&self->signals, memory_order_relaxed) &
	     (SIGNAL_KILL | SIGNAL_YIELD)) != 0) {
		return NULL;
	}
	if (p == NULL || port_name(p).id != name.id) {
		p = self_port(self, name);
		if (p == NULL || !p->listening) {
			return NULL;
		}
	}
	if (p->inbox.len > 0) {
		port_count(p);
		msg = ring_pop(&p->inbox);
		if (p->inbox.len > 0) {
			message_prefetch(ring_peek(&p->inbox, 0));
		}
	} else {
		msg = port_may_have(p)
			  ? port_take(self->kernel, self->worker, p)
			  : NULL;
	}
	if (msg != NULL) {
		self->budget--;
		self_add(&self->received);
	}
	return msg;
}

static bool
self_too_big(const atoll_self *self, const atoll_message *msg)
{
	uint64_t most =
	    self->extra == NULL ? 0 : self->extra->limits.message_bytes;

	/* What is attached moves without being copied: it is limited only
	   where that was asked for. */
	return most == 0 ? msg->size > MESSAGE_BYTES : msg->charge > most;
}

atoll_err
atoll_self_post(atoll_self *self, atoll_port name, atoll_message *msg)
{
	worker *w = self->worker;
	port *p = self_port(self, name);
	atoll_err err;

	if (p == NULL) {
		return port_find(self->kernel, &p, name, self);
	}
	if (self_too_big(self, msg)) {
		return ATOLL_ETOOBIG;
	}
	if (p->peer == NULL) {
		return ATOLL_ECLOSED;
	}
	if (msg->attachment_count == 0) {
		err = port_send(self->kernel, w, p->peer, p->peer_generation,
				msg);
	} else {
		err = travel_send(self->kernel, w, self, p, p->peer,
				  p->peer_generation, msg);
	}
	if (err == ATOLL_OK) {
		self_add(&self->posted);
		self_add(&w->messages);
		sched_posted(w);
	}
	return err;
}

/* ------------------------------------------------------------------ ports */

atoll_err
atoll_self_pair(atoll_self *self, atoll_port *a, atoll_port *b,
		const atoll_port_opts *opts)
{
	atoll_kernel *k = self->kernel;
	port *pa, *pb;
	atoll_err err = port_pair(k, &pa, &pb, opts);

	if (err != ATOLL_OK) {
		return err;
	}
	err = port_own(k, pa, self, self->worker);
	if (err == ATOLL_OK) {
		err = port_own(k, pb, self, self->worker);
	}
	if (err != ATOLL_OK) {
		port_close(k, self->worker, pa, NULL);
		port_close(k, self->worker, pb, NULL);
		return err;
	}
	*a = port_name(pa);
	*b = port_name(pb);
	return ATOLL_OK;
}

atoll_err
atoll_self_close(atoll_self *self, atoll_port name)
{
	port *p;
	atoll_err err = port_find(self->kernel, &p, name, self);

	if (err == ATOLL_OK && p == self->parent) {
		err = exit_defer(self, p);
	}
	if (err == ATOLL_OK) {
		if (p->other.id != 0 && !p->monitor) {
			self->children--;
		}
		port_close(self->kernel, self->worker, p, NULL);
	}
	return err;
}

atoll_err
atoll_self_attach(atoll_self *self, atoll_builder *b, atoll_port name,
		  atoll_port through, uint32_t *number)
{
	port *p;
	atoll_err err = port_find(self->kernel, &p, name, self);

	if (err != ATOLL_OK) {
		return err;
	}
	if (name.id == through.id) {
		return ATOLL_ESELF;
	}
	if (p->peer == NULL || p->other.id != 0 || p == self->parent) {
		return ATOLL_EPERM; /* how an isolate ends is told there */
	}
	*number = atoll_build_port(b, name);
	return ATOLL_OK;
}

atoll_err
atoll_self_adopt(atoll_self *self, atoll_message *msg, uint32_t i,
		 atoll_port *out)
{
	return travel_adopt(self->kernel, self->worker, self, msg, i, out);
}

atoll_err
atoll_self_listen(atoll_self *self, atoll_port name, bool on, void *user)
{
	port *p;
	atoll_err err = port_find(self->kernel, &p, name, self);

	if (err == ATOLL_OK) {
		p->user = user;
		if (!on && p == self->visited) {
			self->visited = NULL; /* atoll_self_take looks twice */
		}
		port_listen(self->kernel, self->worker, p, on);
	}
	return err;
}

void
atoll_self_wake(atoll_self *self, atoll_port name)
{
	port *p;

	if (port_find(self->kernel, &p, name, self) == ATOLL_OK) {
		port_wake(self->kernel, self->worker, p);
	}
}

/* -------------------------------------------------------------------- life */

void
atoll_self_ref(atoll_self *self, int change)
{
	self->refs += change;
}

atoll_err
atoll_self_spawn(atoll_self *self, atoll_isolate *out, atoll_port *name,
		 const atoll_isolate_opts *opts)
{
	uint32_t most = self->extra == NULL ? 0 : self->extra->limits.children;
	atoll_err err;

	if (most != 0 && self->children >= most) {
		return ATOLL_ELIMIT;
	}
	err = spawn(self->kernel, self->worker, self, out, name, opts);
	if (err == ATOLL_OK && name != NULL) {
		self->children++;
	}
	return err;
}

uint32_t
atoll_self_child_number(const atoll_self *self, atoll_port name)
{
	port *p = self_port(self, name);

	return p == NULL ? 0 : p->number;
}

atoll_err
atoll_self_monitor(atoll_self *self, atoll_port *out, atoll_isolate id)
{
	return exit_monitor(self->kernel, self->worker, out, id, self);
}

void
atoll_self_fail(atoll_self *self, atoll_reason reason, int code,
		const char *text, atoll_message *error)
{
	if (isolate_ending(self)) {
		atoll_message_free(error);
		return;
	}
	self->end = exit_new(isolate_name(self), reason, code, text, error);
}

void
atoll_self_exit(atoll_self *self, int code)
{
	atoll_self_fail(self, ATOLL_EXITED, code, NULL, NULL);
}

bool
atoll_self_ending(const atoll_self *self)
{
	return isolate_ending(self);
}

bool
atoll_self_killed(const atoll_self *self)
{
	return isolate_killed(self);
}

/* ------------------------------------------------------------------ timers */

atoll_err
atoll_self_timer_start(atoll_self *self, uint64_t *id, double ms, bool repeat)
{
	uint64_t us = ms > 0 ? (uint64_t)(ms < 9e15 ? ms * 1000 : 9e18) : 0;
	uint32_t most = self->extra == NULL ? 0 : self->extra->limits.timers;
	uint64_t first;
	atoll_err err;

	if (self->timers == NULL) {
		self->timers = calloc(1, sizeof(*self->timers));
		if (self->timers == NULL) {
			return ATOLL_ENOMEM;
		}
	}
	if (most != 0 && self->timers->len >= most) {
		return ATOLL_ELIMIT;
	}
	first = timers_first(self->timers);
	/* Never 0, which is no repeat. */
	err = timers_start(self->timers, id, kernel_now(self->kernel) + us,
			   repeat ? us + (us == 0) : 0);
	if (err == ATOLL_OK && timers_first(self->timers) < first) {
		err = due_set(&self->kernel->due, self,
			      timers_first(self->timers));
	}
	return err;
}

void
atoll_self_timer_stop(atoll_self *self, uint64_t id)
{
	uint64_t first;

	if (self->timers == NULL) {
		return;
	}
	first = timers_first(self->timers);
	timers_stop(self->timers, id);
	if (timers_first(self->timers) != first) {
		/* An embedder is told when the next is due. Later than it was,
		   so there is room for it in the heap. */
		(void)due_set(&self->kernel->due, self,
			      timers_first(self->timers));
	}
}
