/* queue.h - what stands in a port's queue, and who counts it.
 * SPDX-License-Identifier: MIT
 *
 * All under the port's lock; queue_refill and queue_gather also by its owner.
 */
#ifndef KERNEL_QUEUE_H
#define KERNEL_QUEUE_H

#include "port.h"

static inline isolate *
port_owner(const port *p)
{
	return atomic_load_explicit(&p->owner, memory_order_relaxed);
}

/* queue_put queues msg as far as the bounds of the queue and of the owner's
   mailbox allow. ATOLL_EFULL: refused. What goes instead of it, or it itself,
   is put into evicted, for the caller to free without the lock; *queued is set
   if it is in the queue. ATOLL_ENOMEM. */
atoll_err queue_put(port *p, atoll_message *msg, bool *queued, ring *evicted);

/* queue_refill moves the queue to the empty inbox, or, for a counted port,
   gives one message. *room: the other end waits for room, and there is. */
atoll_message *queue_refill(port *p, bool *room);

/* queue_gather moves what the inbox of the last owner holds back to the front
   of the queue. ATOLL_ENOMEM. */
atoll_err queue_gather(port *p);

/* queue_bytes is what the queue weighs. */
uint64_t queue_bytes(const port *p);

/* queue_count and queue_uncount change what is counted for an owner's mailbox,
   if it is limited. */
void queue_count(isolate *owner, uint64_t messages, uint64_t bytes);
void queue_uncount(isolate *owner, uint64_t messages, uint64_t bytes);

/* bounds_have_room tells whether a message of so many bytes may be queued. */
bool bounds_have_room(const bounds *b, uint32_t queued, size_t bytes);
bool mailbox_has_room(const isolate *owner, size_t bytes);

#endif
