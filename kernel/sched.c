/* sched.c - who runs next, and on which thread. SPDX-License-Identifier: MIT */
#include "sched.h"

#include "kernel.h"

/* ------------------------------------------------------------- run queues */

void
run_queue_push(run_queue *q, isolate *iso)
{
	iso->run_next = NULL;
	lock_take(&q->lock);
	if (q->tail == NULL) {
		q->head = iso;
	} else {
		q->tail->run_next = iso;
	}
	q->tail = iso;
	atomic_fetch_add(&q->len, 1); /* in one order with sched_help's loads */
	lock_drop(&q->lock);
}

static isolate *
queue_unlink(run_queue *q)
{
	isolate *iso = q->head;

	if (iso != NULL) {
		q->head = iso->run_next;
		if (q->head == NULL) {
			q->tail = NULL;
		}
		atomic_fetch_sub_explicit(&q->len, 1, memory_order_relaxed);
	}
	return iso;
}

isolate *
run_queue_pop(run_queue *q)
{
	isolate *iso;

	if (atomic_load_explicit(&q->len, memory_order_relaxed) == 0) {
		return NULL;
	}
	lock_take(&q->lock);
	iso = queue_unlink(q);
	lock_drop(&q->lock);
	return iso;
}

/* queue_pop_at takes the i-th, for the deterministic mode. */
static isolate *
queue_pop_at(run_queue *q, uint32_t i)
{
	isolate *before = NULL, *iso;

	lock_take(&q->lock);
	iso = q->head;
	while (i-- > 0) {
		before = iso;
		iso = iso->run_next;
	}
	if (before == NULL) {
		(void)queue_unlink(q);
	} else {
		before->run_next = iso->run_next;
		if (q->tail == iso) {
			q->tail = before;
		}
		atomic_fetch_sub_explicit(&q->len, 1, memory_order_relaxed);
	}
	lock_drop(&q->lock);
	return iso;
}

/* ------------------------------------------------------------- scheduling */

bool
sched_has_work(sched *s)
{
	uint32_t n = atomic_load(&s->count);

	if (atomic_load(&s->queue.len) > 0) {
		return true;
	}
	for (uint32_t i = 0; i < n; i++) {
		if (atomic_load(&atomic_load(&s->workers[i])->queue.len) > 0) {
			return true;
		}
	}
	return false;
}

void
sched_help(atoll_kernel *k)
{
	sched *s = &k->sched;
	uint32_t n, busy;

	/* The caller has queued something. These loads, that queueing and the
	   two sides of worker_park are sequentially consistent: either we see
	   that a worker is parked, or it sees what we queued. */
	if (atomic_load(&s->looking) > 0 || atomic_load(&s->parked) == 0) {
		return;
	}
	n = atomic_load(&s->count);
	busy = n - atomic_load(&s->parked) - atomic_load(&s->pinned);
	if (busy >= s->target + atomic_load(&s->slow)) {
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		worker *w = atomic_load(&s->workers[i]);
		unsigned parked = 1;

		if (atomic_load_explicit(&w->pinned, memory_order_relaxed) ==
			NULL &&
		    atomic_compare_exchange_strong(&w->parked, &parked, 0)) {
			atomic_fetch_add(&s->looking, 1);
			atomic_fetch_sub(&s->parked, 1);
			plat_wake(&w->parked, 1);
			return;
		}
	}
}

/* sched_notify tells an embedder that runs the turns itself. */
static void
sched_notify(atoll_kernel *k)
{
	if (k->opts.notify != NULL) {
		k->opts.notify(k->opts.context);
	}
}

void
sched_ready(atoll_kernel *k, worker *w, isolate *iso)
{
	sched *s = &k->sched;
	isolate *before;

	if (iso->extra != NULL && iso->extra->home != NULL) {
		worker *home = iso->extra->home;

		atomic_store(&home->next, iso); /* where it may end at once */
		worker_unpark(home);
		return;
	}
	if (w != NULL && k->opts.seed == 0 &&
	    atomic_load_explicit(&w->pinned, memory_order_relaxed) == NULL) {
		/* Release: what made it ready is seen by who takes it. */
		before = atomic_exchange_explicit(&w->next, iso,
						  memory_order_acq_rel);
		if (before != NULL) {
			run_queue_push(&w->queue, before);
			sched_help(k);
		}
		return;
	}
	run_queue_push(&s->queue, iso);
	if (s->target == 0) {
		sched_notify(k);
	} else {
		sched_help(k);
	}
}

void
sched_offer(worker *w)
{
	isolate *iso;

	if (w->kernel->sched.target < 2) {
		return; /* nobody to offer it to */
	}
	iso = atomic_exchange_explicit(&w->next, NULL, memory_order_acq_rel);
	if (iso != NULL) {
		run_queue_push(&w->queue, iso);
		sched_help(w->kernel);
	}
}

/* ---------------------------------------------------------------- threads */

