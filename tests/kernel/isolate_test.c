/* tests/kernel/isolate_test.c - an isolate's life, and what it can do.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

/* ------------------------------------------------------------ spawning */

static const atoll_native no_message = {0};

START_TEST(refuses_wrong_options)
{
	static const struct {
		atoll_isolate_opts opts;
		atoll_err err;
	} wrong[] = {
	    {{.engine = "none", .native = &echo}, ATOLL_ENOENT},
	    {{.transport = "none", .native = &echo}, ATOLL_ENOENT},
	    {{.engine = "native"}, ATOLL_EINVAL},
	    {{.native = &no_message}, ATOLL_EINVAL},
	};
	atoll_kernel_stats s;
	atoll_isolate isolate;
	atoll_port port;
	atoll_message *data = message_new(1);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		atoll_isolate_opts opts = wrong[i].opts;

		opts.data = data; /* which stays ours */
		expect(atoll_isolate_spawn(&isolate, &port, kernel, &opts),
		       wrong[i].err);
		expect(atoll_isolate_spawn(&isolate, NULL, kernel, &opts),
		       wrong[i].err);
	}
	expect(atoll_isolate_spawn(NULL, NULL, kernel,
				   &(atoll_isolate_opts){.native = &echo}),
	       ATOLL_EINVAL);
	expect(atoll_isolate_spawn(&isolate, NULL, kernel, NULL), ATOLL_EINVAL);
	atoll_message_free(data);
	atoll_kernel_get_stats(kernel, &s);
	ck_assert_uint_eq(s.isolates, 0);
	ck_assert_uint_eq(s.ports, 0);
}
END_TEST

