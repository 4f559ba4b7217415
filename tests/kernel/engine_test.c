/* tests/kernel/engine_test.c - what the kernel promises to an engine.
 * SPDX-License-Identifier: MIT
 *
 * The engine here is a third party's: it checks how it is called. Its programs
 * are single letters, see strict_run. */
#include "suite.h"

/* One isolate's state. Zeroed by the kernel. */
typedef struct {
	atoll_self *self;
	atomic_int inside;     /* calls that run: at most one */
	atomic_int interrupts; /* that run */
	atomic_bool opened, closed;
	atomic_bool interrupted;
	char program;
	const atoll_message *data;
	char padding[200]; /* larger than what the kernel keeps inline */
} strict;

static struct {
	atomic_int opens, loads, closes, interrupts, idles, closings;
	atomic_int closing_code;
	gate loaded;
} seen;

static void
enter(strict *s)
{
	ck_assert_int_eq(atomic_fetch_add(&s->inside, 1), 0);
	ck_assert(atomic_load(&s->opened) && !atomic_load(&s->closed));
}

static void
leave(strict *s)
{
	ck_assert_int_eq(atomic_fetch_sub(&s->inside, 1), 1);
}

static atoll_err
strict_open(void *st, atoll_self *self, const atoll_limits *limits)
{
	strict *s = st;

	for (size_t i = 0; i < sizeof(*s); i++) {
		ck_assert_int_eq(((const char *)st)[i], 0);
	}
	ck_assert_uint_eq((uintptr_t)st % _Alignof(max_align_t), 0);
	s->self = self;
	atomic_store(&s->opened, true);
	atomic_fetch_add(&seen.opens, 1);
	switch (limits->stack_bytes) { /* any number: how open ends */
	case 1:
		return ATOLL_ENOMEM;
	case 2:
		return ATOLL_ESYSTEM;
	default:
		return ATOLL_OK;
	}
}

static void
strict_run(strict *s)
{
	atoll_port parent = atoll_self_parent(s->self);

	switch (s->program) {
	case 'e': /* echo, for as long as the parent listens */
		ok(atoll_self_listen(s->self, parent, true, s));
		atoll_self_ref(s->self, 1);
		break;
	case 'f':
		atoll_self_fail(s->self, ATOLL_STACK_OVERFLOW, 1, "too deep",
				message_new(5));
		break;
	case 'l': /* loops till interrupted */
		gate_open(&seen.loaded);
		while (!atomic_load(&s->interrupted)) {
		}
		ck_assert(atoll_self_killed(s->self));
		break;
	case 'r': /* does nothing */
		break;
	case 'x':
		atoll_self_exit(s->self, 4);
		break;
	}
}

static void
strict_load(void *st, const atoll_program *program)
{
	strict *s = st;

	enter(s);
	atomic_fetch_add(&seen.loads, 1);
	ck_assert_str_eq(program->engine, "strict");
	ck_assert_str_eq(program->transport, "thread");
	ck_assert_uint_eq(program->parent.id, atoll_self_parent(s->self).id);
	ck_assert_uint_ge(program->source_len, 1);
	ck_assert_int_eq(program->source[program->source_len], 0);
	s->program = program->source[0];
	s->data = program->data;
	strict_run(s);
	leave(s);
}

static void
strict_deliver(void *st, atoll_port port, void *user)
{
	strict *s = st;
	atoll_message *msg;

	enter(s);
	ck_assert_ptr_eq(user, s);
	while ((msg = atoll_self_take(s->self, port)) != NULL) {
		if (atoll_self_post(s->self, port, msg) != ATOLL_OK) {
			atoll_message_free(msg);
		}
	}
	leave(s);
}

static void
strict_closed(void *st, atoll_port port, void *user, const atoll_exit *why)
{
	strict *s = st;

	(void)port;
	enter(s);
	ck_assert_ptr_eq(user, s);
	ck_assert_ptr_null(why);
	atoll_self_ref(s->self, -1);
	leave(s);
}

