/* tests/kernel/travel_test.c - ports inside messages.
 * SPDX-License-Identifier: MIT */
#include "suite.h"

static atoll_port a, b; /* what travels is mostly b */
static atoll_port c, d; /* what it travels through */

static void
two_pairs(void)
{
	kernel_start();
	ok(atoll_port_pair(&a, &b, kernel, NULL));
	ok(atoll_port_pair(&c, &d, kernel, NULL));
}

static void
post_ports(atoll_port through, const atoll_port *ports, size_t n)
{
	ok(atoll_port_post(kernel, through, message_with_ports(0, ports, n)));
}

/* receive_port takes the one port of the next message. */
static atoll_port
receive_port(atoll_port from)
{
	atoll_message *msg = receive_message(from);
	atoll_port port = adopt(msg, 0);

	atoll_message_free(msg);
	return port;
}

static void
expect_closed(atoll_port port)
{
	atoll_message *msg;

	expect(atoll_port_receive(kernel, port, PATIENCE_MS, &msg),
	       ATOLL_ECLOSED);
}

/* ------------------------------------------------------- outside only */

START_TEST(moves_a_port_with_its_queue)
{
	for (int i = 0; i < 5; i++) {
		post(a, i);
	}
	post_ports(c, &b, 1);
	post(a, 5);
	b = receive_port(d);
	post(a, 6);
	for (int i = 0; i < 7; i++) {
		ck_assert_double_eq(receive(b), i);
	}
	post(b, 9);
	ck_assert_double_eq(receive(a), 9);
}
END_TEST

START_TEST(names_the_port_in_the_value)
{
	atoll_message *msg;
	atoll_value v;

	post_ports(c, &b, 1);
	msg = receive_message(d);
	v = atoll_value_at(atoll_message_value(msg), 1);
	ck_assert_int_eq(atoll_value_kind(v), ATOLL_KIND_PORT);
	ck_assert_uint_eq(atoll_value_port(v).id, b.id);
	atoll_message_free(msg);
}
END_TEST

START_TEST(leaves_nothing_to_the_former_owner)
{
	atoll_message *msg;
	atoll_builder *builder;
	uint32_t number;

	post_ports(c, &b, 1);
	expect(atoll_port_receive(kernel, b, 0, &msg), ATOLL_EPERM);
	expect(atoll_port_close(kernel, b), ATOLL_EPERM);
	expect(atoll_port_notify(kernel, b, NULL, NULL), ATOLL_EPERM);
	ok(atoll_builder_new(&builder, NULL));
	expect(atoll_port_attach(kernel, builder, b, &number), ATOLL_EPERM);
	atoll_builder_free(builder);
	b = receive_port(d);
	close_port(b);
	expect_closed(a);
}
END_TEST

START_TEST(keeps_a_port_that_was_attached_but_not_posted)
{
	atoll_message *msg = message_with_ports(0, &b, 1);
	atoll_port port;

	expect(atoll_port_adopt(kernel, msg, 0, &port), ATOLL_EINVAL);
	atoll_message_free(msg);
	post(a, 1);
	ck_assert_double_eq(receive(b), 1);
}
END_TEST

START_TEST(carries_a_port_in_a_message_in_a_port_in_a_message)
{
	atoll_port e, f, got;

	ok(atoll_port_pair(&e, &f, kernel, NULL));
	post(a, 42);          /* in b's queue */
	post_ports(e, &b, 1); /* in f's queue */
	post_ports(c, &f, 1); /* in d's queue */
	got = receive_port(receive_port(d));
	ck_assert_double_eq(receive(got), 42);
	post(got, 43);
	ck_assert_double_eq(receive(a), 43);
}
END_TEST

START_TEST(carries_several_ports_at_once)
{
	atoll_port near[20], far[20];
	atoll_message *msg;

	for (int i = 0; i < 20; i++) {
		ok(atoll_port_pair(&near[i], &far[i], kernel, NULL));
		post(near[i], i);
	}
	post_ports(c, far, 20);
	msg = receive_message(d);
	for (uint32_t i = 0; i < 20; i += 2) {
		ck_assert_double_eq(receive(adopt(msg, i)), i);
	}
	atoll_message_free(msg);
	for (int i = 1; i < 20; i += 2) {
		expect_closed(near[i]); /* nobody took them */
	}
}
END_TEST

