/* tests/ipc/verify_test.c - what is refused of bytes that are not trusted.
 * SPDX-License-Identifier: MIT */
#include "ipc/verify.h"

#include "tests/ipc/support.h"

#include <stdio.h>
#include <stdlib.h>

static atoll_err
parse(const void *bytes, size_t size)
{
	atoll_message *msg;
	atoll_err err = atoll_message_parse(&msg, bytes, size, NULL);

	if (err == ATOLL_OK) {
		walk(atoll_message_value(msg));
	} else {
		ck_assert_ptr_null(msg);
	}
	atoll_message_free(msg);
	return err;
}

/* A message that may be written to. */
typedef struct {
	uint8_t *bytes;
	size_t size;
	wire_node *nodes;
} copy;

static copy
copy_of(const atoll_message *msg)
{
	copy c = {malloc(msg->size), msg->size, NULL};

	memcpy(c.bytes, msg->bytes, msg->size);
	c.nodes = (wire_node *)(void *)(c.bytes + sizeof(wire_header));
	return c;
}

static copy
copy_of_json(const char *text)
{
	atoll_message *msg = of_json(text);
	copy c = copy_of(msg);

	atoll_message_free(msg);
	return c;
}

START_TEST(accepts_all_of_the_corpus)
{
	atoll_builder *b = new_builder();

	for (unsigned i = 0;; i++) {
		const char *name = corpus_build(b, i);
		atoll_message *msg;
		atoll_message *again;

		if (name == NULL) {
			break;
		}
		msg = finish(b);
		ck_assert_msg(reparse(&again, msg) == ATOLL_OK, "%s", name);
		ck_assert_msg(values_equal(atoll_message_value(msg),
					   atoll_message_value(again)),
			      "%s", name);
		ck_assert_uint_eq(atoll_message_tag(msg),
				  atoll_message_tag(again));
		ck_assert_uint_eq(atoll_message_size(msg),
				  atoll_message_size(again));
		atoll_message_free(msg);
		atoll_message_free(again);
	}
	atoll_builder_free(b);
}
END_TEST

