/* tests/ipc/corpus.c - a message of every kind. SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

static void
flood(atoll_builder *b)
{
	static const char text[] = "{\"id\":7,\"op\":\"add\",\"a\":1.5,"
				   "\"b\":2.5,\"tag\":\"worker\"}";

	atoll_build_json(b, text, sizeof(text) - 1, NULL);
}

static void
undefined(atoll_builder *b)
{
	atoll_build_undefined(b);
}

static void
primitives(atoll_builder *b)
{
	static const uint64_t words[] = {UINT64_MAX, 1, 0};

	atoll_build_array(b);
	atoll_build_undefined(b);
	atoll_build_null(b);
	atoll_build_boolean(b, false);
	atoll_build_boolean(b, true);
	atoll_build_number(b, -0.0);
	atoll_build_number(b, __builtin_nan(""));
	atoll_build_number(b, __builtin_inf());
	atoll_build_text(b, "");
	atoll_build_text(b, "plain");
	atoll_build_text(b, "\xf0\x9f\x8c\xb4");
	atoll_build_text(b, "lone \xed\xa0\x80");
	atoll_build_bigint(b, words, 3, true);
	atoll_build_bigint(b, NULL, 0, true);
	atoll_build_end(b);
}

static void
boxes(atoll_builder *b)
{
	static const uint64_t word = 5;

	atoll_build_set(b);
	atoll_build_boxed_boolean(b, true);
	atoll_build_boxed_number(b, 1.25);
	atoll_build_boxed_string(b, "boxed", 5);
	atoll_build_boxed_bigint(b, &word, 1, false);
	atoll_build_date(b, 1e12);
	atoll_build_date(b, __builtin_nan(""));
	atoll_build_regexp(b, "a+", 2,
			   ATOLL_REGEXP_GLOBAL | ATOLL_REGEXP_STICKY);
	atoll_build_end(b);
}

static void
arrays(atoll_builder *b)
{
	atoll_build_array(b);
	atoll_build_array(b);
	atoll_build_end(b);
	atoll_build_hole(b, 3);
	atoll_build_number(b, 1);
	atoll_build_key(b, "extra", 5);
	atoll_build_text(b, "key");
	atoll_build_end(b);
}

static void
objects(atoll_builder *b)
{
	atoll_build_object(b);
	atoll_build_key(b, "", 0);
	atoll_build_object(b);
	atoll_build_end(b);
	atoll_build_key(b, "h\xc3\xa9", 3);
	atoll_build_null(b);
	atoll_build_key(b, "a key of more than sixteen bytes", 32);
	atoll_build_null(b);
	atoll_build_end(b);
}

static void
collections(atoll_builder *b)
{
	atoll_build_map(b);
	atoll_build_text(b, "key");
	atoll_build_set(b);
	atoll_build_end(b);
	atoll_build_map(b);
	atoll_build_end(b);
	atoll_build_number(b, 2);
	atoll_build_end(b);
}

static void
cycle(atoll_builder *b)
{
	uint32_t outer = atoll_build_array(b);
	uint32_t inner = atoll_build_array(b);

	atoll_build_reference(b, outer);
	atoll_build_reference(b, inner);
	atoll_build_end(b);
	atoll_build_reference(b, inner);
	atoll_build_end(b);
}

static void
errors(atoll_builder *b)
{
	atoll_build_error(b, ATOLL_ERROR_TYPE, 7);
	atoll_build_text(b, "what");
	atoll_build_text(b, "where");
	atoll_build_error(b, ATOLL_ERROR_ERROR, 0);
	atoll_build_end(b);
	atoll_build_key(b, "code", 4);
	atoll_build_text(b, "ERR_X");
	atoll_build_end(b);
}

static void
buffers(atoll_builder *b)
{
	static const uint8_t bytes[24] = {1, 2, 3};
	uint32_t buffer;

	atoll_build_array(b);
	atoll_build_text(b, "odd");
	buffer = atoll_build_buffer(b, bytes, sizeof(bytes));
	atoll_build_view(b, ATOLL_VIEW_FLOAT64, 8, 16);
	atoll_build_reference(b, buffer);
	atoll_build_end(b);
	builder_whole_view(b, ATOLL_VIEW_UINT16);
	atoll_build_reference(b, buffer);
	atoll_build_end(b);
	atoll_build_view(b, ATOLL_VIEW_DATAVIEW, 3, SIZE_MAX);
	atoll_build_buffer(b, bytes, 5);
	atoll_build_end(b);
	atoll_build_buffer(b, NULL, 0);
	atoll_build_end(b);
}

static void
attachments(atoll_builder *b)
{
	static const uint8_t bytes[5000] = {9};
	atoll_shared *shared = atoll_shared_new(64, 128);

	atoll_build_array(b);
	atoll_build_buffer(b, bytes, sizeof(bytes));
	atoll_build_block(b, atoll_block_new(0), 0, 100);
	atoll_build_shared(b, shared);
	atoll_build_shared(b, shared);
	atoll_build_port(b, (atoll_port){77});
	builder_attach_port(b, (atoll_port){78}, NULL, NULL);
	atoll_build_end(b);
	atoll_shared_free(shared);
}

static void
records(atoll_builder *b)
{
	atoll_build_array(b);
	for (int i = 0; i < 20; i++) {
		atoll_build_object(b);
		atoll_build_key(b, "name", 4);
		atoll_build_text(b, "atoll");
		atoll_build_key(b, "i", 1);
		atoll_build_number(b, i);
		atoll_build_end(b);
	}
	atoll_build_end(b);
}

static void
tagged(atoll_builder *b)
{
	atoll_builder_tag(b, 0xabcdef01);
	atoll_build_null(b);
}

static void
nested(atoll_builder *b)
{
	for (int i = 0; i < 500; i++) {
		atoll_build_array(b);
	}
	for (int i = 0; i < 500; i++) {
		atoll_build_end(b);
	}
}

static const struct {
	const char *name;
	void (*build)(atoll_builder *);
} corpus[] = {{"flood", flood},
	      {"undefined", undefined},
	      {"primitives", primitives},
	      {"boxes", boxes},
	      {"arrays", arrays},
	      {"objects", objects},
	      {"collections", collections},
	      {"cycle", cycle},
	      {"errors", errors},
	      {"buffers", buffers},
	      {"attachments", attachments},
	      {"records", records},
	      {"tagged", tagged},
	      {"nested", nested}};

const char *
corpus_build(atoll_builder *b, unsigned i)
{
	if (i >= sizeof(corpus) / sizeof(*corpus)) {
		return NULL;
	}
	corpus[i].build(b);
	return corpus[i].name;
}
