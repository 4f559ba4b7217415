/* bench_crowd.c - workloads in C, among many isolates.
 * SPDX-License-Identifier: MIT */
#include "bench.h"

#include <math.h>
#include <stdlib.h>

#include <atoll/engine.h>

static void
must(bool ok)
{
	if (!ok) {
		abort();
	}
}

static void
nothing(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)self;
	(void)port;
	(void)msg;
}

/* Says that it is up, and stays as long as its parent does. */
static void
hello_start(void *state, atoll_self *self)
{
	atoll_builder *b = atoll_self_builder(self);

	(void)state;
	atoll_build_string(b, "up", 2);
	bench_post(self, atoll_self_parent(self), bench_finish(b));
}

static const atoll_native hello = {.start = hello_start, .message = nothing};

/* --------------------------------------------------------------- spawn */

enum { SPAWN_WARM = 3 };

typedef struct {
	atoll_isolate child;
} spawn_own;

static void
spawn_one(bench_driver *d, atoll_self *self)
{
	spawn_own *own = d->own;

	d->last = bench_now();
	bench_spawn(d, self, &d->port, &own->child, &hello, NULL);
}

static void
spawn_start(void *state, atoll_self *self)
{
	bench_driver *d = state;

	d->times = calloc(d->count, sizeof *d->times);
	d->own = calloc(1, sizeof(spawn_own));
	must(d->times != NULL && d->own != NULL);
	atoll_self_ref(self, 1);
	spawn_one(d, self);
}

static void
spawn_message(void *state, atoll_self *self, atoll_port port,
	      atoll_message *msg)
{
	bench_driver *d = state;
	spawn_own *own = d->own;
	double t = bench_now() - d->last;

	(void)port;
	(void)msg;
	if (d->done++ >= SPAWN_WARM) {
		d->times[d->sent++] = t;
	}
	atoll_isolate_terminate(atoll_self_kernel(self), own->child);
}

static void
spawn_closed(void *state, atoll_self *self, atoll_port port,
	     const atoll_exit *why)
{
	bench_driver *d = state;

	(void)port;
	(void)why;
	if (d->sent == d->count) {
		bench_times(d, self, d->count, "ms", 1);
	} else {
		spawn_one(d, self);
	}
}

/* ------------------------------------------------------------- density */

typedef struct {
	double rss;
} density_own;

static void
density_start(void *state, atoll_self *self)
{
	bench_driver *d = state;
	density_own *own = calloc(1, sizeof *own);
	atoll_port port;

	must(own != NULL);
	d->own = own;
	atoll_self_ref(self, 1);
	own->rss = bench_rss();
	d->started = bench_now();
	for (uint64_t i = 0; i < d->count; i++) {
		bench_spawn(d, self, &port, NULL, &hello, NULL);
	}
}

static void
density_message(void *state, atoll_self *self, atoll_port port,
		atoll_message *msg)
{
	bench_driver *d = state;
	density_own *own = d->own;

	(void)port;
	(void)msg;
	if (++d->done < d->count) {
		return;
	}
	d->result->ms = bench_now() - d->started;
	d->result->value = (bench_rss() - own->rss) / (double)d->count / 1024;
	d->result->unit = "KiB";
	atoll_self_exit(self, 0);
}

/* ---------------------------------------------------------------- ring */

static const char *const token_keys[] = {"hop", "stopAt", NULL};

enum { RING_ROUNDS = 100 };

typedef struct {
	const atoll_shape *shape; /* the driver's */
	atoll_port next;
	atoll_port previous;
} node;

static atoll_message *
token(atoll_self *self, const atoll_shape *shape, double hop, double stop)
{
	atoll_builder *b = atoll_self_builder(self);

	atoll_build_record(b, shape);
	atoll_build_number(b, hop);
	atoll_build_number(b, stop);
	atoll_build_end(b);
	return bench_finish(b);
}

static void
node_wire(node *n, atoll_self *self, atoll_message *msg)
{
	atoll_builder *b;

	must(atoll_self_adopt(self, msg, 0, &n->next) == ATOLL_OK);
	must(atoll_self_adopt(self, msg, 1, &n->previous) == ATOLL_OK);
	must(atoll_self_listen(self, n->previous, true, NULL) == ATOLL_OK);
	b = atoll_self_builder(self);
	atoll_build_string(b, "wired", 5);
	bench_post(self, atoll_self_parent(self), bench_finish(b));
}

static void
node_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	node *n = state;
	atoll_value v = atoll_message_value(msg);
	double hop;
	double stop;

	if (n->next.id == 0) {
		node_wire(n, self, msg);
		return;
	}
	hop = atoll_value_number(atoll_value_get(v, "hop"));
	stop = atoll_value_number(atoll_value_get(v, "stopAt"));
	if (port.id == n->previous.id) {
		hop++;
	}
	bench_post(self, hop == stop ? atoll_self_parent(self) : n->next,
		   token(self, n->shape, hop, stop));
}

static const atoll_native ring_node = {.message = node_message, .stop = free};

typedef struct {
	atoll_shape *shape;
	atoll_port *children;
	atoll_port *ends; /* 2i: to the next; 2i + 1: of the next, back */
	uint64_t wired;
	bool warm;
} ring;

static void
ring_free(void *own)
{
	ring *r = own;

	atoll_shape_free(r->shape);
	free(r->children);
	free(r->ends);
	free(r);
}

static void
ring_run(bench_driver *d, atoll_self *self, uint64_t hops)
{
	const ring *r = d->own;

	d->started = bench_now();
	bench_post(self, r->children[0],
		   token(self, r->shape, 0, (double)hops));
}

