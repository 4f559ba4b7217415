/* tests/kernel/determinism_test.c - the same seed, the same run; and what must
 * hold holds for every seed. SPDX-License-Identifier: MIT
 *
 * An argument runs one seed and prints its trace, as a failure asks for. */
#include "suite.h"

#include <stdio.h>

enum { SEEDS = SANITIZED ? 500 : 10000, ACTORS = 6, STEPS = 40 };

/* A hash of all that was seen, in order. */
static uint64_t trace;
static bool loud;

static void
see(const char *what, uint64_t a, uint64_t b)
{
	trace =
	    (trace ^ (a * 1000003 + b + (uint64_t)what[0])) * 1099511628211u;
	if (loud) {
		printf("%s %llu %llu\n", what, (unsigned long long)a,
		       (unsigned long long)b);
	}
}

/* An actor does by its own dice what isolates do to each other. */
typedef struct {
	dice d;
	uint32_t number;
	uint32_t steps;
} actor;

static actor actors[ACTORS + 64];
static uint32_t actor_count;
static uint32_t spawned, exits;

static const atoll_native actor_calls;

static void
actor_step(actor *a, atoll_self *self, atoll_port port)
{
	atoll_isolate isolate;
	atoll_port other;

	if (a->steps++ > STEPS) {
		atoll_self_exit(self, (int)a->number);
		return;
	}
	switch (dice_roll(&a->d, 10)) {
	case 0:
	case 1:
	case 2:
	case 3:
	case 4:
		if (port.id != 0) {
			(void)self_post(self, port, a->steps);
		}
		break;
	case 5: {
		uint64_t id;

		ok(atoll_self_timer_start(self, &id, dice_roll(&a->d, 20),
					  false));
		atoll_self_ref(self, 1);
		break;
	}
	case 6:
		if (actor_count < ACTORS + 60) {
			actor *child = &actors[actor_count];

			*child = (actor){.d = dice_new(a->d.state),
					 .number = actor_count++};
			ok(atoll_self_spawn(
			    self, &isolate, &other,
			    &(atoll_isolate_opts){.native = &actor_calls,
						  .state = child}));
			ok(atoll_self_listen(self, other, true, NULL));
			ok(self_post(self, other, 0));
			spawned++;
		}
		break;
	case 7:
		if (dice_roll(&a->d, 4) == 0) {
			atoll_self_exit(self, 3);
		}
		break;
	default:
		break;
	}
}

static void
actor_message(void *state, atoll_self *self, atoll_port port,
	      atoll_message *msg)
{
	actor *a = state;
	double n = atoll_value_number(atoll_message_value(msg));

	see("message", a->number, (uint64_t)n);
	actor_step(a, self, port);
	(void)self_post(self, port, n + 1);
}

static void
actor_timer(void *state, atoll_self *self, uint64_t id)
{
	actor *a = state;

	see("timer", a->number, id);
	atoll_self_ref(self, -1);
	actor_step(a, self, atoll_self_parent(self));
}

static void
actor_closed(void *state, atoll_self *self, atoll_port port,
	     const atoll_exit *why)
{
	actor *a = state;

	(void)self;
	(void)port;
	see("closed", a->number,
	    why == NULL ? 99
			: (uint64_t)why->reason * 10 + (uint64_t)why->code);
}

static void
actor_stop(void *state)
{
	see("stop", ((actor *)state)->number, 0);
	exits++;
}

static const atoll_native actor_calls = {.message = actor_message,
					 .timer = actor_timer,
					 .closed = actor_closed,
					 .stop = actor_stop};

/* One run; what it saw. */
static uint64_t
run(uint64_t seed)
{
	atoll_port ports[ACTORS], watches[ACTORS];
	uint64_t now;

	trace = 14695981039346656037u;
	actor_count = ACTORS;
	spawned = ACTORS;
	exits = 0;
	kernel_start_with(&(atoll_kernel_opts){.seed = seed});
	for (uint32_t i = 0; i < ACTORS; i++) {
		actors[i] = (actor){.d = dice_new(i), .number = i};
		watches[i] =
		    monitor(start_native(&ports[i], &actor_calls, &actors[i]));
		post(ports[i], 0);
		post(ports[i], 1);
	}
	(void)atoll_kernel_turn(kernel, 0);
	for (uint32_t i = 0; i < ACTORS; i++) {
		atoll_message *msg;

		while (atoll_port_receive(kernel, ports[i], 0, &msg) ==
		       ATOLL_OK) {
			see("reply", i, (uint64_t)message_number(msg));
		}
		close_port(ports[i]);
	}
	(void)atoll_kernel_turn(kernel, 0);
	for (uint32_t i = 0; i < ACTORS; i++) {
		atoll_exit end;
		atoll_message *msg;

		ck_assert_msg(atoll_port_receive(kernel, watches[i], 0, &msg) ==
				  ATOLL_ECLOSED,
			      "seed %llu: %u has not ended",
			      (unsigned long long)seed, i);
		ok(atoll_port_exit(kernel, watches[i], &end));
		see("exit", i, (uint64_t)end.reason);
	}
	now = atoll_kernel_now(kernel);
	see("now", now, 0);
	kernel_stop();
	ck_assert_msg(exits == spawned, "seed %llu: %u spawned, %u stopped",
		      (unsigned long long)seed, spawned, exits);
	return trace;
}

