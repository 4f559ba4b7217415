/* worker.c - a thread that runs isolates. SPDX-License-Identifier: MIT */
#include "kernel.h"

enum {
	SPINS_MIN = 64,
	SPINS_MAX = 4096, /* some 50 us: what a wake-up costs */
	STREAK = 64,      /* turns out of the slot before the queue's turn */
	STALE = 512       /* looks that find a turn unchanged */
};

worker *
worker_new(atoll_kernel *k)
{
	worker *w = aligned_alloc(64, (sizeof(*w) + 63) / 64 * 64);

	if (w == NULL) {
		return NULL;
	}
	*w = (worker){.kernel = k, .spins = SPINS_MAX, .random = 1};
	if (atoll_builder_new(&w->builder, NULL) != ATOLL_OK) {
		free(w);
		return NULL;
	}
	return w;
}

void
worker_free(worker *w)
{
	atoll_builder_free(w->builder);
	free(w);
}

/* --------------------------------------------------------------- one turn */

static uint32_t
worker_budget(atoll_kernel *k)
{
	return k->opts.seed == 0 ? k->opts.budget : 1 + kernel_random(k) % 8;
}

bool
worker_run(worker *w, isolate *iso)
{
	atoll_kernel *k = w->kernel;
	unsigned turn = atomic_load_explicit(&w->turn, memory_order_relaxed);
	bool again;

	w->posts = 0;
	/* Release: who sees it (watch_limits) sees that the last turn ended. */
	atomic_store_explicit(&w->running, isolate_name(iso).id,
			      memory_order_release);
	atomic_store_explicit(&w->turn, turn + 1, memory_order_release);
	again = isolate_turn(iso, w, worker_budget(k));
	atomic_store_explicit(&w->turn, turn + 2, memory_order_release);
	if (atomic_load_explicit(&w->slow, memory_order_relaxed) &&
	    atomic_exchange(&w->slow, false)) {
		atomic_fetch_sub(&k->sched.slow, 1);
	}
	return again;
}

/* ---------------------------------------------------------- finding work */

/* worker_rob takes half of another worker's queue. */
static isolate *
worker_rob(worker *w, worker *victim)
{
	uint32_t n =
	    atomic_load_explicit(&victim->queue.len, memory_order_relaxed);
	isolate *first = run_queue_pop(&victim->queue);

	for (n = n / 2; first != NULL && n > 1; n--) {
		isolate *more = run_queue_pop(&victim->queue);

		if (more == NULL) {
			break;
		}
		run_queue_push(&w->queue, more);
	}
	return first;
}

/* worker_pick takes the isolate in the slot of a worker whose turn has not
   changed for a while. */
static isolate *
worker_pick(worker *victim, uint32_t *stale)
{
	unsigned turn =
	    atomic_load_explicit(&victim->turn, memory_order_relaxed);

	if (atomic_load_explicit(&victim->next, memory_order_relaxed) == NULL ||
	    turn != stale[1]) {
		stale[0] = 0;
		stale[1] = turn;
		return NULL;
	}
	if (++stale[0] < STALE) {
		return NULL;
	}
	stale[0] = 0;
	return atomic_exchange_explicit(&victim->next, NULL,
					memory_order_acq_rel);
}

/* worker_steal looks at the others once. stale remembers, between looks, the
   turn of the one whose slot is watched; NULL: leave slots alone. */
isolate *
worker_steal(worker *w, uint32_t *stale)
{
	sched *s = &w->kernel->sched;
	uint32_t n = atomic_load(&s->count);
	isolate *iso = NULL;

	w->random = w->random * 1664525u + 1013904223u;
	for (uint32_t i = 0; i < n && iso == NULL; i++) {
		worker *victim =
		    atomic_load(&s->workers[(i + (w->random >> 16)) % n]);

		if (victim == w ||
		    atomic_load_explicit(&victim->pinned,
					 memory_order_relaxed) != NULL) {
			continue;
		}
		iso = worker_rob(w, victim);
		if (iso == NULL && stale != NULL) {
			iso = worker_pick(victim, stale);
		}
	}
	return iso;
}

/* worker_own takes what stands in line here, or came from outside. */
isolate *
worker_own(worker *w)
{
	sched *s = &w->kernel->sched;
	isolate *iso = NULL;

	if (w->streak < STREAK &&
	    atomic_load_explicit(&w->next, memory_order_relaxed) != NULL) {
		iso = atomic_exchange_explicit(&w->next, NULL,
					       memory_order_acq_rel);
		w->streak++;
	}
	if (iso == NULL) {
		/* The two queues take turns at being first. */
		run_queue *a = (w->streak & 1) != 0 ? &s->queue : &w->queue;
		run_queue *b = a == &w->queue ? &s->queue : &w->queue;

		w->streak = (w->streak & 1) ^ 1u;
		iso = run_queue_pop(a);
		if (iso == NULL) {
			iso = run_queue_pop(b);
		}
	}
	if (iso == NULL) {
		iso = atomic_exchange_explicit(&w->next, NULL,
					       memory_order_acq_rel);
	}
	return iso;
}

static void
worker_timers(worker *w)
{
	atoll_kernel *k = w->kernel;

	if (w->ticks - w->checked < k->timer_ticks) {
		return;
	}
	w->checked = w->ticks;
	if (atomic_load_explicit(&k->due.first, memory_order_relaxed) !=
	    UINT64_MAX) {
		uint64_t now = kernel_now(k);

		if (atomic_load(&k->due.first) <= now) {
			due_run(k, w, now);
		}
	}
}

