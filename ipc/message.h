/* ipc/message.h - the inside of a message, for the kernel, engines and
 * transports. SPDX-License-Identifier: MIT
 *
 * The structs mirror ipc/message.fbs; a test compares them with the code that
 * flatc generates. */
#ifndef ATOLL_IPC_MESSAGE_H
#define ATOLL_IPC_MESSAGE_H

#include <atoll/message.h>

#include <stdatomic.h>

/* Bits of wire_node.flags. */
enum {
	WIRE_ASCII = 1,
	WIRE_WTF8 = 2,
	WIRE_NEGATIVE = 4,
	WIRE_ATTACHED = 8,
	WIRE_EXTRA = 16,
	WIRE_TRACKING = 32,
	WIRE_WHOLE = 64
};

typedef struct {
	uint8_t kind; /* atoll_kind */
	uint8_t flags;
	uint16_t aux;
	uint32_t span;
	double number;
} wire_node;

typedef struct {
	uint32_t offset;
	uint32_t length;
} wire_key;

typedef struct {
	uint32_t first;
	uint32_t count;
	uint32_t base;
	uint32_t hash;
} wire_shape;

enum { WIRE_BLOCK, WIRE_SHARED, WIRE_PORT };

#define WIRE_UNNAMED UINT32_MAX

/* What a message holds beside its bytes. Which pointer is used depends on
   kind. */
typedef struct {
	uint8_t kind;
	bool resizable;
	bool lent;     /* WIRE_BLOCK; not freed with the message */
	uint32_t node; /* the node that names it, or WIRE_UNNAMED */
	size_t length;
	size_t maximum;
	void *block;          /* WIRE_BLOCK; NULL once taken */
	atoll_shared *shared; /* WIRE_SHARED; a reference */
	atoll_port port;      /* WIRE_PORT; zero once taken */
	/* What to do with a port that is still here when the message is
	   freed; NULL is nothing. Set by who attached it. */
	void (*drop)(void *context, atoll_port port);
	void *context;
} attachment;

/* One allocation: this struct, the attachments, the FlatBuffer. The pointers
   lie in the FlatBuffer, which was verified or written by us. */
struct atoll_message {
	atomic_uint refs;
	uint32_t tag;
	uint32_t node_count;
	uint32_t shape_count;
	uint32_t key_count;
	uint32_t pool_size;
	uint32_t attachment_count;
	uint32_t size; /* of the FlatBuffer */
	size_t charge;
	const wire_node *nodes;
	const wire_key *keys;
	const wire_shape *shapes;
	const uint8_t *pool;
	attachment *attachments;
	const uint8_t *bytes;
};

/* message_take_block takes attachment i out of msg: without a copy when the
   caller holds the only reference, else as a copy. NULL when there is no
   memory or it was taken before. Free it with atoll_block_free. */
void *message_take_block(atoll_message *msg, uint32_t i);

/* message_parse_attached is atoll_message_parse for bytes that came with n
   attachments, which are taken on ATOLL_OK. Kinds must be those the bytes
   declare, in their order; a block as long as declared, shared memory at
   least. What the bytes say of maximum and resizable is checked and copied. */
atoll_err message_parse_attached(atoll_message **out, const void *bytes,
				 size_t size,
				 const atoll_message_limits *limits,
				 const attachment *attached, uint32_t n);

/* attachment_drop lets go of what a still holds. */
void attachment_drop(attachment *a);

#endif
