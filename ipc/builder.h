/* ipc/builder.h - writing messages fast. SPDX-License-Identifier: MIT
 *
 * The inside of atoll_builder, for code that writes many values, such as
 * engines. builder_number() etc. are atoll_build_number() etc. inline.
 *
 * A message is written once, forward, into arrays that the builder keeps:
 * nodes, the pool (text and bytes), keys, shapes, attachments. finish copies
 * them behind each other. In an object that is built key by key, the keys wait
 * aside (`names`) until its end tells its shape.
 *
 * The first error leaves no room for nodes and no container open, so what is
 * fast needs no other check; what is written then goes to `sink`. */
#ifndef ATOLL_IPC_BUILDER_H
#define ATOLL_IPC_BUILDER_H

#include "ipc/shape.h"
#include "ipc/wire.h"

enum {
	/* Buffers of more bytes are attached, not copied into the pool. */
	BUILDER_INLINE = 2048
};

/* What a container that is open waits for. */
typedef enum {
	OPEN_BROKEN, /* there was an error */
	OPEN_ROOT,
	OPEN_ARRAY,
	OPEN_OBJECT, /* keys and values */
	OPEN_RECORD, /* the values of a shape */
	OPEN_MAP,
	OPEN_SET,
	OPEN_VIEW,
	OPEN_ERROR,
	OPEN_EXTRA /* keys and values that belong to the container around */
} builder_mode;

typedef struct {
	builder_mode mode;
	uint32_t node;
	uint32_t count; /* children so far */
	uint32_t keys;  /* so far, or of the shape, or of the has bits */
	uint32_t text;  /* of names, where its keys begin */
	uint64_t hash;  /* of its keys */
	uint64_t holes; /* elements of an array that are no nodes */
} builder_open;

/* Arrays that grow. */
typedef struct {
	uint32_t used;
	uint32_t room;
	uint8_t *bytes;
} builder_text;

typedef struct {
	uint32_t used;
	uint32_t room;
	wire_key *at;
} builder_keys;

/* Where in this message a list of keys is. */
typedef struct {
	uint32_t epoch; /* of another message: free */
	uint32_t hash;
	uint32_t index;
	const atoll_shape *shape; /* that was used for it, or NULL */
} builder_seen;

struct atoll_builder {
	wire_node *next; /* to be written */
	wire_node *end;  /* of the room */
	builder_open *top;
	builder_open *last; /* of the room */
	wire_node *nodes;
	builder_text pool;
	builder_text names; /* of objects that are open */
	builder_keys named;
	builder_keys keys;
	builder_seen *seen; /* a hash table */
	uint32_t seen_mask;
	uint32_t seen_used;
	uint32_t epoch; /* the number of the message */
	uint32_t shape_count;
	uint32_t shape_room;
	uint32_t attached;
	uint32_t attached_room;
	uint32_t tag;
	wire_shape *shapes;
	attachment *attachments;
	size_t charge;       /* of the attachments */
	struct pool *memory; /* of its messages */

	atoll_err err;
	atoll_message_limits limits;
	uint32_t node_room;
	uint32_t open_room;
	builder_open *opens;
	wire_node sink;
};

/* builder_fail keeps the first error. */
void builder_fail(atoll_builder *b, atoll_err err);

/* The slow halves of what follows. Those that give a pointer give NULL after
   an error, builder_more_nodes gives the sink. */
wire_node *builder_more_nodes(atoll_builder *b);
bool builder_more_text(atoll_builder *b, builder_text *t, size_t n);
bool builder_more_named(atoll_builder *b);
bool builder_more_opens(atoll_builder *b);
uint32_t builder_use_shape(atoll_builder *b, const atoll_shape *shape);
bool builder_begin_extra(atoll_builder *b);
int builder_text_flags(atoll_builder *b, const char *text, size_t len);
void builder_close(atoll_builder *b);

/* builder_begin_next empties b, whose attachments were taken;
   builder_more_attached gives room for one more, which counts when b->attached
   does. */
void builder_begin_next(atoll_builder *b);
attachment *builder_more_attached(atoll_builder *b);

/* builder_cesu8_string is builder_string for CESU-8, which may hold lone
   surrogates; builder_key_cesu8 is builder_key for it. */
