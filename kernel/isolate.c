/* isolate.c - an isolate's life. SPDX-License-Identifier: MIT */
#include "isolate.h"

#include <string.h>

#include "kernel.h"

/* --------------------------------------------------------------- starting */

/* A program and the texts it points to, in one allocation. */
static atoll_program *
program_new(const atoll_isolate_opts *o)
{
	const char *texts[3] = {o->name, o->file, o->source};
	size_t lens[3], size = sizeof(atoll_program);
	const char *copies[3] = {NULL, NULL, NULL};
	atoll_program *p;
	char *at;

	for (int i = 0; i < 3; i++) {
		lens[i] = texts[i] == NULL ? 0
			  : i == 2         ? o->source_len
					   : strlen(texts[i]);
		size += lens[i] + 1;
	}
	p = calloc(1, size);
	if (p == NULL) {
		return NULL;
	}
	at = (char *)(p + 1);
	for (int i = 0; i < 3; i++) {
		if (texts[i] != NULL) {
			memcpy(at, texts[i], lens[i]);
			copies[i] = at;
		}
		at += lens[i] + 1;
	}
	p->name = copies[0];
	p->file = copies[1];
	p->source = copies[2];
	p->source_len = lens[2];
	p->native = o->native;
	p->state = o->state;
	return p;
}

static bool
limits_given(const atoll_limits *l)
{
	static const atoll_limits none;

	return memcmp(l, &none, sizeof(none)) != 0;
}

static atoll_err
extra_new(extra **out, const atoll_engine *engine, const atoll_isolate_opts *o)
{
	extra *x = NULL;

	if (o->name != NULL || o->pinned || limits_given(&o->limits) ||
	    (engine->flags & ATOLL_ENGINE_PINNED) != 0) {
		x = calloc(1, sizeof(*x));
		if (x == NULL) {
			return ATOLL_ENOMEM;
		}
		x->limits = o->limits;
		if (o->name != NULL) {
			strncpy(x->name, o->name, sizeof(x->name) - 1);
		}
	}
	*out = x;
	return ATOLL_OK;
}

static void
extra_free(extra *x)
{
	if (x == NULL) {
		return;
	}
	if (x->home != NULL) {
		atomic_store(&x->home->pinned, SCHED_VACANT);
	}
	atoll_builder_free(x->builder);
	free(x);
}

/* isolate_state gives the engine its state. */
static bool
isolate_state(isolate *iso)
{
	if (iso->engine->state_size <= sizeof(iso->inline_state)) {
		memset(iso->inline_state, 0, sizeof(iso->inline_state));
		iso->st = iso->inline_state;
	} else {
		iso->st = calloc(1, iso->engine->state_size);
	}
	return iso->st != NULL;
}

static void
isolate_init(isolate *iso, atoll_kernel *k, const atoll_engine *engine,
	     const atoll_isolate_opts *opts)
{
	memset((char *)iso + sizeof(slot), 0, sizeof(*iso) - sizeof(slot));
	atomic_init(&iso->state, ATOLL_STARTING);
	atomic_init(&iso->held, opts->paused);
	iso->kernel = k;
	iso->engine = engine;
	iso->transport = kernel_transport(k, opts->transport);
	iso->deadline = UINT64_MAX;
}

static void
isolate_undo(isolate *iso)
{
	if (iso->st != iso->inline_state) {
		free(iso->st);
	}
	extra_free(iso->extra);
	free(iso->program);
	slots_free(&iso->kernel->isolates, &iso->s);
	kernel_gone(iso->kernel);
}

