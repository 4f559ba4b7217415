/* ipc/finish.c - making a message of what was built.
 * SPDX-License-Identifier: MIT */
#include "ipc/builder.h"
#include "ipc/pool.h"

#include <stdlib.h>

/* Where the parts of the FlatBuffer go. 0: that part is left out. */
typedef struct {
	size_t nodes;
	size_t keys; /* these are where the vectors' lengths are */
	size_t shapes;
	size_t pool;
	size_t attachments;
	size_t size;
} layout;

enum {
	/* Where fields are in the table. */
	TABLE = offsetof(wire_header, vtable),
	FIELDS = offsetof(wire_header, vector) - TABLE,
	TAG = offsetof(wire_header, tag) - TABLE
};

static layout
lay_out(const atoll_builder *b, size_t nodes)
{
	layout l = {.nodes = offsetof(wire_header, node_count)};
	size_t at = sizeof(wire_header) + nodes * sizeof(wire_node);

	/* at is a multiple of 8 after each step but the last. */
	if (b->shape_count != 0) {
		l.keys = at;
		at += 4 + (size_t)b->keys.used * sizeof(wire_key);
		l.shapes = at;
		at += 4 + (size_t)b->shape_count * sizeof(wire_shape);
	}
	if (b->attached != 0) {
		l.attachments = at + 4;
		at += 8 + (size_t)b->attached * sizeof(wire_attachment);
	}
	if (b->pool.used != 0) {
		l.pool = at + 4;
		at += 8 + (size_t)b->pool.used;
	}
	l.size = at;
	return l;
}

/* A header with nodes only. */
static const wire_header plain = {
    .root = TABLE,
    .identifier = {'A', 'T', 'O', 'L'},
    .vtable_size = TABLE - offsetof(wire_header, vtable_size),
    .table_size = offsetof(wire_header, node_count) - TABLE,
    .tag_at = TAG,
    .vector_at = {[WIRE_NODES] = FIELDS + WIRE_NODES * 4},
    .vtable = TABLE - offsetof(wire_header, vtable_size),
    .vector = {[WIRE_NODES] = offsetof(wire_header, node_count) - TABLE -
			      (FIELDS + WIRE_NODES * 4)}};

/* Says where an optional vector is. */
static inline void
set_vector(wire_header *h, unsigned i, size_t at)
{
	unsigned field = FIELDS + i * 4;

	h->vector_at[i] = (uint16_t)field;
	h->vector[i] = (uint32_t)at - TABLE - field;
}

static void
write_header(uint8_t *to, const layout *l, uint32_t tag, uint32_t nodes)
{
	wire_header *h = (wire_header *)(void *)to;

	*h = plain;
	h->tag = tag;
	h->node_count = nodes;
	if (l->shapes != 0) {
		set_vector(h, WIRE_KEYS, l->keys);
		set_vector(h, WIRE_SHAPES, l->shapes);
	}
	if (l->pool != 0) {
		set_vector(h, WIRE_POOL, l->pool);
	}
	if (l->attachments != 0) {
		set_vector(h, WIRE_ATTACHMENTS, l->attachments);
	}
}

/* Copies a few items without a call; size is a multiple of 8. */
static inline void
copy_items(uint8_t *to, const void *from, size_t size)
{
	const uint8_t *bytes = from;

	if (size > 256) {
		memcpy(to, from, size);
		return;
	}
	for (size_t i = 0; i < size; i += 8) {
		memcpy(to + i, bytes + i, 8);
	}
}

/* Writes a vector; what lies before its length is padding. */
static const void *
write_vector(uint8_t *to, const void *from, uint32_t count, size_t size)
{
	memcpy(to, &count, 4);
	memcpy(to + 4, from, size);
	return to + 4;
}

/* write_vector for items whose size is a multiple of 8. */
static inline const void *
write_items(uint8_t *to, const void *from, uint32_t count, size_t size)
{
	memcpy(to, &count, 4);
	copy_items(to + 4, from, size);
	return to + 4;
}

static void
write_attachments(atoll_message *msg, uint8_t *to, const atoll_builder *b)
{
	memset(to - 4, 0, 4);
	memcpy(to, &b->attached, 4);
	to += 4;
	for (uint32_t i = 0; i < b->attached; i++) {
		const attachment *a = &b->attachments[i];
		wire_attachment w = {.length = a->length,
				     .maximum = a->maximum,
				     .kind = a->kind,
				     .resizable = a->resizable};

		memcpy(to + i * sizeof(w), &w, sizeof(w));
		msg->attachments[i] = *a;
	}
}

static void
write_parts(atoll_message *msg, const layout *l, const atoll_builder *b)
{
	uint8_t *bytes = (uint8_t *)msg->attachments +
			 msg->attachment_count * sizeof(attachment);

	msg->bytes = bytes;
	write_header(bytes, l, msg->tag, msg->node_count);
	msg->nodes =
	    (const wire_node *)(const void *)(bytes + sizeof(wire_header));
	copy_items(bytes + sizeof(wire_header), b->nodes,
		   msg->node_count * sizeof(wire_node));
	if (l->shapes != 0) {
		msg->keys = write_items(
		    bytes + l->keys,
		    msg->key_count != 0 ? (const void *)b->keys.at : "",
		    msg->key_count, msg->key_count * sizeof(wire_key));
		msg->shapes =
		    write_items(bytes + l->shapes, b->shapes, msg->shape_count,
				 msg->shape_count * sizeof(wire_shape));
	}
	if (l->attachments != 0) {
		write_attachments(msg, bytes + l->attachments, b);
	}
	if (l->pool != 0) {
		memset(bytes + l->pool - 4, 0, 4);
		msg->pool = write_vector(bytes + l->pool, b->pool.bytes,
					 msg->pool_size, msg->pool_size);
	}
}

static atoll_err
make(const atoll_builder *b, atoll_message **out)
{
	size_t nodes = (size_t)(b->next - b->nodes);
	layout l = lay_out(b, nodes);
	atoll_message *msg;

	if (l.size > b->limits.bytes) {
		return ATOLL_ETOOBIG;
	}
	msg = pool_take(b->memory, MESSAGE_HEAD +
					 b->attached * sizeof(attachment) +
					 l.size);
	if (msg == NULL) {
		return ATOLL_ENOMEM;
	}
	*msg = (atoll_message){
	    .refs = 1,
	    .tag = b->tag,
	    .node_count = (uint32_t)nodes,
	    .shape_count = b->shape_count,
	    .key_count = b->keys.used,
	    .pool_size = b->pool.used,
	    .attachment_count = b->attached,
	    .size = (uint32_t)l.size,
	    .charge = l.size + b->charge,
	    .attachments = (attachment *)(void *)((char *)msg + MESSAGE_HEAD)};
	write_parts(msg, &l, b);
	*out = msg;
	return ATOLL_OK;
}

atoll_err
atoll_builder_finish(atoll_builder *b, atoll_message **out)
{
	atoll_err err = b->err;

	*out = NULL;
	if (err == ATOLL_OK &&
	    (b->top->mode != OPEN_ROOT || b->top->count != 1)) {
		err = ATOLL_EINVAL;
	}
	if (err == ATOLL_OK) {
		err = make(b, out);
	}
	if (err != ATOLL_OK) {
		atoll_builder_reset(b);
		return err;
	}
	builder_begin_next(b);
	return ATOLL_OK;
}