void builder_cesu8_string(atoll_builder *b, const char *text, size_t len);
void builder_key_cesu8(atoll_builder *b, const char *key, size_t len);

/* builder_attach_port makes port a part of the message without a value that
   names it, and returns the number of the attachment; UINT32_MAX after an
   error. The same port again is the same attachment. drop (may be NULL) is
   called if the message is freed, or never finished, with the port in it. */
uint32_t builder_attach_port(atoll_builder *b, atoll_port port,
			     void (*drop)(void *, atoll_port), void *context);

/* builder_port is atoll_build_port with a drop. A port that has a value
   already is referred to. */
uint32_t builder_port(atoll_builder *b, atoll_port port,
		      void (*drop)(void *, atoll_port), void *context);

/* builder_lent_block is atoll_build_block for a block that the message must
   not free until message_keep_blocks() says so: a transfer can still be
   undone, by freeing the message. */
uint32_t builder_lent_block(atoll_builder *b, void *block, size_t size,
			    size_t max);
void message_keep_blocks(atoll_message *msg);

/* builder_whole_view opens a view that covers all of the buffer that follows,
   which does not take a node for the length. */
uint32_t builder_whole_view(atoll_builder *b, atoll_view type);

/* builder_error_part says that the next value is this part (an ATOLL_ERROR_HAS_
   bit) of the error that is open; then atoll_build_error need not know. */
void builder_error_part(atoll_builder *b, unsigned part);

/* builder_node takes a node, and counts it in the open container. */
static inline wire_node *
builder_node(atoll_builder *b)
{
	b->top->count++;
	if (__builtin_expect(b->next == b->end, 0)) {
		return builder_more_nodes(b);
	}
	return b->next++;
}

/* builder_number_of tells what number an object has that was just begun at
   node. */
static inline uint32_t
builder_number_of(const atoll_builder *b, const wire_node *node)
{
	return node != &b->sink ? (uint32_t)(node - b->nodes) : UINT32_MAX;
}

static inline void
builder_plain(atoll_builder *b, atoll_kind kind)
{
	*builder_node(b) = (wire_node){.kind = (uint8_t)kind, .span = 1};
}

static inline void
builder_undefined(atoll_builder *b)
{
	builder_plain(b, ATOLL_KIND_UNDEFINED);
}

static inline void
builder_null(atoll_builder *b)
{
	builder_plain(b, ATOLL_KIND_NULL);
}

static inline void
builder_boolean(atoll_builder *b, bool value)
{
	builder_plain(b, value ? ATOLL_KIND_TRUE : ATOLL_KIND_FALSE);
}

static inline uint32_t
builder_scalar(atoll_builder *b, atoll_kind kind, double value)
{
	wire_node *node = builder_node(b);

	/* One NaN only: engines keep other things in the others. */
	*node =
	    (wire_node){.kind = (uint8_t)kind,
			.span = 1,
			.number = value == value ? value : __builtin_nan("")};
	return builder_number_of(b, node);
}

static inline void
builder_number(atoll_builder *b, double value)
{
	builder_scalar(b, ATOLL_KIND_NUMBER, value);
}

/* builder_room gives room for n bytes at the end of t; they become part of it
   when `used` is increased. NULL after an error. */
static inline uint8_t *
builder_room(atoll_builder *b, builder_text *t, size_t n)
{
	if (__builtin_expect(n > t->room - t->used, 0) &&
	    !builder_more_text(b, t, n)) {
		return NULL;
	}
	return t->bytes + t->used;
}

/* builder_text_node builds what has text: strings and regular expressions. */
static inline uint32_t
builder_text_node(atoll_builder *b, atoll_kind kind, unsigned aux,
		  const char *text, size_t len)
{
	char *to;
	wire_node *node;
	int flags = WIRE_ASCII;

	to = len < SIZE_MAX ? (char *)builder_room(b, &b->pool, len + 1)
			    : (char *)builder_room(b, &b->pool, len);
	if (to == NULL) {
		return UINT32_MAX;
	}
	if (!utf8_copy(to, text, len)) {
		flags = builder_text_flags(b, to, len);
	}
	to[len] = '\0';
	node = builder_node(b);
	*node = (wire_node){.kind = (uint8_t)kind,
			    .flags = (uint8_t)flags,
			    .aux = (uint16_t)aux,
			    .span = (uint32_t)len,
			    .number = b->pool.used};
	b->pool.used += (uint32_t)len + 1;
	return builder_number_of(b, node);
}

