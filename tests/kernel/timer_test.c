/* tests/kernel/timer_test.c - timers. SPDX-License-Identifier: MIT */
#include "suite.h"

/* What a case keeps of its timers. In the deterministic mode time is virtual,
   so that tests are exact and take none. */
typedef struct {
	int kind;
	int fired;
	uint64_t ids[1000];
	uint64_t at[1000]; /* when each fired, microseconds */
	uint64_t order[1000];
} book;

enum { ORDER, SAME, REPEAT, STOP, MANY, NEGATIVE, AGAIN };

static uint64_t
start(atoll_self *self, double ms, bool repeat)
{
	uint64_t id;

	ok(atoll_self_timer_start(self, &id, ms, repeat));
	atoll_self_ref(self, repeat ? 0 : 1);
	return id;
}

static void
book_start(void *state, atoll_self *self)
{
	book *b = state;
	dice d = dice_new(7);

	switch (b->kind) {
	case ORDER:
		b->ids[0] = start(self, 30, false);
		b->ids[1] = start(self, 10, false);
		b->ids[2] = start(self, 20, false);
		break;
	case SAME:
		for (int i = 0; i < 100; i++) {
			b->ids[i] = start(self, 5, false);
		}
		break;
	case REPEAT:
		b->ids[0] = start(self, 5, true);
		atoll_self_ref(self, 1);
		break;
	case STOP:
		for (int i = 0; i < 100; i++) {
			b->ids[i] = start(self, 5 + i % 3, false);
		}
		for (int i = 0; i < 100; i += 2) {
			atoll_self_timer_stop(self, b->ids[i]);
			atoll_self_timer_stop(self, b->ids[i]);
			atoll_self_ref(self, -1);
		}
		break;
	case MANY:
		for (int i = 0; i < 1000; i++) {
			b->ids[i] = start(self, dice_roll(&d, 200), false);
		}
		break;
	case NEGATIVE:
		b->ids[0] = start(self, -1, false);
		b->ids[1] = start(self, 0.0 / 0.0, false);
		b->ids[2] = start(self, 0, false);
		b->ids[3] = start(self, 1e300, false);
		atoll_self_ref(self, -1); /* it would fire in years */
		break;
	case AGAIN:
		b->ids[0] = start(self, 0, false);
		break;
	}
}

static void
book_timer(void *state, atoll_self *self, uint64_t id)
{
	book *b = state;

	b->order[b->fired] = id;
	b->at[b->fired++] = atoll_kernel_now(kernel);
	if (b->kind == REPEAT) {
		if (b->fired == 10) {
			atoll_self_timer_stop(self, id);
			atoll_self_ref(self, -1);
		}
		return;
	}
	if (b->kind == AGAIN && b->fired < 100) {
		(void)start(self, 0, false);
	}
	atoll_self_ref(self, -1);
}

static const atoll_native booked = {
    .start = book_start, .timer = book_timer, .message = ignore};

static uint64_t begun;

static book *
run(int kind)
{
	static book b;

	b = (book){.kind = kind};
	begun = atoll_kernel_now(kernel);
	(void)start_native(NULL, &booked, &b);
	(void)atoll_kernel_turn(kernel, 0);
	ck_assert_uint_eq(atoll_isolate_list(kernel, NULL, 0), 0);
	return &b;
}

START_TEST(fires_in_the_order_of_deadlines)
{
	book *b = run(ORDER);

	ck_assert_int_eq(b->fired, 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(b->order[i], b->ids[(i + 1) % 3]);
		ck_assert_uint_eq(b->at[i] - begun, 10000u * (uint64_t)(i + 1));
	}
}
END_TEST

START_TEST(fires_equal_deadlines_in_the_order_of_calls)
{
	book *b = run(SAME);

	ck_assert_int_eq(b->fired, 100);
	ck_assert_mem_eq(b->order, b->ids, 100 * sizeof(b->ids[0]));
}
END_TEST

START_TEST(repeats_until_it_is_stopped)
{
	book *b = run(REPEAT);

	ck_assert_int_eq(b->fired, 10);
	for (int i = 0; i < 10; i++) {
		ck_assert_uint_eq(b->order[i], b->ids[0]);
		ck_assert_uint_eq(b->at[i] - begun, 5000u * (uint64_t)(i + 1));
	}
}
END_TEST

START_TEST(forgets_what_was_stopped)
{
	book *b = run(STOP);
	int n = 0;

	ck_assert_int_eq(b->fired, 50);
	for (int ms = 5; ms < 8; ms++) {
		for (int i = 1; i < 100; i += 2) {
			if (5 + i % 3 == ms) {
				ck_assert_uint_eq(b->order[n++], b->ids[i]);
			}
		}
	}
}
END_TEST

