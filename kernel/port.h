/* port.h - one end of an entangled pair. SPDX-License-Identifier: MIT
 *
 * A port has a queue, where anybody puts messages under its lock, and an
 * inbox, from which its owner alone takes them: when the inbox is empty the
 * two are swapped. So a busy sender and a busy receiver meet at the lock once a
 * batch. A bounded port, or one of an isolate whose mailbox is limited, has no
 * use for the inbox: each take is counted under the lock.
 *
 * Who owns a port: an isolate (owner), the outside (out), or nobody, while it
 * travels in a message. Only the owner may take, listen, attach or close.
 *
 * A port is listed when it stands in its owner's mailbox (mailbox.h), which
 * means that the owner has something to see here: messages while listening, the
 * other end's close, or room for posts again. Lock order: a port's lock is
 * innermost, and no two ports are locked at once. */
#ifndef KERNEL_PORT_H
#define KERNEL_PORT_H

#include <atoll/atoll.h>

#include "ring.h"
#include "slots.h"

typedef struct atoll_self isolate;
typedef struct worker worker;
typedef struct exit_record exit_record;
typedef struct port port;

/* The bounds of a queue, for ports that have some. All under the port's lock.
 */
typedef struct {
	atoll_port_opts limit; /* constant */
	uint64_t bytes;        /* queued */
	uint64_t dropped;
	bool refused; /* somebody waits for room */
} bounds;

/* What a port has while the outside owns it. Under the port's lock. Who waits
   without the lock counts as a waiter, and the last of them frees it if it is
   gone by then. */
typedef struct outside outside;
struct outside {
	void (*ready)(void *context);
	void *context;
	unsigned calls; /* of ready that run */
	unsigned waiters;
	bool gone;
	port *port; /* while a post of it is tried; then also: */
	outside *next;
};

/* Three cache lines: what posters write, what changes seldom, what the owner
   writes; so a poster and an owner on two cores meet at the first only. */
struct port {
	slot s;
	atomic_bool listed;       /* written under the lock */
	bool listening;           /* lock */
	bool peer_closed;         /* lock */
	bool room;                /* lock: the owner is to be told of drain */
	bool counted;             /* each take is counted; set with owner */
	bool outer;               /* the outside's: out is set; likewise */
	bool monitor;             /* constant: has no peer, see exit.c */
	bool was_listening;       /* while it travels: before */
	atomic_uint event;        /* futex of receivers and blocked posters */
	uint32_t peer_generation; /* constant */
	uint64_t sent;            /* lock: messages ever queued */
	ring queue;               /* lock */

	_Alignas(64) port *peer;  /* constant */
	_Atomic(isolate *) owner; /* written under the lock */
	bounds *bounds;           /* lock; NULL: none */
	outside *out;             /* lock; NULL: not the outside's */
	exit_record *why;         /* lock */
	atoll_isolate other; /* of a parent's end: the child; of a monitor: who
				is watched */
	port *next_owned;    /* owner */
	port *prev_owned;    /* owner */

	_Alignas(64) ring inbox;    /* owner */
	void *user;                 /* owner */
	_Atomic(uint64_t) received; /* taken; written by the owner */
	port *next_listed;          /* mailbox */
	uint32_t number; /* of a parent's end: the child's; constant */
	bool more; /* owner: the queue was not empty when a visit began with the
		      rest of the inbox */
};

static inline atoll_port
port_name(const port *p)
{
	return (atoll_port){slot_id(&p->s)};
}

/* port_count counts a message taken; by the owner. */
static inline void
port_count(port *p)
{
	atomic_store_explicit(
	    &p->received,
	    atomic_load_explicit(&p->received, memory_order_relaxed) + 1,
	    memory_order_relaxed);
}

/* port_pair opens two ports that nobody owns. */
atoll_err port_pair(atoll_kernel *k, port **a, port **b,
		    const atoll_port_opts *opts);

/* port_alone opens a port without a peer, for a monitor. */
atoll_err port_alone(atoll_kernel *k, port **out);

/* port_find gives the port that an id names if owner owns it: ATOLL_ENOENT,
   ATOLL_EPERM. By the owner. */
atoll_err port_find(atoll_kernel *k, port **out, atoll_port name,
		    const isolate *owner);

