/* links.c - the channels between the isolates of a topology.
 * SPDX-License-Identifier: MIT */
#include "up.h"

#include <stdlib.h>
#include <string.h>

/* A port name of a declared isolate. */
typedef struct {
	const char *name;
	bool many; /* an array, even if of one */
} port_name;

/* --------------------------------------------------------------- links */

static void
link_pair(up *u, const topology_channel *c, uint32_t from, uint32_t to)
{
	uint32_t at = u->end_count;

	u->ends[at] = (end){c, c->name, from, at + 1, {0}};
	u->ends[at + 1] = (end){c, c->as, to, at, {0}};
	u->end_count += 2;
	u->instances[from].end_count++;
	u->instances[to].end_count++;
}

static uint64_t
pairs_of(const up *u, const topology_channel *c)
{
	uint64_t from = u->topology.isolates[c->from].count;

	return c->shape == CHANNEL_ALL
		   ? from * u->topology.isolates[c->to].count
		   : from;
}

static void
link_channel(up *u, const topology_channel *c)
{
	uint32_t n = u->topology.isolates[c->from].count;
	uint32_t m = u->topology.isolates[c->to].count;
	uint32_t from = u->first[c->from];
	uint32_t to = u->first[c->to];

	for (uint32_t i = 0; i < n; i++) {
		if (c->shape == CHANNEL_EACH) {
			link_pair(u, c, from + i, to + i);
		} else if (c->shape == CHANNEL_RING) {
			link_pair(u, c, from + i, from + (i + 1) % n);
		} else {
			for (uint32_t j = 0; j < m; j++) {
				link_pair(u, c, from + i, to + j);
			}
		}
	}
}

/* Lists the ends by owner. */
static void
link_index(up *u)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < u->instance_count; i++) {
		u->instances[i].ends = at;
		at += u->instances[i].end_count;
		u->instances[i].end_count = 0;
	}
	for (uint32_t e = 0; e < u->end_count; e++) {
		instance *owner = &u->instances[u->ends[e].owner];

		u->owned[owner->ends + owner->end_count++] = e;
	}
}

bool
links_prepare(up *u)
{
	const topology *t = &u->topology;
	uint64_t pairs = 0;
	uint64_t count = 0;

	for (uint32_t i = 0; i < t->isolate_count; i++) {
		count += t->isolates[i].count;
	}
	for (uint32_t i = 0; i < t->channel_count; i++) {
		pairs += pairs_of(u, &t->channels[i]);
	}
	u->first = calloc(t->isolate_count, sizeof *u->first);
	u->instances = calloc(count, sizeof *u->instances);
	u->ends = calloc(2 * pairs + 1, sizeof *u->ends);
	u->owned = calloc(2 * pairs + 1, sizeof *u->owned);
	if (u->first == NULL || u->instances == NULL || u->ends == NULL ||
	    u->owned == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < t->isolate_count; i++) {
		u->first[i] = u->instance_count;
		for (uint32_t j = 0; j < t->isolates[i].count; j++) {
			u->instances[u->instance_count++] = (instance){
			    .up = u, .decl = &t->isolates[i], .index = j};
		}
	}
	for (uint32_t i = 0; i < t->channel_count; i++) {
		link_channel(u, &t->channels[i]);
	}
	link_index(u);
	return true;
}

/* ---------------------------------------------------------- start data */

static uint32_t
add_name(port_name *names, uint32_t count, const char *name, bool many)
{
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(names[i].name, name) == 0) {
			names[i].many = true; /* two channels share it */
			return count;
		}
	}
	names[count] = (port_name){name, many};
	return count + 1;
}

/* names_of lists the port names of a declared isolate: up to two a
   channel. */
static uint32_t
names_of(const up *u, const topology_isolate *decl, port_name *names)
{
	const topology *t = &u->topology;
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->channel_count; i++) {
		const topology_channel *c = &t->channels[i];
		const topology_isolate *from = &t->isolates[c->from];
		const topology_isolate *to = &t->isolates[c->to];
		bool all = c->shape == CHANNEL_ALL;

		if (from == decl) {
			n = add_name(names, n, c->name, all && to->counted);
		}
		if (to == decl) {
			n = add_name(names, n, c->as, all && from->counted);
		}
	}
	return n;
}

static void
build_ports(up *u, const instance *i, const port_name *p)
{
	atoll_build_key(u->builder, p->name, strlen(p->name));
	if (p->many) {
		atoll_build_array(u->builder);
	}
	for (uint32_t k = 0; k < i->end_count; k++) {
		const end *e = &u->ends[u->owned[i->ends + k]];
		uint32_t number;

		if (strcmp(e->name, p->name) == 0) {
			atoll_port_attach(u->kernel, u->builder, e->port,
					  &number);
		}
	}
	if (p->many) {
		atoll_build_end(u->builder);
	}
}

/* start_data makes what an instance gets to know: its data, who it is, and its
   ports. */
atoll_err
links_data(up *u, const instance *i, atoll_message **out)
{
	port_name *names =
	    calloc(2 * u->topology.channel_count + 1, sizeof *names);
	atoll_builder *b = u->builder;
	uint32_t n;

	if (names == NULL) {
		return ATOLL_ENOMEM;
	}
	n = names_of(u, i->decl, names);
	atoll_build_object(b);
	if (i->decl->data.message != NULL) {
		atoll_build_key(b, "workerData", 10);
		cli_copy(b, i->decl->data);
	}
	atoll_build_key(b, "topology", 8);
	atoll_build_object(b);
	cli_member_text(b, "name", i->decl->name);
	cli_member_number(b, "index", i->index);
	cli_member_number(b, "count", i->decl->count);
	atoll_build_key(b, "ports", 5);
	atoll_build_object(b);
	for (uint32_t k = 0; k < n; k++) {
		build_ports(u, i, &names[k]);
	}
	atoll_build_end(b);
	atoll_build_end(b);
	atoll_build_end(b);
	free(names);
	return atoll_builder_finish(b, out);
}
