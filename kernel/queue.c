/* queue.c - what stands in a port's queue. SPDX-License-Identifier: MIT */
#include "queue.h"

#include "ipc/message.h"
#include "isolate.h"

static size_t
message_charge(const atoll_message *msg)
{
	return msg->charge;
}

void
queue_count(isolate *owner, uint64_t messages, uint64_t bytes)
{
	if (owner != NULL && isolate_limited(owner)) {
		atomic_fetch_add(&owner->extra->queued_messages, messages);
		atomic_fetch_add(&owner->extra->queued_bytes, bytes);
	}
}

void
queue_uncount(isolate *owner, uint64_t messages, uint64_t bytes)
{
	if (owner != NULL && isolate_limited(owner)) {
		atomic_fetch_sub(&owner->extra->queued_messages, messages);
		atomic_fetch_sub(&owner->extra->queued_bytes, bytes);
	}
}

bool
mailbox_has_room(const isolate *owner, size_t bytes)
{
	const atoll_limits *l;

	if (owner == NULL || !isolate_limited(owner)) {
		return true;
	}
	l = &owner->extra->limits;
	return (l->mailbox_messages == 0 ||
		atomic_load(&owner->extra->queued_messages) <
		    l->mailbox_messages) &&
	       (l->mailbox_bytes == 0 ||
		atomic_load(&owner->extra->queued_messages) == 0 ||
		atomic_load(&owner->extra->queued_bytes) + bytes <=
		    l->mailbox_bytes);
}

bool
bounds_have_room(const bounds *b, uint32_t queued, size_t bytes)
{
	return b == NULL || queued == 0 ||
	       ((b->limit.messages == 0 || queued < b->limit.messages) &&
		(b->limit.bytes == 0 || b->bytes + bytes <= b->limit.bytes));
}

static bool
bounds_half_empty(const bounds *b, uint32_t queued)
{
	return (b->limit.messages == 0 || queued <= b->limit.messages / 2) &&
	       (b->limit.bytes == 0 || b->bytes <= b->limit.bytes / 2);
}

/* queue_pop takes the oldest message of a counted port's queue. */
static atoll_message *
queue_pop(port *p)
{
	atoll_message *msg = ring_pop(&p->queue);

	if (p->bounds != NULL) {
		p->bounds->bytes -= message_charge(msg);
	}
	queue_uncount(port_owner(p), 1, message_charge(msg));
	return msg;
}

/* queue_admit decides what the bounds of p say to msg.
   ATOLL_EFULL: refused. *drop: the post succeeds, but this message goes. With
   drop-oldest room is made, and *evicted gets what goes for it. */
static atoll_err
queue_admit(port *p, atoll_message *msg, bool *drop, ring *evicted)
{
	size_t bytes = message_charge(msg);

	if (!mailbox_has_room(port_owner(p), bytes)) {
		return ATOLL_EFULL;
	}
	while (!bounds_have_room(p->bounds, p->queue.len, bytes)) {
		switch (p->bounds->limit.policy) {
		case ATOLL_FAIL:
		case ATOLL_BLOCK:
			p->bounds->refused = true;
			return ATOLL_EFULL;
		case ATOLL_DROP_NEWEST:
			p->bounds->dropped++;
			*drop = true;
			return ATOLL_OK;
		case ATOLL_DROP_OLDEST:
			p->bounds->dropped++;
			if (!ring_push(evicted, ring_peek(&p->queue, 0))) {
				return ATOLL_ENOMEM;
			}
			(void)queue_pop(p);
			p->sent--;
			break;
		}
	}
	return ATOLL_OK;
}

atoll_err
queue_put(port *p, atoll_message *msg, bool *queued, ring *evicted)
{
	bool drop = false;
	atoll_err err = queue_admit(p, msg, &drop, evicted);

	if (err != ATOLL_OK) {
		return err;
	}
	if (!ring_push(drop ? evicted : &p->queue, msg)) {
		return ATOLL_ENOMEM;
	}
	if (drop) {
		return ATOLL_OK;
	}
	*queued = true;
	p->sent++;
	if (p->bounds != NULL) {
		p->bounds->bytes += message_charge(msg);
	}
	queue_count(port_owner(p), 1, message_charge(msg));
	return ATOLL_OK;
}

atoll_message *
queue_refill(port *p, bool *room)
{
	atoll_message *msg = NULL;
	ring r;

	if (!p->counted) {
		p->more = false;
		r = p->inbox;
		p->inbox = p->queue;
		p->queue = r;
		return NULL;
	}
	if (p->queue.len > 0) {
		msg = queue_pop(p);
	}
	if (p->bounds != NULL && p->bounds->refused &&
	    bounds_half_empty(p->bounds, p->queue.len)) {
		p->bounds->refused = false;
		*room = true;
	}
	return msg;
}

uint64_t
queue_bytes(const port *p)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < p->queue.len; i++) {
		bytes += message_charge(ring_peek(&p->queue, i));
	}
	return bytes;
}

atoll_err
queue_gather(port *p)
{
	while (p->queue.len > 0) {
		if (!ring_push(&p->inbox, ring_peek(&p->queue, 0))) {
			return ATOLL_ENOMEM;
		}
		(void)ring_pop(&p->queue);
	}
	ring_clear(&p->queue);
	p->queue = p->inbox;
	p->inbox = (ring){0};
	return ATOLL_OK;
}
