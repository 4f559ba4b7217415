/* tests/ipc/builder_test.c - what a builder refuses and how it keeps messages
 * small. SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include <stdio.h>

static atoll_builder *b;

static void
setup(void)
{
	b = new_builder();
}

static void
teardown(void)
{
	atoll_builder_free(b);
}

/* Each test has its builder. */
#define TEST(name)                                                             \
	static void name##_body(void);                                         \
	START_TEST(name)                                                       \
	{                                                                      \
		setup();                                                       \
		name##_body();                                                 \
		teardown();                                                    \
	}                                                                      \
	END_TEST                                                               \
	static void name##_body(void)

TEST(refuses_to_finish_nothing)
{
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_second_value)
{
	atoll_build_null(b);
	atoll_build_null(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_to_finish_an_open_container)
{
	atoll_build_array(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_an_end_too_many)
{
	atoll_build_null(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_value_without_its_key)
{
	atoll_build_object(b);
	atoll_build_null(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_key_without_its_value)
{
	atoll_build_object(b);
	atoll_build_key(b, "a", 1);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_key_after_a_key)
{
	atoll_build_object(b);
	atoll_build_key(b, "a", 1);
	atoll_build_key(b, "b", 1);
	atoll_build_null(b);
	atoll_build_null(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_key_outside_of_objects)
{
	atoll_build_map(b);
	atoll_build_key(b, "a", 1);
	atoll_build_null(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_equal_keys_in_one_object)
{
	atoll_build_object(b);
	for (int i = 0; i < 2; i++) {
		atoll_build_key(b, "same", 4);
		atoll_build_null(b);
	}
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_equal_keys_among_many)
{
	char key[16];

	atoll_build_object(b);
	for (int i = 0; i < 1000; i++) {
		int n = snprintf(key, sizeof(key), "key %d", i % 999);

		atoll_build_key(b, key, (size_t)n);
		atoll_build_null(b);
	}
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_map_with_a_key_only)
{
	atoll_build_map(b);
	atoll_build_null(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_hole_outside_of_arrays)
{
	atoll_build_set(b);
	atoll_build_hole(b, 1);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_an_empty_hole)
{
	atoll_build_array(b);
	atoll_build_hole(b, 0);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_an_array_longer_than_arrays_can_be)
{
	atoll_build_array(b);
	atoll_build_hole(b, UINT32_MAX);
	atoll_build_null(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_reference_to_what_is_no_object)
{
	atoll_build_array(b);
	atoll_build_null(b);
	atoll_build_reference(b, 1);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_reference_to_what_comes_later)
{
	atoll_build_array(b);
	atoll_build_reference(b, 2);
	atoll_build_array(b);
	atoll_build_end(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_reference_to_extra_keys)
{
	atoll_build_array(b);
	atoll_build_key(b, "a", 1);
	atoll_build_reference(b, 1);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_malformed_text)
{
	static const char *const bad[] = {
	    "\x80",
	    "\xc0\x80",
	    "\xe0\x80\x80",
	    "\xf4\x90\x80\x80",
	    "\xc3",
	    "\xf0\x9f\x8c",
	    "\xed\xa0\xbc\xed\xbc\xb4" /* a pair */};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		atoll_build_text(b, bad[i]);
		finish_error(b, ATOLL_EINVAL);
		atoll_build_object(b);
		atoll_build_key(b, bad[i], strlen(bad[i]));
		atoll_build_null(b);
		atoll_build_end(b);
		finish_error(b, ATOLL_EINVAL);
	}
}

TEST(refuses_a_view_beyond_its_buffer)
{
	atoll_build_view(b, ATOLL_VIEW_UINT8, 3, 6);
	atoll_build_buffer(b, "12345678", 8);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_view_that_is_not_aligned)
{
	atoll_build_view(b, ATOLL_VIEW_UINT32, 2, 4);
	atoll_build_buffer(b, "12345678", 8);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_view_of_half_an_element)
{
	atoll_build_view(b, ATOLL_VIEW_FLOAT64, 0, 4);
	atoll_build_buffer(b, "12345678", 8);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_view_of_what_is_no_buffer)
{
	atoll_build_view(b, ATOLL_VIEW_UINT8, 0, 0);
	atoll_build_text(b, "text");
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_an_error_with_parts_missing)
{
	atoll_build_error(b, ATOLL_ERROR_ERROR,
			  ATOLL_ERROR_HAS_MESSAGE | ATOLL_ERROR_HAS_CAUSE);
	atoll_build_text(b, "message");
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_an_error_whose_message_is_no_string)
{
	atoll_build_error(b, ATOLL_ERROR_ERROR, ATOLL_ERROR_HAS_MESSAGE);
	atoll_build_number(b, 1);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
}

TEST(refuses_a_record_with_a_value_missing)
{
	const char *keys[] = {"a", "b"};
	size_t lens[] = {1, 1};
	atoll_shape *shape;

	ck_assert_ok(atoll_shape_new(&shape, keys, lens, 2));
	atoll_build_record(b, shape);
	atoll_build_null(b);
	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
	atoll_shape_free(shape);
}

TEST(refuses_a_shape_with_equal_keys)
{
	const char *keys[] = {"a", "b", "a"};
	size_t lens[] = {1, 1, 1};
	atoll_shape *shape;

	ck_assert_err(atoll_shape_new(&shape, keys, lens, 3), ATOLL_EINVAL);
	ck_assert_ptr_null(shape);
}

TEST(keeps_the_first_error)
{
	atoll_build_end(b);
	for (int i = 0; i < 5000; i++) {
		ck_assert_uint_eq(atoll_build_array(b), UINT32_MAX);
		atoll_build_key(b, "a", 1);
		atoll_build_text(b, "value");
		atoll_build_hole(b, 3);
		atoll_build_reference(b, 0);
	}
	finish_error(b, ATOLL_EINVAL);
}

TEST(is_ready_again_after_an_error)
{
	atoll_message *msg;

	atoll_build_end(b);
	finish_error(b, ATOLL_EINVAL);
	atoll_build_text(b, "fine");
	msg = finish(b);
	ck_assert(atoll_value_is(atoll_message_value(msg), "fine"));
	atoll_message_free(msg);
}

TEST(drops_what_was_built_at_a_reset)
{
	atoll_message *msg;

	atoll_build_array(b);
	atoll_build_buffer(b, "x", 1);
	atoll_build_block(b, atoll_block_new(10), 10, SIZE_MAX);
	atoll_builder_tag(b, 5);
	atoll_builder_reset(b);
	atoll_build_null(b);
	msg = finish(b);
	ck_assert_uint_eq(atoll_message_tag(msg), 0);
	ck_assert_uint_eq(msg->attachment_count, 0);
	atoll_message_free(msg);
}

static void
open_arrays(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		atoll_build_array(b);
	}
	for (unsigned i = 0; i < n; i++) {
		atoll_build_end(b);
	}
}

START_TEST(allows_as_many_levels_as_its_limit_and_no_more)
{
	static const unsigned some[] = {1, 2, 15, 16, 17, 100};

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		atoll_message_limits limits = {.depth = some[i]};

		ck_assert_ok(atoll_builder_new(&b, &limits));
		open_arrays(some[i]);
		atoll_message_free(finish(b));
		open_arrays(some[i] + 1);
		finish_error(b, ATOLL_EDEPTH);
		atoll_builder_free(b);
	}
}
END_TEST

START_TEST(allows_as_many_nodes_as_its_limit_and_no_more)
{
	static const unsigned some[] = {2, 63, 64, 65, 1000};

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		atoll_message_limits limits = {.nodes = some[i]};

		ck_assert_ok(atoll_builder_new(&b, &limits));
		for (unsigned more = 0; more < 2; more++) {
			atoll_build_array(b);
			for (unsigned j = 0; j < some[i] - 1 + more; j++) {
				atoll_build_null(b);
			}
			atoll_build_end(b);
			if (more == 0) {
				atoll_message_free(finish(b));
			} else {
				finish_error(b, ATOLL_ETOOBIG);
			}
		}
		atoll_builder_free(b);
	}
}
END_TEST

START_TEST(allows_as_many_bytes_as_its_limit_and_no_more)
{
	static char text[4096];
	atoll_message_limits limits = {.bytes = 4096};
	/* The header, a node, padding and length of the pool, a NUL. */
	size_t overhead = 56 + 16 + 8 + 1;

	memset(text, 'x', sizeof(text));
	ck_assert_ok(atoll_builder_new(&b, &limits));
	atoll_build_string(b, text, 4096 - overhead);
	atoll_message_free(finish(b));
	atoll_build_string(b, text, 4096 - overhead + 1);
	finish_error(b, ATOLL_ETOOBIG);
	atoll_build_string(b, text, SIZE_MAX);
	finish_error(b, ATOLL_ETOOBIG);
	atoll_build_string(b, text, SIZE_MAX - 1);
	finish_error(b, ATOLL_ETOOBIG);
	atoll_builder_free(b);
}
END_TEST

TEST(stores_equal_lists_of_keys_once)
{
	char key[32];
	atoll_message *msg;

	atoll_build_array(b);
	for (int i = 0; i < 1000; i++) {
		atoll_build_object(b);
		for (int j = 0; j < 20; j++) {
			int n = snprintf(key, sizeof(key), "key %d", j);

			atoll_build_key(b, key, (size_t)n);
			atoll_build_number(b, j);
		}
		atoll_build_end(b);
	}
	atoll_build_end(b);
	msg = finish(b);
	ck_assert_uint_eq(msg->shape_count, 1);
	ck_assert_uint_eq(msg->key_count, 20);
	atoll_message_free(msg);
}

TEST(stores_a_shape_and_the_same_keys_once)
{
	const char *keys[] = {"a", "b"};
	size_t lens[] = {1, 1};
	atoll_shape *shape[2];
	atoll_message *msg;

	ck_assert_ok(atoll_shape_new(&shape[0], keys, lens, 2));
	ck_assert_ok(atoll_shape_new(&shape[1], keys, lens, 2));
	atoll_build_array(b);
	for (int i = 0; i < 10; i++) {
		atoll_build_object(b);
		atoll_build_key(b, "a", 1);
		atoll_build_null(b);
		atoll_build_key(b, "b", 1);
		atoll_build_null(b);
		atoll_build_end(b);
		atoll_build_record(b, shape[i % 2]);
		atoll_build_null(b);
		atoll_build_null(b);
		atoll_build_end(b);
	}
	atoll_build_end(b);
	msg = finish(b);
	ck_assert_uint_eq(msg->shape_count, 1);
	atoll_message_free(msg);
	atoll_shape_free(shape[0]);
	atoll_shape_free(shape[1]);
}

TEST(keeps_a_thousand_different_lists_of_keys_apart)
{
	char key[32];
	atoll_message *msg;

	atoll_build_array(b);
	for (int i = 0; i < 2000; i++) {
		int n = snprintf(key, sizeof(key), "key %d", i % 1000);

		atoll_build_object(b);
		atoll_build_key(b, key, (size_t)n);
		atoll_build_number(b, i % 1000);
		atoll_build_end(b);
	}
	atoll_build_end(b);
	msg = finish(b);
	ck_assert_uint_eq(msg->shape_count, 1000);
	for (size_t i = 0; i < 2000; i += 321) {
		atoll_value v = atoll_value_at(atoll_message_value(msg), i);

		snprintf(key, sizeof(key), "key %d", (int)i % 1000);
		ck_assert_double_eq(atoll_value_number(atoll_value_get(v, key)),
				    (double)(i % 1000));
	}
	atoll_message_free(msg);
}

TEST(does_not_take_a_shape_for_one_of_the_message_before)
{
	const char *keys[] = {"a", "b"};
	size_t lens[] = {1, 1};

	/* Allocators give the same address again. */
	for (int i = 0; i < 100; i++) {
		atoll_shape *shape;
		atoll_message *msg;

		ck_assert_ok(atoll_shape_new(&shape, keys + i % 2, lens, 1));
		atoll_build_record(b, shape);
		atoll_build_number(b, i);
		atoll_build_end(b);
		msg = finish(b);
		ck_assert_double_eq(atoll_value_number(atoll_value_get(
					atoll_message_value(msg), keys[i % 2])),
				    i);
		atoll_message_free(msg);
		atoll_shape_free(shape);
	}
}

TEST(writes_one_nan_only)
{
	uint64_t bits = UINT64_C(0xfff8000000000123);
	double odd;
	double got;
	atoll_message *msg;

	memcpy(&odd, &bits, sizeof(odd));
	atoll_build_number(b, odd);
	msg = finish(b);
	got = atoll_value_number(atoll_message_value(msg));
	memcpy(&bits, &got, sizeof(bits));
	ck_assert_uint_eq(bits, UINT64_C(0x7ff8000000000000));
	atoll_message_free(msg);
}

TEST(writes_no_byte_that_was_not_set)
{
	/* The same value twice, with other things in the memory between. */
	for (unsigned i = 0;; i++) {
		const char *name = corpus_build(b, i);
		atoll_message *first;
		atoll_message *second;

		if (name == NULL) {
			break;
		}
		first = finish(b);
		memset(b->pool.bytes != NULL ? b->pool.bytes : (uint8_t *)name,
		       0xa5, b->pool.room);
		memset(b->nodes, 0xa5, b->node_room * sizeof(*b->nodes));
		corpus_build(b, i);
		second = finish(b);
		ck_assert_msg(
		    first->size == second->size &&
			memcmp(first->bytes, second->bytes, first->size) == 0,
		    "%s", name);
		atoll_message_free(first);
		atoll_message_free(second);
	}
}

TEST(copies_small_buffers_and_attaches_big_ones)
{
	static const char bytes[BUILDER_INLINE + 1];
	atoll_message *msg;

	atoll_build_array(b);
	atoll_build_buffer(b, bytes, BUILDER_INLINE);
	atoll_build_buffer(b, bytes, BUILDER_INLINE + 1);
	atoll_build_end(b);
	msg = finish(b);
	ck_assert_uint_eq(msg->attachment_count, 1);
	ck_assert_uint_eq(atoll_message_size(msg),
			  msg->size + BUILDER_INLINE + 1);
	atoll_message_free(msg);
}

TEST(aligns_what_is_read_in_place)
{
	uint64_t word = 1;
	atoll_message *msg;
	atoll_iter it;
	atoll_value v;
	size_t len;
	bool negative;

	atoll_build_array(b);
	for (int i = 0; i < 9; i++) {
		atoll_build_string(b, "123456789", (size_t)i);
		atoll_build_bigint(b, &word, 1, false);
		atoll_build_string(b, "123456789", (size_t)i);
		atoll_build_buffer(b, "x", 1);
	}
	atoll_build_end(b);
	msg = finish(b);
	ck_assert_uint_eq((uintptr_t)msg->bytes % 16, 0);
	ck_assert_uint_eq((uintptr_t)msg->nodes % 8, 0);
	it = atoll_value_iter(atoll_message_value(msg));
	while (atoll_iter_next(&it, NULL, NULL, NULL, &v)) {
		ck_assert_uint_eq(
		    (uintptr_t)atoll_value_bigint(v, &len, &negative) % 8, 0);
		if (atoll_value_kind(v) == ATOLL_KIND_BUFFER) {
			ck_assert_uint_eq(
			    (uintptr_t)atoll_value_bytes(v, &len) % 8, 0);
		}
	}
	atoll_message_free(msg);
}

TEST(gives_back_the_memory_of_a_big_message)
{
	for (int i = 0; i < 400000; i++) {
		if (i == 0) {
			atoll_build_array(b);
		}
		atoll_build_text(b, "some text");
	}
	atoll_build_end(b);
	atoll_message_free(finish(b));
	ck_assert_uint_le(b->node_room * sizeof(wire_node), 1 << 20);
	ck_assert_uint_le(b->pool.room, 1 << 20);
	atoll_build_null(b);
	atoll_message_free(finish(b));
}

TEST(counts_messages_beyond_the_end_of_its_counter)
{
	const char *key = "a";
	size_t len = 1;
	atoll_shape *shape;

	ck_assert_ok(atoll_shape_new(&shape, &key, &len, 1));
	b->epoch = UINT32_MAX - 1;
	for (int i = 0; i < 4; i++) {
		atoll_message *msg;

		atoll_build_record(b, shape);
		atoll_build_null(b);
		atoll_build_end(b);
		msg = finish(b);
		ck_assert_uint_eq(msg->shape_count, 1);
		atoll_message_free(msg);
	}
	atoll_shape_free(shape);
}

/* ------------------------------------------------------------- attached */

static void
count_drop(void *context, atoll_port port)
{
	*(uint64_t *)context += port.id;
}

TEST(drops_ports_that_nobody_took)
{
	uint64_t dropped = 0;

	atoll_build_array(b);
	builder_port(b, (atoll_port){1}, count_drop, &dropped);
	builder_attach_port(b, (atoll_port){10}, count_drop, &dropped);
	atoll_build_end(b);
	atoll_message_free(finish(b));
	ck_assert_uint_eq(dropped, 11);
	builder_port(b, (atoll_port){100}, count_drop, &dropped);
	atoll_builder_reset(b);
	ck_assert_uint_eq(dropped, 111);
}

TEST(refers_to_a_port_that_has_a_value_already)
{
	atoll_message *msg;
	atoll_value v;

	atoll_build_array(b);
	builder_attach_port(b, (atoll_port){5}, NULL, NULL);
	atoll_build_port(b, (atoll_port){5});
	atoll_build_port(b, (atoll_port){5});
	atoll_build_end(b);
	msg = finish(b);
	v = atoll_message_value(msg);
	ck_assert_uint_eq(msg->attachment_count, 1);
	ck_assert(atoll_value_same(atoll_value_at(v, 0), atoll_value_at(v, 1)));
	ck_assert_uint_eq(atoll_value_port(atoll_value_at(v, 1)).id, 5);
	atoll_message_free(msg);
}

TEST(moves_a_block_without_a_copy)
{
	void *block = atoll_block_new(100);
	atoll_message *msg;
	atoll_message *other;
	void *taken;

	atoll_build_block(b, block, 100, SIZE_MAX);
	msg = finish(b);
	other = atoll_message_ref(msg);
	taken = message_take_block(msg, 0);
	ck_assert_ptr_nonnull(taken);
	ck_assert_ptr_ne(taken, block);
	atoll_block_free(taken);
	atoll_message_free(other);
	ck_assert_ptr_eq(message_take_block(msg, 0), block);
	ck_assert_ptr_null(message_take_block(msg, 0));
	ck_assert_ptr_null(message_take_block(msg, 1));
	atoll_message_free(msg);
	atoll_block_free(block);
}

TEST(leaves_a_lent_block_alone)
{
	void *block = atoll_block_new(100);
	atoll_message *msg;

	builder_lent_block(b, block, 100, SIZE_MAX);
	atoll_builder_reset(b);
	builder_lent_block(b, block, 100, SIZE_MAX);
	atoll_message_free(finish(b));
	builder_lent_block(b, block, 100, SIZE_MAX);
	msg = finish(b);
	message_keep_blocks(msg);
	atoll_message_free(msg);
}

TEST(leaves_a_refused_block_with_its_owner)
{
	void *block = atoll_block_new(100);

	ck_assert_uint_eq(atoll_build_block(b, block, 100, 50), UINT32_MAX);
	atoll_builder_reset(b);
	atoll_build_end(b);
	ck_assert_uint_eq(atoll_build_block(b, block, 100, SIZE_MAX),
			  UINT32_MAX);
	atoll_block_free(block);
}

START_TEST(grows_shared_memory_up_to_its_maximum)
{
	atoll_shared *shared = atoll_shared_new(10, 100);
	char *data = atoll_shared_data(shared);

	ck_assert_uint_eq((uintptr_t)data % 16, 0);
	ck_assert(shared_grow(shared, 100));
	ck_assert_int_eq(data[99], 0);
	ck_assert(!shared_grow(shared, 101));
	ck_assert(!shared_grow(shared, 99));
	ck_assert_uint_eq(atoll_shared_size(shared), 100);
	atoll_shared_free(shared);
	shared = atoll_shared_new(10, SIZE_MAX);
	ck_assert(!shared_grow(shared, 10));
	atoll_shared_free(shared);
	ck_assert_ptr_null(atoll_shared_new(10, 9));
}
END_TEST

START_TEST(names_every_error_and_reason)
{
	ck_assert_str_eq(atoll_strerror(ATOLL_EFULL), "the mailbox is full");
	ck_assert_str_eq(atoll_errname(ATOLL_EFULL), "ATOLL_EFULL");
	ck_assert_str_eq(atoll_strerror((atoll_err)12345), "unknown error");
	ck_assert_str_eq(atoll_reason_text(ATOLL_CRASHED), "crashed");
	ck_assert_ptr_nonnull(atoll_reason_text((atoll_reason)12345));
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    refuses_to_finish_nothing,
	    refuses_a_second_value,
	    refuses_to_finish_an_open_container,
	    refuses_an_end_too_many,
	    refuses_a_value_without_its_key,
	    refuses_a_key_without_its_value,
	    refuses_a_key_after_a_key,
	    refuses_a_key_outside_of_objects,
	    refuses_equal_keys_in_one_object,
	    refuses_equal_keys_among_many,
	    refuses_a_map_with_a_key_only,
	    refuses_a_hole_outside_of_arrays,
	    refuses_an_empty_hole,
	    refuses_an_array_longer_than_arrays_can_be,
	    refuses_a_reference_to_what_is_no_object,
	    refuses_a_reference_to_what_comes_later,
	    refuses_a_reference_to_extra_keys,
	    refuses_malformed_text,
	    refuses_a_view_beyond_its_buffer,
	    refuses_a_view_that_is_not_aligned,
	    refuses_a_view_of_half_an_element,
	    refuses_a_view_of_what_is_no_buffer,
	    refuses_an_error_with_parts_missing,
	    refuses_an_error_whose_message_is_no_string,
	    refuses_a_record_with_a_value_missing,
	    refuses_a_shape_with_equal_keys,
	    keeps_the_first_error,
	    is_ready_again_after_an_error,
	    drops_what_was_built_at_a_reset,
	    allows_as_many_levels_as_its_limit_and_no_more,
	    allows_as_many_nodes_as_its_limit_and_no_more,
	    allows_as_many_bytes_as_its_limit_and_no_more,
	    stores_equal_lists_of_keys_once,
	    stores_a_shape_and_the_same_keys_once,
	    keeps_a_thousand_different_lists_of_keys_apart,
	    does_not_take_a_shape_for_one_of_the_message_before,
	    writes_one_nan_only,
	    writes_no_byte_that_was_not_set,
	    copies_small_buffers_and_attaches_big_ones,
	    aligns_what_is_read_in_place,
	    gives_back_the_memory_of_a_big_message,
	    counts_messages_beyond_the_end_of_its_counter,
	    drops_ports_that_nobody_took,
	    refers_to_a_port_that_has_a_value_already,
	    moves_a_block_without_a_copy,
	    leaves_a_lent_block_alone,
	    leaves_a_refused_block_with_its_owner,
	    grows_shared_memory_up_to_its_maximum,
	    names_every_error_and_reason,
	};

	return RUN_SUITE("builder", tests);
}
