/* kernel.c - one scheduler with its isolates and ports.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <string.h>

#include "parts.h"

enum { BUDGET = 256, SLICE_US = 1000, EXTRA_THREADS = 64, TIMER_US = 20 };

const char *
atoll_version(void)
{
	return "0.1.0";
}

/* -------------------------------------------------------- life of a kernel */

static atoll_err
kernel_parts(atoll_kernel *k)
{
	atoll_err err = ATOLL_OK;

	for (size_t i = 0; atoll_engines[i] != NULL && err == ATOLL_OK; i++) {
		err = atoll_engine_register(k, atoll_engines[i]);
	}
	for (size_t i = 0; atoll_transports[i] != NULL && err == ATOLL_OK;
	     i++) {
		err = atoll_transport_register(k, atoll_transports[i]);
	}
	return err;
}

atoll_err
atoll_kernel_new(atoll_kernel **out, const atoll_kernel_opts *opts)
{
	static const atoll_kernel_opts defaults = {.threads =
						       ATOLL_THREADS_CORES};
	atoll_kernel *k;
	atoll_err err;
	int threads;

	if (out == NULL) {
		return ATOLL_EINVAL;
	}
	k = calloc(1, sizeof(*k));
	if (k == NULL) {
		return ATOLL_ENOMEM;
	}
	k->opts = opts == NULL ? defaults : *opts;
	k->opts.budget = k->opts.budget == 0 ? BUDGET : k->opts.budget;
	k->opts.slice_us = k->opts.slice_us == 0 ? SLICE_US : k->opts.slice_us;
	k->opts.extra_threads =
	    k->opts.extra_threads == 0 ? EXTRA_THREADS : k->opts.extra_threads;
	k->random = k->opts.seed;
	k->tick_rate = plat_tick_rate();
	k->timer_ticks = (uint64_t)(TIMER_US * k->tick_rate);
	atomic_init(&k->due.first, UINT64_MAX);
	atomic_init(&k->dropped, MAILBOX_IDLE);
	slots_init(&k->ports, sizeof(port));
	slots_init(&k->isolates, sizeof(isolate));
	threads = k->opts.threads < 0 ? plat_cores() : k->opts.threads;
	err = kernel_parts(k);
	if (err == ATOLL_OK) {
		err = sched_start(k, k->opts.seed != 0 ? 0 : (uint32_t)threads);
	}
	if (err != ATOLL_OK) {
		atoll_kernel_free(k);
		return err;
	}
	*out = k;
	return ATOLL_OK;
}

static void
kernel_terminate_all(atoll_kernel *k)
{
	uint32_t n = atomic_load(&k->isolates.used);

	for (uint32_t i = 0; i < n; i++) {
		slot *s = slots_at(&k->isolates, i);

		if ((slot_generation(s) & 1) != 0) {
			(void)isolate_signal(k, (atoll_isolate){slot_id(s)},
					     SIGNAL_TERMINATE);
		}
	}
}

static void
kernel_close_ports(atoll_kernel *k, bool travelling)
{
	uint32_t n = atomic_load(&k->ports.used);

	for (uint32_t i = 0; i < n; i++) {
		port *p = slots_at(&k->ports, i);

		if ((slot_generation(&p->s) & 1) != 0 &&
		    p->outer != travelling) {
			port_close(k, NULL, p, NULL);
		}
	}
}

void
atoll_kernel_free(atoll_kernel *kernel)
{
	if (kernel == NULL) {
		return;
	}
	atomic_store(&kernel->ending, true);
	while (atomic_load(&kernel->isolates.live) > 0) {
		/* Again and again: some may just have been spawned. */
		kernel_terminate_all(kernel);
		if (kernel->sched.target == 0) {
			(void)sched_turn(kernel, 0);
		} else {
			unsigned quiet = atomic_load(&kernel->quiet);

			if (atomic_load(&kernel->isolates.live) > 0) {
				plat_wait(&kernel->quiet, quiet, 1000);
			}
		}
	}
	sched_stop(kernel);
	kernel_close_ports(kernel, false);
	/* What travels closed with its message, unless two ports travel in
	   each other's queues. */
	kernel_close_ports(kernel, true);
	cache_free(kernel);
	slots_fini(&kernel->ports);
	slots_fini(&kernel->isolates);
	free(kernel->due.heap);
	free(kernel);
}

