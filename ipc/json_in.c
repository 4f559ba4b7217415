/* ipc/json_in.c - reading {"$kind": ...} objects. SPDX-License-Identifier: MIT
 */
#include "ipc/json_in.h"

#include "ipc/base64.h"
#include "ipc/json.h"

#include <stdlib.h>

/* Reads the $id that an object may have. They are counted up from 1. */
void
in_id(json_in *in)
{
	double id;
	uint32_t *ids;

	if (!scan_field(&in->s, "$id")) {
		return;
	}
	if (!scan_number(&in->s, &id) || id != in->id_count + 1.0) {
		scan_fail(&in->s, ATOLL_EINVAL);
		return;
	}
	if (in->id_count == in->id_room) {
		uint32_t room = in->id_room != 0 ? in->id_room * 2 : 16;

		ids = realloc(in->ids, room * sizeof(*ids));
		if (ids == NULL) {
			scan_fail(&in->s, ATOLL_ENOMEM);
			return;
		}
		in->ids = ids;
		in->id_room = room;
	}
	in->ids[in->id_count++] = UINT32_MAX;
	in->new_id = true;
}

/* Remembers the number of the object that was just begun. */
void
in_built(json_in *in, uint32_t number)
{
	if (in->new_id) {
		in->ids[in->id_count - 1] = number;
		in->new_id = false;
	}
}

void
in_reference(json_in *in)
{
	double id;

	if (!scan_need(&in->s, ':') || !scan_number(&in->s, &id) ||
	    !(id >= 1 && id <= in->id_count) || id != (uint32_t)id) {
		scan_fail(&in->s, ATOLL_EINVAL);
		return;
	}
	scan_need(&in->s, '}');
	atoll_build_reference(in->b, in->ids[(uint32_t)id - 1]);
}

/* Reads a number, or the name of one that JSON lacks. */
double
in_number(json_in *in)
{
	static const struct {
		const char *name;
		double number;
	} names[] = {{"NaN", __builtin_nan("")},
		     {"Infinity", __builtin_inf()},
		     {"-Infinity", -__builtin_inf()},
		     {"-0", -0.0}};
	double number;

	if (scan_number(&in->s, &number)) {
		return number;
	}
	if (scan_need_string(&in->s)) {
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			if (scan_is(&in->s, names[i].name)) {
				return names[i].number;
			}
		}
		scan_fail(&in->s, ATOLL_EINVAL);
	}
	return 0;
}

static double
in_number_field(json_in *in, const char *name)
{
	return scan_need_field(&in->s, name) ? in_number(in) : 0;
}

/* Reads an integer from 0 to 2^53. */
static size_t
in_size(json_in *in)
{
	double number = in_number(in);

	if (!(number >= 0 && number <= 0x1p53) ||
	    (double)(size_t)number != number) {
		scan_fail(&in->s, ATOLL_EINVAL);
		return 0;
	}
	return (size_t)number;
}

size_t
in_size_field(json_in *in, const char *name)
{
	return scan_need_field(&in->s, name) ? in_size(in) : 0;
}