static void
strict_idle(void *st)
{
	strict *s = st;

	enter(s);
	atomic_fetch_add(&seen.idles, 1);
	leave(s);
}

static void
strict_closing(void *st, int *code)
{
	strict *s = st;

	enter(s);
	atomic_fetch_add(&seen.closings, 1);
	atomic_store(&seen.closing_code, *code);
	*code += 100;
	leave(s);
}

static void
strict_interrupt(void *st)
{
	strict *s = st;

	atomic_fetch_add(&s->interrupts, 1);
	ck_assert(atomic_load(&s->opened) && !atomic_load(&s->closed));
	atomic_fetch_add(&seen.interrupts, 1);
	atomic_store(&s->interrupted, true);
	ck_assert(!atomic_load(&s->closed));
	atomic_fetch_sub(&s->interrupts, 1);
}

static size_t
strict_heap(void *st)
{
	strict *s = st;

	enter(s);
	leave(s);
	return 12345;
}

static void
strict_close(void *st)
{
	strict *s = st;

	enter(s);
	ck_assert_int_eq(atomic_load(&s->interrupts), 0);
	if (s->data != NULL) {
		(void)atoll_value_number(atoll_message_value(s->data));
	}
	ck_assert(!atomic_exchange(&s->closed, true));
	atomic_fetch_add(&seen.closes, 1);
}

static const atoll_engine strict_engine = {.abi = ATOLL_ENGINE_ABI,
					   .flags = ATOLL_ENGINE_SCRIPT,
					   .name = "strict",
					   .version = "0.1",
					   .state_size = sizeof(strict),
					   .open = strict_open,
					   .load = strict_load,
					   .deliver = strict_deliver,
					   .closed = strict_closed,
					   .idle = strict_idle,
					   .closing = strict_closing,
					   .interrupt = strict_interrupt,
					   .heap_used = strict_heap,
					   .close = strict_close};

static void
registered(void)
{
	kernel_start_with(&(atoll_kernel_opts){.threads = 4});
	ok(atoll_engine_register(kernel, &strict_engine));
	gate_init(&seen.loaded);
}

static atoll_isolate
start_program(atoll_port *port, const char *program, uint32_t how)
{
	atoll_isolate isolate;

	ok(atoll_isolate_spawn(
	    &isolate, port, kernel,
	    &(atoll_isolate_opts){.engine = "strict",
				  .source = program,
				  .source_len = 1,
				  .data = message_new(1),
				  .limits.stack_bytes = how}));
	return isolate;
}

START_TEST(refuses_a_wrong_table)
{
	atoll_engine e = strict_engine;

	expect(atoll_engine_register(kernel, &e), ATOLL_EEXIST);
	e.name = "native";
	expect(atoll_engine_register(kernel, &e), ATOLL_EEXIST);
	e.name = "other";
	e.abi++;
	expect(atoll_engine_register(kernel, &e), ATOLL_EABI);
	e.abi--;
	e.load = NULL;
	expect(atoll_engine_register(kernel, &e), ATOLL_EINVAL);
}
END_TEST

START_TEST(refuses_a_wrong_transport)
{
	atoll_transport t = {.abi = ATOLL_TRANSPORT_ABI, .name = "thread"};

	expect(atoll_transport_register(kernel, &t), ATOLL_EINVAL);
	t.spawn = (atoll_err(*)(atoll_kernel *, atoll_isolate *, atoll_port,
				atoll_port, const atoll_isolate_opts *))1;
	expect(atoll_transport_register(kernel, &t), ATOLL_EEXIST);
	t.abi++;
	expect(atoll_transport_register(kernel, &t), ATOLL_EABI);
}
END_TEST