atoll_err
sched_add(atoll_kernel *k, worker **out, isolate *pinned)
{
	sched *s = &k->sched;
	worker *w = NULL;
	atoll_err err = ATOLL_ELIMIT;
	uint32_t n;

	lock_take(&s->grow);
	n = atomic_load(&s->count);
	if (n < SCHED_WORKERS &&
	    (pinned != NULL || n - atomic_load(&s->pinned) < s->limit)) {
		w = worker_new(k);
		err = w == NULL ? ATOLL_ENOMEM : ATOLL_OK;
	}
	if (err == ATOLL_OK) {
		w->index = n;
		w->random = n + 1;
		atomic_store(&w->pinned, pinned);
		atomic_fetch_add(&s->pinned, pinned != NULL);
		atomic_store(&s->workers[n], w);
		atomic_store(&s->count, n + 1);
		err = plat_thread_start(&w->thread, worker_main, w,
					"atoll-worker");
		w->started = err == ATOLL_OK;
		if (err != ATOLL_OK) {
			atomic_store(&s->count, n);
			atomic_fetch_sub(&s->pinned, pinned != NULL);
		}
	}
	lock_drop(&s->grow);
	if (err == ATOLL_OK) {
		*out = w;
	} else if (w != NULL) {
		worker_free(w);
	}
	return err;
}

/* sched_vacant takes a worker whose isolate has ended. */
static worker *
sched_vacant(sched *s, isolate *pinned)
{
	uint32_t n = atomic_load(&s->count);

	for (uint32_t i = s->target; i < n; i++) {
		worker *w = atomic_load(&s->workers[i]);
		isolate *vacant = SCHED_VACANT;

		if (atomic_compare_exchange_strong(&w->pinned, &vacant,
						   pinned)) {
			return w;
		}
	}
	return NULL;
}

atoll_err
sched_pin(atoll_kernel *k, worker **out, isolate *iso)
{
	if (k->sched.target == 0) {
		return ATOLL_EINVAL; /* it would run on no thread of ours */
	}
	*out = sched_vacant(&k->sched, iso);
	return *out != NULL ? ATOLL_OK : sched_add(k, out, iso);
}

atoll_err
sched_watch(atoll_kernel *k)
{
	sched *s = &k->sched;
	atoll_err err = ATOLL_OK;

	lock_take(&s->grow);
	if (!s->watched && k->opts.seed == 0) {
		err = plat_thread_start(&s->watchdog, watchdog_main, k,
					"atoll-watchdog");
		s->watched = err == ATOLL_OK;
	}
	lock_drop(&s->grow);
	return err;
}

atoll_err
sched_start(atoll_kernel *k, uint32_t threads)
{
	sched *s = &k->sched;
	worker *w;
	atoll_err err = ATOLL_OK;

	s->target = threads;
	s->limit = threads + k->opts.extra_threads;
	atomic_init(&s->keeper, UINT64_MAX);
	if (threads == 0) {
		w = worker_new(k);
		if (w == NULL) {
			return ATOLL_ENOMEM;
		}
		atomic_store(&s->workers[0], w);
		atomic_store(&s->count, 1);
		return ATOLL_OK;
	}
	for (uint32_t i = 0; i < threads && err == ATOLL_OK; i++) {
		err = sched_add(k, &w, NULL);
	}
	return err == ATOLL_OK ? sched_watch(k) : err;
}

void
sched_stop(atoll_kernel *k)
{
	sched *s = &k->sched;
	uint32_t n = atomic_load(&s->count);

	atomic_store(&s->stop, true);
	if (s->watched) {
		watchdog_rouse(s);
		pthread_join(s->watchdog, NULL);
	}
	for (uint32_t i = 0; i < n; i++) {
		worker *w = atomic_load(&s->workers[i]);

		if (w->started) {
			worker_unpark(w);
			pthread_join(w->thread, NULL);
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		worker_free(atomic_load(&s->workers[i]));
	}
}

/* --------------------------------------------------- the embedder's turns */

/* turn_pick takes the next isolate to run on the caller's thread. */
static isolate *
turn_pick(atoll_kernel *k, worker *w)
{
	run_queue *q = &k->sched.queue;
	uint32_t n = atomic_load(&q->len);

	if (k->opts.seed != 0) {
		return n == 0 ? NULL : queue_pop_at(q, kernel_random(k) % n);
	}
	return worker_own(w);
}

/* turn_jump moves virtual time to the next timer; false if there is none. */
static bool
turn_jump(atoll_kernel *k)
{
	uint64_t first = atomic_load(&k->due.first);

	if (k->opts.seed == 0 || first == UINT64_MAX) {
		return false;
	}
	if (first > atomic_load(&k->virtual_now)) {
		atomic_store(&k->virtual_now, first);
	}
	return true;
}

uint64_t
sched_turn(atoll_kernel *k, uint64_t max_us)
{
	worker *w = atomic_load(&k->sched.workers[0]);
	uint64_t start = plat_now();
	uint64_t first, now;

	w->thread =
	    pthread_self(); /* seen with the first turn, see watchdog.c */
	w->ticks = plat_ticks();
	if (atomic_load(&k->sched.watch_sleeps)) {
		watchdog_rouse(&k->sched);
	}
	for (;;) {
		isolate *iso;

		if (atomic_load(&k->due.first) <= kernel_now(k)) {
			due_run(k, w, kernel_now(k));
		}
		iso = turn_pick(k, w);
		if (iso == NULL) {
			if (turn_jump(k)) {
				continue;
			}
			break;
		}
		if (worker_run(w, iso)) {
			run_queue_push(&k->sched.queue, iso);
		}
		if (max_us != 0 && plat_now() - start >= max_us) {
			return 0;
		}
	}
	first = atomic_load(&k->due.first);
	now = kernel_now(k);
	return first == UINT64_MAX ? first : first > now ? first - now : 0;
}
