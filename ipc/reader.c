/* ipc/reader.c - reading messages in place. SPDX-License-Identifier: MIT
 *
 * Values never stand on a Reference: where one is read, the value is what it
 * refers to. */
#include "ipc/shared.h"
#include "ipc/wire.h"

#include <math.h>
#include <string.h>

static const atoll_value none = {NULL, 0};
static const wire_node no_node = {.kind = ATOLL_KIND_NONE, .span = 1};

static const wire_node *
node_of(atoll_value v)
{
	return v.message != NULL ? &v.message->nodes[v.at] : &no_node;
}

/* The value at node i of a message, or what it refers to. */
static atoll_value
value_at(const atoll_message *msg, uint32_t i)
{
	const wire_node *node = &msg->nodes[i];

	return (atoll_value){
	    msg, node->kind == ATOLL_KIND_REFERENCE ? wire_index(node) : i};
}

static bool
has_text(const wire_node *node)
{
	return node->kind == ATOLL_KIND_STRING ||
	       node->kind == ATOLL_KIND_BOXED_STRING ||
	       node->kind == ATOLL_KIND_REGEXP;
}

atoll_value
atoll_message_value(const atoll_message *msg)
{
	return (atoll_value){msg, 0};
}

atoll_kind
atoll_value_kind(atoll_value v)
{
	return (atoll_kind)node_of(v)->kind;
}

double
atoll_value_number(atoll_value v)
{
	const wire_node *node = node_of(v);

	switch (node->kind) {
	case ATOLL_KIND_NUMBER:
	case ATOLL_KIND_BOXED_NUMBER:
	case ATOLL_KIND_DATE:
		return node->number;
	default:
		return (double)NAN;
	}
}

bool
atoll_value_boolean(atoll_value v)
{
	const wire_node *node = node_of(v);

	return node->kind == ATOLL_KIND_TRUE ||
	       (node->kind == ATOLL_KIND_BOXED_BOOLEAN && node->number != 0);
}

const char *
atoll_value_string(atoll_value v, size_t *len)
{
	const wire_node *node = node_of(v);
	bool text = has_text(node);

	if (len != NULL) {
		*len = text ? node->span : 0;
	}
	return text ? (const char *)v.message->pool + wire_index(node) : NULL;
}

bool
atoll_value_is(atoll_value v, const char *text)
{
	size_t len;
	const char *string = atoll_value_string(v, &len);

	return atoll_value_kind(v) == ATOLL_KIND_STRING &&
	       len == strlen(text) && memcmp(string, text, len) == 0;
}

const uint64_t *
atoll_value_bigint(atoll_value v, size_t *words, bool *negative)
{
	static const uint64_t zero;
	const wire_node *node = node_of(v);

	*words = 0;
	*negative = false;
	if (node->kind != ATOLL_KIND_BIGINT &&
	    node->kind != ATOLL_KIND_BOXED_BIGINT) {
		return NULL;
	}
	if (node->span == 0) {
		return &zero;
	}
	*words = node->span / 8;
	*negative = (node->flags & WIRE_NEGATIVE) != 0;
	return (const uint64_t *)(const void *)(v.message->pool +
						wire_index(node));
}

unsigned
atoll_value_regexp_flags(atoll_value v)
{
	const wire_node *node = node_of(v);

	return node->kind == ATOLL_KIND_REGEXP ? node->aux : 0;
}

/* ----------------------------------------------------------- containers */

static const wire_shape *
shape_of(const atoll_message *msg, const wire_node *node)
{
	return &msg->shapes[wire_index(node)];
}

static const char *
key_text(const atoll_message *msg, const wire_shape *shape, uint32_t i,
	 size_t *len)
{
	const wire_key *key = &msg->keys[shape->first + i];

	*len = key->length;
	return (const char *)msg->pool + shape->base + key->offset;
}

size_t
atoll_value_count(atoll_value v)
{
	const wire_node *node = node_of(v);

	switch (node->kind) {
	case ATOLL_KIND_ARRAY:
	case ATOLL_KIND_MAP:
	case ATOLL_KIND_SET:
		return wire_index(node);
	case ATOLL_KIND_OBJECT:
		return shape_of(v.message, node)->count;
	default:
		return 0;
	}
}

atoll_value
atoll_value_get(atoll_value v, const char *name)
{
	const atoll_message *msg = v.message;
	const wire_shape *shape;
	const wire_key *keys;
	const char *text;
	size_t len = strlen(name);
	uint32_t at;

	if (atoll_value_kind(v) != ATOLL_KIND_OBJECT) {
		v = atoll_value_extra(v);
		if (v.message == NULL) {
			return none;
		}
	}
	shape = shape_of(msg, &msg->nodes[v.at]);
	if (shape->count == 0) {
		return none;
	}
	keys = msg->keys + shape->first;
	text = (const char *)msg->pool + shape->base;
	at = v.at + 1;
	for (uint32_t i = 0; i < shape->count; i++) {
		if (keys[i].length == len &&
		    memcmp(text + keys[i].offset, name, len) == 0) {
			return value_at(msg, at);
		}
		at += wire_step(&msg->nodes[at]);
	}
	return none;
}