static void
ring_start(void *state, atoll_self *self)
{
	bench_driver *d = state;
	ring *r = calloc(1, sizeof *r);
	uint64_t n = d->count;
	uint32_t number;

	must(r != NULL);
	d->own = r;
	d->own_free = ring_free;
	r->shape = bench_shape(token_keys);
	r->children = calloc(n, sizeof *r->children);
	r->ends = calloc(2 * n, sizeof *r->ends);
	must(r->children != NULL && r->ends != NULL);
	atoll_self_ref(self, 1);
	for (uint64_t i = 0; i < n; i++) {
		node *child = calloc(1, sizeof *child);

		must(child != NULL);
		child->shape = r->shape;
		bench_spawn(d, self, &r->children[i], NULL, &ring_node, child);
		must(atoll_self_pair(self, &r->ends[2 * i], &r->ends[2 * i + 1],
				     NULL) == ATOLL_OK);
	}
	for (uint64_t i = 0; i < n; i++) {
		atoll_builder *b = atoll_self_builder(self);
		atoll_port previous = r->ends[2 * ((i + n - 1) % n) + 1];

		atoll_build_array(b);
		atoll_self_attach(self, b, r->ends[2 * i], r->children[i],
				  &number);
		atoll_self_attach(self, b, previous, r->children[i], &number);
		atoll_build_end(b);
		bench_post(self, r->children[i], bench_finish(b));
	}
}

static void
ring_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	bench_driver *d = state;
	ring *r = d->own;

	(void)port;
	(void)msg;
	if (r->wired < d->count) {
		if (++r->wired == d->count) {
			ring_run(d, self, 2 * d->count);
		}
	} else if (!r->warm) {
		r->warm = true;
		ring_run(d, self, RING_ROUNDS * d->count);
	} else {
		bench_rate(d, self, (double)(RING_ROUNDS * d->count), "hops/s");
	}
}

/* ---------------------------------------------------------------- pool */

enum { POOL_ROOM = 64, POOL_WARM = 2000 };

static const char *const task_keys[] = {"id", "n", NULL};
static const char *const answer_keys[] = {"id", "r", NULL};

static void
shape_free(void *shape)
{
	atoll_shape_free(shape);
}

static atoll_message *
pair(atoll_self *self, const atoll_shape *shape, double a, double b)
{
	atoll_builder *out = atoll_self_builder(self);

	atoll_build_record(out, shape);
	atoll_build_number(out, a);
	atoll_build_number(out, b);
	atoll_build_end(out);
	return bench_finish(out);
}

static void
worker_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	atoll_value v = atoll_message_value(msg);
	double id = atoll_value_number(atoll_value_get(v, "id"));
	double n = atoll_value_number(atoll_value_get(v, "n"));

	bench_post(self, port, pair(self, state, id, sqrt(n)));
}

static const atoll_native worker = {.message = worker_message,
				    .stop = shape_free};

typedef struct {
	atoll_shape *shape;
	atoll_port workers[2];
	uint64_t load[2];
	uint64_t total;
	double sum;
} pool;

static void
pool_free(void *own)
{
	pool *p = own;

	atoll_shape_free(p->shape);
	free(p);
}

static void
pool_call(bench_driver *d, atoll_self *self)
{
	pool *p = d->own;
	int k = p->load[0] <= p->load[1] ? 0 : 1;
	double i = (double)d->sent++;

	p->load[k]++;
	bench_post(self, p->workers[k], pair(self, p->shape, i, i));
}

static void
pool_begin(bench_driver *d, atoll_self *self, uint64_t total)
{
	pool *p = d->own;

	p->total = total;
	p->sum = 0;
	d->sent = 0;
	d->done = 0;
	d->started = bench_now();
	while (d->sent < POOL_ROOM && d->sent < total) {
		pool_call(d, self);
	}
}

static void
pool_start(void *state, atoll_self *self)
{
	bench_driver *d = state;
	pool *p = calloc(1, sizeof *p);

	must(p != NULL);
	d->own = p;
	d->own_free = pool_free;
	p->shape = bench_shape(task_keys);
	atoll_self_ref(self, 1);
	for (int k = 0; k < 2; k++) {
		bench_spawn(d, self, &p->workers[k], NULL, &worker,
			    bench_shape(answer_keys));
	}
	pool_begin(d, self, POOL_WARM);
}

static void
pool_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	bench_driver *d = state;
	pool *p = d->own;

	p->load[port.id == p->workers[0].id ? 0 : 1]--;
	p->sum +=
	    atoll_value_number(atoll_value_get(atoll_message_value(msg), "r"));
	if (++d->done == p->total) {
		if (p->total == POOL_WARM && d->count != POOL_WARM) {
			pool_begin(d, self, d->count);
		} else {
			bench_rate(d, self, (double)d->count, "tasks/s");
		}
	} else if (d->sent < p->total) {
		pool_call(d, self);
	}
}

const bench_native bench_native_crowds[] = {
    {"spawn",
     50,
     0,
     {.start = spawn_start,
      .message = spawn_message,
      .closed = spawn_closed,
      .stop = bench_stop}},
    {"density",
     10000,
     1000000,
     {.start = density_start, .message = density_message, .stop = bench_stop}},
    {"ring",
     500,
     0,
     {.start = ring_start, .message = ring_message, .stop = bench_stop}},
    {"pool",
     200000,
     0,
     {.start = pool_start, .message = pool_message, .stop = bench_stop}},
    {0},
};
