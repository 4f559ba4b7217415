/* ipc/verify.c - checking the values of a message.
 * SPDX-License-Identifier: MIT
 *
 * One loop over the nodes, each looked at once, with a stack of its own for
 * the containers that are open; nothing recurses. */
#include "ipc/verify.h"

#include "ipc/utf8.h"

#include <stdlib.h>

enum {
	FRAMES = 32 /* before memory is asked for */
};

/* Numbers up to here are exact. */
#define LARGEST 0x1p53

/* A container that is open. */
typedef struct {
	uint8_t kind; /* ATOLL_KIND_NONE is what is around the root */
	bool extra;   /* an extra object is still to come */
	uint8_t has;  /* an error's parts that are still to come */
	uint32_t node;
	uint32_t end;
	uint64_t left; /* children, or elements, still to come */
} frame;

typedef struct {
	atoll_message *msg;
	uint64_t budget;
	uint32_t depth; /* frames in use, the root's not counted */
	uint32_t room;
	uint32_t limit;
	frame *frames;
	frame first[FRAMES];
} verifier;

/* Tells whether number is an integer from 0 to most. */
static bool
is_index(double number, double most)
{
	return number >= 0 && number <= most &&
	       (double)(uint64_t)number == number;
}

/* ------------------------------------------------------------ one node */

static bool
check_text(verifier *v, const wire_node *node)
{
	const atoll_message *msg = v->msg;
	const char *text;
	int flags;

	if (node->flags > WIRE_WTF8 ||
	    node->flags == (WIRE_WTF8 | WIRE_ASCII) ||
	    !is_index(node->number, UINT32_MAX) ||
	    !verify_text(msg, (uint64_t)node->number, node->span) ||
	    !verify_spend(&v->budget, node->span)) {
		return false;
	}
	text = (const char *)msg->pool + wire_index(node);
	if (node->flags == WIRE_ASCII) {
		return utf8_is_ascii(text, node->span);
	}
	flags = utf8_flags(text, node->span);
	return flags >= 0 && (flags != WIRE_WTF8 || node->flags == WIRE_WTF8);
}

/* Bytes in the pool, aligned to 8. */
static bool
check_bytes(verifier *v, const wire_node *node)
{
	const atoll_message *msg = v->msg;
	uint32_t at;

	if (!is_index(node->number, msg->pool_size)) {
		return false;
	}
	at = wire_index(node);
	if (at % 8 != 0 || node->span > msg->pool_size - at ||
	    !verify_spend(&v->budget, node->span)) {
		return false;
	}
	return node->span == 0 || (uintptr_t)msg->pool % 8 == 0;
}

static bool
check_bigint(verifier *v, const wire_node *node)
{
	uint64_t top;

	if ((node->flags & ~WIRE_NEGATIVE) != 0 || node->span % 8 != 0 ||
	    !check_bytes(v, node)) {
		return false;
	}
	if (node->span == 0) {
		return node->flags == 0;
	}
	memcpy(&top, v->msg->pool + wire_index(node) + node->span - 8, 8);
	return top != 0;
}

/* What is attached has one value that names it. */
static bool
check_attached(verifier *v, const wire_node *node, unsigned kind)
{
	atoll_message *msg = v->msg;
	attachment *a;

	if (!is_index(node->number, UINT32_MAX) || node->span != 1 ||
	    wire_index(node) >= msg->attachment_count) {
		return false;
	}
	a = &msg->attachments[wire_index(node)];
	if (a->kind != kind || a->node != WIRE_UNNAMED) {
		return false;
	}
	a->node = (uint32_t)(node - msg->nodes);
	return true;
}

static bool
check_buffer(verifier *v, const wire_node *node)
{
	if (node->flags == WIRE_ATTACHED) {
		return check_attached(v, node, WIRE_BLOCK);
	}
	return node->flags == 0 && check_bytes(v, node);
}

static bool
check_reference(const verifier *v, const wire_node *node)
{
	const wire_node *nodes = v->msg->nodes;
	const wire_node *target;

	if (!is_index(node->number, UINT32_MAX) ||
	    wire_index(node) >= (size_t)(node - nodes)) {
		return false;
	}
	target = nodes + wire_index(node);
	return wire_is_object(target) &&
	       (target->kind != ATOLL_KIND_OBJECT || target->flags == 0);
}

static bool
check_object(const verifier *v, const wire_node *node)
{
	return (node->flags & ~WIRE_EXTRA) == 0 &&
	       is_index(node->number, UINT32_MAX) &&
	       wire_index(node) < v->msg->shape_count;
}

static bool
check_error(const wire_node *node)
{
	return (node->flags & ~WIRE_EXTRA) == 0 && node->number == 0 &&
	       (node->aux & 0xff) <= ATOLL_ERROR_URI && node->aux >> 8 <= 7;
}