START_TEST(answers_through_its_parent_port)
{
	atoll_port port;

	(void)start_native(&port, &echo, NULL);
	for (int i = 0; i < 100; i++) {
		post(port, i);
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

/* recorder writes down its calls, one letter each. */
typedef struct {
	char calls[32];
	gate stopped;
} recorder;

static void
record(void *state, char what)
{
	recorder *r = state;

	r->calls[strlen(r->calls)] = what;
}

static void
recorder_start(void *state, atoll_self *self)
{
	(void)self;
	record(state, 's');
}

static void
recorder_message(void *state, atoll_self *self, atoll_port port,
		 atoll_message *msg)
{
	(void)self;
	(void)port;
	(void)msg;
	record(state, 'm');
}

static void
recorder_closed(void *state, atoll_self *self, atoll_port port,
		const atoll_exit *why)
{
	(void)self;
	(void)port;
	ck_assert_ptr_null(why);
	record(state, 'c');
}

static void
recorder_stop(void *state)
{
	recorder *r = state;

	record(state, 'x');
	gate_open(&r->stopped);
}

static const atoll_native recorder_calls = {.start = recorder_start,
					    .message = recorder_message,
					    .closed = recorder_closed,
					    .stop = recorder_stop};

START_TEST(is_called_in_order)
{
	recorder r = {0};
	atoll_port port;

	gate_init(&r.stopped);
	(void)start_native(&port, &recorder_calls, &r);
	post(port, 1);
	post(port, 2);
	close_port(port);
	gate_wait(&r.stopped);
	ck_assert_str_eq(r.calls, "smmcx");
}
END_TEST

START_TEST(stops_one_that_never_ran)
{
	recorder r = {0};
	atoll_isolate isolate;
	atoll_port port;

	gate_init(&r.stopped);
	ok(atoll_isolate_spawn(&isolate, &port, kernel,
			       &(atoll_isolate_opts){.native = &recorder_calls,
						     .state = &r,
						     .data = message_new(1),
						     .paused = true}));
	ok(atoll_isolate_terminate(kernel, isolate));
	expect_exit(port, ATOLL_TERMINATED, 1);
	gate_wait(&r.stopped);
	ck_assert_str_eq(r.calls, "x");
}
END_TEST

/* curious looks at all it can see of itself. */
static void
curious_start(void *state, atoll_self *self)
{
	atoll_message *data = atoll_self_data(self);

	ck_assert_ptr_eq(atoll_self_kernel(self), kernel);
	ck_assert(!atoll_self_ending(self));
	ck_assert(!atoll_self_killed(self));
	*(atoll_isolate *)state = atoll_self_id(self);
	ck_assert_ptr_nonnull(data);
	self_report(self, atoll_value_number(atoll_message_value(data)));
	self_report(self, atoll_self_number(self));
}

START_TEST(knows_itself)
{
	static const atoll_native calls = {.start = curious_start,
					   .message = ignore};
	atoll_isolate isolate, inside = {0};
	atoll_isolate_stats s;
	atoll_port port;

	ok(atoll_isolate_spawn(&isolate, &port, kernel,
			       &(atoll_isolate_opts){.native = &calls,
						     .state = &inside,
						     .name = "curious",
						     .data = message_new(17)}));
	ck_assert_double_eq(receive(port), 17);
	ck_assert_double_eq(receive(port), 0);
	ck_assert_uint_eq(inside.id, isolate.id);
	ok(atoll_isolate_get_stats(kernel, isolate, &s));
	ck_assert_str_eq(s.name, "curious");
	ck_assert_str_eq(s.engine, "native");
	ck_assert_str_eq(s.transport, "thread");
	ck_assert_uint_eq(s.number, 0);
	ck_assert_uint_eq(s.ports, 1);
}
END_TEST

static void
orphan_start(void *state, atoll_self *self)
{
	ck_assert_uint_eq(atoll_self_parent(self).id, 0);
	ck_assert_ptr_null(atoll_self_data(self));
	gate_open(state);
}

START_TEST(may_have_no_port_to_its_parent)
{
	static const atoll_native calls = {.start = orphan_start,
					   .message = ignore};
	gate ran;

	gate_init(&ran);
	(void)start_native(NULL, &calls, &ran);
	gate_wait(&ran);
	atoll_kernel_wait(kernel); /* nothing keeps it alive */
}
END_TEST

START_TEST(numbers_isolates_from_zero)
{
	for (uint32_t i = 0; i < 10; i++) {
		atoll_isolate_stats s;
		atoll_port port;

		ok(atoll_isolate_get_stats(
		    kernel, start_native(&port, &echo, NULL), &s));
		ck_assert_uint_eq(s.number, i);
	}
}
END_TEST

START_TEST(bounds_the_queue_to_its_parent)
{
	atoll_isolate isolate;
	atoll_port port;

	ok(atoll_isolate_spawn(
	    &isolate, &port, kernel,
	    &(atoll_isolate_opts){.native = &echo,
				  .paused = true,
				  .port = &(atoll_port_opts){.messages = 2}}));
	post(port, 1);
	post(port, 2);
	ok(atoll_isolate_resume(kernel, isolate));
	ck_assert_double_eq(receive(port), 1);
	ck_assert_double_eq(receive(port), 2);
}
END_TEST

START_TEST(runs_a_paused_one_when_resumed)
{
	for (int i = 0; i < 300; i++) {
		atoll_isolate isolate;
		atoll_port port, watch;

		ok(atoll_isolate_spawn(
		    &isolate, &port, kernel,
		    &(atoll_isolate_opts){.native = &echo, .paused = true}));
		post(port, 1);
		receive_none(port);
		watch = monitor(isolate);
		ok(atoll_isolate_resume(kernel, isolate));
		(void)atoll_isolate_resume(kernel, isolate);
		ck_assert_double_eq(receive(port), 1);
		close_port(port);
		expect_exit(watch, ATOLL_FINISHED, 0);
	}
}
END_TEST

START_TEST(is_unknown_when_it_has_ended)
{
	atoll_isolate_stats s;
	atoll_isolate isolate;
	atoll_port port;

	isolate = start_native(&port, &echo, NULL);
	ok(atoll_isolate_terminate(kernel, isolate));
	expect_exit(port, ATOLL_TERMINATED, 1);
	expect(atoll_isolate_terminate(kernel, isolate), ATOLL_ENOENT);
	expect(atoll_isolate_resume(kernel, isolate), ATOLL_ENOENT);
	expect(atoll_isolate_get_stats(kernel, isolate, &s), ATOLL_ENOENT);
	expect(atoll_isolate_terminate(kernel, (atoll_isolate){0}),
	       ATOLL_ENOENT);
	expect(atoll_isolate_terminate(kernel, (atoll_isolate){UINT64_MAX}),
	       ATOLL_ENOENT);
}
END_TEST

START_TEST(lists_who_is_alive)
{
	atoll_isolate isolates[10], found[10];
	atoll_port ports[10];

	ck_assert_uint_eq(atoll_isolate_list(kernel, NULL, 0), 0);
	for (int i = 0; i < 10; i++) {
		isolates[i] = start_native(&ports[i], &echo, NULL);
	}
	ck_assert_uint_eq(atoll_isolate_list(kernel, NULL, 0), 10);
	ck_assert_uint_eq(atoll_isolate_list(kernel, found, 3), 10);
	ck_assert_uint_eq(atoll_isolate_list(kernel, found, 10), 10);
	ck_assert_mem_eq(found, isolates, sizeof(found));
	ok(atoll_isolate_terminate(kernel, isolates[4]));
	expect_exit(ports[4], ATOLL_TERMINATED, 1);
	ck_assert_uint_eq(atoll_isolate_list(kernel, found, 10), 9);
	ck_assert_uint_eq(found[4].id, isolates[5].id);
}
END_TEST

/* ----------------------------------------------------------- from inside */

static void
wrong_start(void *state, atoll_self *self)
{
	atoll_port theirs = *(const atoll_port *)state, x, y, watch;
	atoll_message *msg = message_new(1);

	expect(self_post(self, (atoll_port){0}, 1), ATOLL_ENOENT);
	expect(self_post(self, theirs, 1), ATOLL_EPERM);
	expect(atoll_self_close(self, theirs), ATOLL_EPERM);
	expect(atoll_self_close(self, (atoll_port){12345}), ATOLL_ENOENT);
	expect(atoll_self_listen(self, theirs, true, NULL), ATOLL_EPERM);
	ck_assert_ptr_null(atoll_self_take(self, theirs));
	ck_assert_ptr_null(atoll_self_poll(self, theirs));
	expect(atoll_self_adopt(self, msg, 0, &x), ATOLL_EINVAL);
	atoll_message_free(msg);
	ok(atoll_self_monitor(self, &watch, atoll_self_id(self)));
	expect(self_post(self, watch, 1), ATOLL_ECLOSED);
	ok(atoll_self_pair(self, &x, &y, NULL));
	ok(atoll_self_close(self, y));
	expect(self_post(self, x, 1), ATOLL_ECLOSED);
	expect(self_post(self, y, 1), ATOLL_ENOENT);
	expect(atoll_self_close(self, y), ATOLL_ENOENT);
	atoll_self_wake(self, theirs);
	atoll_self_timer_stop(self, 99);
	self_report(self, 1);
}

START_TEST(is_refused_what_is_not_its_own)
{
	static const atoll_native calls = {.start = wrong_start,
					   .message = ignore};
	atoll_port port, x, y;

	ok(atoll_port_pair(&x, &y, kernel, NULL));
	(void)start_native(&port, &calls, &x);
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

/* poller has a pair; it stops listening and polls. */
typedef struct {
	atoll_port x, y;
	int seen;
} poller;

static void
poller_start(void *state, atoll_self *self)
{
	poller *p = state;

	ok(atoll_self_pair(self, &p->x, &p->y, NULL));
	ok(atoll_self_listen(self, p->x, true, NULL));
	for (int i = 0; i < 10; i++) {
		ok(self_post(self, p->y, i));
	}
}

static void
poller_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	poller *p = state;
	atoll_message *next;

	if (port.id != p->x.id) {
		/* The parent's word: listen to the rest. */
		ok(atoll_self_listen(self, p->x, true, NULL));
		return;
	}
	ck_assert_double_eq(atoll_value_number(atoll_message_value(msg)),
			    p->seen++);
	if (p->seen == 3) {
		next = atoll_self_poll(self, p->x);
		ck_assert_double_eq(message_number(next), p->seen++);
		ok(atoll_self_listen(self, p->x, false, NULL));
		while (p->seen < 7) {
			next = atoll_self_poll(self, p->x);
			ck_assert_double_eq(message_number(next), p->seen++);
		}
		self_report(self, p->seen);
	}
	if (p->seen == 10) {
		ck_assert_ptr_null(atoll_self_poll(self, p->x));
		self_report(self, p->seen);
	}
}

START_TEST(polls_a_port_it_does_not_listen_to)
{
	static const atoll_native calls = {.start = poller_start,
					   .message = poller_message};
	poller p = {0};
	atoll_port port;

	(void)start_native(&port, &calls, &p);
	ck_assert_double_eq(receive(port), 7);
	post(port, 0);
	ck_assert_double_eq(receive(port), 10);
}
END_TEST

/* A port that is closed in the middle of its queue brings nothing more. */
static void
quitter_message(void *state, atoll_self *self, atoll_port port,
		atoll_message *msg)
{
	int *seen = state;

	(void)msg;
	ck_assert_int_lt(++*seen, 2);
	ok(atoll_self_close(self, port));
	expect(self_post(self, port, 1), ATOLL_ENOENT);
	ck_assert_ptr_null(atoll_self_take(self, port));
}

START_TEST(may_close_a_port_in_the_middle_of_its_queue)
{
	static const atoll_native calls = {.message = quitter_message};
	atoll_isolate isolate;
	atoll_port port;
	int seen = 0;

	ok(atoll_isolate_spawn(&isolate, &port, kernel,
			       &(atoll_isolate_opts){.native = &calls,
						     .state = &seen,
						     .paused = true}));
	for (int i = 0; i < 10; i++) {
		post(port, i);
	}
	ok(atoll_isolate_resume(kernel, isolate));
	(void)receive_exit(port);
}
END_TEST

/* filler fills a bounded port and goes on when it drains. */
typedef struct {
	atoll_port x, y;
	double posted, taken;
	int drains;
} filler;

static void
filler_fill(filler *f, atoll_self *self)
{
	while (self_post(self, f->y, f->posted) == ATOLL_OK) {
		f->posted++;
	}
}

static void
filler_start(void *state, atoll_self *self)
{
	filler *f = state;

	ok(atoll_self_pair(
	    self, &f->x, &f->y,
	    &(atoll_port_opts){.messages = 8, .policy = ATOLL_BLOCK}));
	ok(atoll_self_listen(self, f->x, true, NULL));
	filler_fill(f, self);
	ck_assert_double_eq(f->posted, 8);
}

static void
filler_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	filler *f = state;

	(void)port;
	ck_assert_double_eq(atoll_value_number(atoll_message_value(msg)),
			    f->taken++);
	if (f->taken == 1000) {
		self_report(self, f->drains);
	}
}

static void
filler_drain(void *state, atoll_self *self, atoll_port port)
{
	filler *f = state;

	ck_assert_uint_eq(port.id, f->y.id);
	/* Half of it is free by now. */
	ck_assert_double_ge(f->taken, f->posted - 4);
	f->drains++;
	filler_fill(f, self);
}

START_TEST(is_told_of_room_in_a_full_port)
{
	static const atoll_native calls = {.start = filler_start,
					   .message = filler_message,
					   .drain = filler_drain};
	filler f = {0};
	atoll_port port;
	double drains;

	(void)start_native(&port, &calls, &f);
	drains = receive(port);
	ck_assert_double_ge(drains, 1000 / 8 - 1);
	ck_assert_double_le(drains, 1000 / 4 + 1);
	kernel_stop();
	kernel_start();
}
END_TEST

/* messy leaves a half-built message behind. */
static void
messy_message(void *state, atoll_self *self, atoll_port port,
	      atoll_message *msg)
{
	double n = atoll_value_number(atoll_message_value(msg));

	(void)state;
	(void)port;
	self_report(self, n);
	atoll_build_array(atoll_self_builder(self));
	atoll_build_text(atoll_self_builder(self), "secret");
}

START_TEST(gets_an_empty_builder_each_time)
{
	static const atoll_native calls = {.message = messy_message};
	atoll_port port, other;

	(void)start_native(&port, &calls, NULL);
	(void)start_native(&other, &calls, NULL);
	for (int i = 0; i < 10; i++) {
		post(port, i);
		post(other, i);
		ck_assert_double_eq(receive(port), i);
		ck_assert_double_eq(receive(other), i);
	}
}
END_TEST

/* A message to oneself comes in a later turn, not at once. */
static void
loner_start(void *state, atoll_self *self)
{
	atoll_port x, y;

	ok(atoll_self_pair(self, &x, &y, NULL));
	ok(atoll_self_listen(self, x, true, NULL));
	ok(self_post(self, y, 5));
	*(int *)state = 1;
}

static void
loner_message(void *state, atoll_self *self, atoll_port port,
	      atoll_message *msg)
{
	(void)port;
	ck_assert_int_eq(*(int *)state, 1);
	self_report(self, atoll_value_number(atoll_message_value(msg)));
}

START_TEST(may_post_to_itself)
{
	static const atoll_native calls = {.start = loner_start,
					   .message = loner_message};
	atoll_port port;
	int state = 0;

	(void)start_native(&port, &calls, &state);
	ck_assert_double_eq(receive(port), 5);
}
END_TEST

/* A busy port does not starve another one of the same isolate. */
static void
endless_message(void *state, atoll_self *self, atoll_port port,
		atoll_message *msg)
{
	atoll_port *y = state;

	(void)msg;
	if (port.id == atoll_self_parent(self).id) {
		self_report(self, 1);
		atoll_self_exit(self, 0);
		return;
	}
	ok(self_post(self, *y, 0));
}

static void
endless_start(void *state, atoll_self *self)
{
	atoll_port *y = state, x;

	ok(atoll_self_pair(self, &x, y, NULL));
	ok(atoll_self_listen(self, x, true, NULL));
	ok(self_post(self, *y, 0));
}

START_TEST(hears_all_its_ports_though_one_never_rests)
{
	static const atoll_native calls = {.start = endless_start,
					   .message = endless_message};
	atoll_port port, y;

	(void)start_native(&port, &calls, &y);
	post(port, 1);
	ck_assert_double_eq(receive(port), 1);
	expect_exit(port, ATOLL_EXITED, 0);
}
END_TEST

/* ------------------------------------------------------------ children */

static void
mother_closed(void *state, atoll_self *self, atoll_port port,
	      const atoll_exit *why)
{
	(void)state;
	(void)port;
	ck_assert_ptr_nonnull(why);
	self_report(self, 100 + why->code);
}

static void
child_message(void *state, atoll_self *self, atoll_port port,
	      atoll_message *msg)
{
	(void)state;
	(void)port;
	atoll_self_exit(self,
			(int)atoll_value_number(atoll_message_value(msg)));
}

static const atoll_native child = {.message = child_message};

static void
mother_start(void *state, atoll_self *self)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		atoll_isolate isolate;
		atoll_port port;

		ok(atoll_self_spawn(self, &isolate, &port,
				    &(atoll_isolate_opts){.native = &child}));
		ok(atoll_self_listen(self, port, true, NULL));
		ok(self_post(self, port, i));
	}
}

