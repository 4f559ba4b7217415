/* ipc/wire.h - the header of a FlatBuffer and rules of nodes that builder,
 * reader and verifier share. SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_WIRE_H
#define ATOLL_IPC_WIRE_H

#include "ipc/message.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "messages are read in place, so this needs a little-endian machine"
#endif

/* The vectors of the table Message, in the order of their fields. */
enum {
	WIRE_NODES,
	WIRE_KEYS,
	WIRE_SHAPES,
	WIRE_POOL,
	WIRE_ATTACHMENTS,
	WIRE_VECTORS
};

/* How our messages begin; those of others may be laid out otherwise. */
typedef struct {
	uint32_t root; /* where the table is */
	uint8_t identifier[4];
	uint16_t vtable_size;
	uint16_t table_size;
	uint16_t tag_at; /* these two are in the table; 0 is absent */
	uint16_t vector_at[WIRE_VECTORS];
	int32_t vtable; /* the table starts here: how far back the vtable is */
	uint32_t tag;
	uint32_t vector[WIRE_VECTORS]; /* each relative to itself */
	uint32_t node_count;           /* the nodes follow */
} wire_header;

_Static_assert(sizeof(wire_header) == 56, "the nodes are aligned to 8");

typedef struct {
	uint64_t length;
	uint64_t maximum;
	uint8_t kind;
	uint8_t resizable;
	uint8_t padding[6];
} wire_attachment;

enum {
	WIRE_LONGEST = INT32_MAX - 65536, /* bytes of a FlatBuffer */
	WIRE_BYTES = 64 << 20,            /* the default limits */
	WIRE_MAX_NODES = 1000000,
	WIRE_DEPTH = 4096
};

enum {
	/* Where a message has its attachments; its bytes follow these. */
	MESSAGE_HEAD = (sizeof(atoll_message) + 15) / 16 * 16
};

_Static_assert(sizeof(attachment) % 16 == 0, "FlatBuffers are aligned to 16");

/* wire_limits fills in what limits leaves open; it may be NULL. */
static inline atoll_message_limits
wire_limits(const atoll_message_limits *limits)
{
	atoll_message_limits l = {0};

	if (limits != NULL) {
		l = *limits;
	}
	if (l.bytes == 0) {
		l.bytes = WIRE_BYTES;
	}
	if (l.bytes > WIRE_LONGEST) {
		l.bytes = WIRE_LONGEST;
	}
	if (l.nodes == 0) {
		l.nodes = WIRE_MAX_NODES;
	}
	if (l.depth == 0) {
		l.depth = WIRE_DEPTH;
	}
	return l;
}

static inline bool
wire_is_container(const wire_node *node)
{
	return node->kind >= ATOLL_KIND_VIEW;
}

static inline bool
wire_is_object(const wire_node *node)
{
	return node->kind >= ATOLL_KIND_BOXED_BOOLEAN;
}

/* wire_step is how many nodes a value takes, what is in it included. */
static inline uint32_t
wire_step(const wire_node *node)
{
	return wire_is_container(node) ? node->span : 1;
}

/* wire_index reads a number that was verified to be an index. */
static inline uint32_t
wire_index(const wire_node *node)
{
	return (uint32_t)node->number;
}

/* wire_element_size is that of a view's type; 1 for a DataView. */
static inline uint32_t
wire_element_size(unsigned type)
{
	static const uint8_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 1, 2};

	return type < sizeof(sizes) ? sizes[type] : 0;
}

/* wire_view_fits tells whether a view lies within a buffer. One that tracks a
   buffer of fixed size must end on an element, as others must. length is not
   looked at if the view has none (flags). */
static inline bool
wire_view_fits(const wire_node *view, uint64_t offset, uint64_t length,
	       uint64_t buffer, bool resizable)
{
	uint32_t size = wire_element_size(view->aux);

	if (size == 0 || offset % size != 0 || offset > buffer) {
		return false;
	}
	switch (view->flags) {
	case 0:
		return length % size == 0 && length <= buffer - offset;
	case WIRE_TRACKING:
		return resizable || (buffer - offset) % size == 0;
	case WIRE_WHOLE:
		return offset == 0 && buffer % size == 0;
	default:
		return false;
	}
}

#endif
