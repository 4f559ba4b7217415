/* tests/ipc/support.c - what the suites of ipc/ share.
 * SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include <stdlib.h>

int
run_suite(const char *name, const TTest *const *tests, size_t n)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	for (size_t i = 0; i < n; i++) {
		tcase_add_test(tcase, tests[i]);
	}
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

atoll_builder *
new_builder(void)
{
	atoll_builder *b;

	ck_assert_ok(atoll_builder_new(&b, NULL));
	return b;
}

atoll_message *
finish(atoll_builder *b)
{
	atoll_message *msg;

	ck_assert_ok(atoll_builder_finish(b, &msg));
	return msg;
}

atoll_message *
of_json(const char *text)
{
	atoll_builder *b = new_builder();
	atoll_message *msg;
	size_t where = 0;
	atoll_err err = atoll_build_json(b, text, strlen(text), &where);

	ck_assert_msg(err == ATOLL_OK, "%s at %zu of %s", atoll_errname(err),
		      where, text);
	msg = finish(b);
	atoll_builder_free(b);
	return msg;
}

char *
json(const atoll_message *msg)
{
	char *text;

	ck_assert_ok(atoll_value_json(&text, atoll_message_value(msg), 0));
	return text;
}

atoll_err
reparse(atoll_message **out, const atoll_message *msg)
{
	uint32_t n = msg->attachment_count;
	attachment *copies = calloc(n + 1, sizeof(*copies));
	atoll_err err;

	for (uint32_t i = 0; i < n; i++) {
		copies[i] = msg->attachments[i];
		if (copies[i].kind == WIRE_BLOCK) {
			copies[i].block = atoll_block_new(copies[i].length);
			memcpy(copies[i].block, msg->attachments[i].block,
			       copies[i].length);
		} else if (copies[i].kind == WIRE_SHARED) {
			atoll_shared_ref(copies[i].shared);
		}
		copies[i].drop = NULL;
	}
	err =
	    message_parse_attached(out, msg->bytes, msg->size, NULL, copies, n);
	for (uint32_t i = 0; i < n && err != ATOLL_OK; i++) {
		attachment_drop(&copies[i]);
	}
	free(copies);
	return err;
}

/* ------------------------------------------------------------ comparing */

typedef struct {
	uint32_t *met; /* by node of a: its counterpart in b, plus 1 */
} pairing;

static bool equal(pairing *p, atoll_value a, atoll_value b);

