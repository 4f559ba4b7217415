/* ipc/build.c - the calls that write values. SPDX-License-Identifier: MIT */
#include "ipc/builder.h"
#include "ipc/shared.h"

#include <stdlib.h>

/* Numbers are doubles, so sizes beyond this would not be exact. */
#define LONGEST_BUFFER (UINT64_C(1) << 53)

void
atoll_build_undefined(atoll_builder *b)
{
	builder_undefined(b);
}

void
atoll_build_null(atoll_builder *b)
{
	builder_null(b);
}

void
atoll_build_boolean(atoll_builder *b, bool value)
{
	builder_boolean(b, value);
}

void
atoll_build_number(atoll_builder *b, double value)
{
	builder_number(b, value);
}

void
atoll_build_string(atoll_builder *b, const char *text, size_t len)
{
	builder_string(b, text, len);
}

void
atoll_build_text(atoll_builder *b, const char *text)
{
	builder_string(b, text, strlen(text));
}

/* Takes n bytes of the pool, the first at a multiple of 8. *at is where. */
static uint8_t *
aligned_room(atoll_builder *b, size_t n, uint32_t *at)
{
	uint32_t pad = -b->pool.used & 7;
	uint8_t *to;

	if (n > WIRE_LONGEST) {
		builder_fail(b, ATOLL_ETOOBIG);
		return NULL;
	}
	to = builder_room(b, &b->pool, n + pad + 1);
	if (to == NULL) {
		return NULL;
	}
	memset(to, 0, pad);
	*at = b->pool.used + pad;
	b->pool.used = *at + (uint32_t)n;
	return to + pad;
}

static uint32_t
bigint(atoll_builder *b, atoll_kind kind, const uint64_t *words, size_t n,
       bool negative)
{
	wire_node *node;
	uint32_t at;
	uint8_t *to;

	while (n > 0 && words[n - 1] == 0) {
		n--;
	}
	to = aligned_room(b, n > WIRE_LONGEST / 8 ? SIZE_MAX : n * 8, &at);
	if (to == NULL) {
		return UINT32_MAX;
	}
	if (n != 0) {
		memcpy(to, words, n * 8);
	}
	node = builder_node(b);
	*node = (wire_node){.kind = (uint8_t)kind,
			    .flags = negative && n != 0 ? WIRE_NEGATIVE : 0,
			    .span = (uint32_t)(n * 8),
			    .number = at};
	return builder_number_of(b, node);
}

void
atoll_build_bigint(atoll_builder *b, const uint64_t *words, size_t n,
		   bool negative)
{
	bigint(b, ATOLL_KIND_BIGINT, words, n, negative);
}

void
atoll_build_hole(atoll_builder *b, uint32_t run)
{
	if (run == 0 || b->top->mode != OPEN_ARRAY) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	b->top->holes += run - 1;
	builder_scalar(b, ATOLL_KIND_HOLE, run);
}

uint32_t
atoll_build_boxed_boolean(atoll_builder *b, bool value)
{
	return builder_scalar(b, ATOLL_KIND_BOXED_BOOLEAN, value);
}

uint32_t
atoll_build_boxed_number(atoll_builder *b, double value)
{
	return builder_scalar(b, ATOLL_KIND_BOXED_NUMBER, value);
}

uint32_t
atoll_build_boxed_string(atoll_builder *b, const char *text, size_t len)
{
	return builder_text_node(b, ATOLL_KIND_BOXED_STRING, 0, text, len);
}

uint32_t
atoll_build_boxed_bigint(atoll_builder *b, const uint64_t *words, size_t n,
			 bool negative)
{
	return bigint(b, ATOLL_KIND_BOXED_BIGINT, words, n, negative);
}

uint32_t
atoll_build_date(atoll_builder *b, double ms)
{
	return builder_scalar(b, ATOLL_KIND_DATE, ms);
}

uint32_t
atoll_build_regexp(atoll_builder *b, const char *source, size_t len,
		   unsigned flags)
{
	if (flags > UINT8_MAX) {
		builder_fail(b, ATOLL_EINVAL);
	}
	return builder_text_node(b, ATOLL_KIND_REGEXP, flags, source, len);
}

/* ----------------------------------------------------------- containers */

uint32_t
atoll_build_array(atoll_builder *b)
{
	return builder_array(b);
}

uint32_t
atoll_build_object(atoll_builder *b)
{
	return builder_object(b);
}

uint32_t
atoll_build_map(atoll_builder *b)
{
	return builder_map(b);
}

uint32_t
atoll_build_set(atoll_builder *b)
{
	return builder_set(b);
}

uint32_t
atoll_build_record(atoll_builder *b, const atoll_shape *shape)
{
	return builder_record(b, shape);
}

