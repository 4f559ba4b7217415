/* ipc/json_print.c - values as JSON. SPDX-License-Identifier: MIT
 *
 * Containers that are open are on a stack here, so that depth is no danger.
 * A value with references is walked twice: first to find the objects that are
 * met more than once, which are given an id when they are printed. */
#include "ipc/base64.h"
#include "ipc/json.h"
#include "ipc/number.h"
#include "ipc/wire.h"

#include <stdlib.h>
#include <string.h>

const char *const json_kinds[24] = {
    "undefined",   "null",        "false",       "true",      "number",
    "string",      "bigint",      "hole",        "reference", "boxedBoolean",
    "boxedNumber", "boxedString", "boxedBigint", "date",      "regexp",
    "buffer",      "shared",      "port",        "view",      "array",
    "object",      "map",         "set",         "error"};
const char *const json_views[13] = {
    "int8",      "uint8",    "uint8clamped", "int16",   "uint16",
    "int32",     "uint32",   "float32",      "float64", "bigint64",
    "biguint64", "dataview", "float16"};
const char *const json_errors[7] = {
    "Error",       "EvalError", "RangeError", "ReferenceError",
    "SyntaxError", "TypeError", "URIError"};
const char json_flags[9] = "dgimsuvy";

/* What is known of an object: nothing, that it is met once, or more often;
   above this, its id. */
enum { UNSEEN, ONCE, OFTEN };

/* A container that is open. */
typedef struct {
	uint32_t node;
	uint32_t next;  /* the child to print */
	uint32_t index; /* of elements, members, keys, or parts of an error */
	bool form;      /* it is in a "$kind" object */
	bool inner;     /* its list is open, or was */
} frame;

typedef struct {
	const atoll_message *msg;
	strbuf out;
	int indent; /* blanks for each level */
	uint32_t level;
	bool first;    /* nothing is in the brackets yet */
	bool counting; /* the first walk: prints nothing */
	uint32_t *ids; /* of nodes; NULL without references */
	uint32_t last_id;
	frame *frames;
	uint32_t depth;
	uint32_t room;
} printer;

/* ---------------------------------------------------------------- marks */

static void
put(printer *p, const char *string)
{
	if (!p->counting) {
		strbuf_put(&p->out, string);
	}
}

static void
new_line(printer *p)
{
	if (p->indent <= 0 || p->counting) {
		return;
	}
	strbuf_put_char(&p->out, '\n');
	for (uint64_t i = 0; i < (uint64_t)p->level * (uint32_t)p->indent;
	     i++) {
		strbuf_put_char(&p->out, ' ');
	}
}

static void
open_bracket(printer *p, const char *bracket)
{
	put(p, bracket);
	p->level++;
	p->first = true;
}

static void
close_bracket(printer *p, const char *bracket)
{
	p->level--;
	if (!p->first) {
		new_line(p);
	}
	put(p, bracket);
	p->first = false;
}

/* Begins an item between brackets. */
static void
item(printer *p)
{
	if (!p->first) {
		put(p, ",");
	}
	new_line(p);
	p->first = false;
}

/* Prints what needs escapes; the rest is copied in runs. */
static void
put_escape(printer *p, const char *at, size_t len, size_t *size)
{
	static const char hex[] = "0123456789abcdef";
	uint32_t code = (uint8_t)at[0];
	char escape[6] = {'\\', 'u', '0', '0', '0', '0'};

	*size = 1;
	if (code == '"' || code == '\\') {
		escape[1] = at[0];
		strbuf_add(&p->out, escape, 2);
		return;
	}
	if (code == 0xed && len >= 3) { /* a lone surrogate */
		code = 0xd000 | ((uint32_t)at[1] & 0x3f) << 6 |
		       ((uint32_t)at[2] & 0x3f);
		*size = 3;
	}
	for (int i = 0; i < 4; i++) {
		escape[5 - i] = hex[code >> 4 * i & 15];
	}
	strbuf_add(&p->out, escape, 6);
}