START_TEST(closes_a_port_whose_message_is_freed)
{
	post_ports(c, &b, 1);
	atoll_message_free(receive_message(d));
	expect_closed(a);
}
END_TEST

START_TEST(closes_a_port_whose_message_is_never_received)
{
	post_ports(c, &b, 1);
	close_port(d);
	expect_closed(a);
}
END_TEST

START_TEST(frees_ports_nested_however_deep)
{
	atoll_port outer, inner;
	atoll_kernel_stats s;
	const int depth = SANITIZED ? 20000 : 200000;

	for (int i = 0; i < depth; i++) {
		ok(atoll_port_pair(&outer, &inner, kernel, NULL));
		post_ports(outer, &b, 1);
		close_port(outer);
		b = inner;
	}
	close_port(b);
	expect_closed(a);
	atoll_kernel_get_stats(kernel, &s);
	ck_assert_uint_eq(s.ports, 3);
}
END_TEST

START_TEST(frees_two_ports_in_each_others_queues_at_the_end)
{
	post_ports(a, &d, 1); /* in b's queue */
	post_ports(c, &b, 1); /* in d's queue, which travels in b's */
}
END_TEST

START_TEST(frees_what_travels_at_the_end)
{
	post_ports(c, &b, 1);
	post(a, 1);
}
END_TEST

START_TEST(brings_the_close_behind_the_queue)
{
	post(a, 1);
	post_ports(c, &b, 1);
	post(a, 2);
	close_port(a);
	b = receive_port(d);
	ck_assert_double_eq(receive(b), 1);
	ck_assert_double_eq(receive(b), 2);
	expect_closed(b);
}
END_TEST

START_TEST(gives_each_attachment_once)
{
	atoll_message *msg;
	atoll_port port;

	post_ports(c, &b, 1);
	msg = receive_message(d);
	(void)adopt(msg, 0);
	expect(atoll_port_adopt(kernel, msg, 0, &port), ATOLL_EINVAL);
	expect(atoll_port_adopt(kernel, msg, 1, &port), ATOLL_EINVAL);
	expect(atoll_port_adopt(kernel, msg, UINT32_MAX, &port), ATOLL_EINVAL);
	atoll_message_free(msg);
	post(a, 1); /* it is open still */
}
END_TEST

/* ---------------------------------------------------------- refusals */

START_TEST(refuses_to_send_a_port_through_itself)
{
	atoll_message *msg = message_with_ports(1, &c, 1);

	expect(atoll_port_post(kernel, c, msg), ATOLL_ESELF);
	expect(atoll_port_post(kernel, d, msg), ATOLL_ESELF);
	ok(atoll_port_post(kernel, a, msg));
	c = receive_port(b);
	post(c, 2);
	ck_assert_double_eq(receive(d), 2);
}
END_TEST

START_TEST(sends_a_port_that_is_listed_twice_once)
{
	const atoll_port twice[] = {b, b};
	atoll_message *msg;
	atoll_value v;
	atoll_port port;

	post_ports(c, twice, 2);
	msg = receive_message(d);
	v = atoll_message_value(msg);
	ck_assert(atoll_value_same(atoll_value_at(v, 1), atoll_value_at(v, 2)));
	b = adopt(msg, 0);
	expect(atoll_port_adopt(kernel, msg, 1, &port), ATOLL_EINVAL);
	atoll_message_free(msg);
	post(a, 1);
	ck_assert_double_eq(receive(b), 1);
}
END_TEST

START_TEST(refuses_a_port_that_is_in_two_messages)
{
	atoll_message *first = message_with_ports(0, &b, 1);
	const atoll_port both[] = {a, b};
	atoll_message *second = message_with_ports(0, both, 2);

	ok(atoll_port_post(kernel, c, first));
	expect(atoll_port_post(kernel, c, second), ATOLL_EPERM);
	atoll_message_free(second);
	b = receive_port(d);
	post(a, 1);
	ck_assert_double_eq(receive(b), 1);
}
END_TEST

START_TEST(refuses_a_port_that_was_closed_meanwhile)
{
	const atoll_port both[] = {a, b};
	atoll_message *msg = message_with_ports(0, both, 2);

	close_port(b);
	expect(atoll_port_post(kernel, c, msg), ATOLL_ENOENT);
	atoll_message_free(msg);
	expect_closed(a);
}
END_TEST

