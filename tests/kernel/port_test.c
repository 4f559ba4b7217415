/* tests/kernel/port_test.c - ports, from outside. SPDX-License-Identifier: MIT
 */
#include "suite.h"

static atoll_port a, b;

static void
pair(void)
{
	kernel_start();
	ok(atoll_port_pair(&a, &b, kernel, NULL));
}

static void
bounded(atoll_policy policy, uint64_t messages, uint64_t bytes)
{
	ok(atoll_port_pair(&a, &b, kernel,
			   &(atoll_port_opts){.messages = messages,
					      .bytes = bytes,
					      .policy = policy}));
}

static atoll_port_stats
stats(atoll_port port)
{
	atoll_port_stats s;

	ok(atoll_port_get_stats(kernel, port, &s));
	return s;
}

/* ------------------------------------------------------------- queues */

START_TEST(carries_a_message_each_way)
{
	post(a, 1);
	post(b, 2);
	ck_assert_double_eq(receive(b), 1);
	ck_assert_double_eq(receive(a), 2);
}
END_TEST

START_TEST(delivers_in_the_order_of_posts)
{
	for (int i = 0; i < 1000; i++) {
		post(a, i);
		if (i % 3 == 0) {
			ck_assert_double_eq(receive(b), i / 3);
		}
	}
	for (int i = 334; i < 1000; i++) {
		ck_assert_double_eq(receive(b), i);
	}
	receive_none(b);
}
END_TEST

START_TEST(carries_the_message_and_not_a_copy)
{
	atoll_message *msg = message_new(7), *got;

	ok(atoll_port_post(kernel, a, atoll_message_ref(msg)));
	ok(atoll_port_receive(kernel, b, 0, &got));
	ck_assert_ptr_eq(got, msg);
	atoll_message_free(got);
	atoll_message_free(msg);
}
END_TEST

START_TEST(tells_an_empty_queue_from_a_late_one)
{
	atoll_message *msg;

	expect(atoll_port_receive(kernel, a, 0, &msg), ATOLL_EMPTY);
	expect(atoll_port_receive(kernel, a, 1, &msg), ATOLL_ETIMEDOUT);
}
END_TEST

static void *
post_three(void *arg)
{
	(void)arg;
	for (int i = 0; i < 3; i++) {
		post(a, i);
	}
	return NULL;
}

START_TEST(wakes_who_waits_for_a_message)
{
	for (int round = 0; round < 200; round++) {
		pthread_t t;
		atoll_message *msg;

		pthread_create(&t, NULL, post_three, NULL);
		for (int i = 0; i < 3; i++) {
			ok(atoll_port_receive(kernel, b, -1, &msg));
			ck_assert_double_eq(message_number(msg), i);
		}
		pthread_join(t, NULL);
	}
}
END_TEST

static void *
receive_till_closed(void *arg)
{
	atoll_message *msg;
	atoll_err err;
	size_t *n = arg;

	while ((err = atoll_port_receive(kernel, b, -1, &msg)) == ATOLL_OK) {
		atoll_message_free(msg);
		(*n)++;
	}
	expect(err, ATOLL_ECLOSED);
	return NULL;
}

START_TEST(gives_each_message_to_one_of_several_receivers)
{
	pthread_t t[4];
	size_t n[4] = {0};

	for (int i = 0; i < 4; i++) {
		pthread_create(&t[i], NULL, receive_till_closed, &n[i]);
	}
	for (int i = 0; i < 5000; i++) {
		post(a, i);
	}
	close_port(a);
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
	}
	ck_assert_uint_eq(n[0] + n[1] + n[2] + n[3], 5000);
}
END_TEST

START_TEST(counts_what_passes)
{
	atoll_port_stats s = stats(b);

	ck_assert(s.open && s.peer_open);
	ck_assert_uint_eq(s.queued, 0);
	post(a, 1);
	post(a, 2);
	(void)receive(b);
	s = stats(b);
	ck_assert_uint_eq(s.queued, 1);
	ck_assert_uint_eq(s.received, 1);
	ck_assert_uint_eq(s.dropped, 0);
	close_port(a);
	s = stats(b);
	ck_assert(s.open && !s.peer_open);
	ck_assert_uint_eq(s.queued, 1);
}
END_TEST

/* ------------------------------------------------------------- closing */

