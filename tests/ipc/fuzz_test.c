/* tests/ipc/fuzz_test.c - random and broken messages.
 * SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include "ipc/verify.h"

#include <stdlib.h>

enum {
	GRAPHS = 100000,
	SOURCES = 2000,
	MUTANTS = 500, /* of each source */
	LONGEST = 1 << 16
};

START_TEST(random_values_survive_the_way_through_bytes)
{
	atoll_builder *b = new_builder();
	uint64_t seed = seed_of_run(20260101);

	for (int i = 0; i < GRAPHS; i++) {
		rng r = {seed + (uint64_t)i};
		atoll_message *msg;
		atoll_message *copy;
		atoll_err err;

		build_random(b, &r, i % 2 == 0);
		err = atoll_builder_finish(b, &msg);
		if (err != ATOLL_OK) {
			ck_abort_msg("ATOLL_SEED=%llu: %s",
				     (unsigned long long)(seed + (uint64_t)i),
				     atoll_errname(err));
		}
		err = reparse(&copy, msg);
		if (err != ATOLL_OK ||
		    !values_equal(atoll_message_value(msg),
				  atoll_message_value(copy))) {
			ck_abort_msg("ATOLL_SEED=%llu: %s",
				     (unsigned long long)(seed + (uint64_t)i),
				     atoll_errname(err));
		}
		atoll_message_free(msg);
		atoll_message_free(copy);
	}
	atoll_builder_free(b);
}
END_TEST

START_TEST(random_values_survive_the_way_through_json)
{
	atoll_builder *b = new_builder();
	uint64_t seed = seed_of_run(20260102);

	for (int i = 0; i < GRAPHS / 10; i++) {
		rng r = {seed + (uint64_t)i};
		atoll_message *msg;
		atoll_message *copy;
		char *text;
		size_t where = 0;
		atoll_err err;

		build_random(b, &r, false);
		msg = finish(b);
		ck_assert_ok(
		    atoll_value_json(&text, atoll_message_value(msg), i % 3));
		err = atoll_build_json(b, text, strlen(text), &where);
		ck_assert_msg(err == ATOLL_OK, "ATOLL_SEED=%llu: %s at %zu: %s",
			      (unsigned long long)(seed + (uint64_t)i),
			      atoll_errname(err), where, text);
		copy = finish(b);
		ck_assert_msg(values_equal(atoll_message_value(msg),
					   atoll_message_value(copy)),
			      "ATOLL_SEED=%llu: %s",
			      (unsigned long long)(seed + (uint64_t)i), text);
		atoll_block_free(text);
		atoll_message_free(msg);
		atoll_message_free(copy);
	}
	atoll_builder_free(b);
}
END_TEST

/* ------------------------------------------------------------- mutation */

typedef struct {
	uint8_t *bytes; /* of LONGEST */
	size_t size;
} mutant;

static void
flip_bits(mutant *m, rng *r)
{
	for (uint32_t n = 1 + rng_below(r, 3); n > 0 && m->size > 0; n--) {
		m->bytes[rng_below(r, (uint32_t)m->size)] ^=
		    (uint8_t)(1U << rng_below(r, 8));
	}
}

/* Writes a small number, or one of the edges, where a number may be. */
static void
write_number(mutant *m, rng *r)
{
	static const uint32_t edges[] = {
	    0, 1, 2, 7, 8, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff};
	uint32_t x;

	if (m->size < 8) {
		return;
	}
	x = rng_below(r, 2) ? edges[rng_below(r, 9)]
			    : rng_below(r, (uint32_t)m->size * 2);
	memcpy(m->bytes + rng_below(r, (uint32_t)m->size / 4) * 4, &x, 4);
}

/* Changes a part of a node, as one of ours has them. */
static void
change_node(mutant *m, rng *r)
{
	wire_node node;
	size_t at;

	if (m->size < sizeof(wire_header) + sizeof(node)) {
		return;
	}
	at = sizeof(wire_header) +
	     rng_below(r, (uint32_t)((m->size - sizeof(wire_header)) /
				     sizeof(node))) *
		 sizeof(node);
	memcpy(&node, m->bytes + at, sizeof(node));
	switch (rng_below(r, 5)) {
	case 0:
		node.kind = (uint8_t)rng_below(r, 25);
		break;
	case 1:
		node.flags = (uint8_t)(1U << rng_below(r, 8));
		break;
	case 2:
		node.aux = (uint16_t)rng_below(r, 0x900);
		break;
	case 3:
		node.span = rng_below(r, 12);
		break;
	default:
		node.number = rng_below(r, 64);
		break;
	}
	memcpy(m->bytes + at, &node, sizeof(node));
}

/* Puts a part of another message into this one. */
static void
splice(mutant *m, rng *r, const atoll_message *other)
{
	size_t from = rng_below(r, other->size / 8) * 8;
	size_t n = rng_below(r, other->size - (uint32_t)from) + 1;
	size_t to = rng_below(r, (uint32_t)m->size / 8 + 1) * 8;

	if (to + n > LONGEST) {
		return;
	}
	if (to + n > m->size) {
		if (to > m->size) {
			return;
		}
		m->size = to + n;
	}
	memcpy(m->bytes + to, other->bytes + from, n);
}

static void
mutate(mutant *m, rng *r, const atoll_message *other)
{
	for (uint32_t n = 1 + rng_below(r, 3); n > 0; n--) {
		switch (rng_below(r, 8)) {
		case 0:
			m->size = rng_below(r, (uint32_t)m->size + 1);
			break;
		case 1:
			splice(m, r, other);
			break;
		case 2:
			write_number(m, r);
			break;
		case 3:
		case 4:
			flip_bits(m, r);
			break;
		default:
			change_node(m, r);
			break;
		}
	}
}

