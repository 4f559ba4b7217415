/* ipc/builder.c - writing messages: what is not fast.
 * SPDX-License-Identifier: MIT */
#include "ipc/builder.h"
#include "ipc/pool.h"

#include <stdlib.h>

enum {
	FIRST_NODES = 64,
	FIRST_TEXT = 1024,
	FIRST_FEW = 16, /* of other things */
	KEEP = 1 << 20, /* bytes an array may keep from message to message */
	PROBES = 32     /* tries to find a list of keys */
};

void
builder_fail(atoll_builder *b, atoll_err err)
{
	if (b->err == ATOLL_OK) {
		b->err = err;
	}
	b->end = b->next;
	b->top = b->opens;
	b->last = b->opens;
	b->top->mode = OPEN_BROKEN;
}

/* Grows an array of *room items to at least need, at most max. Returns it, or
   NULL: what was there stays. */
static void *
grow(atoll_builder *b, void *array, uint32_t *room, size_t need, size_t max,
     size_t size, size_t first)
{
	size_t more = *room != 0 ? (size_t)*room * 2 : first;

	if (b->err != ATOLL_OK) {
		return NULL;
	}
	if (need > max) {
		builder_fail(b, ATOLL_ETOOBIG);
		return NULL;
	}
	more = more < need ? need : more;
	more = more > max ? max : more;
	array = realloc(array, more * size);
	if (array == NULL) {
		builder_fail(b, ATOLL_ENOMEM);
		return NULL;
	}
	*room = (uint32_t)more;
	return array;
}

wire_node *
builder_more_nodes(atoll_builder *b)
{
	uint32_t used = (uint32_t)(b->next - b->nodes);
	size_t max = b->limits.bytes / sizeof(wire_node);
	wire_node *nodes;

	if (max > b->limits.nodes) {
		max = b->limits.nodes;
	}
	nodes = grow(b, b->nodes, &b->node_room, (size_t)used + 1, max,
		     sizeof(*nodes), FIRST_NODES);
	if (nodes == NULL) {
		return &b->sink;
	}
	b->nodes = nodes;
	b->next = nodes + used;
	b->end = nodes + b->node_room;
	return b->next++;
}

bool
builder_more_text(atoll_builder *b, builder_text *t, size_t n)
{
	size_t need = n > b->limits.bytes ? SIZE_MAX : t->used + n;
	uint8_t *bytes =
	    grow(b, t->bytes, &t->room, need, b->limits.bytes, 1, FIRST_TEXT);

	if (bytes != NULL) {
		t->bytes = bytes;
	}
	return bytes != NULL;
}

static bool
more_keys(atoll_builder *b, builder_keys *k, size_t n)
{
	wire_key *at =
	    grow(b, k->at, &k->room, k->used + n, b->limits.bytes / sizeof(*at),
		 sizeof(*at), FIRST_FEW);

	if (at != NULL) {
		k->at = at;
	}
	return at != NULL;
}

bool
builder_more_named(atoll_builder *b)
{
	return more_keys(b, &b->named, 1);
}

/* The root is not counted as a container. */
static void
set_last_open(atoll_builder *b)
{
	uint32_t last = b->open_room - 1;

	b->last = b->opens + (last < b->limits.depth ? last : b->limits.depth);
}

bool
builder_more_opens(atoll_builder *b)
{
	uint32_t used = (uint32_t)(b->top - b->opens);
	builder_open *opens;

	if (b->err == ATOLL_OK && used == b->limits.depth) {
		builder_fail(b, ATOLL_EDEPTH);
	}
	opens = grow(b, b->opens, &b->open_room, (size_t)used + 2, UINT32_MAX,
		     sizeof(*opens), FIRST_FEW);
	if (opens == NULL) {
		return false;
	}
	b->opens = opens;
	b->top = opens + used;
	set_last_open(b);
	return true;
}

int
builder_text_flags(atoll_builder *b, const char *text, size_t len)
{
	int flags = utf8_flags(text, len);

	if (flags < 0) {
		builder_fail(b, ATOLL_EINVAL);
		flags = 0;
	}
	return flags;
}

/* --------------------------------------------------------------- shapes */

