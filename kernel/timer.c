/* timer.c - timers of isolates, and whose is due next.
 * SPDX-License-Identifier: MIT */
#include "timer.h"

#include <stdlib.h>

#include "kernel.h"

/* -------------------------------------------------- an isolate's timers */

static bool
timer_before(const timer *a, const timer *b)
{
	return a->deadline != b->deadline ? a->deadline < b->deadline
					  : a->order < b->order;
}

static void
timers_set(timers *t, uint32_t i, timer x)
{
	t->heap[i] = x;
	t->places[x.place].at = i;
}

static void
timers_up(timers *t, uint32_t i)
{
	timer x = t->heap[i];

	while (i > 0 && timer_before(&x, &t->heap[(i - 1) / 2])) {
		timers_set(t, i, t->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	timers_set(t, i, x);
}

static void
timers_down(timers *t, uint32_t i)
{
	timer x = t->heap[i];
	uint32_t child;

	while ((child = 2 * i + 1) < t->len) {
		if (child + 1 < t->len &&
		    timer_before(&t->heap[child + 1], &t->heap[child])) {
			child++;
		}
		if (!timer_before(&t->heap[child], &x)) {
			break;
		}
		timers_set(t, i, t->heap[child]);
		i = child;
	}
	timers_set(t, i, x);
}

static uint64_t
place_id(const timers *t, uint32_t place)
{
	return ((uint64_t)t->places[place].generation << 32) | (place + 1);
}

/* place_take gives a free place; there is room. */
static uint32_t
place_take(timers *t)
{
	uint32_t place = t->place_free;

	if (place == 0) {
		t->places[t->places_used] = (timer_place){0};
		return t->places_used++;
	}
	t->place_free = t->places[place - 1].at;
	return place - 1;
}

static void
timers_remove(timers *t, uint32_t i)
{
	uint32_t place = t->heap[i].place;
	timer_place *p = &t->places[place];

	p->generation = (p->generation + 1) & 0x1fffff;
	p->at = t->place_free;
	t->place_free = place + 1;
	t->len--;
	if (i < t->len) {
		t->heap[i] = t->heap[t->len];
		timers_down(t, i);
		timers_up(t, i);
	}
}

static atoll_err
timers_grow(timers *t)
{
	uint32_t cap = t->cap == 0 ? 4 : t->cap * 2;
	timer *heap = realloc(t->heap, cap * sizeof(*heap));
	timer_place *places;

	if (heap == NULL) {
		return ATOLL_ENOMEM;
	}
	t->heap = heap;
	places = realloc(t->places, cap * sizeof(*places));
	if (places == NULL) {
		return ATOLL_ENOMEM;
	}
	t->places = places;
	t->cap = cap;
	return ATOLL_OK;
}

atoll_err
timers_start(timers *t, uint64_t *id, uint64_t deadline, uint64_t repeat)
{
	uint32_t place;

	if (t->len == t->cap && timers_grow(t) != ATOLL_OK) {
		return ATOLL_ENOMEM;
	}
	place = place_take(t);
	*id = place_id(t, place);
	t->heap[t->len] = (timer){.deadline = deadline,
				  .order = ++t->next_order,
				  .repeat = repeat,
				  .place = place};
	timers_up(t, t->len++);
	return ATOLL_OK;
}

void
timers_stop(timers *t, uint64_t id)
{
	uint32_t place = (uint32_t)id - 1;

	/* A free place has another generation than any id given out for it. */
	if (id != 0 && place < t->places_used && place_id(t, place) == id &&
	    t->places[place].at < t->len &&
	    t->heap[t->places[place].at].place == place) {
		timers_remove(t, t->places[place].at);
	}
}

bool
timers_expire(timers *t, uint64_t now, uint64_t before, uint64_t *id)
{
	timer *first = t->heap;

	if (t->len == 0 || first->deadline > now || first->order > before) {
		return false;
	}
	*id = place_id(t, first->place);
	if (first->repeat == 0) {
		timers_remove(t, 0);
	} else {
		first->deadline = now + first->repeat;
		first->order = ++t->next_order;
		timers_down(t, 0);
	}
	return true;
}

void
timers_fini(timers *t)
{
	free(t->heap);
	free(t->places);
}

/* ------------------------------------------------------ the kernel's heap */

static void
due_place(due *d, uint32_t i, isolate *iso)
{
	d->heap[i] = iso;
	iso->due_at = i + 1;
}

static void
due_up(due *d, uint32_t i)
{
	isolate *x = d->heap[i];

	while (i > 0 && x->deadline < d->heap[(i - 1) / 2]->deadline) {
		due_place(d, i, d->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	due_place(d, i, x);
}

static void
due_down(due *d, uint32_t i)
{
	isolate *x = d->heap[i];
	uint32_t child;

	while ((child = 2 * i + 1) < d->len) {
		if (child + 1 < d->len &&
		    d->heap[child + 1]->deadline < d->heap[child]->deadline) {
			child++;
		}
		if (d->heap[child]->deadline >= x->deadline) {
			break;
		}
		due_place(d, i, d->heap[child]);
		i = child;
	}
	due_place(d, i, x);
}

static void
due_remove(due *d, isolate *iso)
{
	uint32_t i = iso->due_at - 1;

	iso->due_at = 0;
	d->len--;
	if (i < d->len) {
		isolate *last = d->heap[d->len];

		due_place(d, i, last);
		due_down(d, i);
		due_up(d, last->due_at - 1);
	}
}

static void
due_publish(due *d)
{
	atomic_store_explicit(&d->first,
			      d->len == 0 ? UINT64_MAX : d->heap[0]->deadline,
			      memory_order_relaxed);
}

static bool
due_grow(due *d)
{
	uint32_t cap = d->cap == 0 ? 16 : d->cap * 2;
	isolate **heap = realloc(d->heap, cap * sizeof(isolate *));

	if (heap == NULL) {
		return false;
	}
	d->heap = heap;
	d->cap = cap;
	return true;
}

atoll_err
due_set(due *d, isolate *iso, uint64_t deadline)
{
	atoll_err err = ATOLL_OK;

	lock_take(&d->lock);
	if (iso->due_at != 0) {
		due_remove(d, iso);
	}
	iso->deadline = deadline;
	if (deadline != UINT64_MAX) {
		if (d->len == d->cap && !due_grow(d)) {
			err = ATOLL_ENOMEM;
		} else {
			d->heap[d->len] = iso;
			due_up(d, d->len++);
		}
	}
	due_publish(d);
	lock_drop(&d->lock);
	return err;
}

void
due_run(atoll_kernel *k, worker *w, uint64_t now)
{
	due *d = &k->due;
	isolate *ready = NULL, *next;

	lock_take(&d->lock);
	while (d->len > 0 && d->heap[0]->deadline <= now) {
		isolate *iso = d->heap[0];

		due_remove(d, iso);
		iso->deadline = UINT64_MAX;
		atomic_fetch_or(&iso->signals, SIGNAL_TIMER);
		/* Whoever finds it idle owns its place in the run queues. */
		if (mailbox_wake(&iso->mailbox)) {
			iso->run_next = ready;
			ready = iso;
		}
	}
	due_publish(d);
	lock_drop(&d->lock);
	for (; ready != NULL; ready = next) {
		next = ready->run_next;
		sched_ready(k, w, ready);
	}
}