/* Nodes whose span is 1 and that have no flags. */
static bool
check_scalar(const verifier *v, const wire_node *node)
{
	if (node->span != 1 || node->flags != 0) {
		return false;
	}
	switch (node->kind) {
	case ATOLL_KIND_HOLE:
		return is_index(node->number, UINT32_MAX) && node->number != 0;
	case ATOLL_KIND_REFERENCE:
		return check_reference(v, node);
	case ATOLL_KIND_BOXED_BOOLEAN:
		return is_index(node->number, 1);
	case ATOLL_KIND_NUMBER:
	case ATOLL_KIND_BOXED_NUMBER:
	case ATOLL_KIND_DATE:
		return true;
	default: /* undefined, null, false, true */
		return node->number == 0;
	}
}

/* Checks a node but for what its children and the container around say. */
static bool
check_node(verifier *v, const wire_node *node)
{
	switch (node->kind) {
	case ATOLL_KIND_VIEW:
		return node->aux <= ATOLL_VIEW_FLOAT16 &&
		       is_index(node->number, LARGEST);
	case ATOLL_KIND_ERROR:
		return check_error(node);
	case ATOLL_KIND_REGEXP:
		return node->aux <= UINT8_MAX && check_text(v, node);
	default:
		break;
	}
	if (node->aux != 0) {
		return false;
	}
	switch (node->kind) {
	case ATOLL_KIND_STRING:
	case ATOLL_KIND_BOXED_STRING:
		return check_text(v, node);
	case ATOLL_KIND_BIGINT:
	case ATOLL_KIND_BOXED_BIGINT:
		return check_bigint(v, node);
	case ATOLL_KIND_BUFFER:
		return check_buffer(v, node);
	case ATOLL_KIND_SHARED:
		return node->flags == 0 && check_attached(v, node, WIRE_SHARED);
	case ATOLL_KIND_PORT:
		return node->flags == 0 && check_attached(v, node, WIRE_PORT);
	case ATOLL_KIND_ARRAY:
		return (node->flags & ~WIRE_EXTRA) == 0 &&
		       is_index(node->number, UINT32_MAX);
	case ATOLL_KIND_OBJECT:
		return check_object(v, node);
	case ATOLL_KIND_MAP:
	case ATOLL_KIND_SET:
		return node->flags == 0 && is_index(node->number, UINT32_MAX);
	default:
		return node->kind < ATOLL_KIND_ERROR && check_scalar(v, node);
	}
}

/* ---------------------------------------------- a node in its container */

/* The buffer that a view has; NULL if node is none. */
static const wire_node *
buffer_of(const verifier *v, const wire_node *node)
{
	if (node->kind == ATOLL_KIND_REFERENCE) {
		node = v->msg->nodes + wire_index(node);
	}
	return node->kind == ATOLL_KIND_BUFFER ||
		       node->kind == ATOLL_KIND_SHARED
		   ? node
		   : NULL;
}

static bool
view_takes(const verifier *v, frame *f, const wire_node *child)
{
	const wire_node *view = v->msg->nodes + f->node;
	const wire_node *buffer;
	const attachment *a;
	uint64_t length = 0;

	if (f->left-- == 2) {
		return child->kind == ATOLL_KIND_NUMBER &&
		       is_index(child->number, LARGEST);
	}
	buffer = buffer_of(v, child);
	if (buffer == NULL) {
		return false;
	}
	if (view->flags == 0) {
		length = (uint64_t)view[1].number;
	}
	if (buffer->kind == ATOLL_KIND_BUFFER && buffer->flags == 0) {
		return wire_view_fits(view, (uint64_t)view->number, length,
				      buffer->span, false);
	}
	a = &v->msg->attachments[wire_index(buffer)];
	return wire_view_fits(view, (uint64_t)view->number, length, a->length,
			      a->resizable);
}

static bool
error_takes(frame *f, const wire_node *child)
{
	unsigned part = f->has & -(unsigned)f->has;

	f->has = (uint8_t)(f->has & ~part);
	f->left--;
	return part == ATOLL_ERROR_HAS_CAUSE ||
	       child->kind == ATOLL_KIND_STRING;
}

/* Checks that child may come next in the container f. */
static bool
frame_takes(const verifier *v, frame *f, const wire_node *child)
{
	bool extra = child->kind == ATOLL_KIND_OBJECT && child->flags != 0;
	uint64_t run = 1;

	if (f->left == 0) {
		bool expected = f->extra;

		f->extra = false;
		return expected && extra;
	}
	if (extra) {
		return false;
	}
	if (child->kind == ATOLL_KIND_HOLE) {
		if (f->kind != ATOLL_KIND_ARRAY) {
			return false;
		}
		run = wire_index(child);
	}
	switch (f->kind) {
	case ATOLL_KIND_VIEW:
		return view_takes(v, f, child);
	case ATOLL_KIND_ERROR:
		return error_takes(f, child);
	default:
		if (run > f->left) {
			return false;
		}
		f->left -= run;
		return true;
	}
}