void
kernel_gone(atoll_kernel *k)
{
	if (atomic_load(&k->isolates.live) == 0) {
		atomic_fetch_add(&k->quiet, 1);
		plat_wake(&k->quiet, INT32_MAX);
	}
}

void
atoll_kernel_wait(atoll_kernel *kernel)
{
	for (;;) {
		unsigned quiet = atomic_load(&kernel->quiet);

		if (atomic_load(&kernel->isolates.live) == 0) {
			return;
		}
		plat_wait(&kernel->quiet, quiet, UINT64_MAX);
	}
}

uint64_t
atoll_kernel_turn(atoll_kernel *kernel, uint64_t max_us)
{
	return kernel->sched.target == 0 ? sched_turn(kernel, max_us)
					 : UINT64_MAX;
}

/* ------------------------------------------------------------ time, chance */

uint64_t
kernel_now(const atoll_kernel *k)
{
	return k->opts.seed != 0 ? atomic_load(&k->virtual_now) : plat_now();
}

uint64_t
atoll_kernel_now(const atoll_kernel *kernel)
{
	return kernel_now(kernel);
}

uint32_t
kernel_random(atoll_kernel *k)
{
	/* xorshift64*; the seed is not 0. */
	k->random ^= k->random >> 12;
	k->random ^= k->random << 25;
	k->random ^= k->random >> 27;
	return (uint32_t)((k->random * 2685821657736338717u) >> 32);
}

/* ------------------------------------------------------------------- parts */

atoll_err
atoll_engine_register(atoll_kernel *kernel, const atoll_engine *engine)
{
	if (engine->abi != ATOLL_ENGINE_ABI) {
		return ATOLL_EABI;
	}
	if (engine->name == NULL || engine->open == NULL ||
	    engine->load == NULL || engine->deliver == NULL ||
	    engine->closed == NULL || engine->close == NULL) {
		return ATOLL_EINVAL;
	}
	for (size_t i = 0; i < KERNEL_PARTS; i++) {
		if (kernel->engines[i] == NULL) {
			kernel->engines[i] = engine;
			return ATOLL_OK;
		}
		if (strcmp(kernel->engines[i]->name, engine->name) == 0) {
			return ATOLL_EEXIST;
		}
	}
	return ATOLL_ELIMIT;
}

atoll_err
atoll_transport_register(atoll_kernel *kernel, const atoll_transport *transport)
{
	if (transport->abi != ATOLL_TRANSPORT_ABI) {
		return ATOLL_EABI;
	}
	if (transport->name == NULL || transport->spawn == NULL) {
		return ATOLL_EINVAL;
	}
	for (size_t i = 0; i < KERNEL_PARTS; i++) {
		if (kernel->transports[i] == NULL) {
			kernel->transports[i] = transport;
			return ATOLL_OK;
		}
		if (strcmp(kernel->transports[i]->name, transport->name) == 0) {
			return ATOLL_EEXIST;
		}
	}
	return ATOLL_ELIMIT;
}

const atoll_engine *
kernel_engine(atoll_kernel *k, const char *name)
{
	if (name == NULL) {
		name = atoll_default_engine;
	}
	for (size_t i = 0; i < KERNEL_PARTS && k->engines[i] != NULL; i++) {
		if (strcmp(k->engines[i]->name, name) == 0) {
			return k->engines[i];
		}
	}
	return NULL;
}

const atoll_transport *
kernel_transport(atoll_kernel *k, const char *name)
{
	if (name == NULL) {
		name = "thread";
	}
	for (size_t i = 0; i < KERNEL_PARTS && k->transports[i] != NULL; i++) {
		if (strcmp(k->transports[i]->name, name) == 0) {
			return k->transports[i];
		}
	}
	return NULL;
}

atoll_err
atoll_kernel_engine(atoll_kernel *kernel, size_t i, atoll_part *out)
{
	if (i >= KERNEL_PARTS || kernel->engines[i] == NULL) {
		return ATOLL_ENOENT;
	}
	*out =
	    (atoll_part){kernel->engines[i]->name, kernel->engines[i]->version};
	return ATOLL_OK;
}

atoll_err
atoll_kernel_transport(atoll_kernel *kernel, size_t i, atoll_part *out)
{
	if (i >= KERNEL_PARTS || kernel->transports[i] == NULL) {
		return ATOLL_ENOENT;
	}
	*out = (atoll_part){kernel->transports[i]->name,
			    kernel->transports[i]->version};
	return ATOLL_OK;
}