START_TEST(delivers_what_was_queued_before_the_close)
{
	atoll_message *msg;

	for (int i = 0; i < 10; i++) {
		post(a, i);
	}
	close_port(a);
	for (int i = 0; i < 10; i++) {
		ck_assert_double_eq(receive(b), i);
	}
	expect(atoll_port_receive(kernel, b, -1, &msg), ATOLL_ECLOSED);
	expect(atoll_port_receive(kernel, b, 0, &msg), ATOLL_ECLOSED);
}
END_TEST

START_TEST(refuses_posts_to_a_closed_end)
{
	atoll_message *msg = message_new(1);

	close_port(a);
	expect(atoll_port_post(kernel, b, msg), ATOLL_ECLOSED);
	expect(atoll_port_post(kernel, a, msg), ATOLL_ENOENT);
	ck_assert_double_eq(message_number(msg), 1);
}
END_TEST

START_TEST(closes_again_without_complaint)
{
	close_port(a);
	close_port(a);
	close_port(b);
	close_port(b);
	close_port(a);
}
END_TEST

START_TEST(frees_what_is_queued_for_a_port_that_closes)
{
	for (int i = 0; i < 100; i++) {
		post(a, i);
		post(b, i);
	}
	close_port(b);
	close_port(a);
}
END_TEST

START_TEST(knows_no_name_that_never_was)
{
	const atoll_port never[] = {
	    {0}, {1u << 20}, {UINT64_MAX}, {a.id + (1ull << 32)}};
	atoll_message *msg = message_new(1), *got;
	atoll_port_stats s;
	atoll_builder *builder;
	atoll_exit end;
	uint32_t number;

	ok(atoll_builder_new(&builder, NULL));
	for (size_t i = 0; i < 4; i++) {
		atoll_port p = never[i];

		expect(atoll_port_post(kernel, p, msg), ATOLL_ENOENT);
		expect(atoll_port_receive(kernel, p, -1, &got), ATOLL_ENOENT);
		expect(atoll_port_exit(kernel, p, &end), ATOLL_ENOENT);
		expect(atoll_port_notify(kernel, p, NULL, NULL), ATOLL_ENOENT);
		expect(atoll_port_attach(kernel, builder, p, &number),
		       ATOLL_ENOENT);
		expect(atoll_port_get_stats(kernel, p, &s), ATOLL_ENOENT);
	}
	atoll_builder_free(builder);
	atoll_message_free(msg);
}
END_TEST

START_TEST(does_not_mistake_a_port_for_the_one_before_it)
{
	atoll_port old = a, c, d;
	atoll_message *msg = message_new(1), *got;

	close_port(a);
	close_port(b);
	for (int i = 0; i < 100; i++) {
		ok(atoll_port_pair(&c, &d, kernel, NULL));
		expect(atoll_port_post(kernel, old, msg), ATOLL_ENOENT);
		expect(atoll_port_receive(kernel, old, 0, &got), ATOLL_ENOENT);
		close_port(old);
		post(c, i);
		ck_assert_double_eq(receive(d), i);
		close_port(c);
		close_port(d);
	}
	atoll_message_free(msg);
}
END_TEST

static void *
close_both(void *arg)
{
	const atoll_port *ports = arg;

	close_port(ports[0]);
	close_port(ports[1]);
	return NULL;
}

START_TEST(may_be_closed_by_several_threads_at_once)
{
	atoll_kernel_stats s;

	for (int round = 0; round < 500; round++) {
		atoll_port ports[2], other[2];
		pthread_t t[3];

		ok(atoll_port_pair(&ports[0], &ports[1], kernel, NULL));
		for (int i = 0; i < 3; i++) {
			pthread_create(&t[i], NULL, close_both, ports);
		}
		for (int i = 0; i < 3; i++) {
			pthread_join(t[i], NULL);
		}
		/* Were a slot given back twice, two pairs would share it. */
		ok(atoll_port_pair(&ports[0], &ports[1], kernel, NULL));
		ok(atoll_port_pair(&other[0], &other[1], kernel, NULL));
		post(ports[0], 1);
		post(other[0], 2);
		ck_assert_double_eq(receive(ports[1]), 1);
		ck_assert_double_eq(receive(other[1]), 2);
		close_both(ports);
		close_both(other);
	}
	atoll_kernel_get_stats(kernel, &s);
	ck_assert_uint_eq(s.ports, 2);
}
END_TEST

