/* ipc/message.c - the life of a message. SPDX-License-Identifier: MIT */
#include "ipc/message.h"

#include "ipc/builder.h"
#include "ipc/pool.h"

atoll_message *
atoll_message_ref(atoll_message *msg)
{
	atomic_fetch_add_explicit(&msg->refs, 1, memory_order_relaxed);
	return msg;
}

void
attachment_drop(attachment *a)
{
	switch (a->kind) {
	case WIRE_BLOCK:
		if (!a->lent) {
			atoll_block_free(a->block);
		}
		a->block = NULL;
		break;
	case WIRE_SHARED:
		atoll_shared_free(a->shared);
		a->shared = NULL;
		break;
	default:
		if (a->drop != NULL && a->port.id != 0) {
			a->drop(a->context, a->port);
		}
		a->port.id = 0;
		break;
	}
}

/* True for the last holder. Release: what this holder did with the message is
   done before the last one frees it; acquire: which therefore sees it. */
static bool
drop_reference(atoll_message *msg)
{
	return atomic_load_explicit(&msg->refs, memory_order_acquire) == 1 ||
	       atomic_fetch_sub_explicit(&msg->refs, 1, memory_order_acq_rel) ==
		   1;
}

void
atoll_message_free(atoll_message *msg)
{
	if (msg == NULL || !drop_reference(msg)) {
		return;
	}
	for (uint32_t i = 0; i < msg->attachment_count; i++) {
		attachment_drop(&msg->attachments[i]);
	}
	pool_give(msg);
}

const void *
atoll_message_bytes(const atoll_message *msg, size_t *size)
{
	*size = msg->size;
	return msg->bytes;
}

size_t
atoll_message_size(const atoll_message *msg)
{
	return msg->charge;
}

uint32_t
atoll_message_tag(const atoll_message *msg)
{
	return msg->tag;
}

void *
message_take_block(atoll_message *msg, uint32_t i)
{
	attachment *a;
	void *block;

	if (i >= msg->attachment_count) {
		return NULL;
	}
	a = &msg->attachments[i];
	if (a->kind != WIRE_BLOCK || a->block == NULL) {
		return NULL;
	}
	/* Acquire: the other holders are done with the block. */
	if (!a->lent &&
	    atomic_load_explicit(&msg->refs, memory_order_acquire) == 1) {
		block = a->block;
		a->block = NULL;
		return block;
	}
	block = atoll_block_new(a->length);
	if (block != NULL) {
		memcpy(block, a->block, a->length);
	}
	return block;
}

void
message_keep_blocks(atoll_message *msg)
{
	for (uint32_t i = 0; i < msg->attachment_count; i++) {
		msg->attachments[i].lent = false;
	}
}
