/* atoll/uv.h - a kernel and its ports on a libuv loop. Header only; the
 * library itself does not need libuv. SPDX-License-Identifier: MIT
 *
 * Two ways to use a kernel from a service that has a uv_loop_t:
 *
 *   - The kernel has threads of its own, and the loop's thread only posts
 *     and receives: atoll_uv_port tells it, on its own thread, that a port has
 *     something to receive.
 *   - The kernel has none (threads = 0) and runs on the loop's thread:
 *     atoll_uv drives it. A script that computes then holds up the loop.
 *
 * All functions here belong to the loop's thread. The structs are the caller's
 * memory and must stay until the stop's callback. */
#ifndef ATOLL_UV_H
#define ATOLL_UV_H

#include <string.h>
#include <uv.h>

#include "atoll.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- port */

typedef struct atoll_uv_port atoll_uv_port;
struct atoll_uv_port {
	uv_async_t async; /* first: the handle is the struct */
	atoll_kernel *kernel;
	atoll_port port;
	/* On the loop's thread: call atoll_port_receive with no time-out until
	   it says ATOLL_EMPTY, or ATOLL_ECLOSED at the end. */
	void (*ready)(atoll_uv_port *p);
	void (*stopped)(atoll_uv_port *p);
	void *data; /* the user's */
};

static inline void
atoll_uv_port_wake_(void *context)
{
	(void)uv_async_send(&((atoll_uv_port *)context)->async);
}

static inline void
atoll_uv_port_async_(uv_async_t *async)
{
	atoll_uv_port *p = (atoll_uv_port *)(void *)async;

	p->ready(p);
}

static inline void
atoll_uv_port_closed_(uv_handle_t *handle)
{
	atoll_uv_port *p = (atoll_uv_port *)(void *)handle;

	if (p->stopped != NULL) {
		p->stopped(p);
	}
}

/* atoll_uv_port_start has ready called when port, one the outside owns, has
   something to receive. It keeps the loop alive until it is stopped.
   ATOLL_ESYSTEM or what atoll_port_notify says; nothing is left to stop
   then. */
static inline atoll_err
atoll_uv_port_start(atoll_uv_port *p, uv_loop_t *loop, atoll_kernel *kernel,
		    atoll_port port, void (*ready)(atoll_uv_port *p))
{
	atoll_err err;

	p->kernel = kernel;
	p->port = port;
	p->ready = ready;
	p->stopped = NULL;
	if (uv_async_init(loop, &p->async, atoll_uv_port_async_) != 0) {
		return ATOLL_ESYSTEM;
	}
	err = atoll_port_notify(kernel, port, atoll_uv_port_wake_, p);
	if (err != ATOLL_OK) {
		uv_close((uv_handle_t *)&p->async, NULL);
		return err;
	}
	/* What came before is there already. */
	(void)uv_async_send(&p->async);
	return ATOLL_OK;
}

/* atoll_uv_port_stop ends that; the port stays as it is. stopped (may be NULL)
   is called when the struct may go. */
static inline void
atoll_uv_port_stop(atoll_uv_port *p, void (*stopped)(atoll_uv_port *p))
{
	(void)atoll_port_notify(p->kernel, p->port, NULL, NULL);
	p->stopped = stopped;
	uv_close((uv_handle_t *)&p->async, atoll_uv_port_closed_);
}

/* -------------------------------------------------------------- kernel */

typedef struct atoll_uv atoll_uv;
struct atoll_uv {
	uv_async_t wake;
	uv_timer_t due;
	uv_idle_t busy;
	atoll_kernel *kernel;
	uint64_t turn_us; /* longest stay in the kernel at a time */
	int open;         /* handles */
	/* The last isolate has ended. Optional. */
	void (*quiet)(atoll_uv *u);
	void (*stopped)(atoll_uv *u);
	void *data; /* the user's */
};

static inline void atoll_uv_turn_(atoll_uv *u);

static inline void
atoll_uv_wake_(uv_async_t *wake)
{
	atoll_uv_turn_((atoll_uv *)wake->data);
}