static bool
needs_escape(const char *at, size_t len)
{
	uint8_t c = (uint8_t)at[0];

	return c < 0x20 || c == '"' || c == '\\' || c == 0x7f ||
	       (c == 0xed && len >= 3 && (uint8_t)at[1] >= 0xa0);
}

static void
put_string(printer *p, const char *string, size_t len)
{
	size_t from = 0;
	size_t size;

	if (p->counting) {
		return;
	}
	strbuf_put_char(&p->out, '"');
	for (size_t i = 0; i < len;) {
		if (!needs_escape(string + i, len - i)) {
			i++;
			continue;
		}
		strbuf_add(&p->out, string + from, i - from);
		put_escape(p, string + i, len - i, &size);
		i += size;
		from = i;
	}
	strbuf_add(&p->out, string + from, len - from);
	strbuf_put_char(&p->out, '"');
}

static void
put_key(printer *p, const char *key, size_t len)
{
	item(p);
	put_string(p, key, len);
	put(p, p->indent > 0 ? ": " : ":");
}

static void
field(printer *p, const char *name)
{
	put_key(p, name, strlen(name));
}

static void
field_string(printer *p, const char *name, const char *string)
{
	field(p, name);
	put_string(p, string, strlen(string));
}

static bool
is_plain(double number)
{
	return number - number == 0 &&
	       !(number == 0 && __builtin_signbit(number));
}

