/* travel.c - ports inside messages. SPDX-License-Identifier: MIT */
#include "travel.h"

#include "ipc/message.h"
#include "kernel.h"

/* travel_return gives the first n attached ports back. */
static void
travel_return(atoll_kernel *k, worker *w, isolate *owner, atoll_message *msg,
    uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		attachment *a = &msg->attachments[i];
		port       *p = NULL;

		if (a->kind != WIRE_PORT || a->drop == NULL ||
		    port_find(k, &p, a->port, NULL) != ATOLL_OK) {
			continue;
		}
		a->drop = NULL;
		/* It cannot exceed a limit it was within a moment ago. */
		if (port_own(k, p, owner, w) == ATOLL_OK && p->was_listening) {
			port_listen(k, w, p, true);
		}
	}
}

static atoll_err
travel_leave(atoll_kernel *k, isolate *owner, const port *from, attachment *a)
{
	port     *p = NULL;
	atoll_err err = port_find(k, &p, a->port, owner);

	if (err != ATOLL_OK) {
		return err;
	}
	if (p == from || p == from->peer) {
		return ATOLL_ESELF; /* it would wait for itself in its queue */
	}
	if (p->peer == NULL || p->other.id != 0 ||
	    (owner == NULL && p->out == NULL)) {
		return ATOLL_EPERM;
	}
	p->was_listening = p->listening;
	port_disown(p);
	a->drop = port_drop;
	a->context = k;
	return ATOLL_OK;
}

atoll_err
travel_send(atoll_kernel *k, worker *w, isolate *owner, port *from,
    atoll_message *msg)
{
	atoll_err err = ATOLL_OK;
	uint32_t  i;

	for (i = 0; i < msg->attachment_count; i++) {
		if (msg->attachments[i].kind == WIRE_PORT) {
			err = travel_leave(
			    k, owner, from, &msg->attachments[i]);
			if (err != ATOLL_OK) {
				break;
			}
		}
	}
	if (err == ATOLL_OK) {
		err = port_send(
		    k, w, from->peer, from->peer_generation, msg);
	}
	if (err != ATOLL_OK) {
		travel_return(k, w, owner, msg, i);
	}
	return err;
}

atoll_err
travel_adopt(atoll_kernel *k, worker *w, isolate *owner, atoll_message *msg,
    uint32_t i, atoll_port *out)
{
	attachment *a;
	port       *p = NULL;
	atoll_err   err;

	if (i >= msg->attachment_count ||
	    msg->attachments[i].kind != WIRE_PORT ||
	    msg->attachments[i].port.id == 0) {
		return ATOLL_EINVAL;
	}
	a = &msg->attachments[i];
	err = port_find(k, &p, a->port, NULL);
	if (err == ATOLL_OK) {
		err = port_own(k, p, owner, w);
	}
	if (err == ATOLL_OK) {
		*out = a->port;
		a->port = (atoll_port) {0};
		a->drop = NULL;
	}
	return err;
}
