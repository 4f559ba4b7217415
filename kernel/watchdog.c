/* watchdog.c - the thread that notices turns that last.
 * SPDX-License-Identifier: MIT
 *
 * It looks at the workers once a slice while any of them runs, and sleeps while
 * none does. A worker in the same turn as a slice ago is slow: what waits
 * behind it is moved to where others find it, another worker takes its place,
 * and the isolate's limits on time are enforced. */
#include "kernel.h"

enum { QUIET_LOOKS = 8 };

void
watchdog_rouse(sched *s)
{
	atomic_store(&s->watch_sleeps, false);
	atomic_fetch_add(&s->watch_event, 1);
	plat_wake(&s->watch_event, 1);
}

/* watch_over tells whether the isolate in a turn of w has used up its time;
   its lock is held. */
static bool
watch_over(const isolate *iso, worker *w, uint64_t turn_us)
{
	const atoll_limits *l;
	uint64_t used;

	if (iso->extra == NULL) {
		return false;
	}
	l = &iso->extra->limits;
	if (l->turn_us != 0 && turn_us > l->turn_us) {
		return true;
	}
	if (l->cpu_us == 0) {
		return false;
	}
	used = plat_other_cpu(w->thread) - atomic_load(&w->cpu_start);
	return atomic_load(&iso->extra->cpu_us) + used > l->cpu_us;
}

/* watch_limits ends an isolate whose turn has used up its time, and interrupts
   again one that is to end: its engine may have begun a call since. */
static void
watch_limits(atoll_kernel *k, worker *w, uint64_t turn_us)
{
	atoll_isolate id = {
	    atomic_load_explicit(&w->running, memory_order_acquire)};
	isolate *iso = isolate_find(k, id);
	unsigned signals = SIGNAL_YIELD;

	if (iso == NULL) {
		return;
	}
	if (watch_over(iso, w, turn_us)) {
		signals = SIGNAL_CPU;
	} else if (isolate_killed(iso)) {
		signals = SIGNAL_TERMINATE;
	}
	lock_drop(&iso->s.lock);
	/* What was read belongs to another turn if this one is over. The
	   acquires above keep the order, see worker_run. */
	if (atomic_load(&w->turn) == w->seen_turn) {
		(void)isolate_signal(k, id, signals);
	}
}

/* watch_add starts another worker if none is free to take over: the more there
   are beyond the target, the longer a turn must have lasted. Else turns that
   last because the machine is busy would make it busier. */
static void
watch_add(atoll_kernel *k, uint64_t turn_us)
{
	sched *s = &k->sched;
	uint32_t n = atomic_load(&s->count) - atomic_load(&s->pinned);
	uint64_t added = n > s->target ? n - s->target : 0;
	worker *w;

	if (atomic_load(&s->parked) == 0 && atomic_load(&s->looking) == 0 &&
	    turn_us >= (added + 1) * k->opts.slice_us) {
		(void)sched_add(k, &w, NULL);
	}
}

/* watch_relieve lets others take what waits behind a slow worker. */
static void
watch_relieve(atoll_kernel *k, worker *w, uint64_t turn_us)
{
	sched *s = &k->sched;
	isolate *next;

	if (s->target == 0) {
		return;
	}
	if (!atomic_exchange(&w->slow, true)) {
		atomic_fetch_add(&s->slow, 1);
	}
	if (atomic_load(&w->pinned) == NULL) {
		next = atomic_exchange(&w->next, NULL);
		if (next != NULL) {
			run_queue_push(&w->queue, next);
		}
	}
	if (!sched_has_work(s) && atomic_load(&k->due.first) > kernel_now(k)) {
		return;
	}
	watch_add(k, turn_us);
	sched_help(k);
}

/* watch_worker looks at one worker; true if it is in a turn. */
static bool
watch_worker(atoll_kernel *k, worker *w, uint64_t now)
{
	unsigned turn = atomic_load_explicit(&w->turn, memory_order_acquire);

	if (turn != w->seen_turn) {
		w->seen_turn = turn;
		w->seen_since = now;
	} else if ((turn & 1) != 0 && now - w->seen_since >= k->opts.slice_us) {
		watch_relieve(k, w, now - w->seen_since);
		watch_limits(k, w, now - w->seen_since);
	}
	return (turn & 1) != 0;
}

static bool
watch_all(atoll_kernel *k)
{
	sched *s = &k->sched;
	uint32_t n = atomic_load(&s->count);
	uint64_t now = plat_now();
	bool busy = false;

	for (uint32_t i = 0; i < n; i++) {
		busy |= watch_worker(k, atomic_load(&s->workers[i]), now);
	}
	return busy;
}

void *
watchdog_main(void *context)
{
	atoll_kernel *k = context;
	sched *s = &k->sched;
	int quiet = 0;

	while (!atomic_load(&s->stop)) {
		unsigned event = atomic_load(&s->watch_event);

		quiet = watch_all(k) ? 0 : quiet + 1;
		if (quiet < QUIET_LOOKS) {
			plat_wait(&s->watch_event, event, k->opts.slice_us);
			continue;
		}
		/* Pairs with the load in worker_look: who starts a turn after
		   our last look sees that we sleep. */
		atomic_store(&s->watch_sleeps, true);
		if (!watch_all(k)) {
			plat_wait(&s->watch_event, event, UINT64_MAX);
		}
		atomic_store(&s->watch_sleeps, false);
		quiet = 0;
	}
	return NULL;
}