static atoll_err
isolate_make(isolate **out, atoll_kernel *k, const atoll_engine *engine,
	     const atoll_isolate_opts *opts)
{
	isolate *iso = slots_new(&k->isolates);
	atoll_err err;

	if (iso == NULL) {
		return ATOLL_ENOMEM;
	}
	isolate_init(iso, k, engine, opts);
	err = extra_new(&iso->extra, engine, opts);
	if (err == ATOLL_OK) {
		iso->program = program_new(opts);
		err = iso->program != NULL && isolate_state(iso) ? ATOLL_OK
								 : ATOLL_ENOMEM;
	}
	if (err == ATOLL_OK &&
	    (opts->limits.cpu_us != 0 || opts->limits.turn_us != 0)) {
		err = sched_watch(k);
	}
	if (err == ATOLL_OK &&
	    (opts->pinned || (engine->flags & ATOLL_ENGINE_PINNED) != 0)) {
		err = sched_pin(k, &iso->extra->home, iso);
	}
	if (err != ATOLL_OK) {
		isolate_undo(iso);
		return err;
	}
	*out = iso;
	return ATOLL_OK;
}

static atoll_err
opts_check(const atoll_engine *engine, const atoll_isolate_opts *o)
{
	if (engine == NULL) {
		return ATOLL_ENOENT;
	}
	if ((engine->flags & ATOLL_ENGINE_SCRIPT) != 0
		? o->file == NULL && o->source == NULL
		: o->native == NULL) {
		return ATOLL_EINVAL;
	}
	if (o->native != NULL && o->native->message == NULL) {
		return ATOLL_EINVAL;
	}
	return ATOLL_OK;
}

atoll_err
isolate_start(atoll_kernel *k, atoll_isolate *out, port *child,
	      const atoll_isolate_opts *opts)
{
	const char *name = opts->engine;
	const atoll_engine *engine;
	isolate *iso = NULL;
	atoll_err err;

	if (name == NULL && opts->native != NULL) {
		name = "native";
	}
	engine = kernel_engine(k, name);
	err = opts_check(engine, opts);
	if (err == ATOLL_OK) {
		err = isolate_make(&iso, k, engine, opts);
	}
	if (err != ATOLL_OK) {
		return err;
	}
	if (child != NULL) {
		err = port_own(k, child, iso, NULL);
		if (err != ATOLL_OK) {
			isolate_undo(iso);
			return err;
		}
		iso->parent = child;
	}
	iso->number = atomic_fetch_add(&k->numbers, 1);
	iso->data = opts->data;
	lock_take(&iso->s.lock); /* from here on it may be found */
	slots_name(&iso->s);
	*out = isolate_name(iso);
	lock_drop(&iso->s.lock);
	if (!opts->paused) {
		sched_ready(k, NULL, iso);
	}
	return ATOLL_OK;
}

static void
isolate_load(isolate *iso, atoll_program *p)
{
	lock_take(&iso->s.lock);
	iso->opened = true;
	lock_drop(&iso->s.lock);
	p->engine = iso->engine->name;
	p->transport = iso->transport == NULL ? "thread" : iso->transport->name;
	p->parent =
	    iso->parent == NULL ? (atoll_port){0} : port_name(iso->parent);
	p->data = iso->data;
	atomic_store_explicit(&iso->state, ATOLL_RUNNING, memory_order_relaxed);
	iso->engine->load(iso->st, p);
}

/* The first calls into the engine. */
static void
isolate_open(isolate *iso)
{
	static const atoll_limits none;
	const atoll_limits *l =
	    iso->extra == NULL ? &none : &iso->extra->limits;
	atoll_program *p = iso->program;
	atoll_err err = iso->engine->open(iso->st, iso, l);

	iso->program = NULL;
	if (err != ATOLL_OK) {
		atoll_self_fail(iso, ATOLL_START_FAILED, 1, atoll_strerror(err),
				NULL);
	} else if (!isolate_ending(iso)) {
		isolate_load(iso, p);
	} else if (p->native != NULL && p->native->stop != NULL) {
		p->native->stop(p->state); /* its engine never saw it */
	}
	free(p);
}

/* ----------------------------------------------------------------- ending */

/* isolate_shut forbids further interrupts and waits for those that run. */
static void
isolate_shut(isolate *iso)
{
	lock_take(&iso->s.lock);
	iso->opened = false;
	while (iso->interrupts > 0) {
		lock_drop(&iso->s.lock);
		plat_relax();
		lock_take(&iso->s.lock);
	}
	lock_drop(&iso->s.lock);
}