START_TEST(refuses_a_monitor_and_a_childs_port)
{
	atoll_port port, watch;
	atoll_builder *builder;
	uint32_t number;

	watch = monitor(start_native(&port, &echo, NULL));
	ok(atoll_builder_new(&builder, NULL));
	expect(atoll_port_attach(kernel, builder, watch, &number), ATOLL_EPERM);
	expect(atoll_port_attach(kernel, builder, port, &number), ATOLL_EPERM);
	atoll_builder_free(builder);
	close_port(port);
	expect_exit(watch, ATOLL_FINISHED, 0);
}
END_TEST

static void
count_call(void *context)
{
	atomic_fetch_add((atomic_int *)context, 1);
}

START_TEST(leaves_the_ports_of_a_refused_message_as_they_were)
{
	atomic_int calls = 0;
	const atoll_port both[] = {a, b};
	atoll_message *msg = message_with_ports(1, both, 2);
	atoll_port full, other;

	ok(atoll_port_pair(&full, &other, kernel,
			   &(atoll_port_opts){.messages = 1}));
	post(full, 0);
	ok(atoll_port_notify(kernel, b, count_call, &calls));
	post(a, 1);
	ck_assert_int_eq(atomic_exchange(&calls, 0), 1);
	expect(atoll_port_post(kernel, full, msg), ATOLL_EFULL);
	ck_assert_double_eq(receive(b), 1);
	atomic_store(&calls, 0);
	post(a, 2);
	ck_assert_int_eq(atomic_load(&calls), 1);
	close_port(other);
	expect(atoll_port_post(kernel, full, msg), ATOLL_ECLOSED);
	ck_assert_double_eq(receive(b), 2);
	ok(atoll_port_post(kernel, c, msg)); /* now it goes */
	msg = receive_message(d);
	(void)adopt(msg, 0);
	b = adopt(msg, 1);
	atoll_message_free(msg);
	post(a, 3);
	ck_assert_double_eq(receive(b), 3);
}
END_TEST

static void *
block_with_port(void *arg)
{
	atoll_port *full = arg;

	post_ports(*full, &b, 1);
	return NULL;
}

START_TEST(blocks_with_a_port_in_the_message)
{
	atoll_port full, other;
	pthread_t t;

	ok(atoll_port_pair(
	    &full, &other, kernel,
	    &(atoll_port_opts){.messages = 1, .policy = ATOLL_BLOCK}));
	post(full, 0);
	post(a, 1);
	pthread_create(&t, NULL, block_with_port, &full);
	ck_assert_double_eq(receive(other), 0);
	b = receive_port(other);
	pthread_join(t, NULL);
	ck_assert_double_eq(receive(b), 1);
}
END_TEST

static void *
receive_or_lose(void *arg)
{
	atoll_message *msg;
	atoll_err err;

	(void)arg;
	while ((err = atoll_port_receive(kernel, b, -1, &msg)) == ATOLL_OK) {
		atoll_message_free(msg);
	}
	expect(err, ATOLL_EPERM);
	return NULL;
}

START_TEST(wakes_who_waits_at_a_port_that_leaves)
{
	for (int i = 0; i < 100; i++) {
		pthread_t t;

		pthread_create(&t, NULL, receive_or_lose, NULL);
		post(a, i);
		post_ports(c, &b, 1);
		pthread_join(t, NULL);
		b = receive_port(d);
	}
}
END_TEST

/* ----------------------------------------------------------- isolates */

/* keeper adopts the port of a message, waits for a word, and listens then. */
static void
keeper_message(void *state, atoll_self *self, atoll_port port,
	       atoll_message *msg)
{
	atoll_port *kept = state;

	if (port.id != atoll_self_parent(self).id) {
		echo.message(state, self, port, msg);
	} else if (kept->id == 0) {
		ok(atoll_self_adopt(self, msg, 0, kept));
		expect(atoll_self_adopt(self, msg, 0, &port), ATOLL_EINVAL);
		self_report(self, 1);
	} else {
		ok(atoll_self_listen(self, *kept, true, NULL));
	}
}

static const atoll_native keeper = {.message = keeper_message};

