/* tests/engines/engine_suite.c - what every engine promises (engine.h). Built
 * once for each engine, with its programs. SPDX-License-Identifier: MIT */
#include "tests/kernel/suite.h"

#include "programs.h"

/* A sanitizer makes an engine slow: fewer rounds. */
enum { ROUNDS = SANITIZED ? 20 : 100 };

/* What native programs keep. */
typedef union {
	atoll_port port;
	bool polled;
} memory;

enum { SLOTS = 256 };
static memory memories[SLOTS];
static int used;

static atoll_isolate_opts
opts_of(int name)
{
	const program *p = &programs[name];

	memories[used % SLOTS] = (memory){0};
	return (atoll_isolate_opts){
	    .engine = programs_engine,
	    .file = "program.js",
	    .source = p->source,
	    .source_len = p->source == NULL ? 0 : strlen(p->source),
	    .native = p->native,
	    .state = &memories[used++ % SLOTS]};
}

static bool
can(int name)
{
	return programs[name].source != NULL || programs[name].native != NULL;
}

static atoll_isolate
start_limited(int name, atoll_port *port, atoll_limits limits)
{
	atoll_isolate_opts opts = opts_of(name);
	atoll_isolate isolate;

	opts.limits = limits;
	ok(atoll_isolate_spawn(&isolate, port, kernel, &opts));
	return isolate;
}

static atoll_isolate
start(int name, atoll_port *port)
{
	return start_limited(name, port, (atoll_limits){0});
}

/* ------------------------------------------------------------- messages */

