/* exit.h - how isolates end, and who is told. SPDX-License-Identifier: MIT */
#ifndef KERNEL_EXIT_H
#define KERNEL_EXIT_H

#include "port.h"

/* How one isolate ended; shared by all who are told. Immutable once others
   have it. */
struct exit_record {
	atomic_uint refs;
	atoll_exit exit;
	atoll_isolate_stats stats; /* exit.stats, once it is set */
	char text[];               /* exit.message */
};

/* exit_new makes a record; takes error. If there is no memory it gives a
   static record of an isolate that ran out of memory. */
exit_record *exit_new(atoll_isolate id, atoll_reason reason, int code,
		      const char *text, atoll_message *error);
exit_record *exit_ref(exit_record *e);
void exit_free(exit_record *e);

/* A monitor, in the list of the isolate that it watches. */
typedef struct watch watch;
struct watch {
	watch *next;
	port *port;
	uint32_t generation; /* of port */
};

/* exit_tell ends all monitors of the list and frees it. */
void exit_tell(atoll_kernel *k, worker *w, watch *list, exit_record *why);

/* exit_monitor opens a monitor of an isolate, owned by owner (NULL: the
   outside). */
atoll_err exit_monitor(atoll_kernel *k, worker *w, atoll_port *out,
		       atoll_isolate id, isolate *owner);

/* exit_defer is called before an isolate closes its port to its parent: the
   parent is told by that port how the isolate ends, and not before it ends.
   ATOLL_ENOMEM. */
atoll_err exit_defer(isolate *iso, port *parent);

/* exit_unwatch takes a monitor that is being closed out of its isolate's
   list. */
void exit_unwatch(atoll_kernel *k, port *p);

#endif
