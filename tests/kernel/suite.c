/* tests/kernel/suite.c - what the kernel's tests share.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <time.h>

atoll_kernel *kernel;

/* One builder for all threads: a new one for each message costs more than the
   kernel does. */
static pthread_mutex_t building = PTHREAD_MUTEX_INITIALIZER;
static atoll_builder *builder;

static void
builder_drop(void)
{
	atoll_builder_free(builder);
}

void
kernel_start_with(const atoll_kernel_opts *opts)
{
	ok(atoll_kernel_new(&kernel, opts));
}

void
kernel_start(void)
{
	kernel_start_with(&(atoll_kernel_opts){.threads = 2});
}

void
kernel_start_turning(void)
{
	kernel_start_with(&(atoll_kernel_opts){.threads = 0});
}

void
kernel_start_seeded(void)
{
	kernel_start_with(&(atoll_kernel_opts){.seed = 1});
}

void
kernel_stop(void)
{
	atoll_kernel_free(kernel);
	kernel = NULL;
}

/* --------------------------------------------------------------- messages */

static atoll_builder *
builder_take(void)
{
	pthread_mutex_lock(&building);
	if (builder == NULL) {
		ok(atoll_builder_new(&builder, NULL));
	}
	return builder;
}

static atoll_message *
builder_done(atoll_builder *b)
{
	atoll_message *msg;

	ok(atoll_builder_finish(b, &msg));
	pthread_mutex_unlock(&building);
	return msg;
}

atoll_message *
message_new(double n)
{
	atoll_builder *b = builder_take();

	atoll_build_number(b, n);
	return builder_done(b);
}

double
message_number(atoll_message *msg)
{
	atoll_value v = atoll_message_value(msg);
	double n;

	if (atoll_value_kind(v) == ATOLL_KIND_ARRAY) {
		v = atoll_value_at(v, 0);
	}
	n = atoll_value_number(v);
	atoll_message_free(msg);
	return n;
}

atoll_message *
message_with_ports(double n, const atoll_port *ports, size_t count)
{
	atoll_builder *b = builder_take();
	uint32_t number;

	atoll_build_array(b);
	atoll_build_number(b, n);
	for (size_t i = 0; i < count; i++) {
		ok(atoll_port_attach(kernel, b, ports[i], &number));
	}
	atoll_build_end(b);
	return builder_done(b);
}

atoll_message *
message_of_size(size_t bytes)
{
	atoll_builder *b = builder_take();
	char *text = malloc(bytes + 1);

	memset(text, 'x', bytes);
	atoll_build_string(b, text, bytes);
	free(text);
	return builder_done(b);
}

/* ------------------------------------------------------------ from outside */

void
post(atoll_port port, double n)
{
	ok(atoll_port_post(kernel, port, message_new(n)));
}

/* receive_plain leaves out what libraries of scripts say to each other. */
static atoll_err
receive_plain(atoll_port port, int timeout_ms, atoll_message **out)
{
	atoll_err err;

	while ((err = atoll_port_receive(kernel, port, timeout_ms, out)) ==
	       ATOLL_OK) {
		if (atoll_message_tag(*out) == 0) {
			return err;
		}
		atoll_message_free(*out);
	}
	return err;
}

double
receive(atoll_port port)
{
	return message_number(receive_message(port));
}

atoll_message *
receive_message(atoll_port port)
{
	atoll_message *msg = NULL;

	ok(receive_plain(port, PATIENCE_MS, &msg));
	return msg;
}

void
receive_none(atoll_port port)
{
	atoll_message *msg = NULL;

	expect(receive_plain(port, 0, &msg), ATOLL_EMPTY);
}

atoll_exit
receive_exit(atoll_port port)
{
	atoll_message *msg = NULL;
	atoll_exit end;
	atoll_err err;

	while ((err = atoll_port_receive(kernel, port, PATIENCE_MS, &msg)) ==
	       ATOLL_OK) {
		atoll_message_free(msg);
	}
	expect(err, ATOLL_ECLOSED);
	ok(atoll_port_exit(kernel, port, &end));
	ck_assert_ptr_nonnull(end.message);
	return end;
}

