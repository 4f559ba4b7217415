/* tests/kernel/exit_test.c - how isolates end, and who is told.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

/* An isolate that does as the number says that it gets. */
enum { EXIT, FAIL, FAIL_TWICE, RETURN, CLOSE_PARENT, SPAWN, MONITOR_SELF };

static void obey_message(void *state, atoll_self *self, atoll_port port,
			 atoll_message *msg);

static void
obey_closed(void *state, atoll_self *self, atoll_port port,
	    const atoll_exit *why)
{
	(void)state;
	if (why != NULL && atoll_self_parent(self).id != port.id) {
		self_report(self, (double)why->reason);
	}
}

static const atoll_native obey = {.message = obey_message,
				  .closed = obey_closed};

static void
obey_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	atoll_isolate isolate;

	switch ((int)atoll_value_number(atoll_message_value(msg))) {
	case EXIT:
		self_report(self, 1);
		atoll_self_exit(self, 7);
		ck_assert(atoll_self_ending(self));
		atoll_self_exit(self, 8); /* the first counts */
		break;
	case FAIL:
		atoll_self_fail(self, ATOLL_FAILED, 3, "a mistake",
				message_new(99));
		break;
	case FAIL_TWICE:
		atoll_self_fail(self, ATOLL_FAILED, 3, "the first",
				message_new(1));
		atoll_self_fail(self, ATOLL_OUT_OF_MEMORY, 4, "the second",
				message_new(2));
		break;
	case CLOSE_PARENT:
		ok(atoll_self_close(self, port));
		break;
	case SPAWN:
		ok(atoll_self_spawn(
		    self, &isolate, &port,
		    &(atoll_isolate_opts){.native = &obey, .state = state}));
		ok(atoll_self_listen(self, port, true, NULL));
		ok(self_post(self, port, SPAWN + 100));
		break;
	case SPAWN + 100: /* hand the id up */
		self_report(self, (double)atoll_self_id(self).id);
		break;
	case MONITOR_SELF:
		ok(atoll_self_monitor(self, &port, atoll_self_id(self)));
		break;
	default: /* from a child */
		self_report(self, atoll_value_number(atoll_message_value(msg)));
	}
}

static atoll_isolate
start_obey(atoll_port *port)
{
	return start_native(port, &obey, NULL);
}

/* ------------------------------------------------------------- reasons */

START_TEST(finishes_when_nothing_keeps_it)
{
	atoll_port port, watch = monitor(start_obey(&port));

	close_port(port);
	expect_exit(watch, ATOLL_FINISHED, 0);
}
END_TEST

START_TEST(exits_with_the_first_code)
{
	atoll_message *again;
	atoll_port port, watch = monitor(start_obey(&port));

	post(port, EXIT);
	again = message_new(EXIT); /* is not delivered any more */
	if (atoll_port_post(kernel, port, again) != ATOLL_OK) {
		atoll_message_free(again);
	}
	ck_assert_double_eq(receive(port), 1);
	expect_exit(port, ATOLL_EXITED, 7);
	expect_exit(watch, ATOLL_EXITED, 7);
}
END_TEST

START_TEST(fails_with_text_and_error)
{
	atoll_port port, watch;
	atoll_isolate isolate = start_obey(&port);
	atoll_exit end;

	watch = monitor(isolate);
	post(port, FAIL);
	for (int i = 0; i < 2; i++) {
		end = receive_exit(i == 0 ? port : watch);
		ck_assert_int_eq(end.reason, ATOLL_FAILED);
		ck_assert_int_eq(end.code, 3);
		ck_assert_uint_eq(end.isolate.id, isolate.id);
		ck_assert_str_eq(end.message, "a mistake");
		ck_assert_double_eq(
		    atoll_value_number(atoll_message_value(end.error)), 99);
	}
	close_port(port); /* the other's stays lent */
	ck_assert_double_eq(atoll_value_number(atoll_message_value(end.error)),
			    99);
}
END_TEST

START_TEST(counts_the_first_failure)
{
	atoll_port port;
	atoll_exit end;

	(void)start_obey(&port);
	post(port, FAIL_TWICE);
	end = receive_exit(port);
	ck_assert_int_eq(end.reason, ATOLL_FAILED);
	ck_assert_str_eq(end.message, "the first");
}
END_TEST

START_TEST(is_terminated_from_outside)
{
	atoll_port port;
	atoll_isolate isolate = start_obey(&port);

	ok(atoll_isolate_terminate(kernel, isolate));
	expect_exit(port, ATOLL_TERMINATED, 1);
}
END_TEST