static inline void
builder_string(atoll_builder *b, const char *text, size_t len)
{
	builder_text_node(b, ATOLL_KIND_STRING, 0, text, len);
}

/* builder_key names the next value. */
static inline void
builder_key(atoll_builder *b, const char *key, size_t len)
{
	builder_open *top = b->top;
	char *to;
	utf8_ends ends;
	bool ascii;

	if (__builtin_expect(top->mode != OPEN_OBJECT, 0) &&
	    top->mode != OPEN_EXTRA) {
		if (!builder_begin_extra(b)) {
			return;
		}
		top = b->top;
	}
	if (__builtin_expect(top->count != top->keys, 0)) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	if (__builtin_expect(b->named.used == b->named.room, 0) &&
	    !builder_more_named(b)) {
		return;
	}
	to = len < SIZE_MAX ? (char *)builder_room(b, &b->names, len + 1)
			    : (char *)builder_room(b, &b->names, len);
	if (to == NULL) {
		return;
	}
	ends = utf8_load_ends(key, len);
	if (len <= 16) {
		utf8_store_ends(to, ends, len);
		ascii = ((ends.a | ends.b) & UTF8_HIGH) == 0;
	} else {
		ascii = utf8_copy(to, key, len);
	}
	if (__builtin_expect(!ascii, 0)) {
		builder_text_flags(b, to, len);
		top = b->top;
	}
	to[len] = '\0';
	b->named.at[b->named.used++] =
	    (wire_key){b->names.used - top->text, (uint32_t)len};
	b->names.used += (uint32_t)len + 1;
	top->hash = shape_hash_key(top->hash, ends, to, len);
	top->keys++;
}

/* builder_begin opens a container, and returns its number. */
static inline uint32_t
builder_begin(atoll_builder *b, atoll_kind kind, builder_mode mode,
	      unsigned aux, double number, uint32_t keys)
{
	wire_node *node;
	builder_open *top;

	if (__builtin_expect(b->top == b->last, 0) && !builder_more_opens(b)) {
		return UINT32_MAX;
	}
	node = builder_node(b);
	if (__builtin_expect(node == &b->sink, 0)) {
		return UINT32_MAX;
	}
	*node = (wire_node){
	    .kind = (uint8_t)kind, .aux = (uint16_t)aux, .number = number};
	top = ++b->top;
	*top = (builder_open){.mode = mode,
			      .node = (uint32_t)(node - b->nodes),
			      .keys = keys,
			      .text = b->names.used,
			      .hash = SHAPE_SEED};
	return top->node;
}

static inline uint32_t
builder_array(atoll_builder *b)
{
	return builder_begin(b, ATOLL_KIND_ARRAY, OPEN_ARRAY, 0, 0, 0);
}

static inline uint32_t
builder_object(atoll_builder *b)
{
	return builder_begin(b, ATOLL_KIND_OBJECT, OPEN_OBJECT, 0, 0, 0);
}

static inline uint32_t
builder_map(atoll_builder *b)
{
	return builder_begin(b, ATOLL_KIND_MAP, OPEN_MAP, 0, 0, 0);
}

static inline uint32_t
builder_set(atoll_builder *b)
{
	return builder_begin(b, ATOLL_KIND_SET, OPEN_SET, 0, 0, 0);
}

static inline uint32_t
builder_record(atoll_builder *b, const atoll_shape *shape)
{
	const builder_seen *seen = &b->seen[shape->hash & b->seen_mask];
	uint32_t index = seen->index;

	if (__builtin_expect(seen->shape != shape || seen->epoch != b->epoch,
			     0)) {
		index = builder_use_shape(b, shape);
	}
	return builder_begin(b, ATOLL_KIND_OBJECT, OPEN_RECORD, 0, index,
			     shape->count);
}

/* builder_end closes the container opened last. */
static inline void
builder_end(atoll_builder *b)
{
	builder_open *top = b->top;
	wire_node *node;

	if (top->mode != OPEN_RECORD || top->count != top->keys) {
		builder_close(b);
		return;
	}
	node = b->nodes + top->node;
	node->span = (uint32_t)(b->next - node);
	b->top--;
}

#endif