void
expect_exit(atoll_port port, atoll_reason reason, int code)
{
	atoll_exit end = receive_exit(port);

	ck_assert_msg(end.reason == reason, "%s, not %s", end.message,
		      atoll_reason_text(reason));
	ck_assert_int_eq(end.code, code);
	close_port(port);
}

void
close_port(atoll_port port)
{
	ok(atoll_port_close(kernel, port));
}

atoll_port
monitor(atoll_isolate isolate)
{
	atoll_port port;

	ok(atoll_isolate_monitor(&port, kernel, isolate));
	return port;
}

atoll_port
adopt(atoll_message *msg, uint32_t i)
{
	atoll_port port;

	ok(atoll_port_adopt(kernel, msg, i, &port));
	return port;
}

atoll_isolate
start_native(atoll_port *port, const atoll_native *calls, void *state)
{
	atoll_isolate isolate;

	ok(atoll_isolate_spawn(
	    &isolate, port, kernel,
	    &(atoll_isolate_opts){.native = calls, .state = state}));
	return isolate;
}

/* ------------------------------------------------------------- from inside */

atoll_err
self_post(atoll_self *self, atoll_port port, double n)
{
	atoll_builder *b = atoll_self_builder(self);
	atoll_message *msg;
	atoll_err err;

	atoll_build_number(b, n);
	ok(atoll_builder_finish(b, &msg));
	err = atoll_self_post(self, port, msg);
	if (err != ATOLL_OK) {
		atoll_message_free(msg);
	}
	return err;
}

void
self_report(atoll_self *self, double n)
{
	ok(self_post(self, atoll_self_parent(self), n));
}

void
self_post_port(atoll_self *self, atoll_port through, double n, atoll_port port)
{
	atoll_builder *b = atoll_self_builder(self);
	atoll_message *msg;
	uint32_t number;

	atoll_build_array(b);
	atoll_build_number(b, n);
	ok(atoll_self_attach(self, b, port, through, &number));
	atoll_build_end(b);
	ok(atoll_builder_finish(b, &msg));
	ok(atoll_self_post(self, through, msg));
}

static void
echo_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	if (atoll_self_post(self, port, atoll_message_ref(msg)) != ATOLL_OK) {
		atoll_message_free(msg);
	}
}

void
ignore(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)self;
	(void)port;
	(void)msg;
}

const atoll_native echo = {.message = echo_message};
const atoll_native sink = {.message = ignore};

/* -------------------------------------------------------------------- rest */

void
gate_init(gate *g)
{
	ck_assert_int_eq(sem_init(&g->sem, 0, 0), 0);
}

void
gate_open(gate *g)
{
	sem_post(&g->sem);
}

void
gate_wait(gate *g)
{
	struct timespec until;
	int rc;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_MS / 1000;
	while ((rc = sem_timedwait(&g->sem, &until)) != 0 && errno == EINTR) {
	}
	ck_assert_msg(rc == 0, "the gate was not opened");
}

dice
dice_new(uint64_t seed)
{
	return (dice){seed * 0x9e3779b97f4a7c15u + 1};
}

uint32_t
dice_roll(dice *d, uint32_t sides)
{
	d->state ^= d->state >> 12;
	d->state ^= d->state << 25;
	d->state ^= d->state >> 27;
	return (uint32_t)((d->state * 2685821657736338717u) >> 32) % sides;
}

size_t
open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir) != NULL) {
		n++;
	}
	closedir(dir);
	return n;
}

TCase *
suite_case(Suite *s, const char *name, void (*start)(void))
{
	TCase *c = tcase_create(name);

	if (start != NULL) {
		tcase_add_checked_fixture(c, start, kernel_stop);
	}
	tcase_set_timeout(c, 60);
	suite_add_tcase(s, c);
	return c;
}

int
suite_run(const char *name, void (*add)(Suite *))
{
	Suite *s = suite_create(name);
	SRunner *runner = srunner_create(s);
	int failed;

	add(s);
	atexit(builder_drop);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
