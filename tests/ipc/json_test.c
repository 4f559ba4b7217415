/* tests/ipc/json_test.c - values as JSON. SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include <locale.h>

/* Texts that are read and printed as they are. */
static const char *const same[] = {
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    "1e+21",
    "5e-324",
    "0.1",
    "9007199254740991",
    "9007199254740992",
    "-1.7976931348623157e+308",
    "\"\"",
    "\"text\"",
    "\"\\\"\\\\\\u000a\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800x\"",
    "\"\xf0\x9f\x8c\xb4\"",
    "[]",
    "[1,[2,[3]],{}]",
    "{}",
    "{\"a\":1,\"\":{\"b\":[]}}",
    "{\"a\":1,\"$kind\":2}",
    "{\"$kind\":\"undefined\"}",
    "{\"$kind\":\"number\",\"value\":\"NaN\"}",
    "{\"$kind\":\"number\",\"value\":\"-0\"}",
    "{\"$kind\":\"number\",\"value\":\"-Infinity\"}",
    "{\"$kind\":\"bigint\",\"value\":\"0x0\"}",
    "{\"$kind\":\"bigint\",\"value\":\"-0x1fffffffffffffffff\"}",
    "[1,{\"$kind\":\"hole\",\"run\":4000000000},2]",
    "{\"$kind\":\"boxedBoolean\",\"value\":false}",
    "{\"$kind\":\"boxedNumber\",\"value\":\"Infinity\"}",
    "{\"$kind\":\"boxedString\",\"value\":\"x\"}",
    "{\"$kind\":\"boxedBigint\",\"value\":\"0xff\"}",
    "{\"$kind\":\"date\",\"value\":1000}",
    "{\"$kind\":\"date\",\"value\":\"NaN\"}",
    "{\"$kind\":\"regexp\",\"source\":\"a+\",\"flags\":\"gy\"}",
    "{\"$kind\":\"buffer\",\"base64\":\"\"}",
    "{\"$kind\":\"buffer\",\"base64\":\"AQ==\"}",
    "{\"$kind\":\"buffer\",\"base64\":\"AQI=\"}",
    "{\"$kind\":\"buffer\",\"base64\":\"AQID\",\"maximum\":10}",
    "{\"$kind\":\"view\",\"type\":\"uint8\",\"offset\":1,\"length\":2,"
    "\"buffer\":{\"$kind\":\"buffer\",\"base64\":\"AQID\"}}",
    "{\"$kind\":\"view\",\"type\":\"int8\",\"offset\":1,\"tracking\":true,"
    "\"buffer\":{\"$kind\":\"buffer\",\"base64\":\"AQID\"}}",
    "{\"$kind\":\"view\",\"type\":\"dataview\",\"offset\":0,"
    "\"buffer\":{\"$kind\":\"buffer\",\"base64\":\"AQID\"}}",
    "{\"$kind\":\"map\",\"entries\":[[1,[]],[{},\"b\"]]}",
    "{\"$kind\":\"map\",\"entries\":[]}",
    "{\"$kind\":\"set\",\"members\":[1,{}]}",
    "{\"$kind\":\"array\",\"elements\":[1],\"extra\":{\"$kind\":1}}",
    "{\"$kind\":\"object\",\"value\":{\"$kind\":1,\"b\":{}}}",
    "{\"$kind\":\"object\",\"value\":{\"$ref\":1}}",
    "{\"$kind\":\"error\",\"type\":\"TypeError\"}",
    "{\"$kind\":\"error\",\"type\":\"Error\",\"message\":\"m\","
    "\"stack\":\"s\",\"cause\":[1],\"extra\":{\"code\":1}}",
    "{\"$kind\":\"array\",\"$id\":1,\"elements\":[{\"$ref\":1}]}",
    "[{\"$kind\":\"date\",\"$id\":1,\"value\":1},{\"$ref\":1}]",
    "[{\"$kind\":\"object\",\"$id\":1,\"value\":{\"a\":{\"$kind\":"
    "\"set\",\"$id\":2,\"members\":[{\"$ref\":1}]}}},{\"$ref\":2}]",
    "{\"$kind\":\"error\",\"$id\":1,\"type\":\"Error\",\"cause\":"
    "{\"$ref\":1}}",
};

