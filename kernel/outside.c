/* outside.c - ports of those who are no isolates. SPDX-License-Identifier: MIT
 *
 * Any thread may use such a port, so each of these looks at the generation
 * under the port's lock. */
#include "ipc/message.h"
#include "kernel.h"
#include "travel.h"

atoll_err
atoll_port_pair(atoll_port *a, atoll_port *b, atoll_kernel *kernel,
		const atoll_port_opts *opts)
{
	port *pa, *pb;
	atoll_err err = port_pair(kernel, &pa, &pb, opts);

	if (err != ATOLL_OK) {
		return err;
	}
	err = port_own(kernel, pa, NULL, NULL);
	if (err == ATOLL_OK) {
		err = port_own(kernel, pb, NULL, NULL);
	}
	if (err != ATOLL_OK) {
		port_close(kernel, NULL, pa, NULL);
		port_close(kernel, NULL, pb, NULL);
		return err;
	}
	*a = port_name(pa);
	*b = port_name(pb);
	return ATOLL_OK;
}

/* outside_peer gives where posts through a port go. */
static atoll_err
outside_peer(atoll_kernel *k, atoll_port name, port **from, port **to,
	     uint32_t *generation)
{
	port *p = slots_find(&k->ports, name.id);
	atoll_err err = ATOLL_ENOENT;

	if (p == NULL) {
		return err;
	}
	lock_take(&p->s.lock);
	if (slot_generation(&p->s) == id_generation(name.id)) {
		*from = p;
		*to = p->peer;
		*generation = p->peer_generation;
		err = p->peer == NULL ? ATOLL_ECLOSED : ATOLL_OK;
	}
	lock_drop(&p->s.lock);
	return err;
}

atoll_err
atoll_port_post(atoll_kernel *kernel, atoll_port name, atoll_message *msg)
{
	port *from, *to;
	uint32_t generation;
	atoll_err err = outside_peer(kernel, name, &from, &to, &generation);

	while (err == ATOLL_OK) {
		unsigned event = atomic_load(&to->event);

		if (msg->attachment_count == 0) {
			err = port_send(kernel, NULL, to, generation, msg);
		} else {
			err = travel_send(kernel, NULL, NULL, from, to,
					  generation, msg);
		}
		if (err != ATOLL_EFULL || !port_blocks(to, generation, msg)) {
			break;
		}
		plat_wait(&to->event, event, UINT64_MAX);
		err = ATOLL_OK;
	}
	if (err == ATOLL_OK) {
		atomic_fetch_add_explicit(&kernel->outside_messages, 1,
					  memory_order_relaxed);
	}
	return err;
}

atoll_err
atoll_port_receive(atoll_kernel *kernel, atoll_port name, int timeout_ms,
		   atoll_message **out)
{
	uint32_t generation = id_generation(name.id);
	uint64_t start = plat_now(), most, spent;
	port *p = slots_find(&kernel->ports, name.id);
	atoll_err err;

	if (p == NULL) {
		return ATOLL_ENOENT;
	}
	most = timeout_ms < 0 ? UINT64_MAX : (uint64_t)timeout_ms * 1000;
	for (;;) {
		outside *wait = NULL;
		unsigned event = atomic_load(&p->event);

		err = port_receive(kernel, p, generation, out,
				   timeout_ms == 0 ? NULL : &wait);
		if (wait == NULL) {
			return err;
		}
		spent = plat_now() - start;
		if (spent < most) {
			plat_wait(&p->event, event,
				  most == UINT64_MAX ? most : most - spent);
		}
		port_wait_end(p, wait);
		if (spent >= most) {
			return ATOLL_ETIMEDOUT;
		}
	}
}

atoll_err
atoll_port_exit(atoll_kernel *kernel, atoll_port name, atoll_exit *out)
{
	port *p = slots_find(&kernel->ports, name.id);
	atoll_err err;

	if (p == NULL) {
		return ATOLL_ENOENT;
	}
	lock_take(&p->s.lock);
	err = port_outer(p, id_generation(name.id));
	if (err == ATOLL_OK && p->why == NULL) {
		err = ATOLL_EMPTY;
	}
	if (err == ATOLL_OK) {
		*out = p->why->exit;
	}
	lock_drop(&p->s.lock);
	return err;
}

atoll_err
atoll_port_notify(atoll_kernel *kernel, atoll_port name,
		  void (*ready)(void *context), void *context)
{
	port *p = slots_find(&kernel->ports, name.id);

	return p == NULL
		   ? ATOLL_ENOENT
		   : port_notify(p, id_generation(name.id), ready, context);
}

atoll_err
atoll_port_close(atoll_kernel *kernel, atoll_port name)
{
	port *p = slots_find(&kernel->ports, name.id);
	atoll_err err;

	if (p == NULL) {
		return ATOLL_ENOENT;
	}
	err = port_shut(kernel, p, id_generation(name.id));
	return err == ATOLL_ENOENT ? ATOLL_OK : err; /* it is closed */
}

atoll_err
atoll_port_attach(atoll_kernel *kernel, atoll_builder *b, atoll_port name,
		  uint32_t *number)
{
	port *p = slots_find(&kernel->ports, name.id);
	atoll_err err;

	if (p == NULL) {
		return ATOLL_ENOENT;
	}
	lock_take(&p->s.lock);
	err = port_outer(p, id_generation(name.id));
	if (err == ATOLL_OK && (p->peer == NULL || p->other.id != 0)) {
		err = ATOLL_EPERM; /* how an isolate ends is told there */
	}
	lock_drop(&p->s.lock);
	if (err == ATOLL_OK) {
		*number = atoll_build_port(b, name);
	}
	return err;
}

atoll_err
atoll_port_adopt(atoll_kernel *kernel, atoll_message *msg, uint32_t i,
		 atoll_port *out)
{
	return travel_adopt(kernel, NULL, NULL, msg, i, out);
}
