/* ipc/json_parse.c - JSON text into a builder. SPDX-License-Identifier: MIT
 *
 * Containers that are open are on a stack here, so that depth is no danger: it
 * is the builder that limits it. */
#include "ipc/base64.h"
#include "ipc/builder.h"
#include "ipc/json.h"
#include "ipc/json_scan.h"

#include <stdlib.h>

/* What is open, and so what comes next. */
typedef enum {
	IN_ARRAY,   /* elements until ] */
	IN_OBJECT,  /* keys and values until } */
	IN_ENTRIES, /* [key, value] until ] */
	IN_KEY,     /* an entry: its key was read */
	IN_VALUE,   /* and its value */
	IN_ERROR,   /* parts of an error */
	IN_VIEW     /* its buffer was read */
} mode;

typedef struct {
	mode mode;
	bool form;  /* a } of {"$kind": ...} is still to come */
	bool extra; /* an "extra" object may follow, or this is one */
	bool begun; /* the first item was read */
} frame;

typedef struct {
	scanner s;
	atoll_builder *b;
	frame *frames;
	uint32_t depth;
	uint32_t room;
	uint32_t *ids; /* objects by their $id, from 1 */
	uint32_t id_count;
	uint32_t id_room;
	bool new_id; /* the object built next is the newest */
} parser;

static frame *
push(parser *p, mode m)
{
	frame *frames = p->frames;

	if (p->depth == p->room) {
		uint32_t room = p->room != 0 ? p->room * 2 : 16;

		frames = realloc(frames, room * sizeof(*frames));
		if (frames == NULL) {
			scan_fail(&p->s, ATOLL_ENOMEM);
			return NULL;
		}
		p->frames = frames;
		p->room = room;
	}
	frames[p->depth] = (frame){.mode = m};
	return &frames[p->depth++];
}

/* ---------------------------------------------------------------- forms */

/* Reads the $id that an object may have. They are counted up from 1. */
static void
read_id(parser *p)
{
	double id;
	uint32_t *ids;

	if (!scan_field(&p->s, "$id")) {
		return;
	}
	if (!scan_number(&p->s, &id) || id != p->id_count + 1.0) {
		scan_fail(&p->s, ATOLL_EINVAL);
		return;
	}
	if (p->id_count == p->id_room) {
		uint32_t room = p->id_room != 0 ? p->id_room * 2 : 16;

		ids = realloc(p->ids, room * sizeof(*ids));
		if (ids == NULL) {
			scan_fail(&p->s, ATOLL_ENOMEM);
			return;
		}
		p->ids = ids;
		p->id_room = room;
	}
	p->ids[p->id_count++] = UINT32_MAX;
	p->new_id = true;
}

/* Remembers the number of the object that was just begun. */
static void
built(parser *p, uint32_t number)
{
	if (p->new_id) {
		p->ids[p->id_count - 1] = number;
		p->new_id = false;
	}
}

static void
read_reference(parser *p)
{
	double id;

	if (!scan_need(&p->s, ':') || !scan_number(&p->s, &id) ||
	    !(id >= 1 && id <= p->id_count) || id != (uint32_t)id) {
		scan_fail(&p->s, ATOLL_EINVAL);
		return;
	}
	scan_need(&p->s, '}');
	atoll_build_reference(p->b, p->ids[(uint32_t)id - 1]);
}

/* Reads a number, or the name of one that JSON lacks. */
static double
read_number(parser *p)
{
	static const struct {
		const char *name;
		double number;
	} names[] = {{"NaN", __builtin_nan("")},
		     {"Infinity", __builtin_inf()},
		     {"-Infinity", -__builtin_inf()},
		     {"-0", -0.0}};
	double number;

	if (scan_number(&p->s, &number)) {
		return number;
	}
	if (scan_need_string(&p->s)) {
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			if (scan_is(&p->s, names[i].name)) {
				return names[i].number;
			}
		}
		scan_fail(&p->s, ATOLL_EINVAL);
	}
	return 0;
}

static double
read_number_field(parser *p, const char *name)
{
	return scan_need_field(&p->s, name) ? read_number(p) : 0;
}

/* Reads an integer from 0 to 2^53. */
static size_t
read_size(parser *p)
{
	double number = read_number(p);

	if (!(number >= 0 && number <= 0x1p53) ||
	    (double)(size_t)number != number) {
		scan_fail(&p->s, ATOLL_EINVAL);
		return 0;
	}
	return (size_t)number;
}

static size_t
read_size_field(parser *p, const char *name)
{
	return scan_need_field(&p->s, name) ? read_size(p) : 0;
}