START_TEST(has_a_text_for_each_reason)
{
	for (int i = ATOLL_FINISHED; i <= ATOLL_NO_ISOLATE; i++) {
		ck_assert_str_ne(atoll_reason_text((atoll_reason)i),
				 "unknown reason");
	}
	ck_assert_str_eq(atoll_reason_text((atoll_reason)99), "unknown reason");
	for (int i = ATOLL_OK; i <= ATOLL_ESELF; i++) {
		ck_assert_str_ne(atoll_strerror((atoll_err)i), "unknown error");
		ck_assert_int_eq(
		    strncmp(atoll_errname((atoll_err)i), "ATOLL_", 6), 0);
	}
	ck_assert_str_eq(atoll_strerror((atoll_err)99), "unknown error");
	ck_assert_str_eq(atoll_errname((atoll_err)99), "unknown error");
}
END_TEST

/* ------------------------------------------------------------ monitors */

START_TEST(tells_every_monitor_once)
{
	atoll_port port, watch[20];
	atoll_isolate isolate = start_obey(&port);
	atoll_message *msg;

	for (int i = 0; i < 20; i++) {
		watch[i] = monitor(isolate);
		receive_none(watch[i]);
	}
	for (int i = 0; i < 20; i += 3) {
		close_port(watch[i]); /* changed our mind */
	}
	post(port, EXIT);
	for (int i = 0; i < 20; i++) {
		if (i % 3 != 0) {
			expect(atoll_port_receive(kernel, watch[i], PATIENCE_MS,
						  &msg),
			       ATOLL_ECLOSED);
			expect_exit(watch[i], ATOLL_EXITED, 7);
		}
	}
}
END_TEST

START_TEST(tells_at_once_of_one_that_has_ended)
{
	atoll_port port;
	atoll_isolate isolate = start_obey(&port);
	atoll_exit end;

	post(port, EXIT);
	expect_exit(monitor((atoll_isolate){0}), ATOLL_NO_ISOLATE, 0);
	atoll_kernel_wait(kernel);
	end = receive_exit(monitor(isolate));
	ck_assert_int_eq(end.reason, ATOLL_NO_ISOLATE);
	ck_assert_uint_eq(end.isolate.id, isolate.id);
}
END_TEST

START_TEST(tells_what_a_monitor_cannot_do)
{
	atoll_port port, watch = monitor(start_obey(&port));
	atoll_message *msg = message_new(1);
	atoll_exit end;

	expect(atoll_port_post(kernel, watch, msg), ATOLL_ECLOSED);
	expect(atoll_port_exit(kernel, watch, &end), ATOLL_EMPTY);
	atoll_message_free(msg);
}
END_TEST

START_TEST(tells_after_the_last_message)
{
	for (int i = 0; i < 300; i++) {
		atoll_port port, watch = monitor(start_obey(&port));

		post(port, EXIT);
		(void)receive_exit(watch);
		/* Who knows that it ended finds all that it posted. */
		ck_assert_double_eq(receive(port), 1);
		expect_exit(port, ATOLL_EXITED, 7);
		close_port(watch);
	}
}
END_TEST

START_TEST(may_be_monitored_while_it_ends)
{
	for (int i = 0; i < 2000; i++) {
		atoll_port port, watch[2];
		atoll_isolate isolate = start_obey(&port);
		atoll_exit end;

		post(port, EXIT);
		for (int n = 0; n < 2; n++) {
			watch[n] = monitor(isolate);
		}
		for (int n = 0; n < 2; n++) {
			end = receive_exit(watch[n]);
			ck_assert(end.reason == ATOLL_EXITED ||
				  end.reason == ATOLL_NO_ISOLATE);
			close_port(watch[n]);
		}
		close_port(port);
	}
}
END_TEST

START_TEST(may_monitor_itself_in_vain)
{
	atoll_port port;

	(void)start_obey(&port);
	post(port, MONITOR_SELF);
	post(port, EXIT);
	ck_assert_double_eq(receive(port), 1);
	expect_exit(port, ATOLL_EXITED, 7);
}
END_TEST

/* A watcher is told, from inside, of many that end. */
typedef struct {
	atoll_isolate watched[50];
	int told;
} watcher;

static void
watcher_start(void *state, atoll_self *self)
{
	watcher *w = state;
	atoll_port port;

	for (int i = 0; i < 50; i++) {
		ok(atoll_self_monitor(self, &port, w->watched[i]));
	}
	self_report(self, 0);
}

static void
watcher_closed(void *state, atoll_self *self, atoll_port port,
	       const atoll_exit *why)
{
	watcher *w = state;

	(void)port;
	ck_assert_int_eq(why->reason, ATOLL_EXITED);
	if (++w->told == 50) {
		self_report(self, w->told);
	}
}

START_TEST(tells_an_isolate_that_monitors)
{
	static const atoll_native calls = {.start = watcher_start,
					   .message = ignore,
					   .closed = watcher_closed};
	atoll_port port, ports[50];
	watcher w = {0};

	for (int i = 0; i < 50; i++) {
		w.watched[i] = start_obey(&ports[i]);
	}
	(void)start_native(&port, &calls, &w);
	ck_assert_double_eq(receive(port), 0);
	for (int i = 0; i < 50; i++) {
		post(ports[i], EXIT);
	}
	ck_assert_double_eq(receive(port), 50);
}
END_TEST