START_TEST(fires_many_in_order)
{
	book *b = run(MANY);

	ck_assert_int_eq(b->fired, 1000);
	for (int i = 1; i < 1000; i++) {
		ck_assert_uint_le(b->at[i - 1], b->at[i]);
	}
}
END_TEST

START_TEST(takes_odd_times_for_none_or_never)
{
	book *b = run(NEGATIVE);

	ck_assert_int_eq(b->fired, 3);
	ck_assert_uint_eq(b->at[2], begun);
}
END_TEST

START_TEST(may_be_started_by_another)
{
	ck_assert_int_eq(run(AGAIN)->fired, 100);
}
END_TEST

/* ------------------------------------------------------------ real time */

static void
alarm_start(void *state, atoll_self *self)
{
	uint64_t id;

	ok(atoll_self_timer_start(self, &id, *(double *)state, false));
}

static void
alarm_timer(void *state, atoll_self *self, uint64_t id)
{
	(void)state;
	self_report(self, (double)id);
}

static const atoll_native alarms = {
    .start = alarm_start, .timer = alarm_timer, .message = ignore};

START_TEST(does_not_fire_early)
{
	double ms = 20;
	uint64_t before = atoll_kernel_now(kernel);
	atoll_port port;

	(void)start_native(&port, &alarms, &ms);
	(void)receive(port);
	ck_assert_uint_ge(atoll_kernel_now(kernel) - before, 20000);
}
END_TEST

START_TEST(wakes_sleeping_threads_in_any_order_of_deadlines)
{
	static double ms[200];
	atoll_port ports[200];

	for (int i = 0; i < 200; i++) {
		ms[i] = (i * 37) % 50;
		(void)start_native(&ports[i], &alarms, &ms[i]);
	}
	for (int i = 0; i < 200; i++) {
		(void)receive(ports[i]);
	}
}
END_TEST

START_TEST(fires_for_a_pinned_isolate)
{
	double ms = 30;
	atoll_isolate isolate;
	atoll_port port;

	ok(atoll_isolate_spawn(&isolate, &port, kernel,
			       &(atoll_isolate_opts){.native = &alarms,
						     .state = &ms,
						     .pinned = true}));
	(void)receive(port);
}
END_TEST

/* One that is due while every thread is busy comes all the same. */
static void
busy_start(void *state, atoll_self *self)
{
	atoll_port *y = state, x;

	ok(atoll_self_pair(self, &x, y, NULL));
	ok(atoll_self_listen(self, x, true, NULL));
	ok(self_post(self, *y, 0));
}

static void
busy_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	atoll_port *y = state;

	(void)port;
	(void)msg;
	ok(self_post(self, *y, 0));
}

START_TEST(fires_while_others_are_busy)
{
	static const atoll_native busy = {.start = busy_start,
					  .message = busy_message};
	static atoll_port ends[4];
	static double ms = 5;
	atoll_port port;

	for (int i = 0; i < 4; i++) {
		(void)start_native(&port, &busy, &ends[i]);
	}
	(void)start_native(&port, &alarms, &ms);
	(void)receive(port);
}
END_TEST

START_TEST(ends_with_its_isolate)
{
	static double ms = 1;

	for (int i = 0; i < 500; i++) {
		atoll_port port;
		atoll_isolate isolate = start_native(&port, &alarms, &ms);

		if (i % 2 == 0) {
			ok(atoll_isolate_terminate(kernel, isolate));
		} else {
			(void)receive(port);
		}
		close_port(port);
	}
	atoll_kernel_wait(kernel);
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "virtual", kernel_start_seeded);

	tcase_add_test(c, fires_in_the_order_of_deadlines);
	tcase_add_test(c, fires_equal_deadlines_in_the_order_of_calls);
	tcase_add_test(c, repeats_until_it_is_stopped);
	tcase_add_test(c, forgets_what_was_stopped);
	tcase_add_test(c, fires_many_in_order);
	tcase_add_test(c, takes_odd_times_for_none_or_never);
	tcase_add_test(c, may_be_started_by_another);
	c = suite_case(s, "real", kernel_start);
	tcase_add_test(c, does_not_fire_early);
	tcase_add_test(c, wakes_sleeping_threads_in_any_order_of_deadlines);
	tcase_add_test(c, fires_for_a_pinned_isolate);
	tcase_add_test(c, fires_while_others_are_busy);
	tcase_add_test(c, ends_with_its_isolate);
}

int
main(void)
{
	return suite_run("timer", add);
}