START_TEST(needs_a_program)
{
	atoll_isolate isolate;

	expect(atoll_isolate_spawn(&isolate, NULL, kernel,
				   &(atoll_isolate_opts){.engine = "strict"}),
	       ATOLL_EINVAL);
	expect(atoll_isolate_spawn(
		   &isolate, NULL, kernel,
		   &(atoll_isolate_opts){.engine = "strict", .native = &echo}),
	       ATOLL_EINVAL);
}
END_TEST

START_TEST(is_called_as_promised)
{
	atoll_isolate_stats s;
	atoll_port port;
	atoll_isolate isolate = start_program(&port, "e", 0);
	atoll_port watch = monitor(isolate);

	for (int i = 0; i < 2000; i++) {
		post(port, i);
	}
	for (int i = 0; i < 2000; i++) {
		ck_assert_double_eq(receive(port), i);
	}
	do {
		ok(atoll_isolate_get_stats(kernel, isolate, &s));
	} while (s.heap_bytes == 0);
	ck_assert_uint_eq(s.heap_bytes, 12345);
	close_port(port);
	expect_exit(watch, ATOLL_FINISHED, 100);
	ck_assert_int_eq(seen.opens, 1);
	ck_assert_int_eq(seen.loads, 1);
	ck_assert_int_ge(seen.idles, 1);
	ck_assert_int_eq(seen.closings, 1);
	ck_assert_int_eq(seen.closing_code, 0);
	ck_assert_int_eq(seen.closes, 1);
	ck_assert_int_eq(seen.interrupts, 0);
}
END_TEST

START_TEST(may_change_the_code_of_an_exit)
{
	atoll_port port;

	(void)start_program(&port, "x", 0);
	expect_exit(port, ATOLL_EXITED, 104);
	ck_assert_int_eq(seen.closing_code, 4);
}
END_TEST

START_TEST(is_closed_though_open_failed)
{
	atoll_port port;
	atoll_exit end;

	(void)start_program(&port, "e", 1);
	end = receive_exit(port);
	ck_assert_int_eq(end.reason, ATOLL_START_FAILED);
	ck_assert_str_eq(end.message, atoll_strerror(ATOLL_ENOMEM));
	(void)start_program(&port, "e", 2);
	end = receive_exit(port);
	ck_assert_int_eq(end.reason, ATOLL_START_FAILED);
	ck_assert_str_eq(end.message, atoll_strerror(ATOLL_ESYSTEM));
	ck_assert_int_eq(seen.loads, 0);
	ck_assert_int_eq(seen.closings, 0);
	ck_assert_int_eq(seen.closes, 2);
}
END_TEST

START_TEST(ends_with_the_reason_it_gives)
{
	atoll_port port;
	atoll_exit end;

	(void)start_program(&port, "f", 0);
	end = receive_exit(port);
	ck_assert_int_eq(end.reason, ATOLL_STACK_OVERFLOW);
	ck_assert_str_eq(end.message, "too deep");
	ck_assert_double_eq(atoll_value_number(atoll_message_value(end.error)),
			    5);
}
END_TEST

START_TEST(is_interrupted_when_terminated)
{
	atoll_port port;
	atoll_isolate isolate = start_program(&port, "l", 0);

	gate_wait(&seen.loaded);
	ok(atoll_isolate_terminate(kernel, isolate));
	expect_exit(port, ATOLL_TERMINATED, 1);
	ck_assert_int_ge(seen.interrupts, 1);
	ck_assert_int_eq(seen.closings, 0);
	ck_assert_int_eq(seen.closes, 1);
}
END_TEST

/* Whenever it comes, the interrupt reaches a loop that begins later. */
START_TEST(is_interrupted_however_early)
{
	for (int i = 0; i < 300; i++) {
		atoll_port port;
		atoll_isolate isolate = start_program(&port, "l", 0);

		for (volatile int n = 0; n < i * 50; n++) {
		}
		ok(atoll_isolate_terminate(kernel, isolate));
		expect_exit(port, ATOLL_TERMINATED, 1);
	}
	ck_assert_int_eq(seen.opens, seen.closes);
}
END_TEST