/* -------------------------------------------------------------- family */

START_TEST(ends_its_children_with_it)
{
	atoll_port port, watch;
	atoll_isolate grandchild;

	(void)start_obey(&port);
	post(port, SPAWN);
	grandchild.id = (uint64_t)receive(port);
	watch = monitor(grandchild);
	post(port, EXIT);
	expect_exit(watch, ATOLL_TERMINATED, 1);
	expect_exit(port, ATOLL_EXITED, 7);
}
END_TEST

START_TEST(tells_the_parent_of_a_child_that_was_terminated)
{
	atoll_port port;
	atoll_isolate isolate;

	(void)start_obey(&port);
	post(port, SPAWN);
	isolate.id = (uint64_t)receive(port);
	ok(atoll_isolate_terminate(kernel, isolate));
	ck_assert_double_eq(receive(port), ATOLL_TERMINATED);
}
END_TEST

START_TEST(tells_how_it_ended_though_it_closed_its_port)
{
	atoll_port port;

	(void)start_obey(&port);
	post(port, CLOSE_PARENT);
	expect_exit(port, ATOLL_FINISHED, 0);
}
END_TEST

/* A family tree: each isolate has two children until the depth is 0. */
static void
tree_start(void *state, atoll_self *self)
{
	double depth =
	    atoll_value_number(atoll_message_value(atoll_self_data(self)));

	for (int i = 0; i < 2 && depth > 0; i++) {
		atoll_isolate isolate;
		atoll_port port;

		atoll_message *data = message_new(depth - 1);
		atoll_err err = atoll_self_spawn(
		    self, &isolate, &port,
		    &(atoll_isolate_opts){
			.native = state, .state = state, .data = data});

		if (err == ATOLL_ESTOPPED) {
			atoll_message_free(data); /* the kernel ends */
			return;
		}
		ok(err);
		ok(atoll_self_listen(self, port, true, NULL));
	}
	if (depth == 0) {
		(void)self_post(self, atoll_self_parent(self), 1);
	}
}

static void
tree_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)port;
	(void)self_post(self, atoll_self_parent(self),
			atoll_value_number(atoll_message_value(msg)));
}

START_TEST(ends_a_whole_tree)
{
	static const atoll_native calls = {.start = tree_start,
					   .message = tree_message};
	atoll_isolate isolate;
	atoll_port port;

	ok(atoll_isolate_spawn(&isolate, &port, kernel,
			       &(atoll_isolate_opts){.native = &calls,
						     .state = (void *)&calls,
						     .data = message_new(8)}));
	for (int i = 0; i < 256; i++) {
		ck_assert_double_eq(receive(port), 1);
	}
	ck_assert_uint_eq(atoll_isolate_list(kernel, NULL, 0), 511);
	ok(atoll_isolate_terminate(kernel, isolate));
	expect_exit(port, ATOLL_TERMINATED, 1);
	atoll_kernel_wait(kernel);
}
END_TEST

START_TEST(ends_a_tree_that_still_grows)
{
	static const atoll_native calls = {.start = tree_start,
					   .message = tree_message};
	atoll_isolate isolate;
	atoll_port port;

	ok(atoll_isolate_spawn(&isolate, &port, kernel,
			       &(atoll_isolate_opts){.native = &calls,
						     .state = (void *)&calls,
						     .data = message_new(40)}));
	while (atoll_isolate_list(kernel, NULL, 0) < 100) {
	}
	kernel_stop();
	kernel_start();
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "reason", kernel_start);

	tcase_add_test(c, finishes_when_nothing_keeps_it);
	tcase_add_test(c, exits_with_the_first_code);
	tcase_add_test(c, fails_with_text_and_error);
	tcase_add_test(c, counts_the_first_failure);
	tcase_add_test(c, is_terminated_from_outside);
	tcase_add_test(c, has_a_text_for_each_reason);
	c = suite_case(s, "monitor", kernel_start);
	tcase_add_test(c, tells_every_monitor_once);
	tcase_add_test(c, tells_at_once_of_one_that_has_ended);
	tcase_add_test(c, tells_what_a_monitor_cannot_do);
	tcase_add_test(c, tells_after_the_last_message);
	tcase_add_test(c, may_be_monitored_while_it_ends);
	tcase_add_test(c, may_monitor_itself_in_vain);
	tcase_add_test(c, tells_an_isolate_that_monitors);
	c = suite_case(s, "family", kernel_start);
	tcase_add_test(c, ends_its_children_with_it);
	tcase_add_test(c, tells_the_parent_of_a_child_that_was_terminated);
	tcase_add_test(c, tells_how_it_ended_though_it_closed_its_port);
	tcase_add_test(c, ends_a_whole_tree);
	tcase_add_test(c, ends_a_tree_that_still_grows);
}

int
main(void)
{
	return suite_run("exit", add);
}
