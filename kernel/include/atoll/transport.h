/* atoll/transport.h - for authors of transports. SPDX-License-Identifier: MIT
 *
 * A transport decides where an isolate lives. One const table, registered with
 * atoll_transport_register or built in. docs/transports.md is the guide;
 * transports/thread is the smallest example. */
#ifndef ATOLL_TRANSPORT_H
#define ATOLL_TRANSPORT_H

#include "atoll.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ATOLL_TRANSPORT_ABI 1u

struct atoll_transport {
	uint32_t abi; /* ATOLL_TRANSPORT_ABI */
	uint32_t flags;
	const char *name;    /* "thread": what options and users write */
	const char *version; /* of what is inside, for `atoll list` */

	/* Start an isolate as opts say; parent is the parent's end of its
	   port, child the isolate's (both are open and have no owner yet that
	   would read them). What opts holds is taken on ATOLL_OK only. Any
	   thread, no lock held; must not block for long. */
	atoll_err (*spawn)(atoll_kernel *kernel, atoll_isolate *out,
			   atoll_port parent, atoll_port child,
			   const atoll_isolate_opts *opts);
};

/* atoll_transport_register makes a transport known to a kernel. The table
   must outlive it. Before the first spawn. ATOLL_EABI, ATOLL_EEXIST,
   ATOLL_EINVAL. */
ATOLL_API atoll_err atoll_transport_register(atoll_kernel *kernel,
					     const atoll_transport *transport);

/* atoll_isolate_start_here starts an isolate in this kernel: what the thread
   transport does, and others do at their far end. As the table's spawn. */
ATOLL_API atoll_err atoll_isolate_start_here(atoll_kernel *kernel,
					     atoll_isolate *out,
					     atoll_port child,
					     const atoll_isolate_opts *opts);

#ifdef __cplusplus
}
#endif
#endif