static atoll_isolate target;

static void *
terminate_often(void *arg)
{
	while (atoll_isolate_terminate(kernel, target) == ATOLL_OK) {
	}
	return arg;
}

START_TEST(is_not_interrupted_once_it_is_closed)
{
	for (int i = 0; i < 200; i++) {
		pthread_t t[2];
		atoll_port port;

		target = start_program(&port, i % 2 == 0 ? "l" : "r", 0);
		pthread_create(&t[0], NULL, terminate_often, NULL);
		pthread_create(&t[1], NULL, terminate_often, NULL);
		(void)receive_exit(port);
		close_port(port);
		pthread_join(t[0], NULL);
		pthread_join(t[1], NULL);
	}
	ck_assert_int_eq(seen.opens, seen.closes);
}
END_TEST

/* ------------------------------------------------- what engines share */

static atomic_int made, dropped;

static void *
make_common(void *context)
{
	atomic_fetch_add(&made, 1);
	return context;
}

static void
drop_common(void *value)
{
	ck_assert_ptr_eq(value, &made);
	atomic_fetch_add(&dropped, 1);
}

static void
common_start(void *state, atoll_self *self)
{
	(void)state;
	ck_assert_ptr_eq(atoll_self_common(self, &strict_engine, make_common,
					   drop_common, &made),
			 &made);
	self_report(self, 1);
}

START_TEST(share_one_thing_a_kernel)
{
	static const atoll_native calls = {.start = common_start,
					   .message = ignore};
	atoll_port ports[20];

	for (int i = 0; i < 20; i++) {
		(void)start_native(&ports[i], &calls, NULL);
	}
	for (int i = 0; i < 20; i++) {
		ck_assert_double_eq(receive(ports[i]), 1);
	}
	ck_assert_int_eq(made, 1);
	ck_assert_int_eq(dropped, 0);
	kernel_stop();
	ck_assert_int_eq(dropped, 1);
	kernel_start();
}
END_TEST

static void
spare_start(void *state, atoll_self *self)
{
	void *block;

	(void)state;
	ck_assert_ptr_null(atoll_self_spare_get(self, 4096));
	block = malloc(4096);
	atoll_self_spare_put(self, block, 4096);
	ck_assert_ptr_null(atoll_self_spare_get(self, 8192));
	ck_assert_ptr_eq(atoll_self_spare_get(self, 4096), block);
	ck_assert_ptr_null(atoll_self_spare_get(self, 4096));
	atoll_self_spare_put(self, block, 4096);
	for (int i = 0; i < 40; i++) { /* more than is kept */
		atoll_self_spare_put(self, malloc(1 << 20), 1 << 20);
	}
	self_report(self, 1);
}

START_TEST(keep_spare_blocks)
{
	static const atoll_native calls = {.start = spare_start,
					   .message = ignore};
	atoll_port port;

	(void)start_native(&port, &calls, NULL);
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "calls", registered);

	tcase_add_test(c, refuses_a_wrong_table);
	tcase_add_test(c, refuses_a_wrong_transport);
	tcase_add_test(c, needs_a_program);
	tcase_add_test(c, is_called_as_promised);
	tcase_add_test(c, may_change_the_code_of_an_exit);
	tcase_add_test(c, is_closed_though_open_failed);
	tcase_add_test(c, ends_with_the_reason_it_gives);
	tcase_add_test(c, is_interrupted_when_terminated);
	tcase_add_test(c, is_interrupted_however_early);
	tcase_add_test(c, is_not_interrupted_once_it_is_closed);
	c = suite_case(s, "shared", registered);
	tcase_add_test(c, share_one_thing_a_kernel);
	tcase_add_test(c, keep_spare_blocks);
}

int
main(void)
{
	return suite_run("engine", add);
}