static inline void
atoll_uv_due_(uv_timer_t *due)
{
	atoll_uv_turn_((atoll_uv *)due->data);
}

static inline void
atoll_uv_busy_(uv_idle_t *busy)
{
	atoll_uv_turn_((atoll_uv *)busy->data);
}

/* Runs what is ready, and sees to being called again: in the loop's next round
   while there is more to do, else when the next timer is due. */
static inline void
atoll_uv_turn_(atoll_uv *u)
{
	atoll_kernel_stats stats;
	uint64_t next = atoll_kernel_turn(u->kernel, u->turn_us);

	if (next == 0) {
		(void)uv_idle_start(&u->busy, atoll_uv_busy_);
	} else {
		(void)uv_idle_stop(&u->busy);
	}
	if (next == 0 || next == UINT64_MAX) {
		(void)uv_timer_stop(&u->due);
	} else {
		/* The loop's time may lag behind; libuv counts from it. */
		uv_update_time(u->due.loop);
		(void)uv_timer_start(&u->due, atoll_uv_due_,
				     next / 1000 + (next % 1000 != 0 ? 1u : 0u),
				     0);
	}
	atoll_kernel_get_stats(u->kernel, &stats);
	if (stats.isolates == 0 && u->quiet != NULL) {
		u->quiet(u);
	}
}

static inline void
atoll_uv_closed_(uv_handle_t *handle)
{
	atoll_uv *u = (atoll_uv *)handle->data;

	if (--u->open == 0 && u->stopped != NULL) {
		u->stopped(u);
	}
}

/* atoll_uv_notify is the kernel's option `notify`; its `context` is the
   atoll_uv. */
static inline void
atoll_uv_notify(void *context)
{
	(void)uv_async_send(&((atoll_uv *)context)->wake);
}

/* atoll_uv_start makes a kernel without threads that runs on loop's thread.
   opts (may be NULL) are what atoll_kernel_new takes; threads, notify and
   context are set here, so a `write` in them gets the atoll_uv as its context.
   The loop stays alive until atoll_uv_stop. ATOLL_ESYSTEM or what
   atoll_kernel_new says; nothing is left to stop then. */
static inline atoll_err
atoll_uv_start(atoll_uv *u, uv_loop_t *loop, const atoll_kernel_opts *opts)
{
	atoll_kernel_opts own;
	atoll_err err;

	memset(&own, 0, sizeof own);
	if (opts != NULL) {
		own = *opts;
	}
	own.threads = 0;
	own.notify = atoll_uv_notify;
	own.context = u;
	u->turn_us = 2000;
	u->quiet = NULL;
	u->stopped = NULL;
	if (uv_async_init(loop, &u->wake, atoll_uv_wake_) != 0) {
		return ATOLL_ESYSTEM;
	}
	(void)uv_timer_init(loop, &u->due);
	(void)uv_idle_init(loop, &u->busy);
	u->wake.data = u->due.data = u->busy.data = u;
	u->open = 3;
	err = atoll_kernel_new(&u->kernel, &own);
	if (err != ATOLL_OK) {
		uv_close((uv_handle_t *)&u->wake, NULL);
		uv_close((uv_handle_t *)&u->due, NULL);
		uv_close((uv_handle_t *)&u->busy, NULL);
	}
	return err;
}

/* atoll_uv_stop frees the kernel, whose isolates are terminated. Not from
   within a kernel's call. stopped (may be NULL) is called when the struct may
   go. */
static inline void
atoll_uv_stop(atoll_uv *u, void (*stopped)(atoll_uv *u))
{
	atoll_kernel_free(u->kernel);
	u->kernel = NULL;
	u->stopped = stopped;
	uv_close((uv_handle_t *)&u->wake, atoll_uv_closed_);
	uv_close((uv_handle_t *)&u->due, atoll_uv_closed_);
	uv_close((uv_handle_t *)&u->busy, atoll_uv_closed_);
}

#ifdef __cplusplus
}
#endif
#endif