START_TEST(refuses_every_truncation)
{
	atoll_builder *b = new_builder();

	for (unsigned i = 0; corpus_build(b, i) != NULL; i++) {
		atoll_message *msg = finish(b);

		if (msg->attachment_count == 0) {
			for (uint32_t size = 0; size < msg->size; size++) {
				ck_assert_err(parse(msg->bytes, size),
					      ATOLL_EMALFORMED);
			}
		}
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
}
END_TEST

/* What is changed in one node of a message. */
typedef struct {
	const char *json;
	uint32_t node;
	int kind; /* -1: left as it is; also for the others */
	int flags;
	int aux;
	int64_t span;
	double number; /* -2: left */
} change;

#define NUMBER(x) -1, -1, -1, -1, (x)
#define SPAN(x) -1, -1, -1, (x), -2
#define AUX(x) -1, -1, (x), -1, -2
#define FLAGS(x) -1, (x), -1, -1, -2
#define KIND(x) (x), -1, -1, -1, -2

#define BUFFER "{\"$kind\":\"buffer\",\"base64\":\"AQIDBAUGBwg=\"}"
#define VIEW                                                                   \
	"{\"$kind\":\"view\",\"type\":\"int16\",\"offset\":2,\"length\":4,"    \
	"\"buffer\":" BUFFER "}"
#define BIGINT "{\"$kind\":\"bigint\",\"value\":\"0x12\"}"
#define FAULT                                                                  \
	"{\"$kind\":\"error\",\"type\":\"Error\",\"message\":\"m\","           \
	"\"cause\":[],\"extra\":{\"a\":1}}"
#define EXTRA "{\"$kind\":\"array\",\"elements\":[1],\"extra\":{\"a\":1}}"
#define HOLE "[1,{\"$kind\":\"hole\",\"run\":3},2]"
#define MAP "{\"$kind\":\"map\",\"entries\":[[1,2]]}"

static const change changes[] = {
    {"1", 0, KIND(24)},
    {"1", 0, KIND(255)},
    {"1", 0, FLAGS(1)},
    {"1", 0, AUX(1)},
    {"1", 0, SPAN(0)},
    {"1", 0, SPAN(2)},
    {"1", 0, KIND(ATOLL_KIND_NULL)},
    {"1", 0, KIND(ATOLL_KIND_REFERENCE)},
    {"1", 0, KIND(ATOLL_KIND_HOLE)},
    {"1", 0, KIND(ATOLL_KIND_PORT)},
    {"1", 0, KIND(ATOLL_KIND_SHARED)},
    {"1", 0, KIND(ATOLL_KIND_STRING)},
    {"\"text\"", 0, NUMBER(0.5)},
    {"\"text\"", 0, NUMBER(-1)},
    {"\"text\"", 0, NUMBER(__builtin_nan(""))},
    {"\"text\"", 0, NUMBER(__builtin_inf())},
    {"\"text\"", 0, NUMBER(4294967296.0)},
    {"\"text\"", 0, NUMBER(1)},
    {"\"text\"", 0, NUMBER(5)},
    {"\"text\"", 0, NUMBER(1e300)},
    {"\"text\"", 0, SPAN(5)},
    {"\"text\"", 0, SPAN(3)},
    {"\"text\"", 0, SPAN(0xffffffff)},
    {"\"text\"", 0, SPAN(0xfffffffb)},
    {"\"text\"", 0, FLAGS(WIRE_ASCII | WIRE_WTF8)},
    {"\"text\"", 0, FLAGS(4)},
    {"\"text\"", 0, AUX(1)},
    {"\"h\xc3\xa9\"", 0, FLAGS(WIRE_ASCII)},
    {"\"\\ud800\"", 0, FLAGS(0)},
    {"\"\\ud800\"", 0, FLAGS(WIRE_ASCII)},
    {BIGINT, 0, SPAN(7)},
    {BIGINT, 0, SPAN(16)},
    {BIGINT, 0, SPAN(0xfffffff8)},
    {BIGINT, 0, NUMBER(4)},
    {BIGINT, 0, NUMBER(8)},
    {BIGINT, 0, FLAGS(1)},
    {"{\"$kind\":\"bigint\",\"value\":\"0x0\"}", 0, FLAGS(WIRE_NEGATIVE)},
    {"[1,2]", 0, SPAN(0)},
    {"[1,2]", 0, SPAN(2)},
    {"[1,2]", 0, SPAN(4)},
    {"[1,2]", 0, SPAN(0xffffffff)},
    {"[1,2]", 0, NUMBER(1)},
    {"[1,2]", 0, NUMBER(3)},
    {"[1,2]", 0, NUMBER(-0.5)},
    {"[1,2]", 0, NUMBER(4294967296.0)},
    {"[1,2]", 0, FLAGS(WIRE_EXTRA)},
    {"[1,2]", 0, FLAGS(1)},
    {"[[1],2]", 1, SPAN(3)},
    {"[[1],2]", 1, SPAN(1)},
    {HOLE, 0, NUMBER(4)},
    {HOLE, 0, NUMBER(6)},
    {HOLE, 2, NUMBER(0)},
    {HOLE, 2, NUMBER(1.5)},
    {HOLE, 0, KIND(ATOLL_KIND_SET)},
    {EXTRA, 0, FLAGS(0)},
    {EXTRA, 2, FLAGS(0)},
    {EXTRA, 0, NUMBER(2)},
    {EXTRA, 2, KIND(ATOLL_KIND_ARRAY)},
    {"[1,{\"a\":1}]", 2, FLAGS(WIRE_EXTRA)},
    {"{\"a\":1}", 0, NUMBER(1)},
    {"{\"a\":1}", 0, NUMBER(__builtin_nan(""))},
    {"{\"a\":1}", 0, FLAGS(WIRE_EXTRA)},
    {"{\"a\":1}", 0, KIND(ATOLL_KIND_MAP)},
    {"[{\"a\":1},2]", 1, SPAN(3)},
    {"[{\"a\":1,\"b\":2},{\"a\":1}]", 1, NUMBER(1)},
    {MAP, 0, NUMBER(0)},
    {MAP, 0, NUMBER(2)},
    {MAP, 0, FLAGS(WIRE_EXTRA)},
    {MAP, 0, NUMBER(2147483649.0)},
    {"[[],{\"$kind\":\"date\",\"value\":0}]", 2, KIND(ATOLL_KIND_BUFFER)},
    {"[[],0]", 2, KIND(ATOLL_KIND_BOXED_STRING)},
    {"[[],1]", 2, KIND(ATOLL_KIND_UNDEFINED)},
    {"{\"$kind\":\"array\",\"$id\":1,\"elements\":[{\"$ref\":1}]}", 1,
     NUMBER(1)},
    {"{\"$kind\":\"array\",\"$id\":1,\"elements\":[{\"$ref\":1}]}", 1,
     NUMBER(2)},
    {"{\"$kind\":\"array\",\"$id\":1,\"elements\":[5,{\"$ref\":1}]}", 2,
     NUMBER(1)},
    {"{\"$kind\":\"boxedBoolean\",\"value\":true}", 0, NUMBER(2)},
    {"{\"$kind\":\"regexp\",\"source\":\"a\",\"flags\":\"\"}", 0, AUX(256)},
    {BUFFER, 0, FLAGS(WIRE_ATTACHED)},
    {BUFFER, 0, FLAGS(WIRE_NEGATIVE)},
    {BUFFER, 0, NUMBER(8)},
    {BUFFER, 0, NUMBER(1)},
    {BUFFER, 0, SPAN(9)},
    {VIEW, 0, AUX(13)},
    {VIEW, 0, FLAGS(WIRE_WHOLE)},
    {VIEW, 0, FLAGS(WIRE_TRACKING)},
    {VIEW, 0, FLAGS(WIRE_WHOLE | WIRE_TRACKING)},
    {VIEW, 0, NUMBER(1)},
    {VIEW, 0, NUMBER(6)},
    {VIEW, 0, NUMBER(10)},
    {VIEW, 0, NUMBER(2.5)},
    {VIEW, 0, NUMBER(0x1p53)},
    {VIEW, 0, SPAN(2)},
    {VIEW, 1, NUMBER(3)},
    {VIEW, 1, NUMBER(8)},
    {VIEW, 1, NUMBER(-4)},
    {VIEW, 1, NUMBER(0x1p63)},
    {VIEW, 1, KIND(ATOLL_KIND_DATE)},
    {VIEW, 2, SPAN(5)},
    {VIEW, 2, KIND(ATOLL_KIND_BIGINT)},
    {FAULT, 0, AUX(7)},
    {FAULT, 0, AUX(8 << 8)},
    {FAULT, 0, AUX(7 << 8)},
    {FAULT, 0, AUX(3 << 8)},
    {FAULT, 0, AUX(1 << 8)},
    {FAULT, 0, NUMBER(1)},
    {FAULT, 0, FLAGS(0)},
    {FAULT, 0, FLAGS(WIRE_WHOLE)},
    {FAULT, 1, KIND(ATOLL_KIND_BOXED_STRING)},
};

START_TEST(refuses_each_wrong_node)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		const change *c = &changes[i];
		copy m = copy_of_json(c->json);
		wire_node *n = &m.nodes[c->node];

		ck_assert_ok(parse(m.bytes, m.size));
		n->kind = c->kind < 0 ? n->kind : (uint8_t)c->kind;
		n->flags = c->flags < 0 ? n->flags : (uint8_t)c->flags;
		n->aux = c->aux < 0 ? n->aux : (uint16_t)c->aux;
		n->span = c->span < 0 ? n->span : (uint32_t)c->span;
		n->number = c->number == -2 ? n->number : c->number;
		ck_assert_msg(parse(m.bytes, m.size) == ATOLL_EMALFORMED,
			      "change %zu, of %s", i, c->json);
		free(m.bytes);
	}
}
END_TEST

