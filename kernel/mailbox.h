/* mailbox.h - what an isolate has to look at. SPDX-License-Identifier: MIT
 *
 * One word, which is one of
 *
 *   MAILBOX_IDLE  the isolate is not scheduled and has nothing to do
 *   NULL          it is scheduled, running, or held; nothing new is listed
 *   a port        the same, and these ports were listed, the last one first
 *
 * Anybody may list a port (push) or wake the isolate, and who finds it IDLE
 * must schedule it: so an isolate is in at most one run queue. Only the thread
 * that runs it takes the list, and only that thread makes it IDLE (rest), which
 * fails if something was listed meanwhile. Signals (isolate.h) are set before a
 * wake and read after a rest, both with sequential consistency, so that one of
 * the two sides sees the other. */
#ifndef KERNEL_MAILBOX_H
#define KERNEL_MAILBOX_H

#include "port.h"

typedef _Atomic(port *) mailbox;

#define MAILBOX_IDLE ((port *)1)

/* mailbox_push lists p; true if the caller must schedule the isolate. */
static inline bool
mailbox_push(mailbox *m, port *p)
{
	port *old = atomic_load_explicit(m, memory_order_relaxed);

	/* Release: pairs with the acquire in mailbox_take. Acquire: pairs with
	   mailbox_rest, so that who schedules the isolate sees all its last
	   turn did. */
	do {
		p->next_listed = old == MAILBOX_IDLE ? NULL : old;
	} while (!atomic_compare_exchange_weak_explicit(
	    m, &old, p, memory_order_acq_rel, memory_order_relaxed));
	return old == MAILBOX_IDLE;
}

/* mailbox_wake makes an idle isolate scheduled; true if the caller must do
   it. */
static inline bool
mailbox_wake(mailbox *m)
{
	port *idle = MAILBOX_IDLE;

	return atomic_compare_exchange_strong(m, &idle, NULL);
}

/* mailbox_take takes what is listed, the last one first. */
static inline port *
mailbox_take(mailbox *m)
{
	if (atomic_load_explicit(m, memory_order_relaxed) == NULL) {
		return NULL;
	}
	return atomic_exchange_explicit(m, NULL, memory_order_acquire);
}

/* mailbox_rest makes the isolate idle; false if something is listed. */
static inline bool
mailbox_rest(mailbox *m)
{
	port *nothing = NULL;

	return atomic_compare_exchange_strong(m, &nothing, MAILBOX_IDLE);
}

#endif
