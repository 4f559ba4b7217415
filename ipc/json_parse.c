/* ipc/json_parse.c - JSON text into a builder. SPDX-License-Identifier: MIT
 *
 * Containers that are open are on a stack here, so that depth is no danger: it
 * is the builder that limits it. */
#include "ipc/builder.h"
#include "ipc/json.h"
#include "ipc/json_in.h"

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
	json_in in;
	frame *frames;
	uint32_t depth;
	uint32_t room;
} parser;

static frame *
push(parser *p, mode m)
{
	frame *frames = p->frames;

	if (p->depth == p->room) {
		uint32_t room = p->room != 0 ? p->room * 2 : 16;

		frames = realloc(frames, room * sizeof(*frames));
		if (frames == NULL) {
			scan_fail(&p->in.s, ATOLL_ENOMEM);
			return NULL;
		}
		p->frames = frames;
		p->room = room;
	}
	frames[p->depth] = (frame){.mode = m};
	return &frames[p->depth++];
}

/* ---------------------------------------------------------------- forms */

static void
open_view(parser *p)
{
	frame *f = push(p, IN_VIEW);
	unsigned type = in_name_field(&p->in, "type", json_views, 13);
	size_t offset = in_size_field(&p->in, "offset");
	uint32_t number;

	if (f == NULL) {
		return;
	}
	if (scan_field(&p->in.s, "tracking")) {
		if (!scan_literal(&p->in.s, "true")) {
			scan_fail(&p->in.s, ATOLL_EINVAL);
		}
		number = atoll_build_view(p->in.b, (atoll_view)type, offset,
					  SIZE_MAX);
	} else if (offset == 0 && scan_field(&p->in.s, "buffer")) {
		in_built(&p->in, builder_whole_view(p->in.b, (atoll_view)type));
		return;
	} else {
		number = atoll_build_view(p->in.b, (atoll_view)type, offset,
					  in_size_field(&p->in, "length"));
	}
	in_built(&p->in, number);
	scan_need_field(&p->in.s, "buffer");
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
		in_built(&p->in,
			 atoll_build_error(p->in.b,
					   (atoll_error_type)in_name_field(
					       &p->in, "type", json_errors, 7),
					   0));
		return;
	}
	scan_need_field(&p->in.s, lists[i].field);
	scan_need(&p->in.s, lists[i].bracket);
	in_built(&p->in, build[i](p->in.b));
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

	if (!scan_need(&p->in.s, ':') || !scan_need_string(&p->in.s)) {
		return;
	}
	while (kind < 24 && !scan_is(&p->in.s, json_kinds[kind])) {
		kind++;
	}
	if (kind == 24) {
		scan_fail(&p->in.s, ATOLL_EINVAL);
		return;
	}
	if (kind >= ATOLL_KIND_BOXED_BOOLEAN) {
		in_id(&p->in);
	}
	if (kind >= ATOLL_KIND_VIEW) {
		open_form(p, (atoll_kind)kind);
	} else {
		in_leaf(&p->in, (atoll_kind)kind);
	}
}

/* --------------------------------------------------------------- values */

/* Reads what follows {. Only the first key tells a form. */
static void
open_object(parser *p)
{
	scanner *s = &p->in.s;
	size_t before = s->at;

	if (scan_string(s)) {
		if (scan_is(s, "$kind")) {
			read_form(p);
			return;
		}
		if (scan_is(s, "$ref")) {
			in_reference(&p->in);
			return;
		}
		s->at = before;
	}
	builder_object(p->in.b);
	push(p, IN_OBJECT);
}

