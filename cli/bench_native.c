/* bench_native.c - workloads in C, between two isolates.
 * SPDX-License-Identifier: MIT */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <atoll/engine.h>

double
bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

double
bench_rss(void)
{
	long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f == NULL || fscanf(f, "%*d %ld", &pages) != 1) {
		pages = 0;
	}
	if (f != NULL) {
		fclose(f);
	}
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* A benchmark that cannot go on has nothing to say. */
static void
must(bool ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "atoll: bench: %s failed\n", what);
		_exit(1);
	}
}

void
bench_spawn(bench_driver *d, atoll_self *self, atoll_port *port,
	    atoll_isolate *id, const atoll_native *calls, void *state)
{
	atoll_isolate_opts opts = {.engine = "native",
				   .transport = d->transport,
				   .native = calls,
				   .state = state};
	atoll_isolate isolate;

	must(atoll_self_spawn(self, &isolate, port, &opts) == ATOLL_OK,
	     "spawn");
	must(atoll_self_listen(self, *port, true, NULL) == ATOLL_OK, "listen");
	if (id != NULL) {
		*id = isolate;
	}
}

void
bench_post(atoll_self *self, atoll_port port, atoll_message *msg)
{
	must(atoll_self_post(self, port, msg) == ATOLL_OK, "post");
}

atoll_message *
bench_finish(atoll_builder *b)
{
	atoll_message *msg;

	must(atoll_builder_finish(b, &msg) == ATOLL_OK, "finish");
	return msg;
}

atoll_shape *
bench_shape(const char *const *keys)
{
	size_t lens[16];
	size_t n = 0;
	atoll_shape *shape;

	for (; keys[n] != NULL; n++) {
		lens[n] = strlen(keys[n]);
	}
	must(atoll_shape_new(&shape, keys, lens, n) == ATOLL_OK, "shape");
	return shape;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

void
bench_times(bench_driver *d, atoll_self *self, size_t n, const char *unit,
	    double scale)
{
	qsort(d->times, n, sizeof *d->times, by_size);
	d->result->p50 = d->times[n / 2] * scale;
	d->result->p99 = d->times[n - 1 - n / 100] * scale;
	d->result->value = d->result->p50;
	d->result->unit = unit;
	atoll_self_exit(self, 0);
}

void
bench_rate(bench_driver *d, atoll_self *self, double n, const char *unit)
{
	d->result->value = n / (bench_now() - d->started) * 1000;
	d->result->unit = unit;
	atoll_self_exit(self, 0);
}

void
bench_stop(void *state)
{
	bench_driver *d = state;

	free(d->times);
	if (d->own_free != NULL) {
		d->own_free(d->own);
	} else {
		free(d->own);
	}
	free(d);
}

/* ----------------------------------------------------------------- rtt */

static const char *const ping_keys[] = {"id", "op", "t", NULL};

enum { RTT_WARM = 2000 };

static void
shape_free(void *shape)
{
	atoll_shape_free(shape);
}

static atoll_message *
ping(atoll_self *self, const atoll_shape *shape, double id, const char *op,
     double t)
{
	atoll_builder *b = atoll_self_builder(self);

	atoll_build_record(b, shape);
	atoll_build_number(b, id);
	atoll_build_text(b, op);
	atoll_build_number(b, t);
	atoll_build_end(b);
	return bench_finish(b);
}

/* Reads the fields in place, and builds the answer of them. */
static void
echo_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	atoll_value v = atoll_message_value(msg);

	bench_post(self, port,
		   ping(self, state,
			atoll_value_number(atoll_value_get(v, "id")),
			atoll_value_string(atoll_value_get(v, "op"), NULL),
			atoll_value_number(atoll_value_get(v, "t"))));
}

static const atoll_native echo = {.message = echo_message, .stop = shape_free};

static void
rtt_start(void *state, atoll_self *self)
{
	bench_driver *d = state;

	d->times = calloc(d->count, sizeof *d->times);
	must(d->times != NULL, "memory");
	d->own = bench_shape(ping_keys);
	d->own_free = shape_free;
	bench_spawn(d, self, &d->port, NULL, &echo, bench_shape(ping_keys));
	atoll_self_ref(self, 1);
	d->last = bench_now();
	bench_post(self, d->port, ping(self, d->own, 0, "ping", d->last));
}

