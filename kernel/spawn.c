/* spawn.c - starting isolates by way of a transport.
 * SPDX-License-Identifier: MIT */
#include "spawn.h"

#include "kernel.h"
#include "travel.h"

/* spawn_port makes the pair between an isolate and its parent. */
static atoll_err
spawn_port(atoll_kernel *k, worker *w, isolate *parent, port **near, port **far,
	   const atoll_port_opts *opts)
{
	atoll_err err = port_pair(k, near, far, opts);

	if (err == ATOLL_OK) {
		err = port_own(k, *near, parent, w);
		if (err != ATOLL_OK) {
			port_close(k, w, *near, NULL);
			port_close(k, w, *far, NULL);
		}
	}
	return err;
}

/* spawn_with_data hands over to the transport; the ports in the start data go
   along. */
static atoll_err
spawn_with_data(const atoll_transport *t, journey *j, atoll_isolate *out,
		const port *near, const port *far,
		const atoll_isolate_opts *opts)
{
	static const atoll_port none;
	atoll_isolate_opts paused = *opts;
	atoll_err err = ATOLL_OK;

	/* The caller resumes it, so that a child of a running isolate is next
	   on the same thread. */
	paused.paused = true;
	if (j->msg != NULL) {
		err = travel_begin(j, NULL, NULL);
	}
	if (err != ATOLL_OK) {
		return err;
	}
	err = t->spawn(j->kernel, out, near == NULL ? none : port_name(near),
		       far == NULL ? none : port_name(far), &paused);
	if (j->msg != NULL) {
		travel_end(j, err == ATOLL_OK);
	}
	return err;
}

/* spawn_number gives the number of an isolate that has not run yet. */
static uint32_t
spawn_number(atoll_kernel *k, atoll_isolate id)
{
	isolate *iso = isolate_find(k, id);
	uint32_t number = 0;

	if (iso != NULL) {
		number = iso->number;
		lock_drop(&iso->s.lock);
	}
	return number;
}

atoll_err
spawn(atoll_kernel *k, worker *w, isolate *parent, atoll_isolate *out,
      atoll_port *name, const atoll_isolate_opts *opts)
{
	const atoll_transport *t = kernel_transport(k, opts->transport);
	journey j = {
	    .kernel = k, .worker = w, .owner = parent, .msg = opts->data};
	port *near = NULL, *far = NULL;
	atoll_err err = ATOLL_OK;

	if (t == NULL) {
		return ATOLL_ENOENT;
	}
	if (atomic_load_explicit(&k->ending, memory_order_relaxed)) {
		return ATOLL_ESTOPPED; /* else some could outgrow the end */
	}
	if (name != NULL) {
		err = spawn_port(k, w, parent, &near, &far, opts->port);
	}
	if (err != ATOLL_OK) {
		return err;
	}
	err = spawn_with_data(t, &j, out, near, far, opts);
	if (err != ATOLL_OK) {
		if (name != NULL) {
			port_close(k, w, far, NULL);
			port_close(k, w, near, NULL);
		}
		return err;
	}
	if (name != NULL) {
		near->other = *out;
		near->number = spawn_number(k, *out);
		*name = port_name(near);
	}
	if (!opts->paused) {
		(void)isolate_resume(k, w, *out);
	}
	return ATOLL_OK;
}

atoll_err
atoll_isolate_start_here(atoll_kernel *kernel, atoll_isolate *out,
			 atoll_port child, const atoll_isolate_opts *opts)
{
	port *p = NULL;
	atoll_err err = ATOLL_OK;

	if (child.id != 0) {
		err = port_find(kernel, &p, child, NULL);
	}
	return err == ATOLL_OK ? isolate_start(kernel, out, p, opts) : err;
}

atoll_err
atoll_isolate_spawn(atoll_isolate *out, atoll_port *name, atoll_kernel *kernel,
		    const atoll_isolate_opts *opts)
{
	if (out == NULL || kernel == NULL || opts == NULL) {
		return ATOLL_EINVAL;
	}
	return spawn(kernel, NULL, NULL, out, name, opts);
}

atoll_err
atoll_isolate_resume(atoll_kernel *kernel, atoll_isolate id)
{
	return isolate_resume(kernel, NULL, id);
}

atoll_err
atoll_isolate_terminate(atoll_kernel *kernel, atoll_isolate id)
{
	return isolate_signal(kernel, id, SIGNAL_TERMINATE);
}

atoll_err
atoll_isolate_monitor(atoll_port *out, atoll_kernel *kernel, atoll_isolate id)
{
	return exit_monitor(kernel, NULL, out, id, NULL);
}