START_TEST(learns_how_its_children_end)
{
	static const atoll_native calls = {
	    .start = mother_start, .message = ignore, .closed = mother_closed};
	atoll_isolate_stats s;
	atoll_port port;
	atoll_isolate isolate = start_native(&port, &calls, NULL);
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		sum += receive(port);
	}
	ck_assert_double_eq(sum, 303);
	post(port, 0);
	do {
		ok(atoll_isolate_get_stats(kernel, isolate, &s));
	} while (s.received < 1);
	ck_assert_uint_eq(s.children, 0);
	ck_assert_uint_eq(s.ports, 1);
	ck_assert_uint_eq(s.posted, 6);
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "life", kernel_start);

	tcase_add_test(c, refuses_wrong_options);
	tcase_add_test(c, answers_through_its_parent_port);
	tcase_add_test(c, is_called_in_order);
	tcase_add_test(c, stops_one_that_never_ran);
	tcase_add_test(c, knows_itself);
	tcase_add_test(c, may_have_no_port_to_its_parent);
	tcase_add_test(c, numbers_isolates_from_zero);
	tcase_add_test(c, bounds_the_queue_to_its_parent);
	tcase_add_test(c, runs_a_paused_one_when_resumed);
	tcase_add_test(c, is_unknown_when_it_has_ended);
	tcase_add_test(c, lists_who_is_alive);
	c = suite_case(s, "inside", kernel_start);
	tcase_add_test(c, is_refused_what_is_not_its_own);
	tcase_add_test(c, polls_a_port_it_does_not_listen_to);
	tcase_add_test(c, may_close_a_port_in_the_middle_of_its_queue);
	tcase_add_test(c, is_told_of_room_in_a_full_port);
	tcase_add_test(c, gets_an_empty_builder_each_time);
	tcase_add_test(c, may_post_to_itself);
	tcase_add_test(c, hears_all_its_ports_though_one_never_rests);
	tcase_add_test(c, learns_how_its_children_end);
}

int
main(void)
{
	return suite_run("isolate", add);
}
