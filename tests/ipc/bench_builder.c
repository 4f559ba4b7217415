/* tests/ipc/bench_builder.c - nanoseconds for one message. Not a test.
 * SPDX-License-Identifier: MIT */
#include "ipc/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 9, MESSAGES = 300000 };

static atoll_builder *b;
static atoll_shape *shape;
static double sum;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static atoll_message *
finish(void)
{
	atoll_message *msg;

	if (atoll_builder_finish(b, &msg) != ATOLL_OK) {
		abort();
	}
	return msg;
}

static void
record(int i)
{
	atoll_build_record(b, shape);
	atoll_build_number(b, i);
	atoll_build_string(b, "add", 3);
	atoll_build_number(b, 1.5);
	atoll_build_number(b, 2.5);
	atoll_build_string(b, "worker", 6);
	atoll_build_end(b);
	atoll_message_free(finish());
}

static void
inlined(int i)
{
	builder_record(b, shape);
	builder_number(b, i);
	builder_string(b, "add", 3);
	builder_number(b, 1.5);
	builder_number(b, 2.5);
	builder_string(b, "worker", 6);
	builder_end(b);
	atoll_message_free(finish());
}

static void
build_keyed(int i)
{
	atoll_build_object(b);
	atoll_build_key(b, "id", 2);
	atoll_build_number(b, i);
	atoll_build_key(b, "op", 2);
	atoll_build_string(b, "add", 3);
	atoll_build_key(b, "a", 1);
	atoll_build_number(b, 1.5);
	atoll_build_key(b, "b", 1);
	atoll_build_number(b, 2.5);
	atoll_build_key(b, "tag", 3);
	atoll_build_string(b, "worker", 6);
	atoll_build_end(b);
}

static void
keyed(int i)
{
	build_keyed(i);
	atoll_message_free(finish());
}

static void
number(int i)
{
	atoll_build_number(b, i);
	atoll_message_free(finish());
}

static void
read(int i)
{
	static atoll_message *msg;
	atoll_value v;

	if (msg == NULL) {
		build_keyed(i);
		msg = finish();
	}
	v = atoll_message_value(msg);
	sum += atoll_value_number(atoll_value_get(v, "id"));
	sum += atoll_value_number(atoll_value_get(v, "a"));
	sum += atoll_value_number(atoll_value_get(v, "b"));
	sum += atoll_value_is(atoll_value_get(v, "op"), "add");
}

static void
parse(int i)
{
	static atoll_message *msg;
	atoll_message *copy;

	if (msg == NULL) {
		build_keyed(i);
		msg = finish();
	}
	if (atoll_message_parse(&copy, msg->bytes, msg->size, NULL) !=
	    ATOLL_OK) {
		abort();
	}
	atoll_message_free(copy);
}

static void
string1k(int i)
{
	static char text[1024];

	memset(text, 'x', sizeof(text));
	(void)i;
	atoll_build_string(b, text, sizeof(text));
	atoll_message_free(finish());
}

static void
records(int i)
{
	atoll_build_array(b);
	for (int j = 0; j < 100; j++) {
		build_keyed(i);
	}
	atoll_build_end(b);
	atoll_message_free(finish());
}

static void
run(const char *name, void (*work)(int), int each)
{
	double best = 1e300;

	for (int r = 0; r < ROUNDS; r++) {
		int n = MESSAGES / each;
		double start = now();
		double took;

		for (int i = 0; i < n; i++) {
			work(i);
		}
		took = (now() - start) / n / each;
		best = took < best ? took : best;
	}
	printf("%-40s %7.1f ns\n", name, best);
}

int
main(void)
{
	const char *keys[] = {"id", "op", "a", "b", "tag"};
	size_t lens[] = {2, 2, 1, 1, 3};

	if (atoll_builder_new(&b, NULL) != ATOLL_OK ||
	    atoll_shape_new(&shape, keys, lens, 5) != ATOLL_OK) {
		return 1;
	}
	run("record of 5, built and freed", record, 1);
	run("the same inline", inlined, 1);
	run("object of 5 with keys, built and freed", keyed, 1);
	run("a number, built and freed", number, 1);
	run("a string of 1 KiB, built and freed", string1k, 1);
	run("object of 5 in an array of 100", records, 100);
	run("4 members read by name", read, 1);
	run("record of 5, parsed and freed", parse, 1);
	atoll_shape_free(shape);
	atoll_builder_free(b);
	return sum < 0;
}