START_TEST(runs_the_same_for_the_same_seed)
{
	uint64_t last = 0;
	int differ = 0;

	for (uint64_t seed = 1; seed <= SEEDS / 20; seed++) {
		uint64_t first = run(seed);

		ck_assert_msg(run(seed) == first, "seed %llu gives two traces",
			      (unsigned long long)seed);
		differ += first != last;
		last = first;
	}
	ck_assert_int_gt(differ, SEEDS / 20 / 2); /* and others for others */
}
END_TEST

START_TEST(ends_every_isolate_for_every_seed)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		(void)run(seed);
	}
}
END_TEST

/* ------------------------------------------------- order, for every seed */

/* Three writers post through one bounded port each, going on when there is
   room; readers take turns at the far end, which travels from one to the
   other. */
enum { MESSAGES = 30, READERS = 3 };

typedef struct {
	atoll_port port;
	double next;
} writer;

static void
writer_write(writer *w, atoll_self *self)
{
	while (w->next < MESSAGES &&
	       self_post(self, w->port, w->next) == ATOLL_OK) {
		w->next++;
	}
	if (w->next == MESSAGES && w->port.id != 0) {
		ok(atoll_self_close(self, w->port));
		w->port.id = 0;
	}
}

static void
writer_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	writer *w = state;

	(void)port;
	ok(atoll_self_adopt(self, msg, 0, &w->port));
	writer_write(w, self);
}

static void
writer_drain(void *state, atoll_self *self, atoll_port port)
{
	(void)port;
	writer_write(state, self);
}

static const atoll_native writer_calls = {.message = writer_message,
					  .drain = writer_drain};

typedef struct {
	atoll_port relay;
	double *expected;
	int *closes;
	int taken;
} reader;

static void
reader_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	reader *r = state;
	double n = atoll_value_number(atoll_message_value(msg));

	if (port.id == atoll_self_parent(self).id) {
		ok(atoll_self_adopt(self, msg, 0, &r->relay));
		ok(atoll_self_listen(self, r->relay, true, NULL));
		return;
	}
	ck_assert_msg(n == *r->expected, "got %g, not %g", n, *r->expected);
	++*r->expected;
	if (++r->taken % 4 == 0) {
		/* Back to the outside, which gives it to the next. */
		self_post_port(self, atoll_self_parent(self), 0, r->relay);
		r->relay.id = 0;
	}
}

static void
reader_closed(void *state, atoll_self *self, atoll_port port,
	      const atoll_exit *why)
{
	reader *r = state;

	(void)self;
	(void)why;
	if (r->relay.id == port.id) {
		++*r->closes;
	}
}

static const atoll_native reader_calls = {.message = reader_message,
					  .closed = reader_closed};

static void
relay(uint64_t seed)
{
	static reader readers[READERS];
	static writer w;
	atoll_port to_writer, to[READERS], near, far;
	double expected = 0;
	int closes = 0, turn = 0;
	atoll_message *msg;

	kernel_start_with(&(atoll_kernel_opts){.seed = seed});
	w = (writer){0};
	(void)start_native(&to_writer, &writer_calls, &w);
	ok(atoll_port_pair(&near, &far, kernel,
			   &(atoll_port_opts){.messages = 1 + seed % 5}));
	ok(atoll_port_post(kernel, to_writer, message_with_ports(0, &near, 1)));
	for (int i = 0; i < READERS; i++) {
		readers[i] = (reader){.expected = &expected, .closes = &closes};
		(void)start_native(&to[i], &reader_calls, &readers[i]);
	}
	while (closes == 0) {
		bool here = false;

		ok(atoll_port_post(kernel, to[turn],
				   message_with_ports(0, &far, 1)));
		(void)atoll_kernel_turn(kernel, 0);
		for (int i = 0; i < READERS && !here; i++) {
			here = atoll_port_receive(kernel, to[i], 0, &msg) ==
			       ATOLL_OK;
		}
		ck_assert_msg(here != (closes > 0),
			      "seed %llu: the port is lost after %g messages",
			      (unsigned long long)seed, expected);
		if (here) {
			far = adopt(msg, 0);
			atoll_message_free(msg);
			turn = (turn + 1) % READERS;
		}
	}
	ck_assert_msg(expected == MESSAGES && closes == 1,
		      "seed %llu: %g messages, %d closes",
		      (unsigned long long)seed, expected, closes);
	kernel_stop();
}

START_TEST(keeps_order_and_close_for_every_seed)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		relay(seed);
	}
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "seeds", NULL);

	tcase_set_timeout(c, 120);
	tcase_add_test(c, runs_the_same_for_the_same_seed);
	tcase_add_test(c, ends_every_isolate_for_every_seed);
	tcase_add_test(c, keeps_order_and_close_for_every_seed);
}

int
main(int argc, char **argv)
{
	if (argc == 2) {
		loud = true;
		(void)run(strtoull(argv[1], NULL, 10));
		return EXIT_SUCCESS;
	}
	return suite_run("determinism", add);
}