/* How many children a container has, extra ones not counted, and in an array
   each hole of a run. */
static uint64_t
children(const verifier *v, const wire_node *node)
{
	switch (node->kind) {
	case ATOLL_KIND_VIEW:
		return node->flags == 0 ? 2 : 1;
	case ATOLL_KIND_OBJECT:
		return v->msg->shapes[wire_index(node)].count;
	case ATOLL_KIND_MAP:
		return (uint64_t)wire_index(node) * 2;
	case ATOLL_KIND_ERROR:
		return (unsigned)__builtin_popcount(node->aux >> 8);
	default:
		return wire_index(node);
	}
}

static atoll_err
more_frames(verifier *v)
{
	size_t room = (size_t)v->room * 2;
	frame *frames;

	if (v->frames != v->first) {
		frames = realloc(v->frames, room * sizeof(*frames));
	} else {
		frames = malloc(room * sizeof(*frames));
	}
	if (frames == NULL) {
		return ATOLL_ENOMEM;
	}
	if (v->frames == v->first) {
		memcpy(frames, v->first, sizeof(v->first));
	}
	v->frames = frames;
	v->room = (uint32_t)room;
	return ATOLL_OK;
}

/* Opens the container at node i. */
static atoll_err
open_frame(verifier *v, uint32_t i)
{
	const wire_node *node = v->msg->nodes + i;
	const frame *around = &v->frames[v->depth];
	atoll_err err;

	if (node->span == 0 || node->span > around->end - i) {
		return ATOLL_EMALFORMED;
	}
	if (v->depth == v->limit) {
		return ATOLL_EDEPTH;
	}
	if (v->depth + 1 == v->room) {
		err = more_frames(v);
		if (err != ATOLL_OK) {
			return err;
		}
	}
	v->depth++;
	v->frames[v->depth] =
	    (frame){.kind = node->kind,
		    .extra = node->kind != ATOLL_KIND_OBJECT &&
			     (node->flags & WIRE_EXTRA) != 0 &&
			     node->kind != ATOLL_KIND_VIEW,
		    .has = (uint8_t)(node->aux >> 8),
		    .node = i,
		    .end = i + node->span,
		    .left = children(v, node)};
	return ATOLL_OK;
}

/* Closes the containers that end before node i. */
static bool
close_frames(verifier *v, uint32_t i)
{
	while (v->depth != 0 && v->frames[v->depth].end == i) {
		const frame *f = &v->frames[v->depth];

		if (f->left != 0 || f->extra) {
			return false;
		}
		v->depth--;
	}
	return true;
}

static atoll_err
check_nodes(verifier *v)
{
	const atoll_message *msg = v->msg;
	atoll_err err = ATOLL_OK;

	v->frames[0] =
	    (frame){.kind = ATOLL_KIND_NONE, .end = msg->node_count, .left = 1};
	for (uint32_t i = 0; i < msg->node_count && err == ATOLL_OK; i++) {
		const wire_node *node = msg->nodes + i;

		if (!verify_spend(&v->budget, 1) || !close_frames(v, i) ||
		    !check_node(v, node) ||
		    !frame_takes(v, &v->frames[v->depth], node)) {
			return ATOLL_EMALFORMED;
		}
		if (wire_is_container(node)) {
			err = open_frame(v, i);
		}
	}
	if (err == ATOLL_OK &&
	    (!close_frames(v, msg->node_count) || v->depth != 0)) {
		err = ATOLL_EMALFORMED;
	}
	return err;
}

/* Leaves one NaN only: engines keep other things in the others. Before all
   else, as parts of a hostile message may lie over each other. */
static void
purify(atoll_message *msg)
{
	wire_node *nodes = (wire_node *)(uintptr_t)msg->nodes;

	for (uint32_t i = 0; i < msg->node_count; i++) {
		if (nodes[i].number != nodes[i].number) {
			nodes[i].number = __builtin_nan("");
		}
	}
}

atoll_err
message_verify(atoll_message *msg, const atoll_message_limits *limits,
	       uint64_t *work)
{
	verifier v;
	uint64_t budget = (uint64_t)msg->size * VERIFY_WORK;
	atoll_err err;

	v.msg = msg;
	v.budget = budget;
	v.depth = 0;
	v.room = FRAMES;
	v.limit = limits->depth;
	v.frames = v.first;
	err = verify_table(msg);
	if (err == ATOLL_OK && msg->node_count > limits->nodes) {
		err = ATOLL_ETOOBIG;
	}
	if (err == ATOLL_OK) {
		err = verify_attachments(msg);
	}
	if (err == ATOLL_OK) {
		purify(msg);
		err = verify_shapes(msg, &v.budget);
	}
	if (err == ATOLL_OK) {
		err = check_nodes(&v);
	}
	if (v.frames != v.first) {
		free(v.frames);
	}
	if (work != NULL) {
		*work = budget - v.budget;
	}
	return err;
}