static void
rtt_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	bench_driver *d = state;
	double t = bench_now();
	double id =
	    atoll_value_number(atoll_value_get(atoll_message_value(msg), "id"));

	must(id == (double)d->done, "the echo's id");
	if (d->done++ >= RTT_WARM) {
		d->times[d->sent++] = t - d->last;
		if (d->sent == d->count) {
			bench_times(d, self, d->count, "us", 1000);
			return;
		}
	}
	d->last = bench_now();
	bench_post(self, port,
		   ping(self, d->own, (double)d->done, "ping", d->last));
}

/* ---------------------------------------------------------------- pumps */

/* The other end: counts, and acknowledges. */
typedef struct {
	uint64_t count;
	uint64_t total;
	uint64_t every;
	double sum;
	void (*read)(atoll_value v, double *sum);
} counter;

static void
counter_message(void *state, atoll_self *self, atoll_port port,
		atoll_message *msg)
{
	counter *c = state;
	atoll_builder *b;

	c->read(atoll_message_value(msg), &c->sum);
	c->count++;
	if (c->every != 0 ? c->count % c->every == 0 : c->count == c->total) {
		b = atoll_self_builder(self);
		atoll_build_number(b, (double)c->count);
		bench_post(self, port, bench_finish(b));
	}
}

static const atoll_native counting = {.message = counter_message, .stop = free};

/* How a pump builds its messages and what the other end reads of them. */
typedef struct {
	uint64_t room;
	uint64_t every;
	void *(*prepare)(void);
	void (*free)(void *own);
	void (*build)(atoll_builder *b, void *own, uint64_t i);
	void (*read)(atoll_value v, double *sum);
} pump;

typedef struct {
	const pump *how;
	void *what;
} pump_own;

static void
pump_free(void *own)
{
	pump_own *p = own;

	if (p->what != NULL) {
		p->how->free(p->what);
	}
	free(p);
}

static void
pump_go(bench_driver *d, atoll_self *self)
{
	pump_own *p = d->own;

	while (d->sent < d->count && d->sent - d->done < d->room) {
		atoll_builder *b = atoll_self_builder(self);

		p->how->build(b, p->what, d->sent);
		bench_post(self, d->port, bench_finish(b));
		d->sent++;
	}
}

static void
pump_start(bench_driver *d, atoll_self *self, const pump *how)
{
	pump_own *p = calloc(1, sizeof *p);
	counter *c = calloc(1, sizeof *c);

	must(p != NULL && c != NULL, "memory");
	p->how = how;
	p->what = how->prepare != NULL ? how->prepare() : NULL;
	d->own = p;
	d->own_free = pump_free;
	d->room = how->room;
	d->count -= how->every != 0 ? d->count % how->every : 0;
	*c = (counter){
	    .total = d->count, .every = how->every, .read = how->read};
	bench_spawn(d, self, &d->port, NULL, &counting, c);
	atoll_self_ref(self, 1);
	d->started = bench_now();
	pump_go(d, self);
}

static void
pump_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	bench_driver *d = state;

	(void)port;
	d->done = (uint64_t)atoll_value_number(atoll_message_value(msg));
	if (d->done >= d->count) {
		bench_rate(d, self, (double)d->count, "msg/s");
	} else {
		pump_go(d, self);
	}
}

/* flood: a small object, as fast as it goes */

static void *
flood_prepare(void)
{
	static const char *const keys[] = {"id", "op", "a", "b", "tag", NULL};

	return bench_shape(keys);
}

static void
flood_build(atoll_builder *b, void *shape, uint64_t i)
{
	atoll_build_record(b, shape);
	atoll_build_number(b, (double)i);
	atoll_build_string(b, "add", 3);
	atoll_build_number(b, 1.5);
	atoll_build_number(b, 2.5);
	atoll_build_string(b, "worker", 6);
	atoll_build_end(b);
}

static void
flood_read(atoll_value v, double *sum)
{
	*sum += atoll_value_number(atoll_value_get(v, "a")) +
		atoll_value_number(atoll_value_get(v, "b"));
}

static const pump flood = {UINT64_MAX, 0,           flood_prepare,
			   shape_free, flood_build, flood_read};

/* string1k: a string */

