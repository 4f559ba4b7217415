/* natives.c - isolates in C that topologies may name.
 * SPDX-License-Identifier: MIT
 *
 * Each serves the ports of its channels and ends when all are closed: until
 * then the port to its parent, the command, keeps it alive. */
#include "natives.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	char name[32];
	atoll_port *out; /* the ports called "out", where `source` posts */
	uint32_t out_count;
	uint32_t turn; /* which of them is next */
	uint32_t open;
	uint64_t messages;
	uint64_t bytes;
	double sum;
	uint64_t to_send;
	double interval; /* ms between two posts; 0: as fast as they go */
} native;

void *
native_new(const char *name)
{
	native *n = calloc(1, sizeof *n);

	if (n != NULL) {
		snprintf(n->name, sizeof n->name, "%s", name);
	}
	return n;
}

void
native_free(void *state)
{
	native *n = state;

	if (n != NULL) {
		free(n->out);
		free(n);
	}
}

/* --------------------------------------------------------------- ports */

static void
serve(native *n, atoll_self *self, atoll_message *from, uint32_t attachment,
      bool out)
{
	atoll_port *more;
	atoll_port port;

	if (atoll_self_adopt(self, from, attachment, &port) != ATOLL_OK ||
	    atoll_self_listen(self, port, true, NULL) != ATOLL_OK) {
		return;
	}
	n->open++;
	if (out) {
		more = realloc(n->out, (n->out_count + 1) * sizeof *more);
		if (more != NULL) {
			n->out = more;
			n->out[n->out_count++] = port;
		}
	}
}

/* adopt_ports takes all ports of the start data: they are its attachments, in
   the order of the text. */
static void
adopt_ports(native *n, atoll_self *self)
{
	atoll_value data = atoll_message_value(atoll_self_data(self));
	atoll_iter names = atoll_value_iter(
	    atoll_value_get(atoll_value_get(data, "topology"), "ports"));
	uint32_t attachment = 0;
	const char *name;
	atoll_value v;

	while (atoll_iter_next(&names, &name, NULL, NULL, &v)) {
		bool out = strcmp(name, "out") == 0;
		size_t count = atoll_value_kind(v) == ATOLL_KIND_ARRAY
				   ? atoll_value_count(v)
				   : 1;

		for (size_t i = 0; i < count; i++) {
			serve(n, self, atoll_self_data(self), attachment++,
			      out);
		}
	}
}

/* The parent's messages: the new port of a neighbour that was restarted. False
   for those of other ports. */
static bool
from_parent(native *n, atoll_self *self, atoll_port port, atoll_message *msg)
{
	atoll_value v = atoll_message_value(msg);

	if (port.id != atoll_self_parent(self).id) {
		return false;
	}
	if (atoll_value_is(atoll_value_get(v, "type"), "port")) {
		serve(n, self, msg, 0,
		      atoll_value_is(atoll_value_get(v, "name"), "out"));
	}
	return true;
}

static atoll_value
option_of(atoll_self *self, const char *key)
{
	atoll_value data = atoll_message_value(atoll_self_data(self));

	return atoll_value_get(atoll_value_get(data, "workerData"), key);
}

static void
native_start(void *state, atoll_self *self)
{
	adopt_ports(state, self);
}

/* A port is closed; after the last one there is nothing to do. */
static void
left(native *n, atoll_self *self)
{
	if (--n->open == 0) {
		atoll_self_exit(self, 0);
	}
}

static void
native_closed(void *state, atoll_self *self, atoll_port port,
	      const atoll_exit *why)
{
	native *n = state;

	(void)why;
	if (port.id == atoll_self_parent(self).id) {
		return;
	}
	for (uint32_t i = 0; i < n->out_count; i++) {
		if (n->out[i].id == port.id) {
			n->out[i] = n->out[--n->out_count];
		}
	}
	left(n, self);
}

/* Counts a message: what it weighs, and what it is worth. */
static void
count(native *n, atoll_message *msg)
{
	atoll_value v = atoll_message_value(msg);
	double number = atoll_value_number(v);

	if (isnan(number)) {
		number = atoll_value_number(atoll_value_get(v, "value"));
	}
	n->messages++;
	n->bytes += atoll_message_size(msg);
	n->sum += isnan(number) ? 0 : number;
}

/* ---------------------------------------------------------------- sink */

