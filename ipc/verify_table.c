/* ipc/verify_table.c - checking a message's header, shapes and attachments.
 * SPDX-License-Identifier: MIT
 *
 * Places are integers here, and compared by subtraction from the end: a
 * pointer is made only of what was found to be inside. */
#include "ipc/shape.h"
#include "ipc/verify.h"

static uint32_t
read32(const atoll_message *msg, uint64_t at)
{
	uint32_t x;

	memcpy(&x, msg->bytes + at, sizeof(x));
	return x;
}

static uint16_t
read16(const atoll_message *msg, uint64_t at)
{
	uint16_t x;

	memcpy(&x, msg->bytes + at, sizeof(x));
	return x;
}

static bool
inside(const atoll_message *msg, uint64_t at, uint64_t size)
{
	return at <= msg->size && size <= msg->size - at;
}

typedef struct {
	uint64_t at;
	uint64_t vtable;
	uint16_t vtable_size;
	uint16_t size;
} table;

static bool
find_table(const atoll_message *msg, table *t)
{
	int64_t vtable;

	if (!inside(msg, 0, 8) || memcmp(msg->bytes + 4, "ATOL", 4) != 0) {
		return false;
	}
	t->at = read32(msg, 0);
	if (t->at % 4 != 0 || !inside(msg, t->at, 4)) {
		return false;
	}
	vtable = (int64_t)t->at - (int32_t)read32(msg, t->at);
	if (vtable < 0 || vtable % 2 != 0 ||
	    !inside(msg, (uint64_t)vtable, 4)) {
		return false;
	}
	t->vtable = (uint64_t)vtable;
	t->vtable_size = read16(msg, t->vtable);
	t->size = read16(msg, t->vtable + 2);
	return t->vtable_size >= 4 && t->vtable_size % 2 == 0 &&
	       inside(msg, t->vtable, t->vtable_size) && t->size >= 4 &&
	       inside(msg, t->at, t->size);
}

/* Finds a field of four bytes; *at is 0 if it is absent. */
static bool
find_field(const atoll_message *msg, const table *t, unsigned field,
	   uint64_t *at)
{
	unsigned entry = 4 + 2 * field;
	uint16_t offset = 0;

	if (entry + 2 <= t->vtable_size) {
		offset = read16(msg, t->vtable + entry);
	}
	*at = offset != 0 ? t->at + offset : 0;
	return offset == 0 || (*at % 4 == 0 && offset >= 4 &&
			       offset <= t->size && t->size - offset >= 4);
}

/* Finds a vector of elements of size bytes aligned to align; NULL with *count
   0 if it is absent. */
static bool
find_vector(const atoll_message *msg, const table *t, unsigned vector,
	    size_t size, size_t align, const void **out, uint32_t *count)
{
	uint64_t at;

	*out = NULL;
	*count = 0;
	if (!find_field(msg, t, vector + 1, &at)) {
		return false;
	}
	if (at == 0) {
		return true;
	}
	at += read32(msg, at);
	if (at % 4 != 0 || !inside(msg, at, 4)) {
		return false;
	}
	*count = read32(msg, at);
	at += 4;
	if (*count == 0) {
		return true;
	}
	*out = msg->bytes + at;
	return at % align == 0 && inside(msg, at, (uint64_t)*count * size);
}

atoll_err
verify_table(atoll_message *msg)
{
	table t;
	uint64_t tag;
	const void *nodes;
	const void *keys;
	const void *shapes;
	const void *pool;

	if (!find_table(msg, &t) || !find_field(msg, &t, 0, &tag) ||
	    !find_vector(msg, &t, WIRE_NODES, sizeof(wire_node), 8, &nodes,
			 &msg->node_count) ||
	    !find_vector(msg, &t, WIRE_KEYS, sizeof(wire_key), 4, &keys,
			 &msg->key_count) ||
	    !find_vector(msg, &t, WIRE_SHAPES, sizeof(wire_shape), 4, &shapes,
			 &msg->shape_count) ||
	    !find_vector(msg, &t, WIRE_POOL, 1, 1, &pool, &msg->pool_size)) {
		return ATOLL_EMALFORMED;
	}
	msg->tag = tag != 0 ? read32(msg, tag) : 0;
	msg->nodes = nodes;
	msg->keys = keys;
	msg->shapes = shapes;
	msg->pool = pool;
	return msg->node_count != 0 ? ATOLL_OK : ATOLL_EMALFORMED;
}

static bool
check_attachment(attachment *a, const wire_attachment *w)
{
	if (w->kind != a->kind || w->resizable > 1 || w->maximum < w->length ||
	    (w->resizable == 0 && w->maximum != w->length)) {
		return false;
	}
	switch (a->kind) {
	case WIRE_BLOCK:
		if (w->length != a->length || w->maximum > SIZE_MAX / 2) {
			return false;
		}
		a->resizable = w->resizable;
		a->maximum = w->maximum;
		return true;
	case WIRE_SHARED:
		return w->length <= a->length && w->resizable == a->resizable;
	default:
		return w->length == 0 && w->resizable == 0;
	}
}

atoll_err
verify_attachments(atoll_message *msg)
{
	table t;
	const void *found;
	const char *at;
	uint32_t count;
	wire_attachment w;

	if (!find_table(msg, &t) ||
	    !find_vector(msg, &t, WIRE_ATTACHMENTS, sizeof(w), 8, &found,
			 &count) ||
	    count != msg->attachment_count) {
		return ATOLL_EMALFORMED;
	}
	at = found;
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&w, at + i * sizeof(w), sizeof(w));
		if (!check_attachment(&msg->attachments[i], &w)) {
			return ATOLL_EMALFORMED;
		}
		msg->attachments[i].node = WIRE_UNNAMED;
	}
	return ATOLL_OK;
}

static atoll_err
check_shape(const atoll_message *msg, const wire_shape *shape, uint64_t *budget)
{
	const wire_key *keys;

	if (shape->first > msg->key_count ||
	    shape->count > msg->key_count - shape->first ||
	    !verify_spend(budget, (uint64_t)shape->count + 1)) {
		return ATOLL_EMALFORMED;
	}
	if (shape->count == 0) {
		return ATOLL_OK;
	}
	keys = msg->keys + shape->first;
	for (uint32_t i = 0; i < shape->count; i++) {
		uint64_t at = (uint64_t)shape->base + keys[i].offset;

		if (!verify_text(msg, at, keys[i].length) ||
		    !verify_spend(budget, keys[i].length) ||
		    utf8_flags((const char *)msg->pool + at, keys[i].length) <
			0) {
			return ATOLL_EMALFORMED;
		}
	}
	return keys_distinct(keys, (const char *)msg->pool + shape->base,
			     shape->count);
}

atoll_err
verify_shapes(const atoll_message *msg, uint64_t *budget)
{
	atoll_err err = ATOLL_OK;

	for (uint32_t i = 0; i < msg->shape_count && err == ATOLL_OK; i++) {
		err = check_shape(msg, &msg->shapes[i], budget);
	}
	return err == ATOLL_EINVAL ? ATOLL_EMALFORMED : err;
}