START_TEST(wakes_who_waits_at_a_port_that_closes)
{
	for (int round = 0; round < 200; round++) {
		atoll_message *msg;
		atoll_port ports[2];
		atoll_err err;
		pthread_t t;

		ok(atoll_port_pair(&ports[0], &ports[1], kernel, NULL));
		pthread_create(&t, NULL, close_both, ports);
		err = atoll_port_receive(kernel, ports[1], -1, &msg);
		ck_assert(err == ATOLL_ECLOSED || err == ATOLL_ENOENT);
		pthread_join(t, NULL);
	}
}
END_TEST

/* -------------------------------------------------------------- bounds */

START_TEST(refuses_more_messages_than_its_capacity)
{
	atoll_message *msg = message_new(99);

	bounded(ATOLL_FAIL, 3, 0);
	for (int i = 0; i < 3; i++) {
		post(a, i);
	}
	expect(atoll_port_post(kernel, a, msg), ATOLL_EFULL);
	expect(atoll_port_post(kernel, a, msg), ATOLL_EFULL);
	ck_assert_double_eq(receive(b), 0);
	ok(atoll_port_post(kernel, a, msg));
	ck_assert_double_eq(receive(b), 1);
	ck_assert_double_eq(receive(b), 2);
	ck_assert_double_eq(receive(b), 99);
	ck_assert_uint_eq(stats(b).dropped, 0);
}
END_TEST

START_TEST(bounds_the_queues_of_both_ends)
{
	atoll_message *msg = message_new(3);

	bounded(ATOLL_FAIL, 1, 0);
	post(a, 1);
	post(b, 2);
	expect(atoll_port_post(kernel, a, msg), ATOLL_EFULL);
	expect(atoll_port_post(kernel, b, msg), ATOLL_EFULL);
	atoll_message_free(msg);
}
END_TEST

START_TEST(refuses_more_bytes_than_its_capacity)
{
	atoll_message *small = message_of_size(100);
	size_t size = atoll_message_size(small);

	bounded(ATOLL_FAIL, 0, 2 * size);
	ok(atoll_port_post(kernel, a, atoll_message_ref(small)));
	ok(atoll_port_post(kernel, a, atoll_message_ref(small)));
	ck_assert_uint_eq(stats(b).bytes, 2 * size);
	expect(atoll_port_post(kernel, a, small), ATOLL_EFULL);
	(void)receive(b);
	ck_assert_uint_eq(stats(b).bytes, size);
	ok(atoll_port_post(kernel, a, small));
}
END_TEST

START_TEST(takes_any_one_message_when_empty)
{
	atoll_message *small = message_new(1);

	bounded(ATOLL_FAIL, 0, 10);
	ok(atoll_port_post(kernel, a, message_of_size(10000)));
	expect(atoll_port_post(kernel, a, small), ATOLL_EFULL);
	(void)receive(b);
	ok(atoll_port_post(kernel, a, small));
}
END_TEST

START_TEST(drops_the_oldest_if_told_so)
{
	bounded(ATOLL_DROP_OLDEST, 3, 0);
	for (int i = 0; i < 10; i++) {
		post(a, i);
	}
	ck_assert_uint_eq(stats(b).queued, 3);
	ck_assert_uint_eq(stats(b).dropped, 7);
	for (int i = 7; i < 10; i++) {
		ck_assert_double_eq(receive(b), i);
	}
	receive_none(b);
	ck_assert_uint_eq(stats(b).received, 3);
}
END_TEST

START_TEST(drops_as_many_of_the_oldest_as_a_big_one_needs)
{
	atoll_message *small = message_of_size(100);
	atoll_message *big = message_of_size(250);
	size_t size = atoll_message_size(small);

	bounded(ATOLL_DROP_OLDEST, 0, 4 * size);
	for (int i = 0; i < 4; i++) {
		ok(atoll_port_post(kernel, a, atoll_message_ref(small)));
	}
	ok(atoll_port_post(kernel, a, big));
	ck_assert_uint_le(stats(b).bytes, 4 * size);
	ck_assert_uint_eq(stats(b).dropped + stats(b).queued, 5);
	ok(atoll_port_post(kernel, a, message_of_size(100000)));
	ck_assert_uint_eq(stats(b).queued, 1);
	atoll_message_free(small);
}
END_TEST

START_TEST(drops_the_newest_if_told_so)
{
	bounded(ATOLL_DROP_NEWEST, 3, 0);
	for (int i = 0; i < 10; i++) {
		post(a, i);
	}
	ck_assert_uint_eq(stats(b).dropped, 7);
	for (int i = 0; i < 3; i++) {
		ck_assert_double_eq(receive(b), i);
	}
	receive_none(b);
	post(a, 77);
	ck_assert_double_eq(receive(b), 77);
}
END_TEST