void
atoll_build_key(atoll_builder *b, const char *key, size_t len)
{
	builder_key(b, key, len);
}

uint32_t
atoll_build_error(atoll_builder *b, atoll_error_type type, unsigned has)
{
	if ((unsigned)type > ATOLL_ERROR_URI || has > 7) {
		builder_fail(b, ATOLL_EINVAL);
	}
	return builder_begin(b, ATOLL_KIND_ERROR, OPEN_ERROR,
			     (unsigned)type | has << 8, 0,
			     (uint32_t)__builtin_popcount(has));
}

void
builder_error_part(atoll_builder *b, unsigned part)
{
	wire_node *node;

	if (b->err != ATOLL_OK) {
		return;
	}
	node = b->nodes + b->top->node;
	if (b->top->mode != OPEN_ERROR || b->top->count != b->top->keys ||
	    node->aux >> 8 >= part) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	node->aux = (uint16_t)(node->aux | part << 8);
	b->top->keys++;
}

void
atoll_build_end(atoll_builder *b)
{
	builder_end(b);
}

void
atoll_build_reference(atoll_builder *b, uint32_t object)
{
	const wire_node *node;

	if (b->err != ATOLL_OK) {
		return;
	}
	node = b->nodes + object;
	if (object >= (size_t)(b->next - b->nodes) || !wire_is_object(node) ||
	    (node->kind == ATOLL_KIND_OBJECT && node->flags == WIRE_EXTRA)) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	builder_scalar(b, ATOLL_KIND_REFERENCE, object);
}

/* -------------------------------------------------------------- buffers */

/* Builds the object that attachment i is the value of. */
static uint32_t
attached_node(atoll_builder *b, atoll_kind kind, uint32_t i)
{
	wire_node *node = builder_node(b);

	*node =
	    (wire_node){.kind = (uint8_t)kind,
			.flags = kind == ATOLL_KIND_BUFFER ? WIRE_ATTACHED : 0,
			.span = 1,
			.number = i};
	b->attachments[i].node = builder_number_of(b, node);
	return b->attachments[i].node;
}

static uint32_t
attach_block(atoll_builder *b, void *block, size_t size, size_t max, bool lent)
{
	attachment *a = builder_more_attached(b);
	uint32_t number;

	if (a == NULL) {
		return UINT32_MAX;
	}
	if (size > LONGEST_BUFFER || max < size) {
		builder_fail(b, ATOLL_EINVAL);
		return UINT32_MAX;
	}
	*a = (attachment){.kind = WIRE_BLOCK,
			  .resizable = max != SIZE_MAX,
			  .lent = lent,
			  .length = size,
			  .maximum = max != SIZE_MAX ? max : size,
			  .block = block};
	number = attached_node(b, ATOLL_KIND_BUFFER, b->attached);
	if (number != UINT32_MAX) {
		b->attached++;
		b->charge += size;
	}
	return number;
}

uint32_t
atoll_build_block(atoll_builder *b, void *block, size_t size, size_t max)
{
	return attach_block(b, block, size, max, false);
}

uint32_t
builder_lent_block(atoll_builder *b, void *block, size_t size, size_t max)
{
	return attach_block(b, block, size, max, true);
}

uint32_t
atoll_build_buffer(atoll_builder *b, const void *bytes, size_t size)
{
	uint32_t number;
	uint32_t at;
	void *to;
	wire_node *node;

	if (size > BUILDER_INLINE) {
		to = atoll_block_new(size);
		if (to == NULL) {
			builder_fail(b, ATOLL_ENOMEM);
			return UINT32_MAX;
		}
		memcpy(to, bytes, size);
		number = atoll_build_block(b, to, size, SIZE_MAX);
		if (number == UINT32_MAX) {
			atoll_block_free(to);
		}
		return number;
	}
	to = aligned_room(b, size, &at);
	if (to == NULL) {
		return UINT32_MAX;
	}
	if (size != 0) {
		memcpy(to, bytes, size);
	}
	node = builder_node(b);
	*node = (wire_node){
	    .kind = ATOLL_KIND_BUFFER, .span = (uint32_t)size, .number = at};
	return builder_number_of(b, node);
}

/* The same memory twice in one value is one object. */
static uint32_t
find_shared(const atoll_builder *b, const atoll_shared *shared)
{
	for (uint32_t i = 0; i < b->attached; i++) {
		if (b->attachments[i].shared == shared) {
			return i;
		}
	}
	return UINT32_MAX;
}

/* Refers to the object that attachment i is the value of already. */
static uint32_t
refer_to_attached(atoll_builder *b, uint32_t i)
{
	uint32_t number = b->attachments[i].node;

	atoll_build_reference(b, number);
	return b->err == ATOLL_OK ? number : UINT32_MAX;
}

