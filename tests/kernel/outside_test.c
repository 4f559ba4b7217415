/* tests/kernel/outside_test.c - the kernel, for those who embed it.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

START_TEST(starts_and_ends)
{
	atoll_kernel *k;

	expect(atoll_kernel_new(NULL, NULL), ATOLL_EINVAL);
	ok(atoll_kernel_new(&k, NULL));
	atoll_kernel_wait(k);
	atoll_kernel_free(k);
	atoll_kernel_free(NULL);
	ck_assert_str_eq(atoll_version(), "0.1.0");
}
END_TEST

START_TEST(may_be_several)
{
	atoll_kernel *k[4];
	atoll_port near[4], far[4];
	atoll_message *msg;

	for (int i = 0; i < 4; i++) {
		ok(atoll_kernel_new(&k[i], &(atoll_kernel_opts){.threads = i}));
		ok(atoll_port_pair(&near[i], &far[i], k[i], NULL));
		ok(atoll_port_post(k[i], near[i], message_new(i)));
	}
	for (int i = 0; i < 4; i++) {
		ok(atoll_port_receive(k[i], far[i], 0, &msg));
		ck_assert_double_eq(message_number(msg), i);
		atoll_kernel_free(k[i]);
	}
}
END_TEST

START_TEST(leaves_no_descriptor_and_no_thread)
{
	size_t before = open_files();

	for (int i = 0; i < 50; i++) {
		atoll_port port;

		kernel_start();
		(void)start_native(&port, &echo, NULL);
		post(port, i);
		kernel_stop();
	}
	ck_assert_uint_eq(open_files(), before);
}
END_TEST

START_TEST(lists_its_parts)
{
	atoll_part part;
	bool native = false, thread = false;
	size_t i;

	for (i = 0; atoll_kernel_engine(kernel, i, &part) == ATOLL_OK; i++) {
		native |= strcmp(part.name, "native") == 0;
		ck_assert_ptr_nonnull(part.version);
	}
	expect(atoll_kernel_engine(kernel, i, &part), ATOLL_ENOENT);
	expect(atoll_kernel_engine(kernel, 1000000, &part), ATOLL_ENOENT);
	for (i = 0; atoll_kernel_transport(kernel, i, &part) == ATOLL_OK; i++) {
		thread |= strcmp(part.name, "thread") == 0;
	}
	expect(atoll_kernel_transport(kernel, i, &part), ATOLL_ENOENT);
	ck_assert(native && thread);
}
END_TEST

START_TEST(counts)
{
	atoll_kernel_stats s;
	atoll_port port, other;
	atoll_isolate isolate;

	isolate = start_native(&port, &echo, NULL);
	(void)start_native(&other, &echo, NULL);
	for (int i = 0; i < 10; i++) {
		post(port, i);
		(void)receive(port);
	}
	do { /* a post is counted just after it is done */
		atoll_kernel_get_stats(kernel, &s);
	} while (s.messages < 20);
	ck_assert_uint_eq(s.isolates, 2);
	ck_assert_uint_eq(s.spawned, 2);
	ck_assert_uint_eq(s.ports, 4);
	ck_assert_uint_eq(s.messages, 20);
	ck_assert_uint_ge(s.threads, 2);
	ok(atoll_isolate_terminate(kernel, isolate));
	expect_exit(port, ATOLL_TERMINATED, 1);
	close_port(other);
	atoll_kernel_wait(kernel);
	atoll_kernel_get_stats(kernel, &s);
	ck_assert_uint_eq(s.isolates, 0);
	ck_assert_uint_eq(s.spawned, 2);
	ck_assert_uint_eq(s.ports, 0);
}
END_TEST

START_TEST(counts_what_an_isolate_did)
{
	atoll_isolate_stats s;
	atoll_port port;
	atoll_isolate isolate = start_native(&port, &echo, NULL);

	for (int i = 0; i < 10; i++) {
		post(port, i);
		(void)receive(port);
	}
	do {
		ok(atoll_isolate_get_stats(kernel, isolate, &s));
	} while (s.posted < 10 || s.turns == 0);
	ck_assert_int_eq(s.state, ATOLL_RUNNING);
	ck_assert_uint_eq(s.received, 10);
	ck_assert_uint_eq(s.posted, 10);
	ck_assert_uint_ge(s.turns, 1);
	ck_assert_str_eq(s.name, "");
}
END_TEST