/* ---------------------------------------------------------------- parking */

void
worker_unpark(worker *w)
{
	unsigned parked = 1;

	if (atomic_compare_exchange_strong(&w->parked, &parked, 0)) {
		if (atomic_load(&w->pinned) == NULL) {
			atomic_fetch_add(&w->kernel->sched.looking, 1);
			atomic_fetch_sub(&w->kernel->sched.parked, 1);
		}
		plat_wake(&w->parked, 1);
	}
}

/* worker_sleep waits until it is unparked or a timer is due that no other
   parked worker waits for. */
static void
worker_sleep(worker *w)
{
	atoll_kernel *k = w->kernel;
	uint64_t first = atomic_load(&k->due.first);
	uint64_t now = kernel_now(k), wait = UINT64_MAX;

	if (first < atomic_load(&k->sched.keeper)) {
		atomic_store(&k->sched.keeper, first);
		wait = first > now ? first - now : 0;
	}
	if (wait != 0) {
		plat_wait(&w->parked, 1, wait);
	}
	if (wait != UINT64_MAX) {
		(void)atomic_compare_exchange_strong(&k->sched.keeper, &first,
						     UINT64_MAX);
	}
}

/* worker_park sleeps until there may be work. The worker counts as looking
   when it is called and when it returns. */
static void
worker_park(worker *w)
{
	sched *s = &w->kernel->sched;
	unsigned parked = 1;

	atomic_store(&w->parked, 1);
	atomic_fetch_add(&s->parked, 1);
	atomic_fetch_sub(&s->looking, 1);
	/* From here on sched_help wakes us; what came before, we see. */
	while (atomic_load(&w->parked) == 1 && !sched_has_work(s) &&
	       !atomic_load(&s->stop)) {
		worker_sleep(w);
		if (atomic_load(&w->kernel->due.first) <=
		    kernel_now(w->kernel)) {
			break;
		}
	}
	if (atomic_compare_exchange_strong(&w->parked, &parked, 0)) {
		atomic_fetch_add(&s->looking, 1);
		atomic_fetch_sub(&s->parked, 1);
	}
}

/* worker_look finds work elsewhere, spinning and parking until there is some;
   NULL when the scheduler stops. */
static isolate *
worker_look(worker *w)
{
	atoll_kernel *k = w->kernel;
	sched *s = &k->sched;
	isolate *iso = NULL;
	uint32_t stale[2] = {0, 0}, i = 0;

	atomic_fetch_add(&s->looking, 1);
	while (iso == NULL && !atomic_load(&s->stop) &&
	       atomic_load_explicit(&w->pinned, memory_order_relaxed) == NULL) {
		iso = worker_own(w);
		if (iso == NULL) {
			iso = worker_steal(w, stale);
		}
		if (iso != NULL) {
			w->spins =
			    w->spins >= SPINS_MAX ? SPINS_MAX : w->spins * 2;
		} else if (++i < w->spins && w->index < s->target) {
			plat_relax();
		} else {
			w->spins =
			    w->spins <= SPINS_MIN ? SPINS_MIN : w->spins / 2;
			worker_park(w);
			w->ticks = plat_ticks();
			w->checked = 0;
			worker_timers(w);
			i = 0;
		}
	}
	if (atomic_fetch_sub(&s->looking, 1) == 1 && sched_has_work(s)) {
		sched_help(k); /* the last to look gets another to */
	}
	if (atomic_load_explicit(&s->watch_sleeps, memory_order_relaxed)) {
		watchdog_rouse(s);
	}
	w->ticks = plat_ticks();
	return iso;
}

/* worker_wait is worker_look for a worker that runs one isolate only. */
static isolate *
worker_wait(worker *w)
{
	sched *s = &w->kernel->sched;
	isolate *iso;

	while ((iso = atomic_exchange(&w->next, NULL)) == NULL &&
	       !atomic_load(&s->stop)) {
		atomic_store(&w->parked, 1);
		if (atomic_load(&w->next) == NULL && !atomic_load(&s->stop)) {
			worker_sleep(w); /* its own timer may be the first */
		}
		atomic_store(&w->parked, 0);
		w->ticks = plat_ticks();
		w->checked = 0;
		worker_timers(w);
	}
	if (atomic_load(&s->watch_sleeps)) {
		watchdog_rouse(s);
	}
	w->ticks = plat_ticks();
	return iso;
}

void *
worker_main(void *context)
{
	worker *w = context;
	isolate *iso = NULL;

	w->ticks = plat_ticks();
	while (!atomic_load_explicit(&w->kernel->sched.stop,
				     memory_order_relaxed)) {
		bool pinned = atomic_load_explicit(
				  &w->pinned, memory_order_relaxed) != NULL;

		if (iso == NULL) {
			iso = pinned ? worker_wait(w) : worker_own(w);
		}
		if (iso == NULL && !pinned) {
			iso = worker_look(w);
		}
		if (iso == NULL) {
			continue;
		}
		if (!worker_run(w, iso)) {
			iso = NULL;
		} else if (!pinned && (atomic_load(&w->next) != NULL ||
				       sched_has_work(&w->kernel->sched))) {
			/* Others wait: to the back of the line. */
			run_queue_push(&w->queue, iso);
			iso = NULL;
		}
		worker_timers(w);
	}
	return NULL;
}
