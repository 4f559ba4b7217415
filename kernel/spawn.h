/* spawn.h - starting isolates by way of a transport.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_SPAWN_H
#define KERNEL_SPAWN_H

#include "sched.h"

/* spawn starts an isolate; *name is the parent's end of its port, owned by
   parent (NULL: the outside); name NULL: it gets no port. */
atoll_err spawn(atoll_kernel *k, worker *w, isolate *parent, atoll_isolate *out,
		atoll_port *name, const atoll_isolate_opts *opts);

#endif