/* isolate_verdict makes the record of an isolate that was killed. */
static void
isolate_verdict(isolate *iso)
{
	bool cpu = (atomic_load(&iso->signals) & SIGNAL_CPU) != 0;

	if (iso->end == NULL) {
		iso->end = exit_new(isolate_name(iso),
				    cpu ? ATOLL_OUT_OF_CPU : ATOLL_TERMINATED,
				    1, NULL, NULL);
	}
}

/* isolate_unload closes the engine, if it was opened. */
static void
isolate_unload(isolate *iso)
{
	atoll_program *p = iso->program;

	isolate_shut(iso);
	if (p == NULL) {
		iso->engine->close(iso->st);
	} else if (p->native != NULL && p->native->stop != NULL) {
		p->native->stop(p->state);
	}
	free(p);
	if (iso->st != iso->inline_state) {
		free(iso->st);
	}
	if (iso->timers != NULL) {
		(void)due_set(&iso->kernel->due, iso, UINT64_MAX);
		timers_fini(iso->timers);
		free(iso->timers);
	}
}

static void
isolate_say_goodbye(isolate *iso)
{
	int code = iso->end->exit.code;

	if (!isolate_killed(iso) && iso->engine->closing != NULL &&
	    iso->end->exit.reason <= ATOLL_FAILED) {
		iso->engine->closing(iso->st, &code);
		iso->end->exit.code = code;
	}
}

/* isolate_leave closes its ports; its children end with it. */
static void
isolate_leave(isolate *iso, worker *w)
{
	port *parent = iso->parent;

	while (iso->owned != NULL) {
		port *p = iso->owned;

		if (p == parent) {
			if (p->next_owned == NULL) {
				break; /* last, so that it carries the exit */
			}
			p = p->next_owned;
		}
		if (p->other.id != 0 && !p->monitor) {
			(void)isolate_signal(iso->kernel, p->other,
					     SIGNAL_TERMINATE);
		}
		port_close(iso->kernel, w, p, NULL);
	}
	if (parent != NULL) {
		port_close(iso->kernel, w, parent, iso->end);
	}
}

static void
isolate_finish(isolate *iso, worker *w)
{
	atoll_kernel *k = iso->kernel;
	watch *watches;

	if (atomic_load(&iso->state) == ATOLL_RUNNING && iso->end != NULL) {
		isolate_say_goodbye(iso);
	}
	atomic_store(&iso->state, ATOLL_STOPPING);
	isolate_verdict(iso);
	if (iso->end->exit.isolate.id != 0) { /* not exit_new's last resort */
		isolate_stats(iso, &iso->end->stats);
		iso->end->exit.stats = &iso->end->stats;
	}
	isolate_unload(iso);
	lock_take(&iso->s.lock);
	slots_retire(&iso->s);
	watches = iso->watches;
	lock_drop(&iso->s.lock);
	isolate_leave(iso, w);
	exit_tell(k, w, watches, iso->end);
	atoll_message_free(iso->data);
	extra_free(iso->extra);
	exit_free(iso->end);
	atomic_store(&iso->state, ATOLL_GONE);
	slots_free(&k->isolates, &iso->s);
	kernel_gone(k);
}

/* ---------------------------------------------------------------- running */

/* isolate_collect moves what is listed to the end of pending, in order. */
static void
isolate_collect(isolate *iso)
{
	port *p = mailbox_take(&iso->mailbox);
	port *first = NULL, *last = p;

	while (p != NULL) {
		port *next = p->next_listed;

		p->next_listed = first;
		first = p;
		p = next;
	}
	if (first == NULL) {
		return;
	}
	if (iso->pending == NULL) {
		iso->pending = first;
	} else {
		iso->pending_last->next_listed = first;
	}
	iso->pending_last = last;
}

void
isolate_unlist(isolate *iso, port *p)
{
	port **at, *before = NULL;

	if (!atomic_load_explicit(&p->listed, memory_order_relaxed)) {
		return;
	}
	/* It may be in the hands of who lists it, on its way. */
	lock_take(&p->s.lock);
	lock_drop(&p->s.lock);
	isolate_collect(iso);
	for (at = &iso->pending; *at != NULL; at = &(*at)->next_listed) {
		if (*at == p) {
			*at = p->next_listed;
			if (iso->pending_last == p) {
				iso->pending_last = before;
			}
			lock_take(&p->s.lock);
			atomic_store_explicit(&p->listed, false,
					      memory_order_relaxed);
			lock_drop(&p->s.lock);
			return;
		}
		before = *at;
	}
}