static bool
more_seen(atoll_builder *b)
{
	uint32_t size = (b->seen_mask + 1) * 2;
	builder_seen *seen = calloc(size, sizeof(*seen));

	if (seen == NULL) {
		builder_fail(b, ATOLL_ENOMEM);
		return false;
	}
	for (uint32_t i = 0; i <= b->seen_mask; i++) {
		uint32_t at = b->seen[i].hash & (size - 1);

		if (b->seen[i].epoch == b->epoch) {
			while (seen[at].epoch == b->epoch) {
				at = (at + 1) & (size - 1);
			}
			seen[at] = b->seen[i];
		}
	}
	free(b->seen);
	b->seen = seen;
	b->seen_mask = size - 1;
	return true;
}

static bool
is_shape(const atoll_builder *b, uint32_t index, const atoll_shape *list,
	 const wire_key *keys)
{
	const wire_shape *s = &b->shapes[index];

	if (s->count != list->count || s->hash != list->hash) {
		return false;
	}
	return s->count == 0 ||
	       (memcmp(b->keys.at + s->first, keys, s->count * sizeof(*keys)) ==
		    0 &&
		memcmp(b->pool.bytes + s->base, list->text, list->size) == 0);
}

/* Copies a list of keys into the message. */
static uint32_t
add_shape(atoll_builder *b, const atoll_shape *list, const wire_key *keys)
{
	wire_shape *shapes;
	uint8_t *text = builder_room(b, &b->pool, (size_t)list->size + 1);

	if (text == NULL || (b->keys.room - b->keys.used < list->count &&
			     !more_keys(b, &b->keys, list->count))) {
		return UINT32_MAX;
	}
	if (b->shape_count == b->shape_room) {
		shapes = grow(b, b->shapes, &b->shape_room,
			      (size_t)b->shape_count + 1, UINT32_MAX,
			      sizeof(*shapes), FIRST_FEW);
		if (shapes == NULL) {
			return UINT32_MAX;
		}
		b->shapes = shapes;
	}
	b->shapes[b->shape_count] =
	    (wire_shape){b->keys.used, list->count, b->pool.used, list->hash};
	if (list->count != 0) {
		memcpy(text, list->text, list->size);
		memcpy(b->keys.at + b->keys.used, keys,
		       list->count * sizeof(*keys));
	}
	b->pool.used += list->size;
	b->keys.used += list->count;
	return b->shape_count++;
}

/* Finds a list of keys among those of the message, or adds it. The keys were
   checked to be distinct if checked. After an error it is UINT32_MAX. */
static uint32_t
intern(atoll_builder *b, const atoll_shape *list, const wire_key *keys,
       const atoll_shape *checked)
{
	builder_seen *seen;
	uint32_t at = list->hash & b->seen_mask;
	uint32_t index;
	atoll_err err;

	for (int i = 0;; i++, at = (at + 1) & b->seen_mask) {
		seen = &b->seen[at];
		if (i == PROBES || seen->epoch != b->epoch) {
			break;
		}
		if (seen->hash == list->hash &&
		    is_shape(b, seen->index, list, keys)) {
			seen->shape = checked;
			return seen->index;
		}
	}
	if (checked == NULL) {
		err = keys_distinct(keys, list->text, list->count);
		if (err != ATOLL_OK) {
			builder_fail(b, err);
			return UINT32_MAX;
		}
	}
	index = add_shape(b, list, keys);
	if (index != UINT32_MAX && seen->epoch != b->epoch) {
		*seen = (builder_seen){b->epoch, list->hash, index, checked};
		if (++b->seen_used * 2 > b->seen_mask && !more_seen(b)) {
			return UINT32_MAX;
		}
	}
	return index;
}

uint32_t
builder_use_shape(atoll_builder *b, const atoll_shape *shape)
{
	if (b->err != ATOLL_OK) {
		return UINT32_MAX;
	}
	return intern(b, shape, shape->keys, shape);
}

/* Gives the object that is open the shape of the keys it was given. */
static void
close_object(atoll_builder *b)
{
	builder_open *top = b->top;
	const wire_key *keys;
	uint32_t index;
	atoll_shape list = {.count = top->keys,
			    .size = b->names.used - top->text,
			    .hash = shape_hash_end(top->hash)};

	if (top->count != top->keys) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	if (top->keys != 0) {
		list.text = (const char *)b->names.bytes + top->text;
		keys = b->named.at + (b->named.used - top->keys);
	} else {
		list.text = "";
		keys = NULL;
	}
	index = intern(b, &list, keys, NULL);
	if (index == UINT32_MAX) {
		return;
	}
	b->nodes[top->node].number = index;
	b->named.used -= top->keys;
	b->names.used = top->text;
}