START_TEST(prints_what_it_read)
{
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		atoll_message *msg = of_json(same[i]);
		char *text = json(msg);

		ck_assert_str_eq(text, same[i]);
		atoll_block_free(text);
		atoll_message_free(msg);
	}
}
END_TEST

START_TEST(reads_blanks_and_escapes_and_numbers)
{
	static const struct {
		const char *text;
		const char *printed;
	} some[] = {
	    {" [ 1 ,\t2\r\n] ", "[1,2]"},
	    {"{ \"a\" : 1 , \"b\" : [ ] }", "{\"a\":1,\"b\":[]}"},
	    {"\"\\u0041\\/\\b\\f\\n\\r\\t\\ud83c\\udf34\"",
	     "\"A/\\u0008\\u000c\\u000a\\u000d\\u0009\xf0\x9f\x8c\xb4\""},
	    {"\"\\uD800\\u0041\"", "\"\\ud800A\""},
	    {"1E2", "100"},
	    {"-0.5e-1", "-0.05"},
	    {"-0", "{\"$kind\":\"number\",\"value\":\"-0\"}"},
	    {"123456789012345678901234567890", "1.2345678901234568e+29"},
	    {"{ \"$kind\" : \"undefined\" }", "{\"$kind\":\"undefined\"}"},
	};

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		atoll_message *msg = of_json(some[i].text);
		char *text = json(msg);

		ck_assert_str_eq(text, some[i].printed);
		atoll_block_free(text);
		atoll_message_free(msg);
	}
}
END_TEST

START_TEST(refuses_what_is_no_json_and_says_where)
{
	static const struct {
		const char *text;
		size_t where;
	} some[] = {
	    {"", 0},
	    {"  ", 2},
	    {"nul", 0},
	    {"nulls", 4},
	    {"[1", 2},
	    {"[1,]", 3},
	    {"[,1]", 1},
	    {"[1}", 2},
	    {"{\"a\"}", 4},
	    {"{\"a\":}", 5},
	    {"{\"a\":1,}", 7},
	    {"{a:1}", 1},
	    {"01", 0},
	    {"1.", 0},
	    {".5", 0},
	    {"+1", 0},
	    {"1e", 0},
	    {"-", 0},
	    {"NaN", 0},
	    {"'a'", 0},
	    {"\"a", 2},
	    {"\"a\n\"", 2},
	    {"\"\\x\"", 1},
	    {"\"\\u12g4\"", 1},
	    {"\"\\u123", 1},
	    {"\"a\xff\"", 2},
	    {"\"\xed\xa0\x80\"", 1},
	    {"\xef\xbb\xbf[]", 0},
	    {"{\"a\":1,\"a\":2}", 13},
	    {"{\"$kind\":\"nothing\"}", 18},
	    {"{\"$kind\":\"port\",\"id\":\"1\"}", 15},
	    {"{\"$ref\":1}", 9},
	    {"[{\"$kind\":\"date\",\"$id\":2,\"value\":1}]", 24},
	    {"{\"$kind\":\"buffer\",\"base64\":\"A===\"}", 33},
	    {"{\"$kind\":\"buffer\",\"base64\":\"AR==\"}", 33},
	    {"{\"$kind\":\"hole\",\"run\":1}", 24},
	    {"{\"$kind\":\"bigint\",\"value\":\"12\"}", 30},
	    {"{\"$kind\":\"error\",\"type\":\"Error\",\"stack\":\"s\","
	     "\"message\":\"m\"}",
	     57},
	    {"[] []", 3},
	};
	atoll_builder *b = new_builder();

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		size_t where = SIZE_MAX;
		atoll_err err = atoll_build_json(b, some[i].text,
						 strlen(some[i].text), &where);

		ck_assert_msg(err == ATOLL_EINVAL && where == some[i].where,
			      "%s: %s at %zu", some[i].text, atoll_errname(err),
			      where);
		finish_error(b, ATOLL_EINVAL);
	}
	atoll_builder_free(b);
}
END_TEST