/* isolate_visit does what there is to do at one port. */
static void
isolate_visit(isolate *iso, worker *w, port *p)
{
	atoll_port name = port_name(p);
	void *user = p->user;
	unsigned what = port_begin(p);

	iso->visited = p; /* NULL again if the engine closes or sends it */
	if ((what & PORT_ROOM) != 0 && iso->engine->drain != NULL) {
		iso->engine->drain(iso->st, name, user);
	}
	if (iso->visited != NULL && (what & PORT_MESSAGES) != 0) {
		iso->engine->deliver(iso->st, name, user);
	}
	if (iso->visited != NULL && (what & PORT_CLOSED) != 0 &&
	    !isolate_ending(iso)) {
		exit_record *why = p->why;

		if (p->other.id != 0 && !p->monitor) {
			p->other.id = 0;
			iso->children--;
		}
		iso->engine->closed(iso->st, name, user,
				    why == NULL ? NULL : &why->exit);
		if (iso->visited != NULL) {
			port_close(iso->kernel, w, p, NULL);
		}
	} else if (iso->visited != NULL) {
		port_end(p, what);
	}
	iso->visited = NULL;
}

static void
isolate_tick(isolate *iso)
{
	timers *t = iso->timers;
	uint64_t now = kernel_now(iso->kernel);
	uint64_t before = t->next_order;
	uint64_t id;

	while (!isolate_ending(iso) && timers_expire(t, now, before, &id)) {
		iso->engine->timer(iso->st, id);
	}
	if (!isolate_ending(iso)) {
		(void)due_set(&iso->kernel->due, iso, timers_first(t));
	}
}

static void
isolate_work(isolate *iso, worker *w)
{
	unsigned signals =
	    atomic_load_explicit(&iso->signals, memory_order_relaxed);

	if (atomic_load_explicit(&iso->state, memory_order_relaxed) ==
		ATOLL_STARTING &&
	    !isolate_ending(iso)) {
		isolate_open(iso);
	}
	if ((signals & (SIGNAL_TIMER | SIGNAL_YIELD)) != 0) {
		atomic_fetch_and(&iso->signals,
				 ~(unsigned)(SIGNAL_TIMER | SIGNAL_YIELD));
		if ((signals & SIGNAL_TIMER) != 0 && iso->timers != NULL &&
		    !isolate_ending(iso)) {
			isolate_tick(iso);
		}
	}
	isolate_collect(iso);
	while (iso->pending != NULL && iso->budget > 0 && iso->end == NULL &&
	       (atomic_load_explicit(&iso->signals, memory_order_relaxed) &
		(SIGNAL_KILL | SIGNAL_YIELD)) == 0) {
		port *p = iso->pending;

		iso->pending = p->next_listed;
		isolate_visit(iso, w, p);
	}
}

/* A turn is measured by the cheapest clock: elsewhere than here nobody runs on
   this core. That does not hold while there are more threads than cores, nor is
   it good enough for a limit: then the system says. */
static void
cpu_begin(const isolate *iso, worker *w)
{
	w->exact = (iso->extra != NULL && iso->extra->limits.cpu_us != 0) ||
		   atomic_load_explicit(&w->kernel->sched.slow,
					memory_order_relaxed) > 0;
	if (w->exact) {
		atomic_store(&w->cpu_start, plat_thread_cpu());
	}
}

/* cpu_end gives the ticks that the turn took. */
static uint64_t
cpu_end(isolate *iso, worker *w)
{
	extra *x = iso->extra;
	uint64_t ticks = plat_ticks() - w->ticks, us;

	w->ticks += ticks;
	if (!w->exact) {
		return ticks;
	}
	us = plat_thread_cpu() - atomic_load(&w->cpu_start);
	if (x != NULL && x->limits.cpu_us != 0 &&
	    atomic_fetch_add(&x->cpu_us, us) + us > x->limits.cpu_us) {
		atomic_fetch_or(&iso->signals, SIGNAL_CPU);
	}
	return (uint64_t)((double)us * iso->kernel->tick_rate);
}

