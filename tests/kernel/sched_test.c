/* tests/kernel/sched_test.c - who runs, and that nobody holds up the others.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

/* blocker waits in a callback until the test opens its gate. */
typedef struct {
	gate entered;
	gate leave;
} blocker;

static void
blocker_message(void *state, atoll_self *self, atoll_port port,
		atoll_message *msg)
{
	blocker *b = state;

	gate_open(&b->entered);
	gate_wait(&b->leave);
	echo.message(NULL, self, port, msg);
}

static const atoll_native blocking = {.message = blocker_message};

static void
blocker_init(blocker *b)
{
	gate_init(&b->entered);
	gate_init(&b->leave);
}

/* Each of these waits, within a turn, for what another isolate does. */
START_TEST(goes_on_while_as_many_block_as_there_are_threads)
{
	enum { BLOCKED = 6 };
	static blocker b[BLOCKED];
	atoll_port ports[BLOCKED], port;

	for (int i = 0; i < BLOCKED; i++) {
		blocker_init(&b[i]);
		(void)start_native(&ports[i], &blocking, &b[i]);
		post(ports[i], i);
		gate_wait(&b[i].entered);
	}
	(void)start_native(&port, &echo, NULL);
	for (int i = 0; i < 1000; i++) {
		post(port, i);
		ck_assert_double_eq(receive(port), i);
	}
	for (int i = 0; i < BLOCKED; i++) {
		gate_open(&b[i].leave);
		ck_assert_double_eq(receive(ports[i]), i);
	}
}
END_TEST

/* waker makes another isolate ready, and waits for it in the same turn. */
typedef struct {
	gate done;
	atoll_port child;
} waker;

static void
helper_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	(void)self;
	(void)port;
	(void)msg;
	gate_open(state);
}

static void
waker_start(void *state, atoll_self *self)
{
	static const atoll_native helper = {.message = helper_message};
	waker *w = state;
	atoll_isolate isolate;

	ok(atoll_self_spawn(
	    self, &isolate, &w->child,
	    &(atoll_isolate_opts){.native = &helper, .state = &w->done}));
}

static void
waker_message(void *state, atoll_self *self, atoll_port port,
	      atoll_message *msg)
{
	waker *w = state;

	ok(self_post(self, w->child, 0));
	gate_wait(&w->done); /* only the child's turn opens it */
	echo.message(NULL, self, port, msg);
}

START_TEST(runs_who_waits_behind_one_that_blocks)
{
	static const atoll_native calls = {.start = waker_start,
					   .message = waker_message};
	static waker w[3];
	atoll_port ports[3];

	for (int i = 0; i < 3; i++) {
		gate_init(&w[i].done);
		(void)start_native(&ports[i], &calls, &w[i]);
	}
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 3; i++) {
			post(ports[i], round);
		}
		for (int i = 0; i < 3; i++) {
			ck_assert_double_eq(receive(ports[i]), round);
		}
	}
}
END_TEST

/* ------------------------------------------------------------- fairness */

/* A pair that plays for ever keeps each other ready. */
static void
play_on(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)msg;
	(void)self_post(self, port, 0);
}

static void
player_start(void *state, atoll_self *self)
{
	static const atoll_native other = {.message = play_on};
	atoll_isolate isolate;
	atoll_port port;

	(void)state;
	ok(atoll_self_spawn(self, &isolate, &port,
			    &(atoll_isolate_opts){.native = &other}));
	ok(atoll_self_listen(self, port, true, NULL));
	ok(self_post(self, port, 0));
}

static const atoll_native player = {.start = player_start, .message = play_on};