START_TEST(refuses_a_reference_to_extra_keys)
{
	copy m = copy_of_json("{\"$kind\":\"array\",\"$id\":1,\"elements\":["
			      "{\"$kind\":\"array\",\"elements\":[],\"extra\":"
			      "{}},{\"$kind\":\"array\",\"elements\":[],"
			      "\"extra\":{\"a\":1}},{\"$ref\":1}]}");

	/* Array, array, array, extra object, 1, reference. */
	ck_assert_ok(parse(m.bytes, m.size));
	ck_assert_int_eq(m.nodes[5].kind, ATOLL_KIND_REFERENCE);
	m.nodes[5].number = 3;
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	m.nodes[5].number = 2;
	ck_assert_ok(parse(m.bytes, m.size));
	free(m.bytes);
}
END_TEST

START_TEST(leaves_one_nan_only)
{
	copy m = copy_of_json("{\"$kind\":\"number\",\"value\":"
			      "\"NaN\"}");
	uint64_t bits = UINT64_C(0xfffc0000deadbeef);
	double got;
	atoll_message *msg;

	memcpy(&m.nodes[0].number, &bits, sizeof(bits));
	ck_assert_ok(atoll_message_parse(&msg, m.bytes, m.size, NULL));
	got = atoll_value_number(atoll_message_value(msg));
	memcpy(&bits, &got, sizeof(bits));
	ck_assert_uint_eq(bits, UINT64_C(0x7ff8000000000000));
	atoll_message_free(msg);
	free(m.bytes);
}
END_TEST