atoll_value
atoll_value_at(atoll_value v, size_t i)
{
	atoll_iter it = atoll_value_iter(v);
	atoll_value value;

	if (atoll_value_kind(v) != ATOLL_KIND_ARRAY &&
	    atoll_value_kind(v) != ATOLL_KIND_SET) {
		return none;
	}
	while (i < it.count && atoll_iter_next(&it, NULL, NULL, NULL, &value)) {
		if (it.index > i) {
			return value;
		}
	}
	return none;
}

atoll_iter
atoll_value_iter(atoll_value v)
{
	return (atoll_iter){
	    .of = v, .next = v.at + 1, .count = (uint32_t)atoll_value_count(v)};
}

/* Steps over the value at it->next. */
static atoll_value
iter_value(atoll_iter *it)
{
	const atoll_message *msg = it->of.message;
	atoll_value value = value_at(msg, it->next);

	it->next += wire_step(&msg->nodes[it->next]);
	return value;
}

bool
atoll_iter_next(atoll_iter *it, const char **text, size_t *len,
		atoll_value *key, atoll_value *value)
{
	const wire_node *node = node_of(it->of);
	atoll_value k = none;
	atoll_value v = none;
	const char *name = NULL;
	size_t name_len = 0;
	bool more = it->index < it->count;

	it->holes = 0;
	if (more) {
		if (node->kind == ATOLL_KIND_OBJECT) {
			name = key_text(it->of.message,
					shape_of(it->of.message, node),
					it->index, &name_len);
		} else if (node->kind == ATOLL_KIND_MAP) {
			k = iter_value(it);
		}
		v = iter_value(it);
		it->index++;
		if (atoll_value_kind(v) == ATOLL_KIND_HOLE) {
			it->holes = wire_index(node_of(v));
			it->index += it->holes - 1;
		}
	}
	if (text != NULL) {
		*text = name;
	}
	if (len != NULL) {
		*len = name_len;
	}
	if (key != NULL) {
		*key = k;
	}
	if (value != NULL) {
		*value = v;
	}
	return more;
}

/* Steps over children of an error: message, stack and cause. */
static uint32_t
error_part(const atoll_message *msg, uint32_t error, unsigned parts)
{
	unsigned has = msg->nodes[error].aux >> 8 & parts;
	uint32_t at = error + 1;

	for (; has != 0; has &= has - 1) {
		at += wire_step(&msg->nodes[at]);
	}
	return at;
}

atoll_value
atoll_value_extra(atoll_value v)
{
	const wire_node *node = node_of(v);
	uint32_t at = v.at + 1;
	uint32_t i = 0;

	if (node->kind < ATOLL_KIND_ARRAY || (node->flags & WIRE_EXTRA) == 0) {
		return none;
	}
	if (node->kind == ATOLL_KIND_ERROR) {
		return value_at(v.message, error_part(v.message, v.at, 7));
	}
	if (node->kind != ATOLL_KIND_ARRAY) {
		return none;
	}
	while (i < wire_index(node)) {
		const wire_node *element = &v.message->nodes[at];

		i += element->kind == ATOLL_KIND_HOLE ? wire_index(element) : 1;
		at += wire_step(element);
	}
	return value_at(v.message, at);
}

atoll_error_type
atoll_value_error_type(atoll_value v)
{
	const wire_node *node = node_of(v);

	return node->kind == ATOLL_KIND_ERROR
		   ? (atoll_error_type)(node->aux & 0xff)
		   : ATOLL_ERROR_ERROR;
}

static atoll_value
error_child(atoll_value v, unsigned part)
{
	const wire_node *node = node_of(v);

	if (node->kind != ATOLL_KIND_ERROR || (node->aux >> 8 & part) == 0) {
		return none;
	}
	return value_at(v.message, error_part(v.message, v.at, part - 1));
}

atoll_value
atoll_value_error_message(atoll_value v)
{
	return error_child(v, ATOLL_ERROR_HAS_MESSAGE);
}

atoll_value
atoll_value_error_stack(atoll_value v)
{
	return error_child(v, ATOLL_ERROR_HAS_STACK);
}

atoll_value
atoll_value_error_cause(atoll_value v)
{
	return error_child(v, ATOLL_ERROR_HAS_CAUSE);
}

bool
atoll_value_same(atoll_value a, atoll_value b)
{
	return a.message == b.message && a.message != NULL && a.at == b.at;
}