START_TEST(stops_a_port_that_is_adopted)
{
	atoll_port kept = {0}, port;

	(void)start_native(&port, &keeper, &kept);
	post(a, 1);
	post_ports(port, &b, 1);
	post(a, 2);
	ck_assert_double_eq(receive(port), 1);
	receive_none(a);
	post(port, 0);
	post(a, 3);
	for (int i = 1; i <= 3; i++) {
		ck_assert_double_eq(receive(a), i);
	}
}
END_TEST

START_TEST(closes_an_isolates_ports_when_it_ends)
{
	atoll_port kept = {0}, port;

	(void)start_native(&port, &keeper, &kept);
	post_ports(port, &b, 1);
	ck_assert_double_eq(receive(port), 1);
	close_port(port);
	expect_closed(a);
}
END_TEST

/* A hand of the ring takes a few messages from the port that goes round, and
   passes it on. */
typedef struct {
	atoll_port next;  /* to the next hand; not yet taken if zero */
	atoll_port relay; /* the port, while it is here */
	int *expected;    /* owned with the relay */
	int total;
	int turn;
	gate *done;
} hand;

static void
hand_pass(hand *h, atoll_self *self)
{
	if (*h->expected == h->total) {
		gate_open(h->done);
		return;
	}
	self_post_port(self, h->next, 0, h->relay);
	h->relay.id = 0;
}

static void
hand_message(void *state, atoll_self *self, atoll_port port, atoll_message *msg)
{
	hand *h = state;

	if (port.id == h->relay.id) {
		ck_assert_double_eq(
		    atoll_value_number(atoll_message_value(msg)),
		    (*h->expected)++);
		if (++h->turn % 7 == 0 || *h->expected == h->total) {
			hand_pass(h, self);
		}
	} else if (h->next.id == 0) {
		/* First come the ports to and from the neighbours. */
		atoll_port from;

		ok(atoll_self_adopt(self, msg, 0, &h->next));
		ok(atoll_self_adopt(self, msg, 1, &from));
		ok(atoll_self_listen(self, from, true, NULL));
	} else {
		ok(atoll_self_adopt(self, msg, 0, &h->relay));
		ok(atoll_self_listen(self, h->relay, true, NULL));
	}
}

static const atoll_native hand_calls = {.message = hand_message};

START_TEST(keeps_the_order_of_a_port_that_goes_round_and_round)
{
	enum { HANDS = 5, MESSAGES = 20000 };
	hand hands[HANDS] = {0};
	atoll_port to[HANDS], from[HANDS], parents[HANDS];
	int expected = 0;
	gate done;

	gate_init(&done);
	for (int i = 0; i < HANDS; i++) {
		ok(atoll_port_pair(&to[i], &from[i], kernel, NULL));
		hands[i] = (hand){
		    .expected = &expected, .total = MESSAGES, .done = &done};
		(void)start_native(&parents[i], &hand_calls, &hands[i]);
	}
	for (int i = 0; i < HANDS; i++) {
		const atoll_port ports[] = {to[i],
					    from[(i + HANDS - 1) % HANDS]};

		post_ports(parents[i], ports, 2);
	}
	post_ports(parents[0], &b, 1);
	for (int i = 0; i < MESSAGES; i++) {
		post(a, i);
	}
	gate_wait(&done);
	kernel_stop();
	ck_assert_int_eq(expected, MESSAGES);
	kernel_start();
}
END_TEST

/* tester tries, inside an isolate, what must not work. */
static void
tester_start(void *state, atoll_self *self)
{
	atoll_builder *builder = atoll_self_builder(self);
	atoll_port parent = atoll_self_parent(self), x, y, watch, theirs;
	uint32_t number;

	theirs = *(const atoll_port *)state;
	ok(atoll_self_pair(self, &x, &y, NULL));
	ok(atoll_self_monitor(self, &watch, atoll_self_id(self)));
	expect(atoll_self_attach(self, builder, x, x, &number), ATOLL_ESELF);
	expect(atoll_self_attach(self, builder, watch, x, &number),
	       ATOLL_EPERM);
	expect(atoll_self_attach(self, builder, parent, x, &number),
	       ATOLL_EPERM);
	expect(atoll_self_attach(self, builder, theirs, x, &number),
	       ATOLL_EPERM);
	ok(atoll_self_close(self, y));
	expect(atoll_self_attach(self, builder, y, x, &number), ATOLL_ENOENT);
	atoll_builder_reset(builder);
	self_report(self, 1);
}

