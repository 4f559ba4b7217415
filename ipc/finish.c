/* ipc/finish.c - making a message of what was built.
 * SPDX-License-Identifier: MIT */
#include "ipc/builder.h"
#include "ipc/pool.h"

enum {
	TABLE = offsetof(wire_header, vtable),
	FIELDS = offsetof(wire_header, vector) - TABLE
};

/* The header of a message that has all vectors. */
static const wire_header header = {
    .root = TABLE,
    .identifier = {'A', 'T', 'O', 'L'},
    .vtable_size = TABLE - offsetof(wire_header, vtable_size),
    .table_size = offsetof(wire_header, node_count) - TABLE,
    .tag_at = offsetof(wire_header, tag) - TABLE,
    .vector_at = {FIELDS, FIELDS + 4, FIELDS + 8, FIELDS + 12, FIELDS + 16},
    .vtable = TABLE - offsetof(wire_header, vtable_size),
    .vector = {4 * WIRE_VECTORS},
};

/* How many bytes the FlatBuffer has. Each part ends at a multiple of 8, but
   for the pool, which is the last. */
static size_t
measure(const atoll_builder *b, size_t nodes)
{
	size_t size = sizeof(wire_header) + nodes * sizeof(wire_node);

	if (b->shape_count != 0) {
		size += 8 + (size_t)b->keys.used * sizeof(wire_key) +
			(size_t)b->shape_count * sizeof(wire_shape);
	}
	if (b->attached != 0) {
		size += 8 + (size_t)b->attached * sizeof(wire_attachment);
	}
	if (b->pool.used != 0) {
		size += 8 + (size_t)b->pool.used;
	}
	return size;
}

/* Writes where a vector is; at is its length, and 0 if there is none. */
static void
write_vector_at(wire_header *h, unsigned vector, size_t at)
{
	if (at != 0) {
		h->vector[vector] =
		    (uint32_t)(at - offsetof(wire_header, vector) - vector * 4);
	} else {
		h->vector_at[vector] = 0;
	}
}

static size_t
write_shapes(atoll_message *msg, uint8_t *bytes, size_t at,
	     const atoll_builder *b)
{
	wire_header *h = (wire_header *)(void *)bytes;

	if (msg->shape_count == 0) {
		write_vector_at(h, WIRE_KEYS, 0);
		write_vector_at(h, WIRE_SHAPES, 0);
		return at;
	}
	write_vector_at(h, WIRE_KEYS, at);
	memcpy(bytes + at, &msg->key_count, 4);
	at += 4;
	msg->keys = (const wire_key *)(const void *)(bytes + at);
	if (msg->key_count != 0) {
		memcpy(bytes + at, b->keys.at,
		       msg->key_count * sizeof(wire_key));
		at += msg->key_count * sizeof(wire_key);
	}
	write_vector_at(h, WIRE_SHAPES, at);
	memcpy(bytes + at, &msg->shape_count, 4);
	at += 4;
	msg->shapes = (const wire_shape *)(const void *)(bytes + at);
	memcpy(bytes + at, b->shapes, msg->shape_count * sizeof(wire_shape));
	return at + msg->shape_count * sizeof(wire_shape);
}

/* Writes four bytes of padding and a length; what follows is aligned to 8. */
static size_t
write_length(uint8_t *bytes, size_t at, uint32_t count)
{
	memset(bytes + at, 0, 4);
	memcpy(bytes + at + 4, &count, 4);
	return at + 8;
}

static size_t
write_attachments(atoll_message *msg, uint8_t *bytes, size_t at,
		  const atoll_builder *b)
{
	wire_header *h = (wire_header *)(void *)bytes;

	if (msg->attachment_count == 0) {
		write_vector_at(h, WIRE_ATTACHMENTS, 0);
		return at;
	}
	write_vector_at(h, WIRE_ATTACHMENTS, at + 4);
	at = write_length(bytes, at, msg->attachment_count);
	for (uint32_t i = 0; i < msg->attachment_count; i++) {
		const attachment *a = &b->attachments[i];
		wire_attachment w = {.length = a->length,
				     .maximum = a->maximum,
				     .kind = a->kind,
				     .resizable = a->resizable};

		memcpy(bytes + at, &w, sizeof(w));
		at += sizeof(w);
		msg->attachments[i] = *a;
	}
	return at;
}

static void
write_parts(atoll_message *msg, uint8_t *bytes, const atoll_builder *b)
{
	wire_header *h = (wire_header *)(void *)bytes;
	size_t at = sizeof(*h);

	*h = header;
	h->tag = msg->tag;
	h->node_count = msg->node_count;
	msg->nodes = (const wire_node *)(const void *)(bytes + at);
	memcpy(bytes + at, b->nodes, msg->node_count * sizeof(wire_node));
	at += msg->node_count * sizeof(wire_node);
	at = write_shapes(msg, bytes, at, b);
	at = write_attachments(msg, bytes, at, b);
	if (msg->pool_size == 0) {
		write_vector_at(h, WIRE_POOL, 0);
		return;
	}
	write_vector_at(h, WIRE_POOL, at + 4);
	at = write_length(bytes, at, msg->pool_size);
	msg->pool = bytes + at;
	memcpy(bytes + at, b->pool.bytes, msg->pool_size);
}

static atoll_err
make(const atoll_builder *b, atoll_message **out)
{
	size_t nodes = (size_t)(b->next - b->nodes);
	size_t size = measure(b, nodes);
	size_t head = MESSAGE_HEAD + b->attached * sizeof(attachment);
	atoll_message *msg;
	uint8_t *bytes;

	if (size > b->limits.bytes) {
		return ATOLL_ETOOBIG;
	}
	msg = pool_take(b->memory, head + size);
	if (msg == NULL) {
		return ATOLL_ENOMEM;
	}
	bytes = (uint8_t *)msg + head;
	*msg = (atoll_message){
	    .refs = 1,
	    .tag = b->tag,
	    .node_count = (uint32_t)nodes,
	    .shape_count = b->shape_count,
	    .key_count = b->keys.used,
	    .pool_size = b->pool.used,
	    .attachment_count = b->attached,
	    .size = (uint32_t)size,
	    .charge = size + b->charge,
	    .attachments = (attachment *)(void *)((char *)msg + MESSAGE_HEAD),
	    .bytes = bytes};
	write_parts(msg, bytes, b);
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