START_TEST(has_a_clock_that_does_not_go_back)
{
	uint64_t last = 0;

	for (int i = 0; i < 10000; i++) {
		uint64_t now = atoll_kernel_now(kernel);

		ck_assert_uint_ge(now, last);
		last = now;
	}
	ck_assert_uint_eq(atoll_kernel_turn(kernel, 0), UINT64_MAX);
}
END_TEST

/* ----------------------------------------------------------- the end of all */

START_TEST(ends_with_isolates_and_messages_of_all_kinds)
{
	for (int i = 0; i < 50; i++) {
		atoll_isolate isolate;
		atoll_port port, a, b;

		(void)start_native(&port, &echo, NULL);
		for (int n = 0; n < 20; n++) {
			post(port, n);
		}
		(void)monitor(start_native(NULL, &echo, NULL));
		ok(atoll_isolate_spawn(
		    &isolate, &port, kernel,
		    &(atoll_isolate_opts){.native = &echo,
					  .paused = true,
					  .data = message_new(1)}));
		post(port, 1);
		ok(atoll_port_pair(&a, &b, kernel, NULL));
		ok(atoll_port_post(kernel, port, message_with_ports(1, &b, 1)));
		post(a, 2);
		post(a, 3);
	}
}
END_TEST

static atomic_int stops;

static void
count_stop(void *state)
{
	(void)state;
	atomic_fetch_add(&stops, 1);
}

START_TEST(stops_every_isolate_once)
{
	static const atoll_native calls = {.message = ignore,
					   .stop = count_stop};

	for (int i = 0; i < 200; i++) {
		atoll_isolate isolate;
		atoll_port port;

		ok(atoll_isolate_spawn(
		    &isolate, &port, kernel,
		    &(atoll_isolate_opts){.native = &calls,
					  .paused = i % 2 == 0}));
		if (i % 3 == 0) {
			(void)atoll_isolate_terminate(kernel, isolate);
		}
	}
	kernel_stop();
	ck_assert_int_eq(atomic_load(&stops), 200);
	kernel_start();
}
END_TEST

/* --------------------------------------------------- the embedder's turns */

static atomic_int notified;

static void
count_notify(void *context)
{
	atomic_fetch_add((atomic_int *)context, 1);
}

static void
turning(void)
{
	kernel_start_with(&(atoll_kernel_opts){
	    .threads = 0, .notify = count_notify, .context = &notified});
}

START_TEST(asks_for_a_turn_when_there_is_work)
{
	atoll_port port;
	atoll_kernel_stats s;

	(void)start_native(&port, &echo, NULL);
	ck_assert_int_ge(atomic_exchange(&notified, 0), 1);
	ck_assert_uint_eq(atoll_kernel_turn(kernel, 0), UINT64_MAX);
	receive_none(port);
	post(port, 1);
	ck_assert_int_ge(atomic_exchange(&notified, 0), 1);
	receive_none(port); /* nothing runs by itself */
	ck_assert_uint_eq(atoll_kernel_turn(kernel, 0), UINT64_MAX);
	ck_assert_double_eq(receive(port), 1);
	atoll_kernel_get_stats(kernel, &s);
	ck_assert_uint_eq(s.threads, 0);
}
END_TEST

static void
timer_start(void *state, atoll_self *self)
{
	uint64_t id;

	ok(atoll_self_timer_start(self, &id, *(double *)state, false));
	if (*(double *)state > 1000) {
		atoll_self_timer_stop(self, id);
	}
}

static void
timer_due(void *state, atoll_self *self, uint64_t id)
{
	(void)state;
	(void)id;
	self_report(self, 1);
}

static const atoll_native timed = {
    .start = timer_start, .timer = timer_due, .message = ignore};

START_TEST(tells_when_the_next_timer_is_due)
{
	double ms = 20;
	atoll_port port;
	uint64_t next;

	(void)start_native(&port, &timed, &ms);
	next = atoll_kernel_turn(kernel, 0);
	ck_assert_uint_gt(next, 0);
	ck_assert_uint_le(next, 20000);
	while (next != UINT64_MAX) {
		next = atoll_kernel_turn(kernel, 0);
	}
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

START_TEST(expects_nothing_of_a_timer_that_was_stopped)
{
	double ms = 100000;
	atoll_port port;

	(void)start_native(&port, &timed, &ms);
	ck_assert_uint_eq(atoll_kernel_turn(kernel, 0), UINT64_MAX);
}
END_TEST

static void
forever(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)msg;
	(void)self_post(self, port, 1);
}

