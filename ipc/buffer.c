/* ipc/buffer.c - reading buffers, views and ports in place.
 * SPDX-License-Identifier: MIT */
#include "ipc/shared.h"
#include "ipc/wire.h"

static const atoll_value none = {NULL, 0};
static const char empty[16];

static const wire_node *
node_if(atoll_value v, atoll_kind kind)
{
	const wire_node *node;

	if (v.message == NULL) {
		return NULL;
	}
	node = &v.message->nodes[v.at];
	return node->kind == kind ? node : NULL;
}

static const attachment *
attachment_of(atoll_value v)
{
	const wire_node *node;

	if (v.message == NULL) {
		return NULL;
	}
	node = &v.message->nodes[v.at];
	if (node->kind == ATOLL_KIND_SHARED || node->kind == ATOLL_KIND_PORT ||
	    (node->kind == ATOLL_KIND_BUFFER &&
	     (node->flags & WIRE_ATTACHED) != 0)) {
		return &v.message->attachments[wire_index(node)];
	}
	return NULL;
}

static const void *
attached_bytes(const attachment *a, size_t *len)
{
	if (a->kind == WIRE_SHARED) {
		*len = atoll_shared_size(a->shared);
		return atoll_shared_data(a->shared);
	}
	if (a->kind != WIRE_BLOCK || a->block == NULL) {
		*len = 0;
		return a->kind == WIRE_BLOCK ? empty : NULL;
	}
	*len = a->length;
	return a->block;
}

static const void *
buffer_bytes(atoll_value v, size_t *len)
{
	const attachment *a = attachment_of(v);
	const wire_node *node = node_if(v, ATOLL_KIND_BUFFER);

	*len = 0;
	if (a != NULL) {
		return attached_bytes(a, len);
	}
	if (node == NULL) {
		return NULL;
	}
	*len = node->span;
	return node->span != 0
		   ? (const void *)(v.message->pool + wire_index(node))
		   : empty;
}

const void *
atoll_value_bytes(atoll_value v, size_t *len)
{
	const wire_node *view = node_if(v, ATOLL_KIND_VIEW);
	size_t size;
	size_t offset;
	const char *bytes;

	if (view == NULL) {
		return buffer_bytes(v, len);
	}
	offset = (size_t)view->number;
	bytes = buffer_bytes(atoll_value_view_buffer(v), &size);
	if (offset > size) { /* the buffer was taken */
		*len = 0;
		return empty;
	}
	*len = size - offset;
	if (view->flags == WIRE_TRACKING) {
		*len -= *len % wire_element_size(view->aux);
	} else if (view->flags == 0 && view[1].number < (double)*len) {
		*len = (size_t)view[1].number;
	}
	return bytes + offset;
}

atoll_view
atoll_value_view_type(atoll_value v)
{
	const wire_node *view = node_if(v, ATOLL_KIND_VIEW);

	return view != NULL ? (atoll_view)view->aux : ATOLL_VIEW_UINT8;
}

atoll_value
atoll_value_view_buffer(atoll_value v)
{
	const wire_node *view = node_if(v, ATOLL_KIND_VIEW);
	uint32_t at = v.at + 1;

	if (view == NULL) {
		return none;
	}
	if (view->flags == 0) {
		at++;
	}
	if (v.message->nodes[at].kind == ATOLL_KIND_REFERENCE) {
		at = wire_index(&v.message->nodes[at]);
	}
	return (atoll_value){v.message, at};
}

size_t
atoll_value_view_offset(atoll_value v)
{
	const wire_node *view = node_if(v, ATOLL_KIND_VIEW);

	return view != NULL ? (size_t)view->number : 0;
}

bool
atoll_value_view_tracking(atoll_value v)
{
	const wire_node *view = node_if(v, ATOLL_KIND_VIEW);

	return view != NULL && view->flags == WIRE_TRACKING;
}

bool
atoll_value_buffer_max(atoll_value v, size_t *max)
{
	const attachment *a = attachment_of(v);

	if (a != NULL && a->kind != WIRE_PORT) {
		*max = a->maximum;
		return a->resizable;
	}
	buffer_bytes(v, max);
	return false;
}

atoll_port
atoll_value_port(atoll_value v)
{
	const attachment *a = attachment_of(v);

	return a != NULL && a->kind == WIRE_PORT ? a->port : (atoll_port){0};
}

atoll_shared *
atoll_value_shared(atoll_value v)
{
	const attachment *a = attachment_of(v);

	return a != NULL && a->kind == WIRE_SHARED ? a->shared : NULL;
}