/* Reads the whole of a message that was accepted. */
static void
use(atoll_message *msg, rng *r)
{
	char *text;

	walk(atoll_message_value(msg));
	if (rng_below(r, 16) == 0) {
		ck_assert_ok(
		    atoll_value_json(&text, atoll_message_value(msg), 0));
		atoll_block_free(text);
	}
}

static atoll_err
parse_mutant(const mutant *m, rng *r)
{
	attachment block = {.kind = WIRE_BLOCK, .length = 16};
	/* As small as can be, so that a reader beyond it is caught. */
	uint8_t *exact = malloc(m->size + (m->size == 0));
	atoll_message *msg;
	atoll_err err;

	memcpy(exact, m->bytes, m->size);
	if (rng_below(r, 8) == 0) {
		block.block = atoll_block_new(16);
		memset(block.block, 1, 16);
		err = message_parse_attached(&msg, exact, m->size, NULL, &block,
					     1);
		if (err != ATOLL_OK) {
			attachment_drop(&block);
		}
	} else {
		err = atoll_message_parse(&msg, exact, m->size, NULL);
	}
	free(exact);
	if (err == ATOLL_OK) {
		use(msg, r);
		atoll_message_free(msg);
	}
	return err;
}

START_TEST(mutated_messages_are_refused_or_can_be_read)
{
	atoll_builder *b = new_builder();
	uint64_t seed = seed_of_run(20260103);
	rng r = {seed};
	atoll_message **sources = calloc(SOURCES, sizeof(*sources));
	mutant m = {malloc(LONGEST), 0};
	unsigned accepted = 0;

	for (int i = 0; i < SOURCES; i++) {
		build_random(b, &r, false);
		sources[i] = finish(b);
	}
	for (int i = 0; i < SOURCES * MUTANTS; i++) {
		const atoll_message *source = sources[i % SOURCES];
		rng own = {seed ^ (uint64_t)i << 20};
		atoll_err err;

		m.size = source->size;
		memcpy(m.bytes, source->bytes, source->size);
		mutate(&m, &own, sources[rng_below(&own, SOURCES)]);
		err = parse_mutant(&m, &own);
		if (err != ATOLL_OK && err != ATOLL_EMALFORMED) {
			ck_abort_msg("ATOLL_SEED=%llu, mutant %d: %s",
				     (unsigned long long)seed, i,
				     atoll_errname(err));
		}
		accepted += err == ATOLL_OK;
	}
	/* Else the mutants are too broken to find anything. */
	ck_assert_uint_gt(accepted, SOURCES * MUTANTS / 100);
	ck_assert_uint_lt(accepted, SOURCES * MUTANTS / 2);
	for (int i = 0; i < SOURCES; i++) {
		atoll_message_free(sources[i]);
	}
	free(sources);
	free(m.bytes);
	atoll_builder_free(b);
}
END_TEST

/* Changes JSON text: characters that mean something, anywhere. */
static size_t
mutate_text(char *text, size_t len, rng *r)
{
	static const char marks[] = "{}[]:,\"\\0-.eE$u \x7f\x80\xed";

	for (uint32_t n = 1 + rng_below(r, 4); n > 0 && len > 0; n--) {
		uint32_t at = rng_below(r, (uint32_t)len);

		switch (rng_below(r, 4)) {
		case 0: /* leave one out */
			memmove(text + at, text + at + 1, len - at - 1);
			len--;
			break;
		case 1:
			len = rng_below(r, 8) == 0 ? at : len;
			break;
		default:
			text[at] = marks[rng_below(r, sizeof(marks) - 1)];
			break;
		}
	}
	return len;
}

START_TEST(mutated_json_is_refused_or_makes_a_message)
{
	atoll_builder *b = new_builder();
	uint64_t seed = seed_of_run(20260104);

	for (int i = 0; i < GRAPHS; i++) {
		rng r = {seed + (uint64_t)(i / 20)};
		rng own = {seed ^ (uint64_t)i << 20};
		atoll_message *msg;
		char *text;
		char *exact;
		size_t len;
		size_t where = 0;
		atoll_err err;

		build_random(b, &r, false);
		if (atoll_builder_finish(b, &msg) != ATOLL_OK ||
		    atoll_value_json(&text, atoll_message_value(msg), 0) !=
			ATOLL_OK) {
			ck_abort();
		}
		len = mutate_text(text, strlen(text), &own);
		exact = malloc(len + (len == 0));
		memcpy(exact, text, len);
		err = atoll_build_json(b, exact, len, &where);
		if ((err != ATOLL_OK && err != ATOLL_EINVAL) || where > len) {
			ck_abort_msg("ATOLL_SEED=%llu, text %d: %s",
				     (unsigned long long)seed, i,
				     atoll_errname(err));
		}
		free(exact);
		atoll_block_free(text);
		atoll_message_free(msg);
		if (atoll_builder_finish(b, &msg) != err) {
			ck_abort_msg("text %d: finished otherwise", i);
		}
		if (err == ATOLL_OK) {
			walk(atoll_message_value(msg));
		}
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    random_values_survive_the_way_through_bytes,
	    random_values_survive_the_way_through_json,
	    mutated_messages_are_refused_or_can_be_read,
	    mutated_json_is_refused_or_makes_a_message,
	};

	return RUN_SUITE("fuzz", tests);
}