static void *
post_many(void *arg)
{
	(void)arg;
	for (int i = 0; i < 1000; i++) {
		post(a, i);
	}
	return NULL;
}

START_TEST(blocks_a_poster_until_there_is_room)
{
	pthread_t t;

	bounded(ATOLL_BLOCK, 2, 0);
	pthread_create(&t, NULL, post_many, NULL);
	for (int i = 0; i < 1000; i++) {
		ck_assert_uint_le(stats(b).queued, 2);
		ck_assert_double_eq(receive(b), i);
	}
	pthread_join(t, NULL);
	receive_none(b);
	ck_assert_uint_eq(stats(b).dropped, 0);
}
END_TEST

static atomic_int blocked_result;

static void *
post_until_refused(void *arg)
{
	atoll_err err;
	atoll_message *msg;

	do {
		msg = message_new(1);
		err = atoll_port_post(kernel, a, msg);
	} while (err == ATOLL_OK);
	atoll_message_free(msg);
	atomic_store(&blocked_result, (int)err);
	gate_open(arg);
	return NULL;
}

START_TEST(lets_a_blocked_poster_go_when_the_reader_closes)
{
	pthread_t t;
	gate g;

	gate_init(&g);
	bounded(ATOLL_BLOCK, 1, 0);
	pthread_create(&t, NULL, post_until_refused, &g);
	(void)receive(b);
	close_port(b);
	gate_wait(&g);
	ck_assert_int_eq(atomic_load(&blocked_result), ATOLL_ECLOSED);
	pthread_join(t, NULL);
}
END_TEST

START_TEST(lets_a_blocked_poster_go_when_its_own_end_closes)
{
	pthread_t t;
	gate g;
	int err;

	gate_init(&g);
	bounded(ATOLL_BLOCK, 1, 0);
	pthread_create(&t, NULL, post_until_refused, &g);
	(void)receive(b);
	close_port(a);
	gate_wait(&g);
	err = atomic_load(&blocked_result);
	ck_assert(err == ATOLL_ECLOSED || err == ATOLL_ENOENT);
	pthread_join(t, NULL);
}
END_TEST

/* -------------------------------------------------------------- notify */

static void
count_call(void *context)
{
	atomic_fetch_add((atomic_int *)context, 1);
}

START_TEST(notifies_of_the_first_message_and_of_the_close)
{
	atomic_int calls = 0;

	ok(atoll_port_notify(kernel, b, count_call, &calls));
	ck_assert_int_eq(calls, 0);
	post(a, 1);
	ck_assert_int_eq(calls, 1);
	post(a, 2);
	ck_assert_int_eq(calls, 1);
	(void)receive(b);
	(void)receive(b);
	ck_assert_int_eq(calls, 1);
	post(a, 3);
	ck_assert_int_eq(calls, 2);
	close_port(a);
	ck_assert_int_eq(calls, 3);
}
END_TEST

START_TEST(notifies_at_once_of_what_came_before)
{
	atomic_int calls = 0;

	post(a, 1);
	ok(atoll_port_notify(kernel, b, count_call, &calls));
	ck_assert_int_eq(calls, 1);
	ok(atoll_port_notify(kernel, b, NULL, NULL));
	(void)receive(b);
	post(a, 2);
	close_port(a);
	ck_assert_int_eq(calls, 1);
	ok(atoll_port_notify(kernel, b, count_call, &calls));
	ck_assert_int_eq(calls, 2);
}
END_TEST

static void *
post_until_closed(void *arg)
{
	atoll_message *msg;

	do {
		msg = message_new(1);
	} while (atoll_port_post(kernel, a, msg) == ATOLL_OK);
	atoll_message_free(msg);
	return arg;
}

static atomic_bool alive;

static void
must_be_alive(void *context)
{
	ck_assert(atomic_load((atomic_bool *)context));
}