static void
forever_start(void *state, atoll_self *self)
{
	atoll_port x, y;

	(void)state;
	ok(atoll_self_pair(self, &x, &y, NULL));
	ok(atoll_self_listen(self, x, true, NULL));
	ok(atoll_self_listen(self, y, true, NULL));
	ok(self_post(self, x, 0));
}

START_TEST(ends_a_turn_when_its_time_is_over)
{
	static const atoll_native calls = {.start = forever_start,
					   .message = forever};
	atoll_port port;

	(void)start_native(&port, &calls, NULL);
	for (int i = 0; i < 20; i++) {
		ck_assert_uint_eq(atoll_kernel_turn(kernel, 200), 0);
	}
}
END_TEST

/* A loop as an embedder would write it: sleeps on a semaphore, woken by
   notify, while other threads post. */
static gate work;

static void
open_work(void *context)
{
	(void)context;
	gate_open(&work);
}

static void *
poster(void *arg)
{
	const atoll_port *port = arg;

	for (int i = 0; i < 2000; i++) {
		post(*port, i);
		ck_assert_double_eq(receive(*port), i);
	}
	close_port(*port);
	return NULL;
}

START_TEST(never_forgets_to_ask)
{
	pthread_t threads[2];
	atoll_port ports[2];
	atoll_kernel_stats s;

	gate_init(&work);
	kernel_start_with(
	    &(atoll_kernel_opts){.threads = 0, .notify = open_work});
	for (int i = 0; i < 2; i++) {
		(void)start_native(&ports[i], &echo, NULL);
	}
	for (int i = 0; i < 2; i++) {
		pthread_create(&threads[i], NULL, poster, &ports[i]);
	}
	do {
		gate_wait(&work);
		(void)atoll_kernel_turn(kernel, 0);
		atoll_kernel_get_stats(kernel, &s);
	} while (s.isolates > 0);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
}
END_TEST

/* ------------------------------------------------------------- output */

static char written[2][256];

static void
keep_written(void *context, int fd, const char *bytes, size_t len)
{
	(void)context;
	strncat(written[fd - 1], bytes, len);
}

static void
writer_start(void *state, atoll_self *self)
{
	(void)state;
	atoll_self_write(self, 1, "out", 3);
	atoll_self_write(self, 2, "err", 3);
	atoll_self_write(self, 3, "lost", 4);
	atoll_self_write(self, 1, "\n", 1);
	self_report(self, 1);
}

START_TEST(writes_through_the_embedder)
{
	static const atoll_native calls = {.start = writer_start,
					   .message = ignore};
	atoll_port port;

	kernel_start_with(
	    &(atoll_kernel_opts){.threads = 1, .write = keep_written});
	(void)start_native(&port, &calls, NULL);
	ck_assert_double_eq(receive(port), 1);
	ck_assert_str_eq(written[0], "out\n");
	ck_assert_str_eq(written[1], "err");
}
END_TEST

static void
nothing(void)
{
}

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "kernel", NULL);

	tcase_add_test(c, starts_and_ends);
	tcase_add_test(c, may_be_several);
	tcase_add_test(c, leaves_no_descriptor_and_no_thread);
	c = suite_case(s, "look", kernel_start);
	tcase_add_test(c, lists_its_parts);
	tcase_add_test(c, counts);
	tcase_add_test(c, counts_what_an_isolate_did);
	tcase_add_test(c, has_a_clock_that_does_not_go_back);
	tcase_add_test(c, ends_with_isolates_and_messages_of_all_kinds);
	tcase_add_test(c, stops_every_isolate_once);
	c = suite_case(s, "turn", turning);
	tcase_add_test(c, asks_for_a_turn_when_there_is_work);
	tcase_add_test(c, tells_when_the_next_timer_is_due);
	tcase_add_test(c, expects_nothing_of_a_timer_that_was_stopped);
	tcase_add_test(c, ends_a_turn_when_its_time_is_over);
	tcase_add_test(c, ends_with_isolates_and_messages_of_all_kinds);
	c = suite_case(s, "options", nothing);
	tcase_add_test(c, never_forgets_to_ask);
	tcase_add_test(c, writes_through_the_embedder);
}

int
main(void)
{
	return suite_run("outside", add);
}