/* Reads a value, or the beginning of one that has others in it. */
static void
read_value(parser *p)
{
	scanner *s = &p->in.s;
	double number;

	if (scan_char(s, '{')) {
		open_object(p);
	} else if (scan_char(s, '[')) {
		builder_array(p->in.b);
		push(p, IN_ARRAY);
	} else if (scan_char(s, '"')) {
		s->at--;
		if (scan_need_string(s)) {
			builder_string(p->in.b, s->word.bytes, s->word.len);
		}
	} else if (scan_number(s, &number)) {
		builder_number(p->in.b, number);
	} else if (scan_literal(s, "true")) {
		builder_boolean(p->in.b, true);
	} else if (scan_literal(s, "false")) {
		builder_boolean(p->in.b, false);
	} else if (scan_literal(s, "null")) {
		builder_null(p->in.b);
	} else {
		scan_fail(s, ATOLL_EINVAL);
	}
}

static void
close_frame(parser *p)
{
	builder_end(p->in.b);
	p->depth--;
}

/* Steps to the next item between brackets; false after the last. */
static bool
next_item(parser *p, frame *f, char bracket)
{
	if (!f->begun) {
		f->begun = true;
		return !scan_char(&p->in.s, bracket);
	}
	if (scan_char(&p->in.s, ',')) {
		return true;
	}
	scan_need(&p->in.s, bracket);
	return false;
}

/* The keys that an array or error has besides go into the same container. */
static void
open_extra(parser *p, frame *f)
{
	scan_need(&p->in.s, '{');
	*f = (frame){.mode = IN_OBJECT, .form = true};
}

static void
step_array(parser *p, frame *f)
{
	if (next_item(p, f, ']')) {
		read_value(p);
		return;
	}
	if (f->extra && scan_field(&p->in.s, "extra")) {
		open_extra(p, f);
		return;
	}
	if (f->form) {
		scan_need(&p->in.s, '}');
	}
	close_frame(p);
}

static void
step_object(parser *p, frame *f)
{
	if (next_item(p, f, '}')) {
		if (scan_need_string(&p->in.s)) {
			builder_key(p->in.b, p->in.s.word.bytes,
				    p->in.s.word.len);
		}
		if (scan_need(&p->in.s, ':')) {
			read_value(p);
		}
		return;
	}
	if (f->form) {
		scan_need(&p->in.s, '}');
	}
	close_frame(p);
}

static void
step_entries(parser *p, frame *f)
{
	if (next_item(p, f, ']')) {
		scan_need(&p->in.s, '[');
		if (push(p, IN_KEY) != NULL) {
			read_value(p);
		}
		return;
	}
	scan_need(&p->in.s, '}');
	close_frame(p);
}

static void
step_error(parser *p, frame *f)
{
	static const char *const parts[] = {"message", "stack", "cause"};

	for (unsigned i = 0; i < 3; i++) {
		if (scan_field(&p->in.s, parts[i])) {
			builder_error_part(p->in.b, 1U << i);
			read_value(p);
			return;
		}
	}
	if (scan_field(&p->in.s, "extra")) {
		open_extra(p, f);
		return;
	}
	scan_need(&p->in.s, '}');
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
		scan_need(&p->in.s, ',');
		read_value(p);
		break;
	case IN_VALUE:
		scan_need(&p->in.s, ']');
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
		scan_need(&p->in.s, '}');
		close_frame(p);
		break;
	}
}

atoll_err
atoll_build_json(atoll_builder *b, const char *text, size_t len, size_t *where)
{
	parser p = {
	    .in = {.s = {.text = text, .len = len, .err = b->err}, .b = b}};

	read_value(&p);
	while (p.depth != 0 && p.in.s.err == ATOLL_OK) {
		step(&p, &p.frames[p.depth - 1]);
		scan_fail(&p.in.s, b->err);
	}
	scan_fail(&p.in.s, b->err);
	if (p.in.s.err == ATOLL_OK && !scan_end(&p.in.s)) {
		scan_fail(&p.in.s, ATOLL_EINVAL);
	}
	if (p.in.s.err != ATOLL_OK) {
		builder_fail(b, p.in.s.err);
		if (where != NULL) {
			*where = p.in.s.at;
		}
	}
	free(p.in.s.word.bytes);
	free(p.frames);
	free(p.in.ids);
	return p.in.s.err;
}