static void
sink_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	if (!from_parent(state, self, port, msg)) {
		count(state, msg);
	}
}

static void
sink_closed(void *state, atoll_self *self, atoll_port port,
	    const atoll_exit *why)
{
	native *n = state;
	char text[160];
	int len;

	native_closed(state, self, port, why);
	if (n->open > 0) {
		return;
	}
	len = snprintf(text, sizeof text,
		       "%s: %" PRIu64
		       " messages, the sum of their values is %.17g\n",
		       n->name, n->messages, n->sum);
	atoll_self_write(self, 1, text, (size_t)len);
}

/* ------------------------------------------------------ echo, counter */

static void
echo_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	if (from_parent(state, self, port, msg)) {
		return;
	}
	if (atoll_self_post(self, port, atoll_message_ref(msg)) != ATOLL_OK) {
		atoll_message_free(msg);
	}
}

static void
counter_message(void *state, atoll_self *self, atoll_port port,
		atoll_message *msg)
{
	native *n = state;
	atoll_builder *b = atoll_self_builder(self);
	atoll_message *reply;

	if (from_parent(n, self, port, msg)) {
		return;
	}
	count(n, msg);
	atoll_build_object(b);
	atoll_build_key(b, "count", 5);
	atoll_build_number(b, (double)n->messages);
	atoll_build_key(b, "sum", 3);
	atoll_build_number(b, n->sum);
	atoll_build_end(b);
	if (atoll_builder_finish(b, &reply) == ATOLL_OK &&
	    atoll_self_post(self, port, reply) != ATOLL_OK) {
		atoll_message_free(reply);
	}
}

/* -------------------------------------------------------------- source */

/* Posts the next number; false when it has to wait or is done. */
static bool
source_step(native *n, atoll_self *self)
{
	atoll_builder *b = atoll_self_builder(self);
	atoll_message *msg;

	if (n->messages == n->to_send || n->out_count == 0) {
		while (n->out_count > 0) {
			atoll_self_close(self, n->out[--n->out_count]);
			left(n, self);
		}
		return false;
	}
	atoll_build_object(b);
	atoll_build_key(b, "value", 5);
	atoll_build_number(b, (double)(n->messages + 1));
	atoll_build_end(b);
	if (atoll_builder_finish(b, &msg) != ATOLL_OK) {
		return false;
	}
	if (atoll_self_post(self, n->out[n->turn % n->out_count], msg) !=
	    ATOLL_OK) {
		atoll_message_free(msg); /* full: drain calls again */
		return false;
	}
	n->turn++;
	n->messages++;
	return true;
}

static void
source_pump(native *n, atoll_self *self)
{
	bool more = source_step(n, self);

	while (more && (n->interval <= 0 || n->messages == n->to_send)) {
		more = source_step(n, self);
	}
}

static void
source_start(void *state, atoll_self *self)
{
	native *n = state;
	double to_send = atoll_value_number(option_of(self, "count"));
	double interval = atoll_value_number(option_of(self, "interval"));
	uint64_t timer;

	adopt_ports(n, self);
	n->to_send = to_send >= 0 ? (uint64_t)to_send : 1;
	n->interval = interval > 0 ? interval : 0;
	if (n->interval > 0) {
		atoll_self_timer_start(self, &timer, n->interval, true);
	} else {
		source_pump(n, self);
	}
}

static void
source_timer(void *state, atoll_self *self, uint64_t timer)
{
	(void)timer;
	source_pump(state, self);
}

static void
source_drain(void *state, atoll_self *self, atoll_port port)
{
	(void)port;
	source_pump(state, self);
}

static void
source_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	(void)from_parent(state, self, port, msg);
}

const native_kind native_kinds[] = {
    {"counter",
     "answers each message with how many came and their sum",
     {.start = native_start,
      .message = counter_message,
      .closed = native_closed,
      .stop = native_free}},
    {"echo",
     "sends each message back",
     {.start = native_start,
      .message = echo_message,
      .closed = native_closed,
      .stop = native_free}},
    {"sink",
     "counts messages and says how many at the end",
     {.start = native_start,
      .message = sink_message,
      .closed = sink_closed,
      .stop = native_free}},
    {"source",
     "posts {value: 1} to {value: count} through the ports out",
     {.start = source_start,
      .message = source_message,
      .closed = native_closed,
      .timer = source_timer,
      .drain = source_drain,
      .stop = native_free}},
    {0},
};