/* isolate_add adds to a statistic that only this thread writes. */
static inline void
isolate_add(_Atomic(uint64_t) *n, uint64_t more)
{
	atomic_store_explicit(
	    n, atomic_load_explicit(n, memory_order_relaxed) + more,
	    memory_order_relaxed);
}

/* isolate_account closes the books of a turn: while the isolate is still
   ours. */
static void
isolate_account(isolate *iso, worker *w)
{
	isolate_add(&iso->ticks, cpu_end(iso, w));
	isolate_add(&iso->turns, 1);
	if (iso->engine->heap_used != NULL && iso->opened) {
		atomic_store_explicit(&iso->heap,
				      iso->engine->heap_used(iso->st),
				      memory_order_relaxed);
	}
}

/* isolate_done tells whether nothing keeps the isolate alive. */
static bool
isolate_done(isolate *iso)
{
	if (iso->refs <= 0 && iso->engine->idle != NULL) {
		iso->engine->idle(iso->st);
	}
	return iso->refs <= 0 && !isolate_ending(iso);
}

bool
isolate_turn(isolate *iso, worker *w, uint32_t budget)
{
	iso->worker = w;
	iso->budget = budget;
	cpu_begin(iso, w);
	isolate_work(iso, w);
	isolate_account(iso, w);
	if (!isolate_ending(iso) && isolate_done(iso)) {
		atoll_self_fail(iso, ATOLL_FINISHED, 0, NULL, NULL);
	}
	if (isolate_ending(iso)) {
		isolate_finish(iso, w);
		return false;
	}
	iso->worker = NULL;
	if (iso->pending != NULL || !mailbox_rest(&iso->mailbox)) {
		return true;
	}
	/* See mailbox.h: who set a signal before we rested may have found us
	   scheduled. */
	return atomic_load(&iso->signals) != 0 && mailbox_wake(&iso->mailbox);
}

/* ---------------------------------------------------------------- signals */

isolate *
isolate_find(atoll_kernel *k, atoll_isolate id)
{
	isolate *iso = slots_find(&k->isolates, id.id);

	if (iso == NULL) {
		return NULL;
	}
	lock_take(&iso->s.lock);
	if (slot_generation(&iso->s) != id_generation(id.id)) {
		lock_drop(&iso->s.lock);
		return NULL;
	}
	return iso;
}

atoll_err
isolate_resume(atoll_kernel *k, worker *w, atoll_isolate id)
{
	isolate *iso = isolate_find(k, id);
	bool wake;

	if (iso == NULL) {
		return ATOLL_ENOENT;
	}
	wake = atomic_exchange(&iso->held, false);
	lock_drop(&iso->s.lock);
	if (wake) {
		sched_ready(k, w, iso);
	}
	return ATOLL_OK;
}

atoll_err
isolate_signal(atoll_kernel *k, atoll_isolate id, unsigned signals)
{
	isolate *iso = isolate_find(k, id);
	bool wake, interrupt;

	if (iso == NULL) {
		return ATOLL_ENOENT;
	}
	atomic_fetch_or(&iso->signals, signals);
	interrupt = iso->opened && (signals & SIGNAL_KILL) != 0 &&
		    iso->engine->interrupt != NULL;
	iso->interrupts += interrupt;
	wake =
	    mailbox_wake(&iso->mailbox) || ((signals & SIGNAL_KILL) != 0 &&
					    atomic_exchange(&iso->held, false));
	lock_drop(&iso->s.lock);
	if (interrupt) {
		iso->engine->interrupt(iso->st);
		lock_take(&iso->s.lock);
		iso->interrupts--;
		lock_drop(&iso->s.lock);
	}
	if (wake) {
		sched_ready(k, NULL, iso);
	}
	return ATOLL_OK;
}