/* Reads a field whose value is one of n names; its index. */
unsigned
in_name_field(json_in *in, const char *field, const char *const *names,
	      unsigned n)
{
	if (scan_need_field(&in->s, field) && scan_need_string(&in->s)) {
		for (unsigned i = 0; i < n; i++) {
			if (scan_is(&in->s, names[i])) {
				return i;
			}
		}
	}
	scan_fail(&in->s, ATOLL_EINVAL);
	return 0;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
read_bigint(json_in *in, bool boxed)
{
	bool negative;
	const char *at;
	size_t len;
	uint64_t *words;

	if (!scan_need_field(&in->s, "value") || !scan_need_string(&in->s)) {
		return;
	}
	at = in->s.word.bytes;
	len = in->s.word.len;
	negative = len > 0 && at[0] == '-';
	at += negative ? 1 : 0;
	len -= negative ? 1 : 0;
	if (len < 3 || memcmp(at, "0x", 2) != 0) {
		scan_fail(&in->s, ATOLL_EINVAL);
		return;
	}
	at += 2;
	len -= 2;
	words = calloc(len / 16 + 1, sizeof(*words));
	if (words == NULL) {
		scan_fail(&in->s, ATOLL_ENOMEM);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		int d = hex_digit(at[len - 1 - i]);

		if (d < 0) {
			scan_fail(&in->s, ATOLL_EINVAL);
			break;
		}
		words[i / 16] |= (uint64_t)d << i % 16 * 4;
	}
	if (boxed) {
		in_built(in, atoll_build_boxed_bigint(in->b, words,
						      len / 16 + 1, negative));
	} else {
		atoll_build_bigint(in->b, words, len / 16 + 1, negative);
	}
	free(words);
}

static void
read_regexp(json_in *in)
{
	strbuf source;
	unsigned flags = 0;

	if (!scan_need_field(&in->s, "source") || !scan_need_string(&in->s)) {
		return;
	}
	source = in->s.word;
	in->s.word = (strbuf){0};
	if (scan_need_field(&in->s, "flags") && scan_need_string(&in->s)) {
		for (size_t i = 0; i < in->s.word.len; i++) {
			const char *found =
			    in->s.word.bytes[i] != '\0'
				? strchr(json_flags, in->s.word.bytes[i])
				: NULL;
			unsigned bit =
			    found != NULL ? 1U << (found - json_flags) : 0;

			if (bit == 0 || (flags & bit) != 0) {
				scan_fail(&in->s, ATOLL_EINVAL);
			}
			flags |= bit;
		}
	}
	if (in->s.err == ATOLL_OK) {
		in_built(in, atoll_build_regexp(in->b, source.bytes, source.len,
						flags));
	}
	free(source.bytes);
}

static void
read_buffer(json_in *in)
{
	size_t size;
	strbuf bytes;
	size_t max;
	uint32_t number;

	if (!scan_need_field(&in->s, "base64") || !scan_need_string(&in->s)) {
		return;
	}
	size = base64_read(in->s.word.bytes, in->s.word.len);
	if (size == SIZE_MAX) {
		scan_fail(&in->s, ATOLL_EINVAL);
		return;
	}
	bytes = in->s.word;
	in->s.word = (strbuf){0};
	if (!scan_field(&in->s, "maximum")) {
		in_built(in, atoll_build_buffer(in->b, bytes.bytes, size));
		free(bytes.bytes);
		return;
	}
	max = in_size(in);
	number = atoll_build_block(in->b, bytes.bytes, size, max);
	if (number == UINT32_MAX) {
		free(bytes.bytes);
	}
	in_built(in, number);
}

static void
read_boxed_boolean(json_in *in)
{
	bool value;

	if (!scan_need_field(&in->s, "value")) {
		return;
	}
	value = scan_literal(&in->s, "true");
	if (!value && !scan_literal(&in->s, "false")) {
		scan_fail(&in->s, ATOLL_EINVAL);
		return;
	}
	in_built(in, atoll_build_boxed_boolean(in->b, value));
}

/* Reads a form without children, up to its }. */
void
in_leaf(json_in *in, atoll_kind kind)
{
	scanner *s = &in->s;

	switch (kind) {
	case ATOLL_KIND_UNDEFINED:
		builder_undefined(in->b);
		break;
	case ATOLL_KIND_NUMBER:
		builder_number(in->b, in_number_field(in, "value"));
		break;
	case ATOLL_KIND_HOLE: {
		size_t run = in_size_field(in, "run");

		atoll_build_hole(in->b, run <= UINT32_MAX ? (uint32_t)run : 0);
		break;
	}
	case ATOLL_KIND_BIGINT:
	case ATOLL_KIND_BOXED_BIGINT:
		read_bigint(in, kind == ATOLL_KIND_BOXED_BIGINT);
		break;
	case ATOLL_KIND_BOXED_BOOLEAN:
		read_boxed_boolean(in);
		break;
	case ATOLL_KIND_BOXED_NUMBER:
		in_built(in, atoll_build_boxed_number(
				 in->b, in_number_field(in, "value")));
		break;
	case ATOLL_KIND_BOXED_STRING:
		if (scan_need_field(s, "value") && scan_need_string(s)) {
			in_built(in, atoll_build_boxed_string(
					 in->b, s->word.bytes, s->word.len));
		}
		break;
	case ATOLL_KIND_DATE:
		in_built(in,
			 atoll_build_date(in->b, in_number_field(in, "value")));
		break;
	case ATOLL_KIND_REGEXP:
		read_regexp(in);
		break;
	case ATOLL_KIND_BUFFER:
		read_buffer(in);
		break;
	default: /* shared memory and ports are not text */
		scan_fail(s, ATOLL_EINVAL);
		break;
	}
	scan_need(s, '}');
}