START_TEST(refuses_json_that_is_too_deep)
{
	enum { DEEP = 100000 };
	static char text[DEEP];
	atoll_builder *b = new_builder();

	memset(text, '[', sizeof(text));
	ck_assert_err(atoll_build_json(b, text, sizeof(text), NULL),
		      ATOLL_EDEPTH);
	finish_error(b, ATOLL_EDEPTH);
	for (size_t i = 0; i + 5 <= sizeof(text); i += 5) {
		memcpy(text + i, "{\"a\":", 5);
	}
	ck_assert_err(atoll_build_json(b, text, sizeof(text), NULL),
		      ATOLL_EDEPTH);
	finish_error(b, ATOLL_EDEPTH);
	atoll_builder_free(b);
}
END_TEST

START_TEST(reads_json_into_a_value_that_is_open)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	char *text;

	atoll_build_array(b);
	ck_assert_ok(atoll_build_json(b, "{\"a\":1}", 7, NULL));
	ck_assert_ok(atoll_build_json(b, "[]", 2, NULL));
	atoll_build_end(b);
	msg = finish(b);
	text = json(msg);
	ck_assert_str_eq(text, "[{\"a\":1},[]]");
	atoll_block_free(text);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(prints_a_part_whose_references_lead_out_of_it)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	char *text;
	uint32_t outer;
	uint32_t date;

	outer = atoll_build_array(b);
	date = atoll_build_date(b, 5);
	atoll_build_array(b);
	atoll_build_reference(b, date);
	atoll_build_reference(b, date);
	atoll_build_reference(b, outer);
	atoll_build_end(b);
	atoll_build_end(b);
	msg = finish(b);
	ck_assert_ok(atoll_value_json(
	    &text, atoll_value_at(atoll_message_value(msg), 1), 0));
	ck_assert_str_eq(text, "{\"$kind\":\"array\",\"$id\":1,\"elements\":["
			       "{\"$kind\":\"date\",\"$id\":2,\"value\":5},"
			       "{\"$ref\":2},[{\"$ref\":2},{\"$ref\":1}]]}");
	atoll_block_free(text);
	atoll_message_free(msg);
	atoll_builder_free(b);
}
END_TEST

START_TEST(indents_by_as_many_blanks_as_asked)
{
	atoll_message *msg = of_json("{\"a\":[1,{}],\"b\":[]}");
	char *text;

	ck_assert_ok(atoll_value_json(&text, atoll_message_value(msg), 2));
	ck_assert_str_eq(text, "{\n"
			       "  \"a\": [\n"
			       "    1,\n"
			       "    {}\n"
			       "  ],\n"
			       "  \"b\": []\n"
			       "}");
	atoll_block_free(text);
	atoll_message_free(msg);
}
END_TEST

START_TEST(prints_what_is_attached)
{
	atoll_builder *b = new_builder();
	atoll_shared *shared = atoll_shared_new(16, SIZE_MAX);
	atoll_message *msg;
	char *text;

	atoll_build_array(b);
	atoll_build_shared(b, shared);
	atoll_build_port(b, (atoll_port){UINT64_MAX});
	atoll_build_end(b);
	msg = finish(b);
	text = json(msg);
	ck_assert_str_eq(text, "[{\"$kind\":\"shared\",\"length\":16},"
			       "{\"$kind\":\"port\",\"id\":"
			       "\"18446744073709551615\"}]");
	atoll_block_free(text);
	atoll_message_free(msg);
	atoll_shared_free(shared);
	atoll_builder_free(b);
}
END_TEST

START_TEST(does_not_care_for_the_locale)
{
	atoll_message *msg;
	char *text;

	/* Where there is no such locale, this tests little. */
	setlocale(LC_ALL, "de_DE.UTF-8");
	msg = of_json("[0.5,1e300]");
	text = json(msg);
	ck_assert_str_eq(text, "[0.5,1e+300]");
	atoll_block_free(text);
	atoll_message_free(msg);
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    prints_what_it_read,
	    reads_blanks_and_escapes_and_numbers,
	    refuses_what_is_no_json_and_says_where,
	    refuses_json_that_is_too_deep,
	    reads_json_into_a_value_that_is_open,
	    prints_a_part_whose_references_lead_out_of_it,
	    indents_by_as_many_blanks_as_asked,
	    prints_what_is_attached,
	    does_not_care_for_the_locale,
	};

	return RUN_SUITE("json", tests);
}