/* Prints a number, or the name of one that JSON lacks. */
static void
put_number(printer *p, double number)
{
	char digits[NUMBER_TEXT];

	if (is_plain(number)) {
		number_print(digits, number);
		put(p, digits);
	} else if (number != number) {
		put(p, "\"NaN\"");
	} else if (number == 0) {
		put(p, "\"-0\"");
	} else {
		put(p, number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
	}
}

static void
field_number(printer *p, const char *name, double number)
{
	field(p, name);
	put_number(p, number);
}

/* --------------------------------------------------------------- leaves */

/* Begins {"$kind": ...}, with the id of an object that has one. */
static void
open_form(printer *p, uint32_t at)
{
	open_bracket(p, "{");
	field_string(p, "$kind", json_kinds[p->msg->nodes[at].kind]);
	if (p->ids != NULL && p->ids[at] > OFTEN) {
		field_number(p, "$id", p->ids[at] - OFTEN);
	}
}

static void
put_bigint(printer *p, atoll_value v)
{
	static const char hex[] = "0123456789abcdef";
	size_t words;
	bool negative;
	bool begun = false;
	const uint64_t *word = atoll_value_bigint(v, &words, &negative);

	put(p, negative ? "\"-0x" : "\"0x");
	for (size_t i = words * 16; i-- > 0 && !p->counting;) {
		char c = hex[word[i / 16] >> i % 16 * 4 & 15];

		begun = begun || c != '0';
		if (begun) {
			strbuf_put_char(&p->out, c);
		}
	}
	put(p, words == 0 ? "0\"" : "\"");
}

static void
put_regexp(printer *p, atoll_value v)
{
	char flags[9] = "";
	size_t n = 0;
	size_t len;
	const char *source = atoll_value_string(v, &len);

	for (int i = 0; i < 8; i++) {
		if ((atoll_value_regexp_flags(v) >> i & 1) != 0) {
			flags[n++] = json_flags[i];
		}
	}
	field(p, "source");
	put_string(p, source, len);
	field_string(p, "flags", flags);
}

static void
put_buffer(printer *p, atoll_value v)
{
	size_t len;
	size_t max;
	const void *bytes = atoll_value_bytes(v, &len);

	field(p, "base64");
	put(p, "\"");
	if (!p->counting) {
		base64_put(&p->out, bytes, len);
	}
	put(p, "\"");
	if (atoll_value_buffer_max(v, &max)) {
		field_number(p, "maximum", (double)max);
	}
}

static void
put_attached(printer *p, atoll_value v)
{
	char id[24];
	size_t len;
	size_t n = sizeof(id) - 1;

	if (atoll_value_kind(v) == ATOLL_KIND_SHARED) {
		atoll_value_bytes(v, &len);
		field_number(p, "length", (double)len);
		return;
	}
	id[n] = '\0';
	for (uint64_t x = atoll_value_port(v).id; x != 0 || id[n] == '\0';
	     x /= 10) {
		id[--n] = (char)('0' + x % 10);
	}
	field_string(p, "id", id + n);
}

static void
put_value_field(printer *p, atoll_value v)
{
	const wire_node *node = &p->msg->nodes[v.at];
	const char *string;
	size_t len;

	switch (node->kind) {
	case ATOLL_KIND_NUMBER:
	case ATOLL_KIND_BOXED_NUMBER:
	case ATOLL_KIND_DATE:
		field_number(p, "value", node->number);
		break;
	case ATOLL_KIND_BOXED_BOOLEAN:
		field(p, "value");
		put(p, atoll_value_boolean(v) ? "true" : "false");
		break;
	case ATOLL_KIND_BOXED_STRING:
		field(p, "value");
		string = atoll_value_string(v, &len);
		put_string(p, string, len);
		break;
	case ATOLL_KIND_BIGINT:
	case ATOLL_KIND_BOXED_BIGINT:
		field(p, "value");
		put_bigint(p, v);
		break;
	default:
		break;
	}
}

static void
put_leaf_form(printer *p, uint32_t at)
{
	const wire_node *node = &p->msg->nodes[at];
	atoll_value v = {p->msg, at};

	open_form(p, at);
	switch (node->kind) {
	case ATOLL_KIND_HOLE:
		field_number(p, "run", node->number);
		break;
	case ATOLL_KIND_REGEXP:
		put_regexp(p, v);
		break;
	case ATOLL_KIND_BUFFER:
		put_buffer(p, v);
		break;
	case ATOLL_KIND_SHARED:
	case ATOLL_KIND_PORT:
		put_attached(p, v);
		break;
	default:
		put_value_field(p, v);
		break;
	}
	close_bracket(p, "}");
}

static void
put_leaf(printer *p, uint32_t at)
{
	const wire_node *node = &p->msg->nodes[at];
	const char *string;
	size_t len;

	switch (node->kind) {
	case ATOLL_KIND_NULL:
	case ATOLL_KIND_FALSE:
	case ATOLL_KIND_TRUE:
		put(p, json_kinds[node->kind]);
		break;
	case ATOLL_KIND_STRING:
		string = atoll_value_string((atoll_value){p->msg, at}, &len);
		put_string(p, string, len);
		break;
	case ATOLL_KIND_NUMBER:
		if (is_plain(node->number)) {
			put_number(p, node->number);
			break;
		}
		put_leaf_form(p, at);
		break;
	default:
		put_leaf_form(p, at);
		break;
	}
}

/* ----------------------------------------------------------- containers */

/* Tells whether the object at node i would be read as a form. */
static bool
looks_like_form(const printer *p, uint32_t at)
{
	const atoll_message *msg = p->msg;
	const wire_shape *shape = &msg->shapes[wire_index(&msg->nodes[at])];
	const wire_key *key;
	const char *string;

	if (shape->count == 0) {
		return false;
	}
	key = &msg->keys[shape->first];
	string = (const char *)msg->pool + shape->base + key->offset;
	return (key->length == 5 && memcmp(string, "$kind", 5) == 0) ||
	       (key->length == 4 && memcmp(string, "$ref", 4) == 0);
}

static bool
needs_form(const printer *p, uint32_t at)
{
	const wire_node *node = &p->msg->nodes[at];

	if (p->ids != NULL && p->ids[at] > OFTEN) {
		return true;
	}
	switch (node->kind) {
	case ATOLL_KIND_ARRAY:
		return (node->flags & WIRE_EXTRA) != 0;
	case ATOLL_KIND_OBJECT:
		return looks_like_form(p, at);
	default:
		return true;
	}
}

static frame *
push(printer *p, uint32_t at)
{
	if (p->depth == p->room) {
		uint32_t room = p->room != 0 ? p->room * 2 : 16;
		frame *frames = realloc(p->frames, room * sizeof(*frames));

		if (frames == NULL) {
			p->out.failed = true;
			return NULL;
		}
		p->frames = frames;
		p->room = room;
	}
	p->frames[p->depth] = (frame){.node = at, .next = at + 1};
	return &p->frames[p->depth++];
}

/* Opens an array's extra keys or an error's own properties, which are never a
   form. */
static void
open_extra(printer *p, uint32_t at)
{
	frame *f;

	field(p, "extra");
	f = push(p, at);
	if (f != NULL) {
		open_bracket(p, "{");
		f->inner = true;
	}
}

static void
put_view_head(printer *p, frame *f, const wire_node *node)
{
	field_string(p, "type", json_views[node->aux]);
	field_number(p, "offset", node->number);
	if (node->flags == WIRE_TRACKING) {
		field(p, "tracking");
		put(p, "true");
	} else if (node->flags == 0) {
		field_number(p, "length", node[1].number);
		f->next++;
	}
	field(p, "buffer");
}

static void
open_container(printer *p, uint32_t at)
{
	const wire_node *node = &p->msg->nodes[at];
	bool form = needs_form(p, at);
	frame *f = push(p, at);

	if (f == NULL) {
		return;
	}
	f->form = form;
	if (form) {
		open_form(p, at);
	}
	switch (node->kind) {
	case ATOLL_KIND_VIEW:
		put_view_head(p, f, node);
		return;
	case ATOLL_KIND_ERROR:
		field_string(p, "type", json_errors[node->aux & 0xff]);
		return;
	case ATOLL_KIND_OBJECT:
		if (form) {
			field(p, "value");
		}
		open_bracket(p, "{");
		break;
	default:
		if (form) {
			field(p, node->kind == ATOLL_KIND_MAP   ? "entries"
				 : node->kind == ATOLL_KIND_SET ? "members"
								: "elements");
		}
		open_bracket(p, "[");
		break;
	}
	f->inner = true;
}

/* Prints {"$ref": id} if the object was printed before. */
static bool
put_met(printer *p, uint32_t at)
{
	uint32_t *id;

	if (p->ids == NULL || !wire_is_object(&p->msg->nodes[at])) {
		return false;
	}
	id = &p->ids[at];
	if (p->counting) {
		*id += *id < OFTEN ? 1 : 0;
		return *id == OFTEN;
	}
	if (*id <= OFTEN) {
		if (*id == OFTEN) {
			*id = OFTEN + ++p->last_id;
		}
		return false;
	}
	open_bracket(p, "{");
	field_number(p, "$ref", *id - OFTEN);
	close_bracket(p, "}");
	return true;
}

static void
put_value(printer *p, uint32_t at)
{
	const wire_node *node = &p->msg->nodes[at];

	if (node->kind == ATOLL_KIND_REFERENCE) {
		at = wire_index(node);
		node = &p->msg->nodes[at];
	}
	if (put_met(p, at)) {
		return;
	}
	if (wire_is_container(node)) {
		open_container(p, at);
	} else {
		put_leaf(p, at);
	}
}

/* Prints the next child of f, which may move when one is opened. */
static void
put_child(printer *p, frame *f)
{
	uint32_t at = f->next;

	f->next += wire_step(&p->msg->nodes[at]);
	put_value(p, at);
}

static void
close_container(printer *p, const frame *f)
{
	if (f->form) {
		close_bracket(p, "}");
	}
	p->depth--;
}

static void
step_list(printer *p, frame *f, const wire_node *node)
{
	uint32_t count = wire_index(node);

	if (f->inner && f->index < count) {
		const wire_node *child = &p->msg->nodes[f->next];

		f->index +=
		    child->kind == ATOLL_KIND_HOLE ? wire_index(child) : 1;
		item(p);
		put_child(p, f);
		return;
	}
	if (f->inner) {
		f->inner = false;
		close_bracket(p, "]");
		if ((node->flags & WIRE_EXTRA) != 0) {
			open_extra(p, f->next);
			return;
		}
	}
	close_container(p, &p->frames[p->depth - 1]);
}

/* The frame's index counts keys and values. */
static void
step_map(printer *p, frame *f, const wire_node *node)
{
	if (f->index % 2 == 0 && f->index != 0) {
		close_bracket(p, "]"); /* of the entry before */
	}
	if (f->index == wire_index(node) * (uint64_t)2) {
		close_bracket(p, "]");
		close_container(p, f);
		return;
	}
	f->index++;
	item(p);
	if (f->index % 2 == 1) {
		open_bracket(p, "[");
		item(p);
	}
	put_child(p, f);
}

static void
step_object(printer *p, frame *f, const wire_node *node)
{
	const atoll_message *msg = p->msg;
	const wire_shape *shape = &msg->shapes[wire_index(node)];
	const wire_key *key;

	if (f->index == shape->count) {
		close_bracket(p, "}");
		close_container(p, f);
		return;
	}
	key = &msg->keys[shape->first + f->index++];
	put_key(p, (const char *)msg->pool + shape->base + key->offset,
		key->length);
	put_child(p, f);
}

static void
step_error(printer *p, frame *f, const wire_node *node)
{
	static const char *const parts[] = {"message", "stack", "cause"};
	unsigned has = node->aux >> 8;

	while (f->index < 3 && (has >> f->index & 1) == 0) {
		f->index++;
	}
	if (f->index < 3) {
		field(p, parts[f->index++]);
		put_child(p, f);
	} else if (f->index == 3 && (node->flags & WIRE_EXTRA) != 0) {
		f->index++;
		open_extra(p, f->next);
	} else {
		close_container(p, f);
	}
}

static void
step_view(printer *p, frame *f)
{
	if (f->index == 0) {
		f->index++;
		put_child(p, f);
	} else {
		close_container(p, f);
	}
}

static void
walk(printer *p, uint32_t at)
{
	p->depth = 0;
	p->level = 0;
	put_value(p, at);
	while (p->depth != 0 && !p->out.failed) {
		frame *f = &p->frames[p->depth - 1];
		const wire_node *node = &p->msg->nodes[f->node];

		switch (node->kind) {
		case ATOLL_KIND_VIEW:
			step_view(p, f);
			break;
		case ATOLL_KIND_OBJECT:
			step_object(p, f, node);
			break;
		case ATOLL_KIND_MAP:
			step_map(p, f, node);
			break;
		case ATOLL_KIND_ERROR:
			step_error(p, f, node);
			break;
		default:
			step_list(p, f, node);
			break;
		}
	}
}

static bool
has_references(const atoll_message *msg, uint32_t at)
{
	uint32_t end = at + wire_step(&msg->nodes[at]);

	while (at < end && msg->nodes[at].kind != ATOLL_KIND_REFERENCE) {
		at++;
	}
	return at < end;
}

atoll_err
atoll_value_json(char **out, atoll_value v, int indent)
{
	printer p = {.msg = v.message, .indent = indent};

	*out = NULL;
	if (v.message == NULL) {
		strbuf_put(&p.out, "{\"$kind\":\"none\"}");
		*out = strbuf_end(&p.out);
		return *out != NULL ? ATOLL_OK : ATOLL_ENOMEM;
	}
	if (has_references(v.message, v.at)) {
		p.ids = calloc(v.message->node_count, sizeof(*p.ids));
		if (p.ids == NULL) {
			return ATOLL_ENOMEM;
		}
		p.counting = true;
		walk(&p, v.at);
		p.counting = false;
	}
	walk(&p, v.at);
	free(p.ids);
	free(p.frames);
	*out = strbuf_end(&p.out);
	return *out != NULL ? ATOLL_OK : ATOLL_ENOMEM;
}
