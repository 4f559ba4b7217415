/* ipc/json_print.c - values as JSON. SPDX-License-Identifier: MIT
 *
 * Containers that are open are on a stack here, so that depth is no danger.
 * A value with references is walked twice: first to find the objects that are
 * met more than once, which are given an id when they are printed. */
#include "ipc/base64.h"
#include "ipc/json.h"
#include "ipc/json_out.h"
#include "ipc/wire.h"

#include <stdlib.h>
#include <string.h>

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
	json_out out;  /* mute on the first walk */
	uint32_t *ids; /* of nodes; NULL without references */
	uint32_t last_id;
	frame *frames;
	uint32_t depth;
	uint32_t room;
} printer;

/* --------------------------------------------------------------- leaves */

/* Begins {"$kind": ...}, with the id of an object that has one. */
static void
open_form(printer *p, uint32_t at)
{
	out_open(&p->out, "{");
	out_field_string(&p->out, "$kind", json_kinds[p->msg->nodes[at].kind]);
	if (p->ids != NULL && p->ids[at] > OFTEN) {
		out_field_number(&p->out, "$id", p->ids[at] - OFTEN);
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

	out_put(&p->out, negative ? "\"-0x" : "\"0x");
	for (size_t i = words * 16; i-- > 0 && !p->out.mute;) {
		char c = hex[word[i / 16] >> i % 16 * 4 & 15];

		begun = begun || c != '0';
		if (begun) {
			strbuf_put_char(&p->out.text, c);
		}
	}
	out_put(&p->out, words == 0 ? "0\"" : "\"");
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
	out_field(&p->out, "source");
	out_string(&p->out, source, len);
	out_field_string(&p->out, "flags", flags);
}

static void
put_buffer(printer *p, atoll_value v)
{
	size_t len;
	size_t max;
	const void *bytes = atoll_value_bytes(v, &len);

	out_field(&p->out, "base64");
	out_put(&p->out, "\"");
	if (!p->out.mute) {
		base64_put(&p->out.text, bytes, len);
	}
	out_put(&p->out, "\"");
	if (atoll_value_buffer_max(v, &max)) {
		out_field_number(&p->out, "maximum", (double)max);
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
		out_field_number(&p->out, "length", (double)len);
		return;
	}
	id[n] = '\0';
	for (uint64_t x = atoll_value_port(v).id; x != 0 || id[n] == '\0';
	     x /= 10) {
		id[--n] = (char)('0' + x % 10);
	}
	out_field_string(&p->out, "id", id + n);
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
		out_field_number(&p->out, "value", node->number);
		break;
	case ATOLL_KIND_BOXED_BOOLEAN:
		out_field(&p->out, "value");
		out_put(&p->out, atoll_value_boolean(v) ? "true" : "false");
		break;
	case ATOLL_KIND_BOXED_STRING:
		out_field(&p->out, "value");
		string = atoll_value_string(v, &len);
		out_string(&p->out, string, len);
		break;
	case ATOLL_KIND_BIGINT:
	case ATOLL_KIND_BOXED_BIGINT:
		out_field(&p->out, "value");
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
		out_field_number(&p->out, "run", node->number);
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
	out_close(&p->out, "}");
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
		out_put(&p->out, json_kinds[node->kind]);
		break;
	case ATOLL_KIND_STRING:
		string = atoll_value_string((atoll_value){p->msg, at}, &len);
		out_string(&p->out, string, len);
		break;
	case ATOLL_KIND_NUMBER:
		if (out_is_plain(node->number)) {
			out_number(&p->out, node->number);
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
			p->out.text.failed = true;
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

	out_field(&p->out, "extra");
	f = push(p, at);
	if (f != NULL) {
		out_open(&p->out, "{");
		f->inner = true;
	}
}

static void
put_view_head(printer *p, frame *f, const wire_node *node)
{
	out_field_string(&p->out, "type", json_views[node->aux]);
	out_field_number(&p->out, "offset", node->number);
	if (node->flags == WIRE_TRACKING) {
		out_field(&p->out, "tracking");
		out_put(&p->out, "true");
	} else if (node->flags == 0) {
		out_field_number(&p->out, "length", node[1].number);
		f->next++;
	}
	out_field(&p->out, "buffer");
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
		out_field_string(&p->out, "type",
				 json_errors[node->aux & 0xff]);
		return;
	case ATOLL_KIND_OBJECT:
		if (form) {
			out_field(&p->out, "value");
		}
		out_open(&p->out, "{");
		break;
	default:
		if (form) {
			out_field(&p->out,
				  node->kind == ATOLL_KIND_MAP   ? "entries"
				  : node->kind == ATOLL_KIND_SET ? "members"
								 : "elements");
		}
		out_open(&p->out, "[");
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
	if (p->out.mute) {
		*id += *id < OFTEN ? 1 : 0;
		return *id == OFTEN;
	}
	if (*id <= OFTEN) {
		if (*id == OFTEN) {
			*id = OFTEN + ++p->last_id;
		}
		return false;
	}
	out_open(&p->out, "{");
	out_field_number(&p->out, "$ref", *id - OFTEN);
	out_close(&p->out, "}");
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
		out_close(&p->out, "}");
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
		out_item(&p->out);
		put_child(p, f);
		return;
	}
	if (f->inner) {
		f->inner = false;
		out_close(&p->out, "]");
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
		out_close(&p->out, "]"); /* of the entry before */
	}
	if (f->index == wire_index(node) * (uint64_t)2) {
		out_close(&p->out, "]");
		close_container(p, f);
		return;
	}
	f->index++;
	out_item(&p->out);
	if (f->index % 2 == 1) {
		out_open(&p->out, "[");
		out_item(&p->out);
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
		out_close(&p->out, "}");
		close_container(p, f);
		return;
	}
	key = &msg->keys[shape->first + f->index++];
	out_key(&p->out, (const char *)msg->pool + shape->base + key->offset,
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
		out_field(&p->out, parts[f->index++]);
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
	p->out.level = 0;
	put_value(p, at);
	while (p->depth != 0 && !p->out.text.failed) {
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
	printer p = {.msg = v.message, .out = {.indent = indent}};

	*out = NULL;
	if (v.message == NULL) {
		strbuf_put(&p.out.text, "{\"$kind\":\"none\"}");
		*out = strbuf_end(&p.out.text);
		return *out != NULL ? ATOLL_OK : ATOLL_ENOMEM;
	}
	if (has_references(v.message, v.at)) {
		p.ids = calloc(v.message->node_count, sizeof(*p.ids));
		if (p.ids == NULL) {
			return ATOLL_ENOMEM;
		}
		p.out.mute = true;
		walk(&p, v.at);
		p.out.mute = false;
	}
	walk(&p, v.at);
	free(p.ids);
	free(p.frames);
	*out = strbuf_end(&p.out.text);
	return *out != NULL ? ATOLL_OK : ATOLL_ENOMEM;
}