uint32_t
atoll_build_shared(atoll_builder *b, atoll_shared *shared)
{
	uint32_t i = find_shared(b, shared);
	attachment *a;
	uint32_t number;

	if (i != UINT32_MAX) {
		return refer_to_attached(b, i);
	}
	a = builder_more_attached(b);
	if (a == NULL) {
		return UINT32_MAX;
	}
	*a = (attachment){.kind = WIRE_SHARED,
			  .resizable = shared->growable,
			  .length = atoll_shared_size(shared),
			  .maximum = shared->maximum,
			  .shared = shared};
	number = attached_node(b, ATOLL_KIND_SHARED, b->attached);
	if (number != UINT32_MAX) {
		atoll_shared_ref(shared);
		b->attached++;
	}
	return number;
}

static uint32_t
begin_view(atoll_builder *b, atoll_view type, unsigned flags, double offset,
	   uint32_t children)
{
	uint32_t number = builder_begin(b, ATOLL_KIND_VIEW, OPEN_VIEW,
					(unsigned)type, offset, children);

	if (number != UINT32_MAX) {
		b->nodes[number].flags = (uint8_t)flags;
	}
	return number;
}

uint32_t
atoll_build_view(atoll_builder *b, atoll_view type, size_t offset,
		 size_t length)
{
	uint32_t number;

	if ((unsigned)type > ATOLL_VIEW_FLOAT16 || offset > LONGEST_BUFFER ||
	    (length > LONGEST_BUFFER && length != SIZE_MAX)) {
		builder_fail(b, ATOLL_EINVAL);
	}
	if (length == SIZE_MAX) {
		return begin_view(b, type, WIRE_TRACKING, (double)offset, 1);
	}
	number = begin_view(b, type, 0, (double)offset, 2);
	builder_number(b, (double)length);
	return number;
}

uint32_t
builder_whole_view(atoll_builder *b, atoll_view type)
{
	return begin_view(b, type, WIRE_WHOLE, 0, 1);
}

/* ---------------------------------------------------------------- ports */

static uint32_t
find_port(const atoll_builder *b, atoll_port port)
{
	for (uint32_t i = 0; i < b->attached; i++) {
		if (b->attachments[i].kind == WIRE_PORT &&
		    b->attachments[i].port.id == port.id) {
			return i;
		}
	}
	return UINT32_MAX;
}

uint32_t
builder_attach_port(atoll_builder *b, atoll_port port,
		    void (*drop)(void *, atoll_port), void *context)
{
	uint32_t i = find_port(b, port);
	attachment *a;

	if (i != UINT32_MAX) {
		return i;
	}
	a = builder_more_attached(b);
	if (a == NULL) {
		return UINT32_MAX;
	}
	*a = (attachment){.kind = WIRE_PORT,
			  .node = WIRE_UNNAMED,
			  .port = port,
			  .drop = drop,
			  .context = context};
	return b->attached++;
}

uint32_t
builder_port(atoll_builder *b, atoll_port port,
	     void (*drop)(void *, atoll_port), void *context)
{
	uint32_t i = builder_attach_port(b, port, drop, context);

	if (i == UINT32_MAX) {
		return UINT32_MAX;
	}
	return b->attachments[i].node != WIRE_UNNAMED
		   ? refer_to_attached(b, i)
		   : attached_node(b, ATOLL_KIND_PORT, i);
}

uint32_t
atoll_build_port(atoll_builder *b, atoll_port port)
{
	return builder_port(b, port, NULL, NULL);
}

/* --------------------------------------------------------------- CESU-8 */

void
builder_cesu8_string(atoll_builder *b, const char *text, size_t len)
{
	char *to;
	size_t n;

	if (utf8_is_ascii(text, len)) {
		builder_string(b, text, len);
		return;
	}
	to = (char *)builder_room(b, &b->names, len);
	if (to == NULL) {
		return;
	}
	n = cesu8_to_utf8(to, text, len);
	if (n == SIZE_MAX) {
		builder_fail(b, ATOLL_EINVAL);
		return;
	}
	builder_string(b, to, n);
}

void
builder_key_cesu8(atoll_builder *b, const char *key, size_t len)
{
	char *to;
	size_t n;

	if (utf8_is_ascii(key, len)) {
		builder_key(b, key, len);
		return;
	}
	to = malloc(len);
	if (to == NULL) {
		builder_fail(b, ATOLL_ENOMEM);
		return;
	}
	n = cesu8_to_utf8(to, key, len);
	if (n == SIZE_MAX) {
		builder_fail(b, ATOLL_EINVAL);
	} else {
		builder_key(b, to, n);
	}
	free(to);
}
