/* ipc/parse.c - making messages of bytes. SPDX-License-Identifier: MIT */
#include "ipc/verify.h"
#include "ipc/pool.h"

#include <stdlib.h>
#include <string.h>

static size_t
blocks_charge(const attachment *attached, uint32_t n)
{
	size_t sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (attached[i].kind == WIRE_BLOCK) {
			sum += attached[i].length;
		}
	}
	return sum;
}

atoll_err
message_parse_attached(atoll_message **out, const void *bytes, size_t size,
		       const atoll_message_limits *limits,
		       const attachment *attached, uint32_t n)
{
	atoll_message_limits l = wire_limits(limits);
	atoll_message *msg;
	uint8_t *copy;
	atoll_err err;

	*out = NULL;
	if (size > l.bytes) {
		return ATOLL_ETOOBIG;
	}
	msg = pool_take(NULL, MESSAGE_HEAD + n * sizeof(*attached) + size);
	if (msg == NULL) {
		return ATOLL_ENOMEM;
	}
	copy = (uint8_t *)msg + MESSAGE_HEAD + n * sizeof(*attached);
	*msg = (atoll_message){
	    .refs = 1,
	    .attachment_count = n,
	    .size = (uint32_t)size,
	    .charge = size + blocks_charge(attached, n),
	    .attachments = (attachment *)(void *)((char *)msg + MESSAGE_HEAD),
	    .bytes = copy};
	/* What was copied is checked, so that nobody can change it between. */
	if (size != 0) {
		memcpy(copy, bytes, size);
	}
	if (n != 0) {
		memcpy(msg->attachments, attached, n * sizeof(*attached));
	}
	err = message_verify(msg, &l, NULL);
	if (err != ATOLL_OK) {
		pool_give(msg);
		return err;
	}
	*out = msg;
	return ATOLL_OK;
}

atoll_err
atoll_message_parse(atoll_message **out, const void *bytes, size_t size,
		    const atoll_message_limits *limits)
{
	return message_parse_attached(out, bytes, size, limits, NULL, 0);
}