static bool
same_bytes(const void *a, size_t a_len, const void *b, size_t b_len)
{
	if (a == NULL || b == NULL) {
		return a == b;
	}
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static bool
equal_text(atoll_value a, atoll_value b)
{
	size_t n;
	size_t m;
	const char *s = atoll_value_string(a, &n);
	const char *t = atoll_value_string(b, &m);

	return same_bytes(s, n, t, m) &&
	       (t == NULL || (t[m] == '\0' && s[n] == '\0'));
}

static bool
equal_bigints(atoll_value a, atoll_value b)
{
	size_t n;
	size_t m;
	bool s;
	bool t;
	const uint64_t *x = atoll_value_bigint(a, &n, &s);
	const uint64_t *y = atoll_value_bigint(b, &m, &t);

	return same_bytes(x, n * 8, y, m * 8) && s == t;
}

static bool
equal_items(pairing *p, atoll_value a, atoll_value b)
{
	atoll_iter i = atoll_value_iter(a);
	atoll_iter j = atoll_value_iter(b);
	const char *s;
	const char *t;
	size_t n;
	size_t m;
	atoll_value keys[2];
	atoll_value values[2];

	for (;;) {
		bool more = atoll_iter_next(&i, &s, &n, &keys[0], &values[0]);

		if (atoll_iter_next(&j, &t, &m, &keys[1], &values[1]) != more ||
		    i.holes != j.holes || !same_bytes(s, n, t, m)) {
			return false;
		}
		if (!more) {
			return atoll_value_count(a) == atoll_value_count(b);
		}
		if (!equal(p, keys[0], keys[1]) ||
		    !equal(p, values[0], values[1])) {
			return false;
		}
	}
}

static bool
equal_buffers(pairing *p, atoll_value a, atoll_value b)
{
	size_t n;
	size_t m;
	size_t max = 0;
	size_t max_b = 0;
	const void *x = atoll_value_bytes(a, &n);
	const void *y = atoll_value_bytes(b, &m);

	return same_bytes(x, n, y, m) &&
	       atoll_value_buffer_max(a, &max) ==
		   atoll_value_buffer_max(b, &max_b) &&
	       max == max_b && atoll_value_shared(a) == atoll_value_shared(b) &&
	       atoll_value_view_type(a) == atoll_value_view_type(b) &&
	       atoll_value_view_offset(a) == atoll_value_view_offset(b) &&
	       atoll_value_view_tracking(a) == atoll_value_view_tracking(b) &&
	       equal(p, atoll_value_view_buffer(a), atoll_value_view_buffer(b));
}

static bool
equal_errors(pairing *p, atoll_value a, atoll_value b)
{
	return atoll_value_error_type(a) == atoll_value_error_type(b) &&
	       equal(p, atoll_value_error_message(a),
		     atoll_value_error_message(b)) &&
	       equal(p, atoll_value_error_stack(a),
		     atoll_value_error_stack(b)) &&
	       equal(p, atoll_value_error_cause(a),
		     atoll_value_error_cause(b)) &&
	       equal(p, atoll_value_extra(a), atoll_value_extra(b));
}

static bool
equal_parts(pairing *p, atoll_value a, atoll_value b)
{
	double x = atoll_value_number(a);
	double y = atoll_value_number(b);

	return memcmp(&x, &y, sizeof(x)) == 0 &&
	       atoll_value_boolean(a) == atoll_value_boolean(b) &&
	       equal_text(a, b) && equal_bigints(a, b) &&
	       atoll_value_regexp_flags(a) == atoll_value_regexp_flags(b) &&
	       atoll_value_port(a).id == atoll_value_port(b).id &&
	       equal_buffers(p, a, b) && equal_errors(p, a, b) &&
	       equal_items(p, a, b);
}

static bool
equal(pairing *p, atoll_value a, atoll_value b)
{
	if (atoll_value_kind(a) != atoll_value_kind(b)) {
		return false;
	}
	if (atoll_value_kind(a) == ATOLL_KIND_NONE) {
		return true;
	}
	if (atoll_value_kind(a) >= ATOLL_KIND_BOXED_BOOLEAN) {
		if (p->met[a.at] != 0) {
			return p->met[a.at] == b.at + 1;
		}
		p->met[a.at] = b.at + 1;
	}
	return equal_parts(p, a, b);
}

bool
values_equal(atoll_value a, atoll_value b)
{
	pairing p = {calloc(a.message->node_count, sizeof(*p.met))};
	pairing q = {calloc(b.message->node_count, sizeof(*q.met))};
	bool result = equal(&p, a, b) && equal(&q, b, a);

	free(p.met);
	free(q.met);
	return result;
}

/* -------------------------------------------------------------- walking */

static uint64_t
sum_bytes(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	uint64_t sum = len;

	for (size_t i = 0; i < len; i++) {
		sum = sum * 31 + at[i];
	}
	return sum;
}

static uint64_t
walk_leaf(atoll_value v)
{
	size_t n;
	bool negative;
	const char *text = atoll_value_string(v, &n);
	const uint64_t *words;
	const void *bytes;
	uint64_t sum = text != NULL ? sum_bytes(text, n + 1) : 0;

	words = atoll_value_bigint(v, &n, &negative);
	sum += words != NULL ? sum_bytes(words, n * 8) : 0;
	bytes = atoll_value_bytes(v, &n);
	sum += bytes != NULL ? sum_bytes(bytes, n) : 0;
	sum += atoll_value_buffer_max(v, &n) + n;
	return sum + atoll_value_boolean(v) + atoll_value_regexp_flags(v) +
	       atoll_value_port(v).id + (uintptr_t)atoll_value_shared(v) +
	       atoll_value_view_type(v) + atoll_value_view_offset(v) +
	       (atoll_value_number(v) > 0);
}

static uint64_t
walk_value(atoll_value v, uint8_t *met)
{
	atoll_iter it = atoll_value_iter(v);
	const char *text;
	size_t len;
	atoll_value key;
	atoll_value value;
	uint64_t sum;

	if (atoll_value_kind(v) == ATOLL_KIND_NONE || met[v.at]++ != 0) {
		return 0;
	}
	sum = walk_leaf(v);
	while (atoll_iter_next(&it, &text, &len, &key, &value)) {
		sum += text != NULL ? sum_bytes(text, len + 1) : 0;
		sum += walk_value(key, met) + walk_value(value, met);
	}
	sum += walk_value(atoll_value_extra(v), met);
	sum += walk_value(atoll_value_view_buffer(v), met);
	sum += walk_value(atoll_value_error_message(v), met);
	sum += walk_value(atoll_value_error_stack(v), met);
	sum += walk_value(atoll_value_error_cause(v), met);
	return sum;
}

uint64_t
walk(atoll_value v)
{
	uint8_t *met = calloc(v.message->node_count, 1);
	uint64_t sum = walk_value(v, met);

	free(met);
	return sum;
}