/* Reads a field whose value is one of n names; its index. */
static unsigned
read_name_field(parser *p, const char *field, const char *const *names,
		unsigned n)
{
	if (scan_need_field(&p->s, field) && scan_need_string(&p->s)) {
		for (unsigned i = 0; i < n; i++) {
			if (scan_is(&p->s, names[i])) {
				return i;
			}
		}
	}
	scan_fail(&p->s, ATOLL_EINVAL);
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
read_bigint(parser *p, bool boxed)
{
	bool negative;
	const char *at;
	size_t len;
	uint64_t *words;

	if (!scan_need_field(&p->s, "value") || !scan_need_string(&p->s)) {
		return;
	}
	at = p->s.word.bytes;
	len = p->s.word.len;
	negative = len > 0 && at[0] == '-';
	at += negative ? 1 : 0;
	len -= negative ? 1 : 0;
	if (len < 3 || memcmp(at, "0x", 2) != 0) {
		scan_fail(&p->s, ATOLL_EINVAL);
		return;
	}
	at += 2;
	len -= 2;
	words = calloc(len / 16 + 1, sizeof(*words));
	if (words == NULL) {
		scan_fail(&p->s, ATOLL_ENOMEM);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		int d = hex_digit(at[len - 1 - i]);

		if (d < 0) {
			scan_fail(&p->s, ATOLL_EINVAL);
			break;
		}
		words[i / 16] |= (uint64_t)d << i % 16 * 4;
	}
	if (boxed) {
		built(p, atoll_build_boxed_bigint(p->b, words, len / 16 + 1,
						  negative));
	} else {
		atoll_build_bigint(p->b, words, len / 16 + 1, negative);
	}
	free(words);
}

static void
read_regexp(parser *p)
{
	strbuf source;
	unsigned flags = 0;

	if (!scan_need_field(&p->s, "source") || !scan_need_string(&p->s)) {
		return;
	}
	source = p->s.word;
	p->s.word = (strbuf){0};
	if (scan_need_field(&p->s, "flags") && scan_need_string(&p->s)) {
		for (size_t i = 0; i < p->s.word.len; i++) {
			const char *found =
			    p->s.word.bytes[i] != '\0'
				? strchr(json_flags, p->s.word.bytes[i])
				: NULL;
			unsigned bit =
			    found != NULL ? 1U << (found - json_flags) : 0;

			if (bit == 0 || (flags & bit) != 0) {
				scan_fail(&p->s, ATOLL_EINVAL);
			}
			flags |= bit;
		}
	}
	if (p->s.err == ATOLL_OK) {
		built(p, atoll_build_regexp(p->b, source.bytes, source.len,
					    flags));
	}
	free(source.bytes);
}

static void
read_buffer(parser *p)
{
	size_t size;
	strbuf bytes;
	size_t max;
	uint32_t number;

	if (!scan_need_field(&p->s, "base64") || !scan_need_string(&p->s)) {
		return;
	}
	size = base64_read(p->s.word.bytes, p->s.word.len);
	if (size == SIZE_MAX) {
		scan_fail(&p->s, ATOLL_EINVAL);
		return;
	}
	bytes = p->s.word;
	p->s.word = (strbuf){0};
	if (!scan_field(&p->s, "maximum")) {
		built(p, atoll_build_buffer(p->b, bytes.bytes, size));
		free(bytes.bytes);
		return;
	}
	max = read_size(p);
	number = atoll_build_block(p->b, bytes.bytes, size, max);
	if (number == UINT32_MAX) {
		free(bytes.bytes);
	}
	built(p, number);
}

static void
read_boxed_boolean(parser *p)
{
	bool value;

	if (!scan_need_field(&p->s, "value")) {
		return;
	}
	value = scan_literal(&p->s, "true");
	if (!value && !scan_literal(&p->s, "false")) {
		scan_fail(&p->s, ATOLL_EINVAL);
		return;
	}
	built(p, atoll_build_boxed_boolean(p->b, value));
}

/* Reads a form without children, up to its }. */
static void
read_leaf(parser *p, atoll_kind kind)
{
	scanner *s = &p->s;

	switch (kind) {
	case ATOLL_KIND_UNDEFINED:
		builder_undefined(p->b);
		break;
	case ATOLL_KIND_NUMBER:
		builder_number(p->b, read_number_field(p, "value"));
		break;
	case ATOLL_KIND_HOLE: {
		size_t run = read_size_field(p, "run");

		atoll_build_hole(p->b, run <= UINT32_MAX ? (uint32_t)run : 0);
		break;
	}
	case ATOLL_KIND_BIGINT:
	case ATOLL_KIND_BOXED_BIGINT:
		read_bigint(p, kind == ATOLL_KIND_BOXED_BIGINT);
		break;
	case ATOLL_KIND_BOXED_BOOLEAN:
		read_boxed_boolean(p);
		break;
	case ATOLL_KIND_BOXED_NUMBER:
		built(p, atoll_build_boxed_number(
			     p->b, read_number_field(p, "value")));
		break;
	case ATOLL_KIND_BOXED_STRING:
		if (scan_need_field(s, "value") && scan_need_string(s)) {
			built(p, atoll_build_boxed_string(p->b, s->word.bytes,
							  s->word.len));
		}
		break;
	case ATOLL_KIND_DATE:
		built(p, atoll_build_date(p->b, read_number_field(p, "value")));
		break;
	case ATOLL_KIND_REGEXP:
		read_regexp(p);
		break;
	case ATOLL_KIND_BUFFER:
		read_buffer(p);
		break;
	default: /* shared memory and ports are not text */
		scan_fail(s, ATOLL_EINVAL);
		break;
	}
	scan_need(s, '}');
}

static void
open_view(parser *p)
{
	frame *f = push(p, IN_VIEW);
	unsigned type = read_name_field(p, "type", json_views, 13);
	size_t offset = read_size_field(p, "offset");
	uint32_t number;

	if (f == NULL) {
		return;
	}
	if (scan_field(&p->s, "tracking")) {
		if (!scan_literal(&p->s, "true")) {
			scan_fail(&p->s, ATOLL_EINVAL);
		}
		number =
		    atoll_build_view(p->b, (atoll_view)type, offset, SIZE_MAX);
	} else if (offset == 0 && scan_field(&p->s, "buffer")) {
		built(p, builder_whole_view(p->b, (atoll_view)type));
		return;
	} else {
		number = atoll_build_view(p->b, (atoll_view)type, offset,
					  read_size_field(p, "length"));
	}
	built(p, number);
	scan_need_field(&p->s, "buffer");
}

/* Reads a form with children, up to the first of them. */
static void
open_form(parser *p, atoll_kind kind)
{
	static const struct {
		const char *field;
		char bracket;
		mode mode;
	} lists[] = {{"elements", '[', IN_ARRAY},
		     {"value", '{', IN_OBJECT},
		     {"entries", '[', IN_ENTRIES},
		     {"members", '[', IN_ARRAY}};
	uint32_t (*const build[])(atoll_builder *) = {
	    atoll_build_array, atoll_build_object, atoll_build_map,
	    atoll_build_set};
	unsigned i = kind - ATOLL_KIND_ARRAY;
	frame *f;

	if (kind == ATOLL_KIND_VIEW) {
		open_view(p);
		return;
	}
	if (kind == ATOLL_KIND_ERROR) {
		f = push(p, IN_ERROR);
		built(p, atoll_build_error(p->b,
					   (atoll_error_type)read_name_field(
					       p, "type", json_errors, 7),
					   0));
		return;
	}
	scan_need_field(&p->s, lists[i].field);
	scan_need(&p->s, lists[i].bracket);
	built(p, build[i](p->b));
	f = push(p, lists[i].mode);
	if (f != NULL) {
		f->form = true;
		f->extra = kind == ATOLL_KIND_ARRAY;
	}
}

/* Reads what follows "$kind". */
static void
read_form(parser *p)
{
	unsigned kind = 0;

	if (!scan_need(&p->s, ':') || !scan_need_string(&p->s)) {
		return;
	}
	while (kind < 24 && !scan_is(&p->s, json_kinds[kind])) {
		kind++;
	}
	if (kind == 24) {
		scan_fail(&p->s, ATOLL_EINVAL);
		return;
	}
	if (kind >= ATOLL_KIND_BOXED_BOOLEAN) {
		read_id(p);
	}
	if (kind >= ATOLL_KIND_VIEW) {
		open_form(p, (atoll_kind)kind);
	} else {
		read_leaf(p, (atoll_kind)kind);
	}
}

/* --------------------------------------------------------------- values */

/* Reads what follows {. Only the first key tells a form. */
static void
open_object(parser *p)
{
	scanner *s = &p->s;
	size_t before = s->at;

	if (scan_string(s)) {
		if (scan_is(s, "$kind")) {
			read_form(p);
			return;
		}
		if (scan_is(s, "$ref")) {
			read_reference(p);
			return;
		}
		s->at = before;
	}
	builder_object(p->b);
	push(p, IN_OBJECT);
}

/* Reads a value, or the beginning of one that has others in it. */
static void
read_value(parser *p)
{
	scanner *s = &p->s;
	double number;

	if (scan_char(s, '{')) {
		open_object(p);
	} else if (scan_char(s, '[')) {
		builder_array(p->b);
		push(p, IN_ARRAY);
	} else if (scan_char(s, '"')) {
		s->at--;
		if (scan_need_string(s)) {
			builder_string(p->b, s->word.bytes, s->word.len);
		}
	} else if (scan_number(s, &number)) {
		builder_number(p->b, number);
	} else if (scan_literal(s, "true")) {
		builder_boolean(p->b, true);
	} else if (scan_literal(s, "false")) {
		builder_boolean(p->b, false);
	} else if (scan_literal(s, "null")) {
		builder_null(p->b);
	} else {
		scan_fail(s, ATOLL_EINVAL);
	}
}

static void
close_frame(parser *p)
{
	builder_end(p->b);
	p->depth--;
}

/* Steps to the next item between brackets; false after the last. */
static bool
next_item(parser *p, frame *f, char bracket)
{
	if (!f->begun) {
		f->begun = true;
		return !scan_char(&p->s, bracket);
	}
	if (scan_char(&p->s, ',')) {
		return true;
	}
	scan_need(&p->s, bracket);
	return false;
}

/* The keys that an array or error has besides go into the same container. */
static void
open_extra(parser *p, frame *f)
{
	scan_need(&p->s, '{');
	*f = (frame){.mode = IN_OBJECT, .form = true};
}

static void
step_array(parser *p, frame *f)
{
	if (next_item(p, f, ']')) {
		read_value(p);
		return;
	}
	if (f->extra && scan_field(&p->s, "extra")) {
		open_extra(p, f);
		return;
	}
	if (f->form) {
		scan_need(&p->s, '}');
	}
	close_frame(p);
}

static void
step_object(parser *p, frame *f)
{
	if (next_item(p, f, '}')) {
		if (scan_need_string(&p->s)) {
			builder_key(p->b, p->s.word.bytes, p->s.word.len);
		}
		if (scan_need(&p->s, ':')) {
			read_value(p);
		}
		return;
	}
	if (f->form) {
		scan_need(&p->s, '}');
	}
	close_frame(p);
}

static void
step_entries(parser *p, frame *f)
{
	if (next_item(p, f, ']')) {
		scan_need(&p->s, '[');
		if (push(p, IN_KEY) != NULL) {
			read_value(p);
		}
		return;
	}
	scan_need(&p->s, '}');
	close_frame(p);
}

static void
step_error(parser *p, frame *f)
{
	static const char *const parts[] = {"message", "stack", "cause"};

	for (unsigned i = 0; i < 3; i++) {
		if (scan_field(&p->s, parts[i])) {
			builder_error_part(p->b, 1U << i);
			read_value(p);
			return;
		}
	}
	if (scan_field(&p->s, "extra")) {
		open_extra(p, f);
		return;
	}
	scan_need(&p->s, '}');
	close_frame(p);
}

static void
step(parser *p, frame *f)
{
	switch (f->mode) {
	case IN_ARRAY:
		step_array(p, f);
		break;
	case IN_OBJECT:
		step_object(p, f);
		break;
	case IN_ENTRIES:
		step_entries(p, f);
		break;
	case IN_KEY:
		f->mode = IN_VALUE;
		scan_need(&p->s, ',');
		read_value(p);
		break;
	case IN_VALUE:
		scan_need(&p->s, ']');
		p->depth--;
		break;
	case IN_ERROR:
		step_error(p, f);
		break;
	case IN_VIEW:
		if (!f->begun) {
			f->begun = true;
			read_value(p);
			break;
		}
		scan_need(&p->s, '}');
		close_frame(p);
		break;
	}
}

atoll_err
atoll_build_json(atoll_builder *b, const char *text, size_t len, size_t *where)
{
	parser p = {.s = {.text = text, .len = len, .err = b->err}, .b = b};

	read_value(&p);
	while (p.depth != 0 && p.s.err == ATOLL_OK) {
		step(&p, &p.frames[p.depth - 1]);
		scan_fail(&p.s, b->err);
	}
	scan_fail(&p.s, b->err);
	if (p.s.err == ATOLL_OK && !scan_end(&p.s)) {
		scan_fail(&p.s, ATOLL_EINVAL);
	}
	if (p.s.err != ATOLL_OK) {
		builder_fail(b, p.s.err);
		if (where != NULL) {
			*where = p.s.at;
		}
	}
	free(p.s.word.bytes);
	free(p.frames);
	free(p.ids);
	return p.s.err;
}
