/* tests/kernel/scale_test.c - many isolates, many messages, and storms.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

#include <stdio.h>
#include <unistd.h>

static size_t
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%*u %lu", &pages), 1);
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

START_TEST(answers_from_ten_thousand_isolates)
{
	enum { N = 10000 };
	atoll_port *ports = calloc(N, sizeof(*ports));

	for (int i = 0; i < N; i++) {
		(void)start_native(&ports[i], &echo, NULL);
	}
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < N; i++) {
			post(ports[i], i + round);
		}
		for (int i = 0; i < N; i++) {
			ck_assert_double_eq(receive(ports[i]), i + round);
		}
	}
	free(ports);
}
END_TEST

/* nursery keeps many isolates without a port to anybody. */
static atomic_int born;

static void
sleeper_start(void *state, atoll_self *self)
{
	(void)state;
	atoll_self_ref(self, 1);
	atomic_fetch_add(&born, 1);
}

START_TEST(holds_a_million_isolates)
{
	static const atoll_native sleeper = {.start = sleeper_start,
					     .message = ignore};
	const int n = SANITIZED ? 50000 : 1000000;
	size_t before = resident(), each;
	atoll_isolate one;
	atoll_port port;

	for (int i = 0; i < n; i++) {
		one = start_native(NULL, &sleeper, NULL);
	}
	(void)start_native(&port, &echo, NULL);
	while (atomic_load(&born) < n) {
		post(port, 1); /* they run on */
		(void)receive(port);
	}
	each = (resident() - before) / (size_t)n;
	ck_assert_uint_eq(atoll_isolate_list(kernel, NULL, 0), (size_t)n + 1);
	ck_assert_uint_ge(each, 64);
	if (!SANITIZED) {
		ck_assert_uint_lt(each, 1024);
	}
	ok(atoll_isolate_terminate(kernel, one));
}
END_TEST

START_TEST(holds_many_isolates_with_ports)
{
	const int n = SANITIZED ? 5000 : 100000;
	atoll_port *ports = calloc((size_t)n, sizeof(*ports));

	for (int i = 0; i < n; i++) {
		(void)start_native(&ports[i], &sink, NULL);
	}
	ck_assert_uint_eq(atoll_isolate_list(kernel, NULL, 0), (size_t)n);
	for (int i = 0; i < n; i++) {
		close_port(ports[i]);
	}
	atoll_kernel_wait(kernel);
	free(ports);
}
END_TEST

/* ------------------------------------------------------------- messages */

enum { SENDERS = 100 };

/* A sender has a port of its own to the one receiver. */
static void
sender_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	int each = *(int *)state;
	atoll_port out;

	(void)port;
	ok(atoll_self_adopt(self, msg, 0, &out));
	for (int i = 0; i < each; i++) {
		ok(self_post(self, out, i));
	}
}

typedef struct {
	atoll_port ports[SENDERS];
	int next[SENDERS];
	int count, total, each;
} receiver;

static void
receiver_message(void *state, atoll_self *self, atoll_port port,
		 atoll_message *msg)
{
	receiver *r = state;
	int i = 0;

	if (port.id == atoll_self_parent(self).id) {
		for (; r->count < SENDERS; r->count++) {
			ok(atoll_self_adopt(self, msg, (uint32_t)r->count,
					    &r->ports[r->count]));
			ok(atoll_self_listen(self, r->ports[r->count], true,
					     NULL));
		}
		return;
	}
	while (r->ports[i].id != port.id) {
		i++;
	}
	if (atoll_value_number(atoll_message_value(msg)) != r->next[i]++) {
		ck_abort_msg("out of order after %d", r->next[i]);
	}
	if (++r->total == SENDERS * r->each) {
		self_report(self, r->total);
	}
}

START_TEST(loses_none_of_a_million_messages)
{
	static const atoll_native from = {.message = sender_message};
	static const atoll_native to = {.message = receiver_message};
	static receiver r;
	static int each = SANITIZED ? 1000 : 10000;
	atoll_port port, senders[SENDERS], near[SENDERS], far[SENDERS];

	r.each = each;
	(void)start_native(&port, &to, &r);
	for (int i = 0; i < SENDERS; i++) {
		ok(atoll_port_pair(&near[i], &far[i], kernel, NULL));
		(void)start_native(&senders[i], &from, &each);
	}
	ok(atoll_port_post(kernel, port, message_with_ports(0, far, SENDERS)));
	for (int i = 0; i < SENDERS; i++) {
		ok(atoll_port_post(kernel, senders[i],
				   message_with_ports(0, &near[i], 1)));
	}
	ck_assert_double_eq(receive(port), SENDERS * each);
}
END_TEST