static void
string_build(atoll_builder *b, void *own, uint64_t i)
{
	static const char x[] =
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

	(void)i;
	if (*(char *)own == '\0') {
		for (int k = 0; k < 16; k++) {
			memcpy((char *)own + 64 * k, x, 64);
		}
	}
	atoll_build_string(b, own, 1024);
}

static void *
string_prepare(void)
{
	return calloc(1, 1025);
}

static void
string_read(atoll_value v, double *sum)
{
	size_t len;
	const char *text = atoll_value_string(v, &len);

	*sum += text[len - 1];
}

static const pump string1k = {1024, 256,          string_prepare,
			      free, string_build, string_read};

/* copy64k, copy1m: bytes that are copied */

typedef struct {
	size_t size;
	unsigned char bytes[];
} blob;

static void *
blob_new(size_t size)
{
	blob *p = malloc(sizeof *p + size);

	must(p != NULL, "memory");
	p->size = size;
	memset(p->bytes, 7, size);
	return p;
}

static void *
copy64k_prepare(void)
{
	return blob_new(1 << 16);
}

static void *
copy1m_prepare(void)
{
	return blob_new(1 << 20);
}

static void
copy_build(atoll_builder *b, void *own, uint64_t i)
{
	const blob *p = own;

	(void)i;
	atoll_build_view(b, ATOLL_VIEW_UINT8, 0, p->size);
	atoll_build_buffer(b, p->bytes, p->size);
	atoll_build_end(b);
}

static void
copy_read(atoll_value v, double *sum)
{
	size_t len;
	const unsigned char *bytes = atoll_value_bytes(v, &len);

	*sum += bytes[0] + bytes[len - 1];
}

static const pump copy64k = {64,   16,         copy64k_prepare,
			     free, copy_build, copy_read};
static const pump copy1m = {16, 4, copy1m_prepare, free, copy_build, copy_read};

/* clone: an object of about 1,000 nodes */

enum { USERS = 62 };

typedef struct {
	atoll_shape *root;
	atoll_shape *user;
	atoll_shape *address;
	struct {
		char name[16];
		char email[32];
		char tags[3][8];
		char city[16];
	} users[USERS];
} tree;

static void *
tree_prepare(void)
{
	static const char *const root[] = {"kind", "users", NULL};
	static const char *const user[] = {"id",    "name", "email", "active",
					   "score", "tags", "addr",  NULL};
	static const char *const address[] = {"city", "zip", "geo", NULL};
	tree *t = calloc(1, sizeof *t);

	must(t != NULL, "memory");
	t->root = bench_shape(root);
	t->user = bench_shape(user);
	t->address = bench_shape(address);
	for (int i = 0; i < USERS; i++) {
		snprintf(t->users[i].name, sizeof t->users[i].name, "user%d",
			 i);
		snprintf(t->users[i].email, sizeof t->users[i].email,
			 "user%d@example.test", i);
		for (int k = 0; k < 3; k++) {
			snprintf(t->users[i].tags[k],
				 sizeof t->users[i].tags[k], "%c%d", 'a' + k,
				 i % 100);
		}
		snprintf(t->users[i].city, sizeof t->users[i].city, "City%d",
			 i % 10);
	}
	return t;
}

static void
tree_free(void *own)
{
	tree *t = own;

	atoll_shape_free(t->root);
	atoll_shape_free(t->user);
	atoll_shape_free(t->address);
	free(t);
}

static void
user_build(atoll_builder *b, const tree *t, int i)
{
	atoll_build_record(b, t->user);
	atoll_build_number(b, i);
	atoll_build_text(b, t->users[i].name);
	atoll_build_text(b, t->users[i].email);
	atoll_build_boolean(b, i % 2 == 0);
	atoll_build_number(b, i * 1.25);
	atoll_build_array(b);
	for (int k = 0; k < 3; k++) {
		atoll_build_text(b, t->users[i].tags[k]);
	}
	atoll_build_end(b);
	atoll_build_record(b, t->address);
	atoll_build_text(b, t->users[i].city);
	atoll_build_number(b, 10000 + i);
	atoll_build_array(b);
	atoll_build_number(b, i * 0.5);
	atoll_build_number(b, i * -0.25);
	atoll_build_end(b);
	atoll_build_end(b);
	atoll_build_end(b);
}