/* Changes 32 bits anywhere in the message before the nodes. */
START_TEST(refuses_or_reads_every_header)
{
	static const uint32_t edges[] = {
	    0, 1, 4, 0x1c, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff};
	copy m = copy_of_json("{\"a\":[1,\"two\"]}");

	for (size_t at = 0; at < sizeof(wire_header); at += 2) {
		for (uint32_t x = 0; x < m.size + 8; x++) {
			uint8_t kept[4];
			uint32_t y = x < 8 ? edges[x] : x - 8;
			atoll_err err;

			memcpy(kept, m.bytes + at, 4);
			memcpy(m.bytes + at, &y, 4);
			err = parse(m.bytes, m.size);
			if (err != ATOLL_OK && err != ATOLL_EMALFORMED) {
				ck_abort_msg("%zu: %u: %s", at, y,
					     atoll_errname(err));
			}
			memcpy(m.bytes + at, kept, 4);
		}
	}
	free(m.bytes);
}
END_TEST

START_TEST(refuses_wrong_keys)
{
	copy m = copy_of_json("{\"a\":1,\"b\":2}");
	wire_key *keys = (wire_key *)(void *)(m.bytes + 56 + 3 * 16 + 4);
	wire_shape *shape = (wire_shape *)(void *)(m.bytes + 56 + 3 * 16 + 24);
	wire_key kept = keys[1];

	ck_assert_ok(parse(m.bytes, m.size));
	ck_assert_uint_eq(shape->count, 2);
	keys[1] = keys[0]; /* equal */
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	keys[1] = (wire_key){kept.offset, 2}; /* no NUL behind it */
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	keys[1] = (wire_key){UINT32_MAX, 1};
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	keys[1] = (wire_key){kept.offset, UINT32_MAX};
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	keys[1] = kept;
	shape->first = 1;
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	shape->first = UINT32_MAX;
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	shape->first = 0;
	shape->count = UINT32_MAX;
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	shape->count = 2;
	shape->base = UINT32_MAX;
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	shape->base = 0;
	m.bytes[m.size - 2] = 0x80; /* the last key's text */
	ck_assert_err(parse(m.bytes, m.size), ATOLL_EMALFORMED);
	free(m.bytes);
}
END_TEST