START_TEST(serves_others_while_pairs_play_for_ever)
{
	atoll_port games[8], port;

	for (int i = 0; i < 8; i++) {
		(void)start_native(&games[i], &player, NULL);
	}
	(void)start_native(&port, &echo, NULL);
	for (int i = 0; i < 50; i++) {
		post(port, i);
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(serves_others_while_a_pair_plays_on_the_callers_thread)
{
	atoll_port game, port;
	atoll_message *msg;
	atoll_err err = ATOLL_EMPTY;

	(void)start_native(&game, &player, NULL);
	(void)atoll_kernel_turn(kernel, 2000);
	(void)start_native(&port, &echo, NULL);
	post(port, 1);
	for (int i = 0; i < 50 && err == ATOLL_EMPTY; i++) {
		(void)atoll_kernel_turn(kernel, 2000);
		err = atoll_port_receive(kernel, port, 0, &msg);
	}
	ok(err);
	atoll_message_free(msg);
}
END_TEST

/* --------------------------------------------------------------- pinned */

static void
thread_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	pthread_t *thread = state;

	if (*thread == 0) {
		*thread = pthread_self();
	}
	ck_assert(pthread_equal(*thread, pthread_self()));
	echo.message(NULL, self, port, msg);
}

static atoll_isolate
start_pinned(atoll_port *port, pthread_t *thread)
{
	static const atoll_native calls = {.message = thread_message};
	atoll_isolate isolate;

	ok(atoll_isolate_spawn(&isolate, port, kernel,
			       &(atoll_isolate_opts){.native = &calls,
						     .state = thread,
						     .pinned = true}));
	return isolate;
}

START_TEST(keeps_a_pinned_isolate_on_a_thread_of_its_own)
{
	enum { PINNED = 5 };
	static pthread_t threads[PINNED];
	atoll_port ports[PINNED];

	for (int i = 0; i < PINNED; i++) {
		(void)start_pinned(&ports[i], &threads[i]);
	}
	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < PINNED; i++) {
			post(ports[i], round);
		}
		for (int i = 0; i < PINNED; i++) {
			ck_assert_double_eq(receive(ports[i]), round);
		}
	}
	for (int i = 0; i < PINNED; i++) {
		for (int n = 0; n < i; n++) {
			ck_assert(!pthread_equal(threads[i], threads[n]));
		}
	}
}
END_TEST

START_TEST(uses_the_threads_of_pinned_isolates_again)
{
	atoll_kernel_stats s;

	for (int i = 0; i < 100; i++) {
		pthread_t thread = 0;
		atoll_port port;
		atoll_port watch = monitor(start_pinned(&port, &thread));

		post(port, i);
		ck_assert_double_eq(receive(port), i);
		close_port(port);
		expect_exit(watch, ATOLL_FINISHED, 0);
	}
	atoll_kernel_get_stats(kernel, &s);
	ck_assert_uint_lt(s.threads, 50);
}
END_TEST

START_TEST(serves_the_others_though_pinned_ones_block)
{
	static blocker b[4];
	atoll_port ports[4], port;
	atoll_isolate isolate;

	for (int i = 0; i < 4; i++) {
		blocker_init(&b[i]);
		ok(atoll_isolate_spawn(
		    &isolate, &ports[i], kernel,
		    &(atoll_isolate_opts){
			.native = &blocking, .state = &b[i], .pinned = true}));
		post(ports[i], i);
		gate_wait(&b[i].entered);
	}
	(void)start_native(&port, &echo, NULL);
	post(port, 9);
	ck_assert_double_eq(receive(port), 9);
	for (int i = 0; i < 4; i++) {
		gate_open(&b[i].leave);
		ck_assert_double_eq(receive(ports[i]), i);
	}
}
END_TEST

START_TEST(refuses_a_pinned_one_where_there_are_no_threads)
{
	atoll_isolate isolate;
	atoll_port port;

	expect(atoll_isolate_spawn(
		   &isolate, &port, kernel,
		   &(atoll_isolate_opts){.native = &echo, .pinned = true}),
	       ATOLL_EINVAL);
}
END_TEST

START_TEST(works_on_one_thread)
{
	atoll_port port;

	kernel_start_with(&(atoll_kernel_opts){.threads = 1});
	(void)start_native(&port, &echo, NULL);
	for (int i = 0; i < 1000; i++) {
		post(port, i);
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(works_with_small_budgets_and_slices)
{
	atoll_port port;

	kernel_start_with(
	    &(atoll_kernel_opts){.threads = 4, .budget = 1, .slice_us = 100});
	(void)start_native(&port, &echo, NULL);
	for (int i = 0; i < 5000; i++) {
		post(port, i);
	}
	for (int i = 0; i < 5000; i++) {
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

static void
nothing(void)
{
}

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "block", kernel_start);

	tcase_add_test(c, goes_on_while_as_many_block_as_there_are_threads);
	tcase_add_test(c, runs_who_waits_behind_one_that_blocks);
	tcase_add_test(c, serves_others_while_pairs_play_for_ever);
	c = suite_case(s, "turn", kernel_start_turning);
	tcase_add_test(c,
		       serves_others_while_a_pair_plays_on_the_callers_thread);
	tcase_add_test(c, refuses_a_pinned_one_where_there_are_no_threads);
	c = suite_case(s, "pinned", kernel_start);
	tcase_add_test(c, keeps_a_pinned_isolate_on_a_thread_of_its_own);
	tcase_add_test(c, uses_the_threads_of_pinned_isolates_again);
	tcase_add_test(c, serves_the_others_though_pinned_ones_block);
	c = suite_case(s, "options", nothing);
	tcase_add_test(c, works_on_one_thread);
	tcase_add_test(c, works_with_small_budgets_and_slices);
}

int
main(void)
{
	return suite_run("sched", add);
}