START_TEST(makes_no_call_once_notify_was_ended)
{
	pthread_t t[2];
	atoll_message *msg;

	pthread_create(&t[0], NULL, post_until_closed, NULL);
	pthread_create(&t[1], NULL, post_until_closed, NULL);
	for (int i = 0; i < 300; i++) {
		atomic_store(&alive, true);
		ok(atoll_port_notify(kernel, b, must_be_alive, &alive));
		while (atoll_port_receive(kernel, b, 0, &msg) == ATOLL_OK) {
			atoll_message_free(msg);
		}
		(void)receive(b);
		ok(atoll_port_notify(kernel, b, NULL, NULL));
		atomic_store(&alive, false);
	}
	atomic_store(&alive, true);
	ok(atoll_port_notify(kernel, b, must_be_alive, &alive));
	close_port(b);
	atomic_store(&alive, false);
	pthread_join(t[0], NULL);
	pthread_join(t[1], NULL);
}
END_TEST

/* ----------------------------------------------------------- ownership */

static void
tell_parent_port(void *state, atoll_self *self)
{
	(void)state;
	self_report(self, (double)atoll_self_parent(self).id);
}

START_TEST(leaves_an_isolates_port_to_it)
{
	static const atoll_native calls = {.start = tell_parent_port,
					   .message = ignore};
	atoll_port port, theirs;
	atoll_message *msg;
	atoll_builder *builder;
	uint32_t number;

	(void)start_native(&port, &calls, NULL);
	theirs.id = (uint64_t)receive(port);
	expect(atoll_port_receive(kernel, theirs, 0, &msg), ATOLL_EPERM);
	expect(atoll_port_notify(kernel, theirs, count_call, NULL),
	       ATOLL_EPERM);
	expect(atoll_port_close(kernel, theirs), ATOLL_EPERM);
	ok(atoll_builder_new(&builder, NULL));
	expect(atoll_port_attach(kernel, builder, theirs, &number),
	       ATOLL_EPERM);
	atoll_builder_free(builder);
}
END_TEST

START_TEST(has_no_exit_where_no_isolate_ended)
{
	atoll_message *msg;
	atoll_exit end;

	expect(atoll_port_exit(kernel, b, &end), ATOLL_EMPTY);
	close_port(a);
	expect(atoll_port_receive(kernel, b, 0, &msg), ATOLL_ECLOSED);
	expect(atoll_port_exit(kernel, b, &end), ATOLL_EMPTY);
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "queue", pair);

	tcase_add_test(c, carries_a_message_each_way);
	tcase_add_test(c, delivers_in_the_order_of_posts);
	tcase_add_test(c, carries_the_message_and_not_a_copy);
	tcase_add_test(c, tells_an_empty_queue_from_a_late_one);
	tcase_add_test(c, wakes_who_waits_for_a_message);
	tcase_add_test(c, gives_each_message_to_one_of_several_receivers);
	tcase_add_test(c, counts_what_passes);
	c = suite_case(s, "close", pair);
	tcase_add_test(c, delivers_what_was_queued_before_the_close);
	tcase_add_test(c, refuses_posts_to_a_closed_end);
	tcase_add_test(c, closes_again_without_complaint);
	tcase_add_test(c, frees_what_is_queued_for_a_port_that_closes);
	tcase_add_test(c, knows_no_name_that_never_was);
	tcase_add_test(c, does_not_mistake_a_port_for_the_one_before_it);
	tcase_add_test(c, may_be_closed_by_several_threads_at_once);
	tcase_add_test(c, wakes_who_waits_at_a_port_that_closes);
	c = suite_case(s, "bounds", kernel_start);
	tcase_add_test(c, refuses_more_messages_than_its_capacity);
	tcase_add_test(c, bounds_the_queues_of_both_ends);
	tcase_add_test(c, refuses_more_bytes_than_its_capacity);
	tcase_add_test(c, takes_any_one_message_when_empty);
	tcase_add_test(c, drops_the_oldest_if_told_so);
	tcase_add_test(c, drops_as_many_of_the_oldest_as_a_big_one_needs);
	tcase_add_test(c, drops_the_newest_if_told_so);
	tcase_add_test(c, blocks_a_poster_until_there_is_room);
	tcase_add_test(c, lets_a_blocked_poster_go_when_the_reader_closes);
	tcase_add_test(c, lets_a_blocked_poster_go_when_its_own_end_closes);
	c = suite_case(s, "notify", pair);
	tcase_add_test(c, notifies_of_the_first_message_and_of_the_close);
	tcase_add_test(c, notifies_at_once_of_what_came_before);
	tcase_add_test(c, makes_no_call_once_notify_was_ended);
	c = suite_case(s, "owner", pair);
	tcase_add_test(c, leaves_an_isolates_port_to_it);
	tcase_add_test(c, has_no_exit_where_no_isolate_ended);
}

int
main(void)
{
	return suite_run("port", add);
}
