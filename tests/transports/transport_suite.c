/* tests/transports/transport_suite.c - what every transport promises. Built
 * once for each, which TRANSPORT names. The isolates are of engine native and
 * have no state, so that they mean the same in another process.
 * SPDX-License-Identifier: MIT */
#include "tests/kernel/suite.h"

static atoll_isolate
start_with(atoll_port *port, const atoll_native *calls,
	   const atoll_port_opts *bounds, bool paused)
{
	atoll_isolate isolate;

	ok(atoll_isolate_spawn(&isolate, port, kernel,
			       &(atoll_isolate_opts){.transport = TRANSPORT,
						     .native = calls,
						     .port = bounds,
						     .paused = paused}));
	return isolate;
}

static atoll_isolate
start(atoll_port *port, const atoll_native *calls)
{
	return start_with(port, calls, NULL, false);
}

START_TEST(is_known)
{
	atoll_part part;
	bool found = false;

	for (size_t i = 0; atoll_kernel_transport(kernel, i, &part) == ATOLL_OK;
	     i++) {
		found |= strcmp(part.name, TRANSPORT) == 0;
	}
	ck_assert(found);
}
END_TEST

START_TEST(keeps_the_order)
{
	atoll_port port;

	(void)start(&port, &echo);
	for (int i = 0; i < 10000; i++) {
		post(port, i);
	}
	for (int i = 0; i < 10000; i++) {
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(keeps_the_order_at_a_time)
{
	atoll_port port;

	(void)start(&port, &echo);
	for (int i = 0; i < 1000; i++) {
		post(port, i);
		ck_assert_double_eq(receive(port), i);
	}
}
END_TEST

START_TEST(leaves_a_refused_message_with_its_sender)
{
	atoll_message *msg = message_new(4);
	atoll_isolate isolate;
	atoll_port port;

	isolate =
	    start_with(&port, &echo, &(atoll_port_opts){.messages = 3}, true);
	for (int i = 0; i < 3; i++) {
		post(port, i);
	}
	expect(atoll_port_post(kernel, port, msg), ATOLL_EFULL);
	ok(atoll_isolate_terminate(kernel, isolate));
	(void)receive_exit(port);
	expect(atoll_port_post(kernel, port, msg), ATOLL_ECLOSED);
	ck_assert_double_eq(message_number(msg), 4);
}
END_TEST

START_TEST(delivers_nothing_after_the_end)
{
	for (int i = 0; i < 50; i++) {
		atoll_port port;
		atoll_isolate isolate = start(&port, &echo);
		atoll_message *msg;
		atoll_err err;

		post(port, i);
		ok(atoll_isolate_terminate(kernel, isolate));
		expect_exit(port, ATOLL_TERMINATED, 1);
		err = atoll_port_receive(kernel, port, 0, &msg);
		expect(err, ATOLL_ENOENT);
	}
}
END_TEST

START_TEST(notices_a_death_once)
{
	for (int i = 0; i < 100; i++) {
		atoll_port port, watch[3];
		atoll_isolate isolate = start(&port, &echo);
		atoll_message *msg;

		for (int n = 0; n < 3; n++) {
			watch[n] = monitor(isolate);
		}
		ok(atoll_isolate_terminate(kernel, isolate));
		for (int n = 0; n < 3; n++) {
			(void)receive_exit(watch[n]);
			expect(atoll_port_receive(kernel, watch[n], 0, &msg),
			       ATOLL_ECLOSED);
			expect_exit(watch[n], ATOLL_TERMINATED, 1);
		}
		expect_exit(port, ATOLL_TERMINATED, 1);
		expect_exit(monitor(isolate), ATOLL_NO_ISOLATE, 0);
	}
}
END_TEST

START_TEST(tells_that_the_other_end_closed)
{
	atoll_port port;
	atoll_port watch = monitor(start(&port, &echo));

	post(port, 1);
	ck_assert_double_eq(receive(port), 1);
	close_port(port);
	expect_exit(watch, ATOLL_FINISHED, 0);
}
END_TEST

static void *
flood(void *arg)
{
	const atoll_port *port = arg;

	for (int i = 0; i < 5000; i++) {
		post(*port, i);
	}
	return NULL;
}

START_TEST(presses_back)
{
	atoll_port_stats s;
	atoll_port port;
	pthread_t t;

	(void)start_with(
	    &port, &sink,
	    &(atoll_port_opts){.messages = 8, .policy = ATOLL_BLOCK}, false);
	pthread_create(&t, NULL, flood, &port);
	pthread_join(t, NULL);
	ok(atoll_port_get_stats(kernel, port, &s));
	ck_assert_uint_eq(s.dropped, 0);
}
END_TEST

START_TEST(carries_empty_and_large_messages)
{
	static const size_t sizes[] = {0,    1,     4095,
				       4096, 65537, (64 << 20) - 4096};
	atoll_port port;

	(void)start(&port, &echo);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		atoll_message *msg = message_of_size(sizes[i]);
		atoll_message *back;
		const char *sent, *got;
		size_t len;

		ok(atoll_port_post(kernel, port, atoll_message_ref(msg)));
		sent = atoll_value_string(atoll_message_value(msg), &len);
		ck_assert_uint_eq(len, sizes[i]);
		back = receive_message(port);
		got = atoll_value_string(atoll_message_value(back), &len);
		ck_assert_uint_eq(len, sizes[i]);
		ck_assert(memcmp(sent, got, len) == 0);
		atoll_message_free(back);
		atoll_message_free(msg);
	}
}
END_TEST

/* lender answers a message that holds a port through that port. */
static void
lender_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	atoll_port got;

	if (atoll_self_adopt(self, msg, 0, &got) == ATOLL_OK) {
		ok(atoll_self_listen(self, got, true, NULL));
		ok(self_post(self, got, 7));
	} else {
		echo.message(state, self, port, msg);
	}
}