/* ---------------------------------------------------------------- churn */

enum { CHURNERS = 8 };

typedef struct {
	int left;
	int alive;
} churner;

static void
churner_spawn(churner *c, atoll_self *self)
{
	static const atoll_native mayfly = {.message = ignore};
	atoll_isolate isolate;
	atoll_port port;

	ok(atoll_self_spawn(self, &isolate, &port,
			    &(atoll_isolate_opts){.native = &mayfly}));
	ok(atoll_self_listen(self, port, true, NULL));
	if (c->left-- % 2 == 0) {
		ok(atoll_isolate_terminate(kernel, isolate));
	} else {
		ok(self_post(self, port, 1));
		ok(atoll_isolate_terminate(kernel, isolate));
	}
	c->alive++;
}

static void
churner_start(void *state, atoll_self *self)
{
	for (int i = 0; i < 10; i++) {
		churner_spawn(state, self);
	}
}

static void
churner_closed(void *state, atoll_self *self, atoll_port port,
	       const atoll_exit *why)
{
	churner *c = state;

	if (why == NULL) {
		return; /* the parent's port */
	}
	(void)port;
	ck_assert_int_eq(why->reason, ATOLL_TERMINATED);
	c->alive--;
	if (c->left > 0) {
		churner_spawn(c, self);
	} else if (c->alive == 0) {
		self_report(self, 1);
	}
}

START_TEST(spawns_and_ends_a_hundred_thousand)
{
	static const atoll_native calls = {.start = churner_start,
					   .message = ignore,
					   .closed = churner_closed};
	static churner c[CHURNERS];
	atoll_port ports[CHURNERS];
	atoll_kernel_stats s;
	const int n = SANITIZED ? 16000 : 100000;

	for (int i = 0; i < CHURNERS; i++) {
		c[i].left = n / CHURNERS;
		(void)start_native(&ports[i], &calls, &c[i]);
	}
	for (int i = 0; i < CHURNERS; i++) {
		ck_assert_double_eq(receive(ports[i]), 1);
	}
	do { /* the last port is closed after its owner was told */
		atoll_kernel_get_stats(kernel, &s);
	} while (s.ports != 2 * CHURNERS);
	ck_assert_uint_ge(s.spawned, (uint64_t)n);
}
END_TEST

/* --------------------------------------------------------------- storms */

/* Several threads do what they like to the same ports and isolates. What the
   sanitizers and the kernel's own assertions say is the test. */
enum { THREADS = 4, PORTS = 32, ISOLATES = 8 };

static _Atomic(uint64_t) storm_ports[PORTS];
static _Atomic(uint64_t) storm_isolates[ISOLATES];
static uint64_t storm_seed;

static void
storm_start(void *state, atoll_self *self)
{
	uint64_t id;

	(void)state;
	ok(atoll_self_timer_start(self, &id, 1, true));
}

static void
storm_message(void *state, atoll_self *self, atoll_port port,
	      atoll_message *msg)
{
	dice d = dice_new(atoll_self_id(self).id + storm_seed);
	atoll_port got;

	(void)state;
	if (atoll_self_adopt(self, msg, 0, &got) == ATOLL_OK) {
		if (dice_roll(&d, 3) == 0) {
			ok(atoll_self_close(self, got));
		} else {
			ok(atoll_self_listen(self, got, true, NULL));
		}
	}
	(void)self_post(self, port, 1);
}

static const atoll_native storm_calls = {.start = storm_start,
					 .message = storm_message};

static void
storm_receive(dice *d, atoll_port port)
{
	atoll_message *msg;
	atoll_port got;

	if (atoll_port_receive(kernel, port, (int)dice_roll(d, 2), &msg) !=
	    ATOLL_OK) {
		return;
	}
	if (atoll_port_adopt(kernel, msg, 0, &got) == ATOLL_OK) {
		uint64_t old =
		    atomic_exchange(&storm_ports[dice_roll(d, PORTS)], got.id);

		(void)atoll_port_close(kernel, (atoll_port){old});
	}
	atoll_message_free(msg);
}

