/* tests/kernel/limit_test.c - limits of isolates.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

static atoll_isolate
start_limited(atoll_port *port, const atoll_native *calls, void *state,
	      atoll_limits limits)
{
	atoll_isolate isolate;

	ok(atoll_isolate_spawn(&isolate, port, kernel,
			       &(atoll_isolate_opts){.native = calls,
						     .state = state,
						     .limits = limits}));
	return isolate;
}

static void
ports_start(void *state, atoll_self *self)
{
	atoll_port x, y;
	int n = 1; /* the parent's */

	(void)state;
	while (atoll_self_pair(self, &x, &y, NULL) == ATOLL_OK) {
		n += 2;
		ck_assert_int_le(n, 7);
	}
	expect(atoll_self_pair(self, &x, &y, NULL), ATOLL_ELIMIT);
	self_report(self, n);
	ok(atoll_self_monitor(self, &x, atoll_self_id(self)));
	expect(atoll_self_monitor(self, &y, atoll_self_id(self)), ATOLL_ELIMIT);
	ok(atoll_self_close(self, x));
	ok(atoll_self_monitor(self, &y, atoll_self_id(self)));
}

START_TEST(limits_ports)
{
	static const atoll_native calls = {.start = ports_start,
					   .message = ignore};
	atoll_port port;

	(void)start_limited(&port, &calls, NULL, (atoll_limits){.ports = 8});
	ck_assert_double_eq(receive(port), 7);
	close_port(port);
	atoll_kernel_wait(kernel);
}
END_TEST

static void
children_start(void *state, atoll_self *self)
{
	atoll_isolate isolate;
	atoll_port port;
	const atoll_isolate_opts opts = {.native = &echo};

	(void)state;
	for (int i = 0; i < 3; i++) {
		ok(atoll_self_spawn(self, &isolate, &port, &opts));
		ok(atoll_self_listen(self, port, true, NULL));
	}
	expect(atoll_self_spawn(self, &isolate, &port, &opts), ATOLL_ELIMIT);
	ok(atoll_isolate_terminate(kernel, isolate));
}

static void
children_closed(void *state, atoll_self *self, atoll_port port,
		const atoll_exit *why)
{
	atoll_isolate isolate;
	const atoll_isolate_opts opts = {.native = &echo};

	(void)state;
	ck_assert_int_eq(why->reason, ATOLL_TERMINATED);
	ok(atoll_self_spawn(self, &isolate, &port, &opts));
	expect(atoll_self_spawn(self, &isolate, &port, &opts), ATOLL_ELIMIT);
	self_report(self, 1);
}