/* ----------------------------------------------------------- containers */

static void
close_array(atoll_builder *b)
{
	wire_node *node = &b->nodes[b->top->node];
	uint64_t length = b->top->count + b->top->holes;

	if (length > UINT32_MAX) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	node->number = (double)length;
}

/* An error's message and stack are strings. */
static void
close_error(atoll_builder *b)
{
	const wire_node *node = &b->nodes[b->top->node];
	unsigned has = node->aux >> 8;
	unsigned strings = (has & 1) + (has >> 1 & 1);

	if (b->top->count != b->top->keys) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	for (unsigned i = 1; i <= strings; i++) {
		if (node[i].kind != ATOLL_KIND_STRING) {
			builder_fail(b, ATOLL_EINVAL);
			return;
		}
	}
}

bool
builder_begin_extra(atoll_builder *b)
{
	uint32_t parent = b->top->node;
	uint32_t object;

	if (b->top->mode == OPEN_ARRAY) {
		close_array(b);
	} else if (b->top->mode == OPEN_ERROR) {
		close_error(b);
	} else {
		builder_fail(b, ATOLL_EINVAL);
	}
	object = builder_begin(b, ATOLL_KIND_OBJECT, OPEN_EXTRA, 0, 0, 0);
	if (object == UINT32_MAX) {
		return false;
	}
	b->nodes[parent].flags |= WIRE_EXTRA;
	b->nodes[object].flags |= WIRE_EXTRA;
	return true;
}

/* The size of the buffer that a view has. */
static bool
buffer_size(const atoll_builder *b, const wire_node *node, uint64_t *size,
	    bool *resizable)
{
	const attachment *a;

	*resizable = false;
	if (node->kind == ATOLL_KIND_REFERENCE) {
		node = b->nodes + wire_index(node);
	}
	if (node->kind == ATOLL_KIND_BUFFER &&
	    (node->flags & WIRE_ATTACHED) == 0) {
		*size = node->span;
		return true;
	}
	if (node->kind != ATOLL_KIND_BUFFER &&
	    node->kind != ATOLL_KIND_SHARED) {
		return false;
	}
	a = b->attachments + wire_index(node);
	*size = a->length;
	*resizable = a->resizable;
	return true;
}

static void
close_view(atoll_builder *b)
{
	const builder_open *top = b->top;
	const wire_node *node = b->nodes + top->node;
	uint64_t offset = (uint64_t)node->number;
	uint64_t length = 0;
	uint64_t size;
	bool resizable;

	if (top->count != top->keys ||
	    !buffer_size(b, node + top->keys, &size, &resizable)) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	if (top->keys == 2) {
		length = (uint64_t)node[1].number;
	}
	if (!wire_view_fits(node, offset, length, size, resizable)) {
		builder_fail(b, ATOLL_EINVAL);
	}
}

void
builder_close(atoll_builder *b)
{
	builder_open *top = b->top;
	wire_node *node;

	if (top->mode == OPEN_BROKEN) {
		return;
	}
	if (top->mode == OPEN_ROOT || top->mode == OPEN_RECORD) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	node = b->nodes + top->node;
	switch (top->mode) {
	case OPEN_OBJECT:
	case OPEN_EXTRA:
		close_object(b);
		break;
	case OPEN_ARRAY:
		close_array(b);
		break;
	case OPEN_MAP:
		if (top->count % 2 != 0) {
			builder_fail(b, ATOLL_EINVAL);
		}
		node->number = top->count / 2;
		break;
	case OPEN_SET:
		node->number = top->count;
		break;
	case OPEN_VIEW:
		close_view(b);
		break;
	case OPEN_ERROR:
		close_error(b);
		break;
	default:
		break;
	}
	if (b->err != ATOLL_OK) {
		return;
	}
	node->span = (uint32_t)(b->next - node);
	b->top--;
	if (top->mode == OPEN_EXTRA) {
		node = b->nodes + b->top->node;
		node->span = (uint32_t)(b->next - node);
		b->top--;
	}
}