START_TEST(keeps_to_its_limits)
{
	copy m = copy_of_json("[[1,2],[3]]");
	atoll_message *msg;
	atoll_message_limits limits = {.depth = 1};

	ck_assert_err(atoll_message_parse(&msg, m.bytes, m.size, &limits),
		      ATOLL_EDEPTH);
	limits = (atoll_message_limits){.nodes = 5};
	ck_assert_err(atoll_message_parse(&msg, m.bytes, m.size, &limits),
		      ATOLL_ETOOBIG);
	limits = (atoll_message_limits){.bytes = m.size - 1};
	ck_assert_err(atoll_message_parse(&msg, m.bytes, m.size, &limits),
		      ATOLL_ETOOBIG);
	limits =
	    (atoll_message_limits){.depth = 2, .nodes = 6, .bytes = m.size};
	ck_assert_ok(atoll_message_parse(&msg, m.bytes, m.size, &limits));
	atoll_message_free(msg);
	free(m.bytes);
}
END_TEST

/* -------------------------------------------------------------- attached */

START_TEST(refuses_attachments_that_did_not_come)
{
	static const char bytes[3000];
	atoll_builder *b = new_builder();
	atoll_message *msg;

	atoll_build_buffer(b, bytes, sizeof(bytes));
	msg = finish(b);
	ck_assert_err(parse(msg->bytes, msg->size), ATOLL_EMALFORMED);
	atoll_message_free(msg);
	atoll_build_port(b, (atoll_port){1});
	msg = finish(b);
	ck_assert_err(parse(msg->bytes, msg->size), ATOLL_EMALFORMED);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(refuses_attachments_that_are_others)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	atoll_message *out;
	attachment a;

	atoll_build_block(b, atoll_block_new(16), 16, 32);
	msg = finish(b);
	a = (attachment){.kind = WIRE_BLOCK, .length = 15};
	ck_assert_err(
	    message_parse_attached(&out, msg->bytes, msg->size, NULL, &a, 1),
	    ATOLL_EMALFORMED);
	a = (attachment){.kind = WIRE_PORT, .port = {1}};
	ck_assert_err(
	    message_parse_attached(&out, msg->bytes, msg->size, NULL, &a, 1),
	    ATOLL_EMALFORMED);
	a = (attachment){
	    .kind = WIRE_BLOCK, .length = 16, .block = atoll_block_new(16)};
	ck_assert_ok(
	    message_parse_attached(&out, msg->bytes, msg->size, NULL, &a, 1));
	ck_assert(out->attachments[0].resizable);
	ck_assert_uint_eq(out->attachments[0].maximum, 32);
	atoll_message_free(out);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(refuses_two_values_of_one_attachment)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	atoll_message *out;
	copy m;
	attachment a[2] = {{.kind = WIRE_PORT, .port = {1}},
			   {.kind = WIRE_PORT, .port = {2}}};

	atoll_build_array(b);
	atoll_build_port(b, (atoll_port){1});
	atoll_build_port(b, (atoll_port){2});
	atoll_build_end(b);
	msg = finish(b);
	m = copy_of(msg);
	ck_assert_ok(message_parse_attached(&out, m.bytes, m.size, NULL, a, 2));
	atoll_message_free(out);
	m.nodes[2].number = 0;
	ck_assert_err(message_parse_attached(&out, m.bytes, m.size, NULL, a, 2),
		      ATOLL_EMALFORMED);
	free(m.bytes);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

/* ------------------------------------------------------------------ work */

/* The work of verifying bytes; the result goes to *err. */
static uint64_t
work_of(const uint8_t *bytes, size_t size, atoll_err *err)
{
	atoll_message_limits limits = wire_limits(NULL);
	atoll_message msg = {.bytes = bytes, .size = (uint32_t)size};
	uint64_t work;

	*err = message_verify(&msg, &limits, &work);
	return work;
}

START_TEST(verifies_in_time_linear_in_the_bytes)
{
	atoll_builder *b = new_builder();
	uint64_t before = 0;
	size_t size_before = 0;

	for (int n = 1000; n <= 64000; n *= 2) {
		atoll_message *msg;
		uint64_t work;
		atoll_err err;

		atoll_build_array(b);
		for (int i = 0; i < n; i++) {
			atoll_build_object(b);
			atoll_build_key(b, "name", 4);
			atoll_build_text(b, "some h\xc3\xa9");
			atoll_build_end(b);
		}
		atoll_build_end(b);
		msg = finish(b);
		work = work_of(msg->bytes, msg->size, &err);
		ck_assert_ok(err);
		ck_assert_uint_le(work, msg->size);
		/* Twice the bytes, twice the work. */
		ck_assert(before == 0 ||
			  work * size_before <= before * msg->size * 11 / 10);
		before = work;
		size_before = msg->size;
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
}
END_TEST

START_TEST(refuses_strings_that_lie_over_each_other_too_often)
{
	enum { STRINGS = 1000, LENGTH = 100000 };
	static char text[LENGTH];
	atoll_builder *b = new_builder();
	atoll_message *msg;
	copy m;
	atoll_err err;

	memset(text, 'x', sizeof(text));
	atoll_build_array(b);
	atoll_build_string(b, text, sizeof(text));
	for (int i = 1; i < STRINGS; i++) {
		atoll_build_text(b, "");
	}
	atoll_build_end(b);
	msg = finish(b);
	m = copy_of(msg);
	/* A few times may be what a thrifty writer does. */
	m.nodes[2] = m.nodes[1];
	ck_assert_ok(parse(m.bytes, m.size));
	for (int i = 2; i <= STRINGS; i++) {
		m.nodes[i] = m.nodes[1];
	}
	ck_assert_uint_le(work_of(m.bytes, m.size, &err), m.size * VERIFY_WORK);
	ck_assert_err(err, ATOLL_EMALFORMED);
	free(m.bytes);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(refuses_shapes_that_lie_over_each_other_too_often)
{
	enum { SHAPES = 500, KEYS = 500 };
	char key[16];
	atoll_builder *b = new_builder();
	atoll_message *msg;
	copy m;
	wire_shape *shapes;
	atoll_err err;

	atoll_build_array(b);
	atoll_build_object(b);
	for (int i = 0; i < KEYS; i++) {
		int n = snprintf(key, sizeof(key), "%d", i);

		atoll_build_key(b, key, (size_t)n);
		atoll_build_null(b);
	}
	atoll_build_end(b);
	for (int i = 0; i < SHAPES; i++) {
		int n = snprintf(key, sizeof(key), "s%d", i);

		atoll_build_object(b);
		atoll_build_key(b, key, (size_t)n);
		atoll_build_null(b);
		atoll_build_end(b);
	}
	atoll_build_end(b);
	msg = finish(b);
	m = copy_of(msg);
	shapes =
	    (wire_shape *)(void *)(m.bytes +
				   ((const uint8_t *)msg->shapes - msg->bytes));
	for (int i = 1; i <= SHAPES; i++) {
		shapes[i] = shapes[0];
	}
	ck_assert_uint_le(work_of(m.bytes, m.size, &err), m.size * VERIFY_WORK);
	ck_assert_err(err, ATOLL_EMALFORMED);
	free(m.bytes);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    accepts_all_of_the_corpus,
	    refuses_every_truncation,
	    refuses_each_wrong_node,
	    refuses_a_reference_to_extra_keys,
	    leaves_one_nan_only,
	    refuses_or_reads_every_header,
	    refuses_wrong_keys,
	    keeps_to_its_limits,
	    refuses_attachments_that_did_not_come,
	    refuses_attachments_that_are_others,
	    refuses_two_values_of_one_attachment,
	    verifies_in_time_linear_in_the_bytes,
	    refuses_strings_that_lie_over_each_other_too_often,
	    refuses_shapes_that_lie_over_each_other_too_often,
	};

	return RUN_SUITE("verify", tests);
}