START_TEST(limits_children_alive_at_once)
{
	static const atoll_native calls = {.start = children_start,
					   .message = ignore,
					   .closed = children_closed};
	atoll_port port;

	(void)start_limited(&port, &calls, NULL, (atoll_limits){.children = 3});
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

static void
timers_run(void *state, atoll_self *self)
{
	uint64_t id, first;

	(void)state;
	ok(atoll_self_timer_start(self, &first, 1e6, false));
	ok(atoll_self_timer_start(self, &id, 1e6, true));
	expect(atoll_self_timer_start(self, &id, 1e6, false), ATOLL_ELIMIT);
	atoll_self_timer_stop(self, first);
	ok(atoll_self_timer_start(self, &id, 1e6, false));
	self_report(self, 1);
}

START_TEST(limits_timers)
{
	static const atoll_native calls = {.start = timers_run,
					   .message = ignore};
	atoll_port port;

	(void)start_limited(&port, &calls, NULL, (atoll_limits){.timers = 2});
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

/* start_held starts an isolate that does not read yet. */
static atoll_isolate
start_held(atoll_port *port, atoll_limits limits)
{
	atoll_isolate isolate;

	ok(atoll_isolate_spawn(&isolate, port, kernel,
			       &(atoll_isolate_opts){.native = &echo,
						     .limits = limits,
						     .paused = true}));
	return isolate;
}

START_TEST(limits_messages_in_the_mailbox)
{
	atoll_message *msg = message_new(9);
	atoll_isolate_stats s;
	atoll_isolate isolate;
	atoll_port port;

	isolate = start_held(&port, (atoll_limits){.mailbox_messages = 3});
	for (int i = 0; i < 3; i++) {
		post(port, i);
	}
	expect(atoll_port_post(kernel, port, msg), ATOLL_EFULL);
	ok(atoll_isolate_get_stats(kernel, isolate, &s));
	ck_assert_uint_eq(s.queued, 3);
	ok(atoll_isolate_resume(kernel, isolate));
	for (int i = 0; i < 3; i++) {
		ck_assert_double_eq(receive(port), i);
	}
	ok(atoll_port_post(kernel, port, msg));
	ck_assert_double_eq(receive(port), 9);
	ok(atoll_isolate_get_stats(kernel, isolate, &s));
	ck_assert_uint_eq(s.queued, 0);
}
END_TEST

START_TEST(limits_bytes_in_the_mailbox)
{
	atoll_message *msg = message_of_size(1000);
	size_t size = atoll_message_size(msg);
	atoll_isolate isolate;
	atoll_port port;

	isolate =
	    start_held(&port, (atoll_limits){.mailbox_bytes = 2 * size + 10});
	ok(atoll_port_post(kernel, port, atoll_message_ref(msg)));
	ok(atoll_port_post(kernel, port, atoll_message_ref(msg)));
	expect(atoll_port_post(kernel, port, msg), ATOLL_EFULL);
	atoll_message_free(msg);
	ok(atoll_isolate_resume(kernel, isolate));
	(void)receive(port);
	(void)receive(port);
}
END_TEST

START_TEST(does_not_block_at_a_full_mailbox)
{
	atoll_message *msg = message_new(1);
	atoll_isolate isolate;
	atoll_port port;

	ok(atoll_isolate_spawn(
	    &isolate, &port, kernel,
	    &(atoll_isolate_opts){
		.native = &echo,
		.limits.mailbox_messages = 1,
		.port =
		    &(atoll_port_opts){.messages = 5, .policy = ATOLL_BLOCK},
		.paused = true}));
	post(port, 0);
	expect(atoll_port_post(kernel, port, msg), ATOLL_EFULL);
	atoll_message_free(msg);
}
END_TEST

static void
big_start(void *state, atoll_self *self)
{
	atoll_message *msg = message_of_size(2000);
	atoll_builder *b;

	(void)state;
	expect(atoll_self_post(self, atoll_self_parent(self), msg),
	       ATOLL_ETOOBIG);
	atoll_message_free(msg);
	b = atoll_self_builder(self);
	for (int i = 0; i < 100; i++) {
		atoll_build_array(b);
	}
	for (int i = 0; i < 100; i++) {
		atoll_build_end(b);
	}
	expect(atoll_builder_finish(b, &msg), ATOLL_EDEPTH);
	b = atoll_self_builder(self);
	atoll_build_array(b);
	for (int i = 0; i < 100; i++) {
		atoll_build_number(b, i);
	}
	atoll_build_end(b);
	expect(atoll_builder_finish(b, &msg), ATOLL_ETOOBIG);
	self_report(self, 1);
}

START_TEST(limits_the_messages_it_makes)
{
	static const atoll_native calls = {.start = big_start,
					   .message = ignore};
	atoll_port port;

	(void)start_limited(&port, &calls, NULL,
			    (atoll_limits){.message_bytes = 1900,
					   .message_depth = 50,
					   .message_nodes = 60});
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

/* spinner burns time until it is killed. */
static void
spinner_start(void *state, atoll_self *self)
{
	(void)state;
	while (!atoll_self_killed(self)) {
	}
	ck_assert(atoll_self_ending(self));
}

static const atoll_native spinner = {.start = spinner_start, .message = ignore};

START_TEST(limits_cpu_time)
{
	atoll_port port;

	(void)start_limited(&port, &spinner, NULL,
			    (atoll_limits){.cpu_us = 5000});
	expect_exit(port, ATOLL_OUT_OF_CPU, 1);
}
END_TEST

START_TEST(limits_the_time_of_a_turn)
{
	atoll_port port;

	(void)start_limited(&port, &spinner, NULL,
			    (atoll_limits){.turn_us = 5000});
	expect_exit(port, ATOLL_OUT_OF_CPU, 1);
}
END_TEST

START_TEST(terminates_a_loop)
{
	atoll_port port;
	atoll_isolate isolate = start_native(&port, &spinner, NULL);
	atoll_isolate_stats s;

	do {
		ok(atoll_isolate_get_stats(kernel, isolate, &s));
	} while (s.state == ATOLL_STARTING);
	ok(atoll_isolate_terminate(kernel, isolate));
	expect_exit(port, ATOLL_TERMINATED, 1);
}
END_TEST

/* CPU time of many short turns adds up. */
static void
burner_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	uint64_t until = atoll_kernel_now(kernel) + 100;

	(void)state;
	while (atoll_kernel_now(kernel) < until) {
	}
	echo.message(NULL, self, port, msg);
}

START_TEST(adds_up_the_cpu_time_of_turns)
{
	static const atoll_native calls = {.message = burner_message};
	atoll_port port;
	atoll_err err;
	int n = 0;

	(void)start_limited(&port, &calls, NULL,
			    (atoll_limits){.cpu_us = 5000});
	do {
		atoll_message *msg = message_new(n++);

		err = atoll_port_post(kernel, port, msg);
		if (err != ATOLL_OK) {
			atoll_message_free(msg);
		} else {
			err =
			    atoll_port_receive(kernel, port, PATIENCE_MS, &msg);
			if (err == ATOLL_OK) {
				atoll_message_free(msg);
			}
		}
		ck_assert_int_lt(n, 10000);
	} while (err == ATOLL_OK);
	expect(err, ATOLL_ECLOSED);
	expect_exit(port, ATOLL_OUT_OF_CPU, 1);
}
END_TEST

/* A breach ends that isolate: its neighbours, with the same limits, go on. */
START_TEST(spares_the_neighbours)
{
	/* Long enough that only a spinner exceeds it, also on a busy
	   machine. */
	const atoll_limits limits = {.turn_us = SANITIZED ? 200000 : 50000,
				     .cpu_us = 50000000};
	atoll_port port, good[8];

	for (int i = 0; i < 8; i++) {
		(void)start_limited(&good[i], &echo, NULL, limits);
	}
	for (int round = 0; round < (SANITIZED ? 3 : 8); round++) {
		(void)start_limited(&port, &spinner, NULL, limits);
		for (int i = 0; i < 200; i++) {
			post(good[i % 8], i);
			ck_assert_double_eq(receive(good[i % 8]), i);
		}
		expect_exit(port, ATOLL_OUT_OF_CPU, 1);
	}
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "count", kernel_start);

	tcase_add_test(c, limits_ports);
	tcase_add_test(c, limits_children_alive_at_once);
	tcase_add_test(c, limits_timers);
	tcase_add_test(c, limits_messages_in_the_mailbox);
	tcase_add_test(c, limits_bytes_in_the_mailbox);
	tcase_add_test(c, does_not_block_at_a_full_mailbox);
	tcase_add_test(c, limits_the_messages_it_makes);
	c = suite_case(s, "time", kernel_start);
	tcase_add_test(c, limits_cpu_time);
	tcase_add_test(c, limits_the_time_of_a_turn);
	tcase_add_test(c, terminates_a_loop);
	tcase_add_test(c, adds_up_the_cpu_time_of_turns);
	tcase_add_test(c, spares_the_neighbours);
}

int
main(void)
{
	return suite_run("limit", add);
}