/* ------------------------------------------------------------- lifetime */

/* Begins an empty message. */
static void
begin(atoll_builder *b)
{
	b->err = ATOLL_OK;
	b->next = b->nodes;
	b->end = b->nodes != NULL ? b->nodes + b->node_room : NULL;
	b->top = b->opens;
	*b->top = (builder_open){.mode = OPEN_ROOT};
	set_last_open(b);
	b->pool.used = 0;
	b->names.used = 0;
	b->named.used = 0;
	b->keys.used = 0;
	b->seen_used = 0;
	b->shape_count = 0;
	b->attached = 0;
	b->charge = 0;
	b->tag = 0;
	if (++b->epoch == 0) {
		memset(b->seen, 0, (b->seen_mask + 1) * sizeof(*b->seen));
		b->epoch = 1;
	}
}

/* Gives back what one big message needed. */
static void
trim(atoll_builder *b)
{
	if (b->node_room > KEEP / sizeof(*b->nodes)) {
		free(b->nodes);
		b->nodes = NULL;
		b->node_room = 0;
	}
	if (b->pool.room > KEEP) {
		free(b->pool.bytes);
		b->pool = (builder_text){0};
	}
	if (b->names.room > KEEP) {
		free(b->names.bytes);
		b->names = (builder_text){0};
	}
	if (b->keys.room > KEEP / sizeof(wire_key)) {
		free(b->keys.at);
		b->keys = (builder_keys){0};
	}
	if (b->named.room > KEEP / sizeof(wire_key)) {
		free(b->named.at);
		b->named = (builder_keys){0};
	}
}

void
builder_begin_next(atoll_builder *b)
{
	if (b->node_room > KEEP / sizeof(*b->nodes) || b->pool.room > KEEP ||
	    b->names.room > KEEP || b->keys.room > KEEP / sizeof(wire_key) ||
	    b->named.room > KEEP / sizeof(wire_key)) {
		trim(b);
	}
	begin(b);
}

atoll_err
atoll_builder_new(atoll_builder **out, const atoll_message_limits *limits)
{
	atoll_builder *b = calloc(1, sizeof(*b));

	*out = NULL;
	if (b == NULL) {
		return ATOLL_ENOMEM;
	}
	b->limits = wire_limits(limits);
	b->open_room = FIRST_FEW;
	b->opens = calloc(b->open_room, sizeof(*b->opens));
	b->seen_mask = FIRST_FEW - 1;
	b->seen = calloc(FIRST_FEW, sizeof(*b->seen));
	b->memory = pool_new();
	if (b->opens == NULL || b->seen == NULL || b->memory == NULL) {
		free(b->opens);
		free(b->seen);
		pool_free(b->memory);
		free(b);
		return ATOLL_ENOMEM;
	}
	begin(b);
	*out = b;
	return ATOLL_OK;
}

void
atoll_builder_reset(atoll_builder *b)
{
	for (uint32_t i = 0; i < b->attached; i++) {
		attachment_drop(&b->attachments[i]);
	}
	builder_begin_next(b);
}

void
atoll_builder_free(atoll_builder *b)
{
	if (b == NULL) {
		return;
	}
	atoll_builder_reset(b);
	free(b->nodes);
	free(b->pool.bytes);
	free(b->names.bytes);
	free(b->named.at);
	free(b->keys.at);
	free(b->seen);
	free(b->shapes);
	free(b->attachments);
	free(b->opens);
	pool_free(b->memory);
	free(b);
}

void
atoll_builder_tag(atoll_builder *b, uint32_t tag)
{
	b->tag = tag;
}

/* Room for one more attachment; NULL after an error. */
attachment *
builder_more_attached(atoll_builder *b)
{
	attachment *a;

	if (b->err != ATOLL_OK) {
		return NULL;
	}
	if (b->attached == b->attached_room) {
		a = grow(b, b->attachments, &b->attached_room,
			 (size_t)b->attached + 1,
			 b->limits.bytes / sizeof(wire_attachment), sizeof(*a),
			 FIRST_FEW);
		if (a == NULL) {
			return NULL;
		}
		b->attachments = a;
	}
	return &b->attachments[b->attached];
}
