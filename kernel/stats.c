/* stats.c - what can be seen from outside. SPDX-License-Identifier: MIT */
#include <string.h>

#include "kernel.h"

void
atoll_kernel_get_stats(atoll_kernel *kernel, atoll_kernel_stats *out)
{
	sched *s = &kernel->sched;
	uint32_t n = atomic_load(&s->count);

	*out = (atoll_kernel_stats){
	    .isolates = atomic_load(&kernel->isolates.live),
	    .spawned = atomic_load(&kernel->numbers),
	    .ports = atomic_load(&kernel->ports.live),
	    .messages = atomic_load(&kernel->outside_messages),
	    .threads = s->target == 0 ? 0 : n};
	for (uint32_t i = 0; i < n; i++) {
		out->messages +=
		    atomic_load(&atomic_load(&s->workers[i])->messages);
	}
}

void
isolate_stats(const isolate *iso, atoll_isolate_stats *out)
{
	*out = (atoll_isolate_stats){
	    .state = (atoll_state)atomic_load(&iso->state),
	    .number = iso->number,
	    .received = atomic_load(&iso->received),
	    .posted = atomic_load(&iso->posted),
	    .turns = atomic_load(&iso->turns),
	    .cpu_us = (uint64_t)((double)atomic_load(&iso->ticks) /
				 iso->kernel->tick_rate),
	    .heap_bytes = atomic_load(&iso->heap),
	    .ports = atomic_load(&iso->ports),
	    .children = atomic_load(&iso->children),
	    .engine = iso->engine->name,
	    .transport =
		iso->transport == NULL ? "thread" : iso->transport->name};
	if (iso->extra != NULL) {
		memcpy(out->name, iso->extra->name, sizeof(out->name));
		out->queued = atomic_load(&iso->extra->queued_messages);
	}
}

atoll_err
atoll_isolate_get_stats(atoll_kernel *kernel, atoll_isolate id,
			atoll_isolate_stats *out)
{
	isolate *iso = isolate_find(kernel, id);

	if (iso == NULL) {
		return ATOLL_ENOENT;
	}
	isolate_stats(iso, out);
	lock_drop(&iso->s.lock);
	return ATOLL_OK;
}

size_t
atoll_isolate_list(atoll_kernel *kernel, atoll_isolate *out, size_t max)
{
	uint32_t used = atomic_load(&kernel->isolates.used);
	size_t n = 0;

	for (uint32_t i = 0; i < used; i++) {
		const slot *s = slots_at(&kernel->isolates, i);

		if ((slot_generation(s) & 1) != 0) {
			if (n < max) {
				out[n] = (atoll_isolate){slot_id(s)};
			}
			n++;
		}
	}
	return n;
}

atoll_err
atoll_port_get_stats(atoll_kernel *kernel, atoll_port name,
		     atoll_port_stats *out)
{
	port *p = slots_find(&kernel->ports, name.id);
	atoll_err err = ATOLL_ENOENT;

	if (p == NULL) {
		return err;
	}
	lock_take(&p->s.lock);
	if (slot_generation(&p->s) == id_generation(name.id)) {
		*out = (atoll_port_stats){
		    .queued = p->sent - atomic_load(&p->received),
		    .received = atomic_load(&p->received),
		    .open = true,
		    .peer_open = !p->peer_closed && p->peer != NULL};
		if (p->bounds != NULL) {
			out->bytes = p->bounds->bytes;
			out->dropped = p->bounds->dropped;
		}
		err = ATOLL_OK;
	}
	lock_drop(&p->s.lock);
	return err;
}