static void
tree_build(atoll_builder *b, void *own, uint64_t i)
{
	const tree *t = own;

	(void)i;
	atoll_build_record(b, t->root);
	atoll_build_string(b, "users", 5);
	atoll_build_array(b);
	for (int k = 0; k < USERS; k++) {
		user_build(b, t, k);
	}
	atoll_build_end(b);
	atoll_build_end(b);
}

/* Visits all users and reads some of each. */
static void
tree_read(atoll_value v, double *sum)
{
	atoll_iter it = atoll_value_iter(atoll_value_get(v, "users"));
	atoll_value user;

	while (atoll_iter_next(&it, NULL, NULL, NULL, &user)) {
		*sum += atoll_value_number(atoll_value_get(user, "score"));
		*sum += atoll_value_number(
		    atoll_value_get(atoll_value_get(user, "addr"), "zip"));
	}
}

static const pump clone = {64,        16,         tree_prepare,
			   tree_free, tree_build, tree_read};

static void
flood_start(void *state, atoll_self *self)
{
	pump_start(state, self, &flood);
}

static void
string1k_start(void *state, atoll_self *self)
{
	pump_start(state, self, &string1k);
}

static void
copy64k_start(void *state, atoll_self *self)
{
	pump_start(state, self, &copy64k);
}

static void
copy1m_start(void *state, atoll_self *self)
{
	pump_start(state, self, &copy1m);
}

static void
clone_start(void *state, atoll_self *self)
{
	pump_start(state, self, &clone);
}

/* --------------------------------------------------------- transfer16m */

enum { TRANSFER_WARM = 10, TRANSFER_SIZE = 16 << 20 };

/* C sends a buffer on by posting the message that holds it. */
static void
bounce_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	(void)state;
	bench_post(self, port, atoll_message_ref(msg));
}

static const atoll_native bounce = {.message = bounce_message};

static void
transfer_start(void *state, atoll_self *self)
{
	bench_driver *d = state;
	atoll_builder *b;
	void *block = atoll_block_new(TRANSFER_SIZE);

	must(block != NULL, "memory");
	memset(block, 7, TRANSFER_SIZE);
	bench_spawn(d, self, &d->port, NULL, &bounce, NULL);
	atoll_self_ref(self, 1);
	b = atoll_self_builder(self);
	atoll_build_block(b, block, TRANSFER_SIZE, SIZE_MAX);
	bench_post(self, d->port, bench_finish(b));
}

static void
transfer_message(void *state, atoll_self *self, atoll_port port,
		 atoll_message *msg)
{
	bench_driver *d = state;
	size_t len;
	const unsigned char *bytes =
	    atoll_value_bytes(atoll_message_value(msg), &len);

	must(len == TRANSFER_SIZE && bytes[len - 1] == 7, "transfer");
	if (d->done++ == TRANSFER_WARM) {
		d->started = bench_now();
	} else if (d->done > d->count + TRANSFER_WARM) {
		bench_rate(d, self, 2.0 * (double)d->count, "msg/s");
		return;
	}
	bench_post(self, port, atoll_message_ref(msg));
}

/* ----------------------------------------------------------------- fib */

__attribute__((noinline)) static double
fib(double n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static void
fib_start(void *state, atoll_self *self)
{
	bench_driver *d = state;
	double r;

	d->started = bench_now();
	r = fib((double)d->count);
	d->result->value = bench_now() - d->started;
	d->result->unit = "ms";
	must(r > 0, "fib");
	atoll_self_exit(self, 0);
}

static void
fib_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)self;
	(void)port;
	(void)msg;
}

#define PUMP(name, count)                                                      \
	{                                                                      \
#name, count, 0,                                               \
		{                                                              \
			.start = name##_start, .message = pump_message,        \
			.stop = bench_stop                                     \
		}                                                              \
	}

const bench_native bench_natives[] = {
    {"rtt",
     50000,
     0,
     {.start = rtt_start, .message = rtt_message, .stop = bench_stop}},
    PUMP(flood, 300000),
    PUMP(string1k, 100000),
    PUMP(copy64k, 10000),
    PUMP(copy1m, 1000),
    {"transfer16m",
     2000,
     0,
     {.start = transfer_start,
      .message = transfer_message,
      .stop = bench_stop}},
    PUMP(clone, 2000),
    {"fib",
     32,
     0,
     {.start = fib_start, .message = fib_message, .stop = bench_stop}},
    {0},
};
