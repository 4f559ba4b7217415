/* tests/engines/duktape_test.c - what holds for Duktape and is not promised by
 * every engine: limits that no script escapes, copies of the snapshot, bytes
 * that move without a copy. SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <atoll/atoll.h>

static atoll_kernel *kernel;

static void
setup(void)
{
	ck_assert_int_eq(atoll_kernel_new(&kernel, NULL), ATOLL_OK);
}

static void
teardown(void)
{
	atoll_kernel_free(kernel);
}

static atoll_port
spawn_limited(const char *source, const atoll_limits *limits, atoll_isolate *id)
{
	atoll_isolate_opts opts = {.engine = "duktape",
				   .file = "test.js",
				   .source = source,
				   .source_len = strlen(source)};
	atoll_isolate isolate;
	atoll_port port;

	if (limits != NULL) {
		opts.limits = *limits;
	}
	ck_assert_int_eq(atoll_isolate_spawn(&isolate, &port, kernel, &opts),
			 ATOLL_OK);
	if (id != NULL) {
		*id = isolate;
	}
	return port;
}

/* The next value the isolate posts, the library's own messages left out. */
static atoll_message *
next_message(atoll_port port)
{
	for (;;) {
		atoll_message *msg;
		atoll_err err = atoll_port_receive(kernel, port, 10000, &msg);

		if (err != ATOLL_OK) {
			return NULL;
		}
		if (atoll_message_tag(msg) == 0) {
			return msg;
		}
		atoll_message_free(msg);
	}
}

static atoll_reason
reason_of(atoll_port port)
{
	atoll_exit end;
	atoll_message *msg;

	while ((msg = next_message(port)) != NULL) {
		atoll_message_free(msg);
	}
	ck_assert_int_eq(atoll_port_exit(kernel, port, &end), ATOLL_OK);
	return end.reason;
}

static atoll_reason
reason_with_heap(const char *source)
{
	atoll_limits limits = {.heap_bytes = 2 << 20};

	return reason_of(spawn_limited(source, &limits, NULL));
}

START_TEST(ends_what_catches_its_lack_of_memory)
{
	static const char *const sources[] = {
	    "for (;;) { try { var a = []; for (;;) a.push({}); }"
	    " catch (e) {} finally { for (;;) {} } }",
	    "for (;;) { try { var s = 'a'; for (;;) s += s; } catch (e) {} }",
	    "var a = []; for (;;) a.push(new Uint8Array(10000));",
	    "new ArrayBuffer(100000000);"};

	ck_assert_int_eq(reason_with_heap(sources[_i]), ATOLL_OUT_OF_MEMORY);
}
END_TEST

START_TEST(collects_garbage_before_it_says_out_of_memory)
{
	ck_assert_int_eq(
	    reason_with_heap("for (var i = 0; i < 3000; i++) {"
			     " var a = {b: new Uint8Array(50000)}; a.a = a; }"),
	    ATOLL_FINISHED);
}
END_TEST

START_TEST(stops_loops_that_catch_everything)
{
	static const char *const sources[] = {
	    "for (;;) { try { for (;;) {} } catch (e) {} finally { for (;;) {} "
	    "} }",
	    "/(a+)+$/.test(new Array(64).join('a') + 'b');"};
	atoll_isolate id;
	atoll_port port = spawn_limited(sources[_i], NULL, &id);

	/* It may not have begun: both are right. */
	ck_assert_int_eq(atoll_isolate_terminate(kernel, id), ATOLL_OK);
	ck_assert_int_eq(reason_of(port), ATOLL_TERMINATED);
}
END_TEST

START_TEST(names_a_stack_overflow)
{
	ck_assert_int_eq(
	    reason_of(spawn_limited("function f() { return f() + 1; } f();",
				    NULL, NULL)),
	    ATOLL_STACK_OVERFLOW);
}
END_TEST

START_TEST(makes_copies_that_do_not_know_each_other)
{
	static const char source[] =
	    "var port = require('worker_threads').parentPort;"
	    "Array.prototype.seen = (Array.prototype.seen || 0) + 1;"
	    "port.postMessage([[].seen, Math.random(),"
	    " Object.keys({b: 1, a: 2, 7: 3}).join(), typeof Map]);";
	double last = -1;
	int i;

	for (i = 0; i < 20; i++) {
		atoll_message *msg =
		    next_message(spawn_limited(source, NULL, NULL));
		atoll_value v;
		double random;

		ck_assert_ptr_nonnull(msg);
		v = atoll_message_value(msg);
		random = atoll_value_number(atoll_value_at(v, 1));
		ck_assert(atoll_value_number(atoll_value_at(v, 0)) == 1);
		ck_assert(random != last);
		ck_assert(atoll_value_is(atoll_value_at(v, 2), "7,b,a"));
		ck_assert(atoll_value_is(atoll_value_at(v, 3), "function"));
		last = random;
		atoll_message_free(msg);
	}
}
END_TEST

START_TEST(keeps_the_limit_of_a_copy)
{
	int i;

	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(
		    reason_with_heap("var a = []; for (;;) a.push({a: 1});"),
		    ATOLL_OUT_OF_MEMORY);
	}
}
END_TEST

START_TEST(leaves_everything_when_a_clone_fails)
{
	static const char source[] =
	    "var wt = require('worker_threads');"
	    "var b = new ArrayBuffer(100000), c = new ArrayBuffer(8), n = 0;"
	    "var ch = new wt.MessageChannel();"
	    "try { wt.parentPort.postMessage({b: b, c: c, f: function () {}},"
	    " [b, c, ch.port1]); } catch (e) { n = b.byteLength + "
	    "c.byteLength; }"
	    "ch.port1.postMessage(n);"
	    "wt.parentPort.postMessage("
	    "wt.receiveMessageOnPort(ch.port2).message);"
	    "wt.parentPort.postMessage(new Uint8Array(b, 2), [b]);"
	    "wt.parentPort.postMessage(b.byteLength);";
	atoll_port port = spawn_limited(source, NULL, NULL);
	atoll_message *msg = next_message(port);
	size_t len;

	ck_assert_ptr_nonnull(msg);
	ck_assert(atoll_value_number(atoll_message_value(msg)) == 100008);
	atoll_message_free(msg);
	msg = next_message(port);
	ck_assert_ptr_nonnull(
	    atoll_value_bytes(atoll_message_value(msg), &len));
	ck_assert_uint_eq(len, 99998);
	atoll_message_free(msg);
	msg = next_message(port);
	ck_assert(atoll_value_number(atoll_message_value(msg)) == 0);
	atoll_message_free(msg);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("duktape");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 20);
	tcase_add_loop_test(tc, ends_what_catches_its_lack_of_memory, 0, 4);
	tcase_add_test(tc, collects_garbage_before_it_says_out_of_memory);
	tcase_add_loop_test(tc, stops_loops_that_catch_everything, 0, 2);
	tcase_add_test(tc, names_a_stack_overflow);
	tcase_add_test(tc, makes_copies_that_do_not_know_each_other);
	tcase_add_test(tc, keeps_the_limit_of_a_copy);
	tcase_add_test(tc, leaves_everything_when_a_clone_fails);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