START_TEST(refuses_to_attach_what_may_not_leave_an_isolate)
{
	static const atoll_native calls = {.start = tester_start,
					   .message = ignore};
	atoll_port port;

	(void)start_native(&port, &calls, &b);
	ck_assert_double_eq(receive(port), 1);
}
END_TEST

/* refused posts a port to a full one, in vain, and uses it thereafter. */
typedef struct {
	atoll_port x, y; /* x is sent */
} refused;

static void
refused_start(void *state, atoll_self *self)
{
	refused *r = state;
	atoll_builder *builder = atoll_self_builder(self);
	atoll_message *msg;
	atoll_port full, other;
	uint32_t number;

	ok(atoll_self_pair(self, &r->x, &r->y, NULL));
	ok(atoll_self_pair(self, &full, &other,
			   &(atoll_port_opts){.messages = 1}));
	ok(atoll_self_listen(self, r->x, true, NULL));
	ok(self_post(self, full, 0));
	ok(self_post(self, r->y, 1));
	builder = atoll_self_builder(self);
	ok(atoll_self_attach(self, builder, r->x, full, &number));
	ok(atoll_builder_finish(builder, &msg));
	expect(atoll_self_post(self, full, msg), ATOLL_EFULL);
	atoll_message_free(msg);
	ok(self_post(self, r->y, 2));
}

static void
refused_message(void *state, atoll_self *self, atoll_port port,
		atoll_message *msg)
{
	refused *r = state;

	ck_assert_uint_eq(port.id, r->x.id);
	self_report(self, atoll_value_number(atoll_message_value(msg)));
}

START_TEST(leaves_a_refused_port_listening)
{
	static const atoll_native calls = {.start = refused_start,
					   .message = refused_message};
	refused r;
	atoll_port port;

	(void)start_native(&port, &calls, &r);
	ck_assert_double_eq(receive(port), 1);
	ck_assert_double_eq(receive(port), 2);
	kernel_stop();
	kernel_start();
}
END_TEST

static void
add(Suite *s)
{
	TCase *tc = suite_case(s, "move", two_pairs);

	tcase_add_test(tc, moves_a_port_with_its_queue);
	tcase_add_test(tc, names_the_port_in_the_value);
	tcase_add_test(tc, leaves_nothing_to_the_former_owner);
	tcase_add_test(tc, keeps_a_port_that_was_attached_but_not_posted);
	tcase_add_test(tc, carries_a_port_in_a_message_in_a_port_in_a_message);
	tcase_add_test(tc, carries_several_ports_at_once);
	tcase_add_test(tc, closes_a_port_whose_message_is_freed);
	tcase_add_test(tc, closes_a_port_whose_message_is_never_received);
	tcase_add_test(tc, frees_ports_nested_however_deep);
	tcase_add_test(tc, frees_two_ports_in_each_others_queues_at_the_end);
	tcase_add_test(tc, frees_what_travels_at_the_end);
	tcase_add_test(tc, brings_the_close_behind_the_queue);
	tcase_add_test(tc, gives_each_attachment_once);
	tc = suite_case(s, "refuse", two_pairs);
	tcase_add_test(tc, refuses_to_send_a_port_through_itself);
	tcase_add_test(tc, sends_a_port_that_is_listed_twice_once);
	tcase_add_test(tc, refuses_a_port_that_is_in_two_messages);
	tcase_add_test(tc, refuses_a_port_that_was_closed_meanwhile);
	tcase_add_test(tc, refuses_a_monitor_and_a_childs_port);
	tcase_add_test(tc, leaves_the_ports_of_a_refused_message_as_they_were);
	tcase_add_test(tc, blocks_with_a_port_in_the_message);
	tcase_add_test(tc, wakes_who_waits_at_a_port_that_leaves);
	tc = suite_case(s, "isolate", two_pairs);
	tcase_add_test(tc, stops_a_port_that_is_adopted);
	tcase_add_test(tc, closes_an_isolates_ports_when_it_ends);
	tcase_add_test(tc, keeps_the_order_of_a_port_that_goes_round_and_round);
	tcase_add_test(tc, refuses_to_attach_what_may_not_leave_an_isolate);
	tcase_add_test(tc, leaves_a_refused_port_listening);
}

int
main(void)
{
	return suite_run("travel", add);
}
