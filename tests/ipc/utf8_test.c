/* tests/ipc/utf8_test.c - checking and converting text.
 * SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include <stdlib.h>

/* The table of well-formed sequences in the Unicode standard, 3.9. */
static bool
second_fits(uint8_t lead, uint8_t second)
{
	uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	uint8_t high = lead == 0xf4 ? 0x8f : 0xbf;

	return second >= low && second <= high;
}

/* What a sequence with a lead byte of its own length is. */
static int
expected(const uint8_t *s, int len)
{
	if (!second_fits(s[0], s[1]) || s[0] > 0xf4) {
		return -1;
	}
	for (int i = 2; i < len; i++) {
		if (s[i] < 0x80 || s[i] > 0xbf) {
			return -1;
		}
	}
	return s[0] == 0xed && s[1] >= 0xa0 ? WIRE_WTF8 : 0;
}

START_TEST(tells_every_character_from_malformed_bytes)
{
	for (uint32_t x = 0; x < 0x10000; x++) {
		uint8_t s[2] = {(uint8_t)(x >> 8), (uint8_t)x};
		bool two = s[0] >= 0xc2 && s[0] <= 0xdf;
		int want = (x & 0x8080) == 0 ? WIRE_ASCII
			   : two             ? expected(s, 2)
					     : -1;

		if (utf8_flags((char *)s, 2) != want) {
			ck_abort_msg("%04x", x);
		}
	}
	for (uint32_t x = 0; x < 0x100000; x++) {
		uint8_t s[4] = {(uint8_t)(0xe0 + (x >> 16)), (uint8_t)(x >> 8),
				(uint8_t)x, 0xbf};

		if (utf8_flags((char *)s, 3) != expected(s, 3)) {
			ck_abort_msg("e%05x", x);
		}
		s[0] = (uint8_t)(s[0] | 0x10);
		if (utf8_flags((char *)s, 4) != expected(s, 4)) {
			ck_abort_msg("f%05xbf", x);
		}
	}
}
END_TEST

START_TEST(tells_ascii_whatever_the_length_and_place)
{
	char text[300];

	memset(text, 'a', sizeof(text));
	for (size_t from = 0; from < 9; from++) {
		for (size_t len = 0; len < 280; len++) {
			bool right = utf8_is_ascii(text + from, len);

			for (size_t i = 0; i < len; i++) {
				text[from + i] = (char)0x80;
				right &= !utf8_is_ascii(text + from, len);
				text[from + i] = 'a';
			}
			ck_assert_msg(right, "from %zu, %zu bytes", from, len);
		}
	}
}
END_TEST

START_TEST(copies_text_of_any_length)
{
	char from[100];
	char to[102];

	for (size_t i = 0; i < sizeof(from); i++) {
		from[i] = (char)('!' + i % 90);
	}
	for (size_t len = 0; len < sizeof(from); len++) {
		memset(to, '?', sizeof(to));
		ck_assert(utf8_copy(to + 1, from, len));
		ck_assert_mem_eq(to + 1, from, len);
		ck_assert_int_eq(to[0], '?');
		ck_assert_int_eq(to[len + 1], '?');
		for (size_t i = 0; i < len; i++) {
			from[i] = (char)(from[i] | 0x80);
			ck_assert(!utf8_copy(to + 1, from, len));
			from[i] = (char)(from[i] & 0x7f);
		}
	}
}
END_TEST

START_TEST(joins_surrogates_of_cesu8_and_keeps_lone_ones)
{
	static const struct {
		const char *cesu8;
		const char *utf8;
	} some[] = {
	    {"plain", "plain"},
	    {"\xed\xa0\xbc\xed\xbc\xb4", "\xf0\x9f\x8c\xb4"},
	    {"a\xed\xa0\xbc\xed\xbc\xb4z", "a\xf0\x9f\x8c\xb4z"},
	    {"\xed\xa0\xbc", "\xed\xa0\xbc"},
	    {"\xed\xbc\xb4\xed\xa0\xbc", "\xed\xbc\xb4\xed\xa0\xbc"},
	    {"\xed\xa0\xbc\xed\xa0\xbc\xed\xbc\xb4",
	     "\xed\xa0\xbc\xf0\x9f\x8c\xb4"},
	    {"\xed\xa0\xbc!", "\xed\xa0\xbc!"},
	    {"\xed\xa0\xbc\xc3\xa9", "\xed\xa0\xbc\xc3\xa9"},
	};

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		char out[64];
		size_t len = strlen(some[i].cesu8);
		size_t n = cesu8_to_utf8(out, some[i].cesu8, len);

		ck_assert_uint_eq(n, strlen(some[i].utf8));
		ck_assert_mem_eq(out, some[i].utf8, n);
		ck_assert_int_ge(utf8_flags(out, n), 0);
		ck_assert_uint_eq(utf8_cesu8_length(some[i].utf8, n), len);
		ck_assert_uint_eq(utf8_to_cesu8(out, some[i].utf8, n), len);
		ck_assert_mem_eq(out, some[i].cesu8, len);
	}
	ck_assert_uint_eq(cesu8_to_utf8((char[8]){0}, "a\xff", 2), SIZE_MAX);
}
END_TEST

START_TEST(builds_strings_and_keys_of_cesu8)
{
	const char *key = "\xed\xa0\xbc\xed\xbc\xb4";
	size_t len = 6;
	atoll_builder *b = new_builder();
	atoll_shape *shape;
	atoll_message *msg;
	atoll_value v;

	ck_assert_ok(shape_new_cesu8(&shape, &key, &len, 1));
	atoll_build_array(b);
	builder_cesu8_string(b, key, len);
	atoll_build_object(b);
	builder_key_cesu8(b, key, len);
	atoll_build_number(b, 1);
	atoll_build_end(b);
	atoll_build_record(b, shape);
	atoll_build_number(b, 2);
	atoll_build_end(b);
	atoll_build_end(b);
	msg = finish(b);
	v = atoll_message_value(msg);
	ck_assert(atoll_value_is(atoll_value_at(v, 0), "\xf0\x9f\x8c\xb4"));
	ck_assert_double_eq(atoll_value_number(atoll_value_get(
				atoll_value_at(v, 1), "\xf0\x9f\x8c\xb4")),
			    1);
	ck_assert_uint_eq(msg->shape_count, 1);
	atoll_message_free(msg);
	builder_cesu8_string(b, "\xff", 1);
	finish_error(b, ATOLL_EINVAL);
	atoll_build_object(b);
	builder_key_cesu8(b, "\xff", 1);
	finish_error(b, ATOLL_EINVAL);
	atoll_shape_free(shape);
	atoll_builder_free(b);
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    tells_every_character_from_malformed_bytes,
	    tells_ascii_whatever_the_length_and_place,
	    copies_text_of_any_length,
	    joins_surrogates_of_cesu8_and_keeps_lone_ones,
	    builds_strings_and_keys_of_cesu8,
	};

	return RUN_SUITE("utf8", tests);
}
