/* tests/ipc/reader_test.c - reading values in place.
 * SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include <math.h>

static atoll_value
member(const atoll_message *msg, const char *key)
{
	return atoll_value_get(atoll_message_value(msg), key);
}

START_TEST(gives_none_for_what_is_not_there)
{
	atoll_message *msg = of_json("{\"a\":1}");
	atoll_value v = member(msg, "missing");
	size_t len;
	bool negative;

	v = atoll_value_at(atoll_value_get(atoll_value_get(v, "b"), "c"), 7);
	ck_assert_int_eq(atoll_value_kind(v), ATOLL_KIND_NONE);
	ck_assert(isnan(atoll_value_number(v)));
	ck_assert(!atoll_value_boolean(v));
	ck_assert_ptr_null(atoll_value_string(v, NULL));
	ck_assert_ptr_null(atoll_value_bigint(v, &len, &negative));
	ck_assert_ptr_null(atoll_value_bytes(v, &len));
	ck_assert_ptr_null(atoll_value_shared(v));
	ck_assert_uint_eq(atoll_value_port(v).id, 0);
	ck_assert_uint_eq(atoll_value_count(v), 0);
	ck_assert(!atoll_value_same(v, v));
	ck_assert(
	    !atoll_iter_next(&(atoll_iter){.of = v}, NULL, NULL, NULL, NULL));
	v = atoll_value_error_cause(atoll_value_extra(
	    atoll_value_view_buffer(atoll_value_error_message(v))));
	ck_assert_int_eq(atoll_value_kind(v), ATOLL_KIND_NONE);
	atoll_message_free(msg);
}
END_TEST

START_TEST(reads_members_by_name)
{
	atoll_message *msg =
	    of_json("{\"n\":1.5,\"s\":\"text\",\"t\":true,\"o\":{\"x\":[7]}}");

	ck_assert_double_eq(atoll_value_number(member(msg, "n")), 1.5);
	ck_assert(atoll_value_is(member(msg, "s"), "text"));
	ck_assert(!atoll_value_is(member(msg, "s"), "tex"));
	ck_assert(!atoll_value_is(member(msg, "n"), "1.5"));
	ck_assert(atoll_value_boolean(member(msg, "t")));
	ck_assert_double_eq(atoll_value_number(atoll_value_at(
				atoll_value_get(member(msg, "o"), "x"), 0)),
			    7);
	ck_assert_uint_eq(atoll_value_count(atoll_message_value(msg)), 4);
	atoll_message_free(msg);
}
END_TEST

START_TEST(steps_over_holes_in_one_step)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	atoll_value v;
	atoll_iter it;

	atoll_build_array(b);
	atoll_build_number(b, 1);
	atoll_build_hole(b, 4000000000U);
	atoll_build_number(b, 2);
	atoll_build_key(b, "extra", 5);
	atoll_build_number(b, 3);
	atoll_build_end(b);
	msg = finish(b);
	v = atoll_message_value(msg);
	ck_assert_uint_eq(atoll_value_count(v), 4000000002U);
	it = atoll_value_iter(v);
	ck_assert(atoll_iter_next(&it, NULL, NULL, NULL, &v));
	ck_assert_uint_eq(it.holes, 0);
	ck_assert(atoll_iter_next(&it, NULL, NULL, NULL, &v));
	ck_assert_int_eq(atoll_value_kind(v), ATOLL_KIND_HOLE);
	ck_assert_uint_eq(it.holes, 4000000000U);
	ck_assert(atoll_iter_next(&it, NULL, NULL, NULL, &v));
	ck_assert_double_eq(atoll_value_number(v), 2);
	ck_assert(!atoll_iter_next(&it, NULL, NULL, NULL, &v));
	v = atoll_message_value(msg);
	ck_assert_int_eq(atoll_value_kind(atoll_value_at(v, 4000000000U)),
			 ATOLL_KIND_HOLE);
	ck_assert_double_eq(atoll_value_number(atoll_value_at(v, 4000000001U)),
			    2);
	ck_assert_int_eq(atoll_value_kind(atoll_value_at(v, 4000000002U)),
			 ATOLL_KIND_NONE);
	ck_assert_double_eq(atoll_value_number(atoll_value_get(v, "extra")), 3);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(follows_references)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	atoll_value v;
	uint32_t outer = atoll_build_array(b);

	atoll_build_reference(b, outer);
	atoll_build_end(b);
	msg = finish(b);
	v = atoll_value_at(atoll_message_value(msg), 0);
	ck_assert_int_eq(atoll_value_kind(v), ATOLL_KIND_ARRAY);
	ck_assert(atoll_value_same(v, atoll_message_value(msg)));
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(reads_the_parts_of_an_error)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	atoll_value v;

	for (unsigned has = 0; has < 16; has++) {
		atoll_build_error(b, ATOLL_ERROR_RANGE, has & 7);
		if ((has & 1) != 0) {
			atoll_build_text(b, "message");
		}
		if ((has & 2) != 0) {
			atoll_build_text(b, "stack");
		}
		if ((has & 4) != 0) {
			atoll_build_array(b);
			atoll_build_null(b);
			atoll_build_end(b);
		}
		if ((has & 8) != 0) {
			atoll_build_key(b, "code", 4);
			atoll_build_text(b, "E");
		}
		atoll_build_end(b);
		msg = finish(b);
		v = atoll_message_value(msg);
		ck_assert_int_eq(atoll_value_error_type(v), ATOLL_ERROR_RANGE);
		ck_assert(atoll_value_is(atoll_value_error_message(v),
					 "message") == ((has & 1) != 0));
		ck_assert(atoll_value_is(atoll_value_error_stack(v), "stack") ==
			  ((has & 2) != 0));
		ck_assert_uint_eq(atoll_value_count(atoll_value_error_cause(v)),
				  (has & 4) != 0);
		ck_assert(atoll_value_is(atoll_value_get(v, "code"), "E") ==
			  ((has & 8) != 0));
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
}
END_TEST

START_TEST(reads_views_over_one_buffer)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	atoll_value v;
	size_t len;
	uint32_t buffer;

	atoll_build_array(b);
	atoll_build_view(b, ATOLL_VIEW_UINT16, 2, 4);
	buffer = atoll_build_buffer(b, "0123456789", 10);
	atoll_build_end(b);
	atoll_build_view(b, ATOLL_VIEW_UINT8, 7, SIZE_MAX);
	atoll_build_reference(b, buffer);
	atoll_build_end(b);
	builder_whole_view(b, ATOLL_VIEW_DATAVIEW);
	atoll_build_reference(b, buffer);
	atoll_build_end(b);
	atoll_build_end(b);
	msg = finish(b);
	v = atoll_value_at(atoll_message_value(msg), 0);
	ck_assert_mem_eq(atoll_value_bytes(v, &len), "2345", 4);
	ck_assert_uint_eq(len, 4);
	ck_assert_uint_eq(atoll_value_view_offset(v), 2);
	ck_assert_int_eq(atoll_value_view_type(v), ATOLL_VIEW_UINT16);
	v = atoll_value_at(atoll_message_value(msg), 1);
	ck_assert_mem_eq(atoll_value_bytes(v, &len), "789", 3);
	ck_assert(atoll_value_view_tracking(v));
	v = atoll_value_at(atoll_message_value(msg), 2);
	ck_assert_mem_eq(atoll_value_bytes(v, &len), "0123456789", 10);
	ck_assert(!atoll_value_view_tracking(v));
	ck_assert(atoll_value_same(atoll_value_view_buffer(v),
				   atoll_value_view_buffer(atoll_value_at(
				       atoll_message_value(msg), 0))));
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(gives_an_empty_buffer_a_pointer)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	size_t len = 1;

	atoll_build_buffer(b, NULL, 0);
	msg = finish(b);
	ck_assert_ptr_nonnull(
	    atoll_value_bytes(atoll_message_value(msg), &len));
	ck_assert_uint_eq(len, 0);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(reads_a_view_as_empty_once_its_block_was_taken)
{
	static const char bytes[5000];
	atoll_builder *b = new_builder();
	atoll_message *msg;
	size_t len = 1;

	atoll_build_view(b, ATOLL_VIEW_UINT8, 8, 16);
	atoll_build_buffer(b, bytes, sizeof(bytes));
	atoll_build_end(b);
	msg = finish(b);
	atoll_block_free(message_take_block(msg, 0));
	ck_assert_ptr_nonnull(
	    atoll_value_bytes(atoll_message_value(msg), &len));
	ck_assert_uint_eq(len, 0);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(reads_bigints_without_leading_zeros)
{
	static const uint64_t words[] = {5, 6, 0, 0};
	atoll_builder *b = new_builder();
	atoll_message *msg;
	const uint64_t *got;
	size_t n;
	bool negative;

	atoll_build_bigint(b, words, 4, true);
	msg = finish(b);
	got = atoll_value_bigint(atoll_message_value(msg), &n, &negative);
	ck_assert_uint_eq(n, 2);
	ck_assert(negative);
	ck_assert_mem_eq(got, words, 16);
	atoll_message_free(msg);
	atoll_build_bigint(b, words + 2, 2, true);
	msg = finish(b);
	got = atoll_value_bigint(atoll_message_value(msg), &n, &negative);
	ck_assert_ptr_nonnull(got);
	ck_assert_uint_eq(n, 0);
	ck_assert(!negative);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(iterates_maps_and_sets)
{
	atoll_message *msg =
	    of_json("{\"$kind\":\"map\",\"entries\":[[1,2],[{\"$kind\":\"set\","
		    "\"members\":[3,4]},5]]}");
	atoll_iter it = atoll_value_iter(atoll_message_value(msg));
	atoll_value k;
	atoll_value v;

	ck_assert(atoll_iter_next(&it, NULL, NULL, &k, &v));
	ck_assert_double_eq(atoll_value_number(k), 1);
	ck_assert_double_eq(atoll_value_number(v), 2);
	ck_assert(atoll_iter_next(&it, NULL, NULL, &k, &v));
	ck_assert_double_eq(atoll_value_number(v), 5);
	ck_assert_double_eq(atoll_value_number(atoll_value_at(k, 1)), 4);
	ck_assert(!atoll_iter_next(&it, NULL, NULL, &k, &v));
	ck_assert_int_eq(atoll_value_kind(k), ATOLL_KIND_NONE);
	atoll_message_free(msg);
}
END_TEST

START_TEST(keeps_a_message_until_its_last_holder_is_done)
{
	atoll_message *msg = of_json("[1]");

	ck_assert_ptr_eq(atoll_message_ref(msg), msg);
	atoll_message_free(msg);
	ck_assert_uint_eq(atoll_value_count(atoll_message_value(msg)), 1);
	atoll_message_free(msg);
	atoll_message_free(NULL);
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    gives_none_for_what_is_not_there,
	    reads_members_by_name,
	    steps_over_holes_in_one_step,
	    follows_references,
	    reads_the_parts_of_an_error,
	    reads_views_over_one_buffer,
	    gives_an_empty_buffer_a_pointer,
	    reads_a_view_as_empty_once_its_block_was_taken,
	    reads_bigints_without_leading_zeros,
	    iterates_maps_and_sets,
	    keeps_a_message_until_its_last_holder_is_done,
	};

	return RUN_SUITE("reader", tests);
}