/* port_outer tells whether p is still the outside's port of this generation:
   ATOLL_ENOENT, ATOLL_EPERM. p's lock is held. */
atoll_err port_outer(const port *p, uint32_t generation);

/* port_own makes a port that nobody owns an isolate's (NULL: the outside's);
   ATOLL_ENOMEM, ATOLL_ELIMIT. */
atoll_err port_own(atoll_kernel *k, port *p, isolate *owner, worker *w);

/* port_disown makes an isolate's port nobody's. By the isolate. */
void port_disown(port *p);

/* port_leave makes a port of the outside nobody's, if it may travel. It gives
   what port_left frees, once it is gone for good, or port_stay puts back.
   ATOLL_ENOENT, ATOLL_EPERM. */
atoll_err port_leave(port *p, uint32_t generation, outside **out);
void port_left(outside *out);
void port_stay(outside *out);

/* port_send puts msg into the queue of `to`, if that is still the port of this
   generation; takes it on ATOLL_OK. w is the worker that runs the poster, NULL
   if none does. The ports attached to msg have no owner by now.
   ATOLL_ECLOSED, ATOLL_EFULL, ATOLL_ENOMEM. */
atoll_err port_send(atoll_kernel *k, worker *w, port *to, uint32_t generation,
		    atoll_message *msg);

/* port_blocks tells whether a poster that got ATOLL_EFULL is to try again once
   to->event has changed. */
bool port_blocks(port *to, uint32_t generation, const atoll_message *msg);

/* port_receive is port_take for the outside, by any thread. With wait, when it
   says ATOLL_EMPTY, the caller counts as a waiter until port_wait_end.
   ATOLL_EMPTY, ATOLL_ECLOSED, ATOLL_ENOENT, ATOLL_EPERM. */
atoll_err port_receive(atoll_kernel *k, port *p, uint32_t generation,
		       atoll_message **out, outside **wait);
void port_wait_end(port *p, outside *wait);

/* port_notify sets what atoll_port_notify says. ATOLL_ENOENT, ATOLL_EPERM. */
atoll_err port_notify(port *p, uint32_t generation,
		      void (*ready)(void *context), void *context);

/* What port_begin found. */
enum {
	PORT_MESSAGES = 1,
	PORT_CLOSED = 2, /* and nothing is queued */
	PORT_ROOM = 4,
	PORT_CLOSING = 8, /* closed, but first there are messages */
	PORT_COUNTED = 16
};

/* port_begin starts a visit of a port that came out of its owner's mailbox. */
unsigned port_begin(port *p);

/* port_end ends it: lists the port again if something is left to see. what is
   what port_begin found. */
void port_end(port *p, unsigned what);

/* port_may_have tells whether port_take may find something. By the owner,
   when the inbox is empty: it spares the lock. */
static inline bool
port_may_have(const port *p)
{
	/* Whoever queued something since our last look listed the port, and
	   we will be visited again if we miss that here. */
	return p->counted || p->more ||
	       atomic_load_explicit(&p->listed, memory_order_relaxed);
}

/* port_take takes the oldest message, NULL if none. By the owner. */
atoll_message *port_take(atoll_kernel *k, worker *w, port *p);

/* port_listen starts or stops the listing of p for messages. By the owner. */
void port_listen(atoll_kernel *k, worker *w, port *p, bool on);

/* port_wake lists p if there is something to see. By the owner. */
void port_wake(atoll_kernel *k, worker *w, port *p);

/* port_close closes a port, with why (a reference is taken; NULL: none) for
   the other end; by its owner, or, if it has none, by who holds it. */
void port_close(atoll_kernel *k, worker *w, port *p, exit_record *why);

/* port_shut is port_close for the outside, by any thread. ATOLL_ENOENT,
   ATOLL_EPERM. */
atoll_err port_shut(atoll_kernel *k, port *p, uint32_t generation);

/* port_end_monitor tells the owner of a monitor; p may have been closed. */
void port_end_monitor(atoll_kernel *k, worker *w, port *p, uint32_t generation,
		      exit_record *why);

/* port_drop closes a port that was in a message nobody took. As an
   attachment's drop. */
void port_drop(void *kernel, atoll_port name);

#endif
