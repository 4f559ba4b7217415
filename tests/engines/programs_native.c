/* tests/engines/programs_native.c - the programs in C.
 * SPDX-License-Identifier: MIT */
#include "programs.h"

#include <stddef.h>

const char programs_engine[] = "native";

static void
post_number(atoll_self *self, atoll_port port, double n)
{
	atoll_builder *b = atoll_self_builder(self);
	atoll_message *msg;

	atoll_build_number(b, n);
	if (atoll_builder_finish(b, &msg) == ATOLL_OK &&
	    atoll_self_post(self, port, msg) != ATOLL_OK) {
		atoll_message_free(msg);
	}
}

static void
post_parent(atoll_self *self, double n)
{
	post_number(self, atoll_self_parent(self), n);
}

static double
number_in(const atoll_message *msg)
{
	return atoll_value_number(atoll_message_value(msg));
}

static void
ignore(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)self;
	(void)port;
	(void)msg;
}

static void
echo(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	if (atoll_self_post(self, port, atoll_message_ref(msg)) != ATOLL_OK) {
		atoll_message_free(msg);
	}
}

static void
count(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	for (double i = 0; i < number_in(msg); i++) {
		post_number(self, port, i);
	}
}

static void
timer_start(void *state, atoll_self *self)
{
	uint64_t id;

	/* Their ids are 1, 2 and 3. */
	(void)state;
	(void)atoll_self_timer_start(self, &id, 30, false);
	(void)atoll_self_timer_start(self, &id, 10, false);
	(void)atoll_self_timer_start(self, &id, 20, false);
}

static void
timer_due(void *state, atoll_self *self, uint64_t id)
{
	static const double ms[] = {0, 30, 10, 20};

	(void)state;
	post_parent(self, ms[id]);
}

static void
leave(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)port;
	atoll_self_exit(self, (int)number_in(msg));
}

static void
fail(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	atoll_builder *b = atoll_self_builder(self);
	atoll_message *error = NULL;

	(void)state;
	(void)port;
	(void)msg;
	atoll_build_error(b, ATOLL_ERROR_ERROR, ATOLL_ERROR_HAS_MESSAGE);
	atoll_build_text(b, "a mistake");
	atoll_build_end(b);
	(void)atoll_builder_finish(b, &error);
	atoll_self_fail(self, ATOLL_FAILED, 1, "Error: a mistake", error);
}

static void
loop(void *state, atoll_self *self)
{
	(void)state;
	post_parent(self, 1);
	while (!atoll_self_killed(self)) {
	}
}

static void
adopt(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	atoll_value v = atoll_message_value(msg);
	atoll_port other;

	if (atoll_self_adopt(self, msg, 0, &other) != ATOLL_OK) {
		echo(state, self, port, msg);
		return;
	}
	post_number(self, other, atoll_value_number(atoll_value_at(v, 0)));
	(void)atoll_self_listen(self, other, true, NULL);
}

static const atoll_native child = {.message = echo};

static void
spawn_start(void *state, atoll_self *self)
{
	atoll_isolate isolate;
	atoll_port *port = state;

	(void)atoll_self_spawn(self, &isolate, port,
			       &(atoll_isolate_opts){.native = &child});
	(void)atoll_self_listen(self, *port, true, NULL);
}

static void
relay(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	const atoll_port *other = state;
	atoll_port parent = atoll_self_parent(self);

	echo(state, self, port.id == parent.id ? *other : parent, msg);
}

static void
poll_all(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	bool *polled = state;
	atoll_message *next;
	int n = 1;

	if (*polled) {
		echo(state, self, port, msg);
		return;
	}
	*polled = true;
	while ((next = atoll_self_poll(self, port)) != NULL) {
		atoll_message_free(next);
		n++;
	}
	post_number(self, port, n);
}

static void
close_parent(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	(void)state;
	(void)msg;
	post_number(self, port, 1);
	(void)atoll_self_close(self, port);
}

#define PROGRAM(...)                                                           \
	{                                                                      \
		.native = &(const atoll_native)                                \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}

const program programs[PROGRAMS] = {
    [ECHO] = PROGRAM(.message = echo),
    [COUNT] = PROGRAM(.message = count),
    [TIMER] =
	PROGRAM(.start = timer_start, .timer = timer_due, .message = ignore),
    [EXIT] = PROGRAM(.message = leave),
    [FAIL] = PROGRAM(.message = fail),
    [LOOP] = PROGRAM(.start = loop, .message = ignore),
    [ADOPT] = PROGRAM(.message = adopt),
    [SPAWN] = PROGRAM(.start = spawn_start, .message = relay),
    [POLL] = PROGRAM(.message = poll_all),
    [CLOSE] = PROGRAM(.message = close_parent),
};