static const atoll_native lender = {.message = lender_message};

START_TEST(carries_ports)
{
	atoll_port port, a, b;

	(void)start(&port, &lender);
	for (int i = 0; i < 50; i++) {
		ok(atoll_port_pair(&a, &b, kernel, NULL));
		post(a, 1);
		ok(atoll_port_post(kernel, port, message_with_ports(0, &b, 1)));
		post(a, 2);
		ck_assert_double_eq(receive(a), 7);
		ck_assert_double_eq(receive(a), 1);
		ck_assert_double_eq(receive(a), 2);
		if (i % 2 == 0) {
			close_port(a);
		}
	}
}
END_TEST

START_TEST(closes_ports_that_nobody_takes)
{
	atoll_port port, a, b;
	atoll_message *msg;

	(void)start(&port, &sink);
	ok(atoll_port_pair(&a, &b, kernel, NULL));
	ok(atoll_port_post(kernel, port, message_with_ports(0, &b, 1)));
	expect(atoll_port_receive(kernel, a, PATIENCE_MS, &msg), ATOLL_ECLOSED);
}
END_TEST

START_TEST(carries_start_data)
{
	atoll_isolate isolate;
	atoll_port port;

	ok(atoll_isolate_spawn(
	    &isolate, &port, kernel,
	    &(atoll_isolate_opts){.transport = TRANSPORT,
				  .native = &echo,
				  .data = message_of_size(100000)}));
	post(port, 1);
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

START_TEST(opens_and_closes_a_thousand_times)
{
	atoll_kernel_stats s;
	size_t before = 0;

	for (int i = 0; i < 1000; i++) {
		atoll_port port;
		atoll_port watch = monitor(start(&port, &echo));

		if (i == 10) {
			before = open_files(); /* what is kept, is there */
		}
		post(port, i);
		ck_assert_double_eq(receive(port), i);
		close_port(port);
		expect_exit(watch, ATOLL_FINISHED, 0);
	}
	ck_assert_uint_le(open_files(), before);
	atoll_kernel_wait(kernel);
	atoll_kernel_get_stats(kernel, &s);
	ck_assert_uint_eq(s.ports, 0);
	ck_assert_uint_eq(s.isolates, 0);
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "transport", kernel_start);

	tcase_add_test(c, is_known);
	tcase_add_test(c, keeps_the_order);
	tcase_add_test(c, keeps_the_order_at_a_time);
	tcase_add_test(c, leaves_a_refused_message_with_its_sender);
	tcase_add_test(c, delivers_nothing_after_the_end);
	tcase_add_test(c, notices_a_death_once);
	tcase_add_test(c, tells_that_the_other_end_closed);
	tcase_add_test(c, presses_back);
	tcase_add_test(c, carries_empty_and_large_messages);
	tcase_add_test(c, carries_ports);
	tcase_add_test(c, closes_ports_that_nobody_takes);
	tcase_add_test(c, carries_start_data);
	tcase_add_test(c, opens_and_closes_a_thousand_times);
}

int
main(void)
{
	return suite_run(TRANSPORT, add);
}
