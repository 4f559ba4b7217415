/* travel.c - ports inside messages. SPDX-License-Identifier: MIT */
#include "travel.h"

#include "ipc/message.h"
#include "kernel.h"

/* travel_return gives the first n attached ports back. */
static void
travel_return(journey *j, uint32_t n)
{
	while (n-- > 0) {
		attachment *a = &j->msg->attachments[n];
		outside *out = j->left;
		port *p;

		if (a->kind != WIRE_PORT) {
			continue;
		}
		a->drop = NULL;
		if (out != NULL) {
			j->left = out->next;
			port_stay(out);
			continue;
		}
		p = slots_find(&j->kernel->ports, a->port.id);
		/* It cannot exceed a limit it was within a moment ago. */
		if (port_own(j->kernel, p, j->owner, j->worker) == ATOLL_OK &&
		    p->was_listening) {
			port_listen(j->kernel, j->worker, p, true);
		}
	}
}

/* travel_own takes a port from an isolate. */
static atoll_err
travel_own(journey *j, port *p, atoll_port name)
{
	atoll_err err = port_find(j->kernel, &p, name, j->owner);

	if (err != ATOLL_OK) {
		return err;
	}
	if (p->peer == NULL || p->other.id != 0 || p == j->owner->parent) {
		return ATOLL_EPERM; /* how an isolate ends is told there */
	}
	p->was_listening = p->listening;
	port_disown(p);
	return ATOLL_OK;
}

static atoll_err
travel_leave(journey *j, const port *from, const port *to, attachment *a)
{
	port *p = slots_find(&j->kernel->ports, a->port.id);
	outside *out = NULL;
	atoll_err err;

	if (p == NULL) {
		return ATOLL_ENOENT;
	}
	if (p == from || p == to) {
		return ATOLL_ESELF; /* it would wait for itself in its queue */
	}
	if (j->owner != NULL) {
		err = travel_own(j, p, a->port);
	} else {
		err = port_leave(p, id_generation(a->port.id), &out);
	}
	if (out != NULL) {
		out->next = j->left;
		j->left = out;
	}
	if (err == ATOLL_OK) {
		a->drop = port_drop;
		a->context = j->kernel;
	}
	return err;
}

atoll_err
travel_begin(journey *j, const port *from, const port *to)
{
	uint32_t n = j->msg->attachment_count, i;
	atoll_err err = ATOLL_OK;

	for (i = 0; i < n && err == ATOLL_OK; i++) {
		attachment *a = &j->msg->attachments[i];

		if (a->kind == WIRE_PORT) {
			err = travel_leave(j, from, to, a);
		}
	}
	if (err != ATOLL_OK) {
		travel_return(j, i - 1);
	}
	return err;
}

void
travel_end(journey *j, bool sent)
{
	if (!sent) {
		travel_return(j, j->msg->attachment_count);
	}
	while (j->left != NULL) {
		outside *out = j->left;

		j->left = out->next;
		port_left(out);
	}
}

atoll_err
travel_send(atoll_kernel *k, worker *w, isolate *owner, const port *from,
	    port *to, uint32_t generation, atoll_message *msg)
{
	journey j = {.kernel = k, .worker = w, .owner = owner, .msg = msg};
	atoll_err err = travel_begin(&j, from, to);

	if (err == ATOLL_OK) {
		err = port_send(k, w, to, generation, msg);
		travel_end(&j, err == ATOLL_OK);
	}
	return err;
}

atoll_err
travel_adopt(atoll_kernel *k, worker *w, isolate *owner, atoll_message *msg,
	     uint32_t i, atoll_port *out)
{
	attachment *a;
	port *p;
	atoll_err err;

	if (i >= msg->attachment_count ||
	    msg->attachments[i].kind != WIRE_PORT ||
	    msg->attachments[i].port.id == 0) {
		return ATOLL_EINVAL;
	}
	a = &msg->attachments[i];
	if (a->drop == NULL) {
		return ATOLL_EINVAL; /* it was not posted: its owner has it */
	}
	p = slots_find(&k->ports, a->port.id);
	err = port_own(k, p, owner, w);
	if (err == ATOLL_OK) {
		*out = a->port;
		a->port = (atoll_port){0};
		a->drop = NULL;
	}
	return err;
}