START_TEST(answers_in_order)
{
	atoll_port port;

	(void)start(ECHO, &port);
	for (int i = 0; i < 1000; i++) {
		post(port, i);
	}
	for (int i = 0; i < 1000; i++) {
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(answers_one_at_a_time)
{
	atoll_port port;

	(void)start(ECHO, &port);
	for (int i = 0; i < 200; i++) {
		post(port, i);
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(posts_many_from_one_turn)
{
	atoll_port port;

	(void)start(COUNT, &port);
	post(port, 5000);
	for (int i = 0; i < 5000; i++) {
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(carries_big_messages)
{
	atoll_message *msg = message_of_size(1 << 20), *got;
	atoll_port port;
	size_t len;

	(void)start(ECHO, &port);
	ok(atoll_port_post(kernel, port, msg));
	got = receive_message(port);
	ck_assert_ptr_nonnull(
	    atoll_value_string(atoll_message_value(got), &len));
	ck_assert_uint_eq(len, 1 << 20);
	atoll_message_free(got);
}
END_TEST

START_TEST(gets_what_was_posted_before_it_ran)
{
	atoll_isolate_opts opts = opts_of(ECHO);
	atoll_isolate isolate;
	atoll_port port;

	opts.paused = true;
	ok(atoll_isolate_spawn(&isolate, &port, kernel, &opts));
	for (int i = 0; i < 10; i++) {
		post(port, i);
	}
	ok(atoll_isolate_resume(kernel, isolate));
	for (int i = 0; i < 10; i++) {
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(runs_many_side_by_side)
{
	enum { N = ROUNDS / 2 };
	atoll_port ports[N];

	for (int i = 0; i < N; i++) {
		(void)start(ECHO, &ports[i]);
	}
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < N; i++) {
			post(ports[i], round * N + i);
		}
		for (int i = 0; i < N; i++) {
			ck_assert_double_eq(receive(ports[i]), round * N + i);
		}
	}
}
END_TEST

START_TEST(polls)
{
	atoll_isolate_opts opts = opts_of(POLL);
	atoll_isolate isolate;
	atoll_port port;

	opts.paused = true;
	ok(atoll_isolate_spawn(&isolate, &port, kernel, &opts));
	for (int i = 0; i < 20; i++) {
		post(port, i);
	}
	ok(atoll_isolate_resume(kernel, isolate));
	ck_assert_double_eq(receive(port), 20);
	post(port, 77);
	ck_assert_double_eq(receive(port), 77);
	receive_none(port);
}
END_TEST

/* ---------------------------------------------------------------- ports */

START_TEST(adopts_a_port)
{
	atoll_port port, a, b;

	(void)start(ADOPT, &port);
	ok(atoll_port_pair(&a, &b, kernel, NULL));
	post(a, 1);
	ok(atoll_port_post(kernel, port, message_with_ports(9, &b, 1)));
	post(a, 2);
	ck_assert_double_eq(receive(a), 9);
	ck_assert_double_eq(receive(a), 1);
	ck_assert_double_eq(receive(a), 2);
	for (int i = 0; i < 100; i++) {
		post(a, i);
		ck_assert_double_eq(receive(a), i);
	}
}
END_TEST

START_TEST(closes_the_ports_it_adopted_when_it_ends)
{
	atoll_port port, a, b;
	atoll_isolate isolate = start(ADOPT, &port);
	atoll_message *msg;

	ok(atoll_port_pair(&a, &b, kernel, NULL));
	ok(atoll_port_post(kernel, port, message_with_ports(9, &b, 1)));
	ck_assert_double_eq(receive(a), 9);
	ok(atoll_isolate_terminate(kernel, isolate));
	expect(atoll_port_receive(kernel, a, PATIENCE_MS, &msg), ATOLL_ECLOSED);
}
END_TEST

START_TEST(has_children)
{
	atoll_port port;

	(void)start(SPAWN, &port);
	for (int i = 0; i < 100; i++) {
		post(port, i);
	}
	for (int i = 0; i < 100; i++) {
		ck_assert_double_eq(receive(port), i);
	}
	ck_assert_uint_eq(atoll_isolate_list(kernel, NULL, 0), 2);
}
END_TEST

START_TEST(ends_its_children_with_it)
{
	atoll_port port;
	atoll_isolate isolate = start(SPAWN, &port);

	post(port, 1);
	ck_assert_double_eq(receive(port), 1);
	ok(atoll_isolate_terminate(kernel, isolate));
	atoll_kernel_wait(kernel);
	expect_exit(port, ATOLL_TERMINATED, 1);
}
END_TEST

/* --------------------------------------------------------------- timers */

START_TEST(fires_timers_in_order)
{
	atoll_port port;

	(void)start(TIMER, &port);
	for (int ms = 10; ms <= 30; ms += 10) {
		ck_assert_double_eq(receive(port), ms);
	}
}
END_TEST

/* ---------------------------------------------------------------- ends */

START_TEST(finishes_when_its_parent_closes)
{
	atoll_port port;
	atoll_port watch = monitor(start(ECHO, &port));

	post(port, 1);
	ck_assert_double_eq(receive(port), 1);
	close_port(port);
	expect_exit(watch, ATOLL_FINISHED, 0);
}
END_TEST

START_TEST(finishes_when_it_closes_its_port)
{
	atoll_isolate_opts opts = opts_of(CLOSE);
	atoll_isolate isolate;
	atoll_port port;

	opts.paused = true;
	ok(atoll_isolate_spawn(&isolate, &port, kernel, &opts));
	for (int i = 0; i < 10; i++) {
		post(port, i);
	}
	ok(atoll_isolate_resume(kernel, isolate));
	ck_assert_double_eq(receive(port), 1);
	/* What was queued behind is not delivered. */
	expect_exit(port, ATOLL_FINISHED, 0);
}
END_TEST

START_TEST(exits_with_its_code)
{
	for (int code = 0; code < 3; code++) {
		atoll_port port;
		atoll_port watch = monitor(start(EXIT, &port));

		post(port, code);
		expect_exit(port, ATOLL_EXITED, code);
		expect_exit(watch, ATOLL_EXITED, code);
	}
}
END_TEST

START_TEST(fails_with_its_error)
{
	atoll_port port;
	atoll_exit end;
	atoll_value v;

	(void)start(FAIL, &port);
	post(port, 1);
	end = receive_exit(port);
	ck_assert_int_eq(end.reason, ATOLL_FAILED);
	ck_assert_int_eq(end.code, 1);
	ck_assert_msg(strstr(end.message, "a mistake") != NULL, "%s",
		      end.message);
	ck_assert_ptr_nonnull(end.error);
	v = atoll_message_value(end.error);
	ck_assert_int_eq(atoll_value_kind(v), ATOLL_KIND_ERROR);
	ck_assert(atoll_value_is(atoll_value_error_message(v), "a mistake"));
}
END_TEST

START_TEST(fails_without_a_program)
{
	atoll_port port;
	atoll_exit end;

	if (can(BAD)) {
		(void)start(BAD, &port);
		end = receive_exit(port);
		ck_assert_int_eq(end.reason, ATOLL_FAILED);
		ck_assert_str_ne(end.message, "");
	}
}
END_TEST

START_TEST(is_terminated_at_any_moment)
{
	for (int i = 0; i < ROUNDS; i++) {
		atoll_port port;
		atoll_isolate isolate = start(i % 2 == 0 ? ECHO : SPAWN, &port);

		for (int n = 0; n < i % 10; n++) {
			post(port, n);
		}
		if (i % 3 == 0 && i % 10 != 0) {
			ck_assert_double_eq(receive(port), 0);
		}
		ok(atoll_isolate_terminate(kernel, isolate));
		expect_exit(port, ATOLL_TERMINATED, 1);
	}
}
END_TEST

START_TEST(is_freed_with_the_kernel)
{
	for (int i = 0; i < 20; i++) {
		atoll_port port;

		(void)start(i % (EXIT + 1), &port);
		if (i % 2 == 0) {
			post(port, 10);
		}
	}
}
END_TEST

/* --------------------------------------------------------------- limits */

START_TEST(is_interrupted_in_a_loop)
{
	for (int i = 0; can(LOOP) && i < ROUNDS / 5; i++) {
		atoll_port port;
		atoll_isolate isolate = start(LOOP, &port);

		ck_assert_double_eq(receive(port), 1);
		ok(atoll_isolate_terminate(kernel, isolate));
		expect_exit(port, ATOLL_TERMINATED, 1);
	}
}
END_TEST

START_TEST(is_interrupted_before_its_loop)
{
	for (int i = 0; can(LOOP) && i < ROUNDS; i++) {
		atoll_port port;
		atoll_isolate isolate = start(LOOP, &port);

		ok(atoll_isolate_terminate(kernel, isolate));
		expect_exit(port, ATOLL_TERMINATED, 1);
	}
}
END_TEST

START_TEST(is_limited_in_cpu_time)
{
	atoll_port port;

	if (can(LOOP)) {
		(void)start_limited(LOOP, &port,
				    (atoll_limits){.cpu_us = 20000});
		expect_exit(port, ATOLL_OUT_OF_CPU, 1);
		(void)start_limited(LOOP, &port,
				    (atoll_limits){.turn_us = 20000});
		expect_exit(port, ATOLL_OUT_OF_CPU, 1);
	}
}
END_TEST

START_TEST(is_limited_in_memory)
{
	for (int i = 0; can(EAT) && i < ROUNDS / 10; i++) {
		atoll_port port;

		(void)start_limited(EAT, &port,
				    (atoll_limits){.heap_bytes = 4 << 20});
		ck_assert_double_eq(receive(port), 1);
		expect_exit(port, ATOLL_OUT_OF_MEMORY, 1);
	}
}
END_TEST

START_TEST(does_not_hold_up_its_neighbours)
{
	atoll_port loops[4], port;

	if (!can(LOOP)) {
		return;
	}
	for (int i = 0; i < 4; i++) {
		(void)start(LOOP, &loops[i]);
		ck_assert_double_eq(receive(loops[i]), 1);
	}
	(void)start(ECHO, &port);
	for (int i = 0; i < 20; i++) {
		post(port, i);
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "message", kernel_start);

	tcase_add_test(c, answers_in_order);
	tcase_add_test(c, answers_one_at_a_time);
	tcase_add_test(c, posts_many_from_one_turn);
	tcase_add_test(c, carries_big_messages);
	tcase_add_test(c, gets_what_was_posted_before_it_ran);
	tcase_add_test(c, runs_many_side_by_side);
	tcase_add_test(c, polls);
	tcase_add_test(c, adopts_a_port);
	tcase_add_test(c, closes_the_ports_it_adopted_when_it_ends);
	tcase_add_test(c, has_children);
	tcase_add_test(c, ends_its_children_with_it);
	tcase_add_test(c, fires_timers_in_order);
	c = suite_case(s, "end", kernel_start);
	tcase_add_test(c, finishes_when_its_parent_closes);
	tcase_add_test(c, finishes_when_it_closes_its_port);
	tcase_add_test(c, exits_with_its_code);
	tcase_add_test(c, fails_with_its_error);
	tcase_add_test(c, fails_without_a_program);
	tcase_add_test(c, is_terminated_at_any_moment);
	tcase_add_test(c, is_freed_with_the_kernel);
	c = suite_case(s, "limit", kernel_start);
	tcase_add_test(c, is_interrupted_in_a_loop);
	tcase_add_test(c, is_interrupted_before_its_loop);
	tcase_add_test(c, is_limited_in_cpu_time);
	tcase_add_test(c, is_limited_in_memory);
	tcase_add_test(c, does_not_hold_up_its_neighbours);
}

int
main(void)
{
	return suite_run(programs_engine, add);
}