/* storm_post posts a number, or another port if it may. */
static void
storm_post(dice *d, atoll_port port)
{
	atoll_port other = {atomic_load(&storm_ports[dice_roll(d, PORTS)])};
	atoll_builder *b;
	atoll_message *msg;
	uint32_t number;

	ok(atoll_builder_new(&b, NULL));
	if (dice_roll(d, 3) != 0 ||
	    atoll_port_attach(kernel, b, other, &number) != ATOLL_OK) {
		atoll_build_number(b, 1);
	}
	ok(atoll_builder_finish(b, &msg));
	if (atoll_port_post(kernel, port, msg) != ATOLL_OK) {
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
}

static void
storm_open(dice *d)
{
	atoll_port a, b;
	const atoll_port_opts opts = {
	    .messages = dice_roll(d, 4),
	    .policy = dice_roll(d, 2) == 0 ? ATOLL_FAIL : ATOLL_DROP_OLDEST};

	ok(atoll_port_pair(&a, &b, kernel, &opts));
	a.id = atomic_exchange(&storm_ports[dice_roll(d, PORTS)], a.id);
	b.id = atomic_exchange(&storm_ports[dice_roll(d, PORTS)], b.id);
	(void)atoll_port_close(kernel, a);
	(void)atoll_port_close(kernel, b);
}

static void
storm_spawn(dice *d)
{
	uint32_t i = dice_roll(d, ISOLATES);
	atoll_isolate isolate = {atomic_load(&storm_isolates[i])};
	atoll_port port;

	(void)atoll_isolate_terminate(kernel, isolate);
	isolate = start_native(&port, &storm_calls, NULL);
	atomic_store(&storm_isolates[i], isolate.id);
	port.id = atomic_exchange(&storm_ports[dice_roll(d, PORTS)], port.id);
	(void)atoll_port_close(kernel, port);
}

static void
storm_ready(void *context)
{
	(void)context;
}

static void *
storm_thread(void *arg)
{
	dice d = dice_new(storm_seed * 64 + (uint64_t)(uintptr_t)arg);
	const int steps = SANITIZED ? 2000 : 10000;

	for (int i = 0; i < steps; i++) {
		atoll_port port = {
		    atomic_load(&storm_ports[dice_roll(&d, PORTS)])};
		atoll_isolate isolate = {
		    atomic_load(&storm_isolates[dice_roll(&d, ISOLATES)])};
		atoll_port_stats ps;
		atoll_isolate_stats is;
		atoll_exit end;

		switch (dice_roll(&d, 14)) {
		case 0:
			storm_open(&d);
			break;
		case 1:
			storm_spawn(&d);
			break;
		case 2:
			(void)atoll_port_close(kernel, port);
			break;
		case 3:
			(void)atoll_port_notify(kernel, port, storm_ready,
						NULL);
			break;
		case 4:
			(void)atoll_port_notify(kernel, port, NULL, NULL);
			break;
		case 5:
			(void)atoll_isolate_get_stats(kernel, isolate, &is);
			(void)atoll_port_get_stats(kernel, port, &ps);
			break;
		case 6:
			ok(atoll_isolate_monitor(&port, kernel, isolate));
			port.id = atomic_exchange(
			    &storm_ports[dice_roll(&d, PORTS)], port.id);
			(void)atoll_port_close(kernel, port);
			break;
		case 7:
			(void)atoll_port_exit(kernel, port, &end);
			break;
		case 8:
		case 9:
		case 10:
			storm_receive(&d, port);
			break;
		default:
			storm_post(&d, port);
		}
	}
	return NULL;
}

START_TEST(weathers_storms)
{
	pthread_t t[THREADS];

	storm_seed = (uint64_t)_i + 1;
	printf("storm %llu\n", (unsigned long long)storm_seed);
	for (size_t i = 0; i < THREADS; i++) {
		pthread_create(&t[i], NULL, storm_thread, (void *)i);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
	}
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "many", kernel_start);

	tcase_add_test(c, answers_from_ten_thousand_isolates);
	tcase_add_test(c, holds_a_million_isolates);
	tcase_add_test(c, holds_many_isolates_with_ports);
	tcase_add_test(c, loses_none_of_a_million_messages);
	tcase_add_test(c, spawns_and_ends_a_hundred_thousand);
	c = suite_case(s, "storm", kernel_start);
	tcase_add_loop_test(c, weathers_storms, 0, 6);
}

int
main(void)
{
	return suite_run("scale", add);
}
