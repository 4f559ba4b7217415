/* ipc/verify.h - checking bytes that come from somewhere not trusted.
 * SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_VERIFY_H
#define ATOLL_IPC_VERIFY_H

#include "ipc/wire.h"

/* message_verify finds the parts of msg in its bytes and checks all that
   readers rely on: any FlatBuffer of ipc/message.fbs will do, however it is
   laid out. msg has bytes, size and attachments, and is complete when this
   returns ATOLL_OK. limits are complete too (wire_limits).
   *work (may be NULL) is the work done: bytes looked at, and nodes. It is at
   most VERIFY_WORK times size, or the bytes are malformed: parts that lie over
   each other could otherwise cost any time, here and where they are read.
   ATOLL_EMALFORMED, ATOLL_EDEPTH, ATOLL_ETOOBIG, ATOLL_ENOMEM. */
enum { VERIFY_WORK = 4 };

atoll_err message_verify(atoll_message *msg, const atoll_message_limits *limits,
			 uint64_t *work);

/* verify_table finds the vectors. */
atoll_err verify_table(atoll_message *msg);

/* verify_shapes checks keys and shapes, verify_attachments what the bytes
   declare against what msg has. Both take their work off *budget. */
atoll_err verify_shapes(const atoll_message *msg, uint64_t *budget);
atoll_err verify_attachments(atoll_message *msg);

/* verify_spend takes work off *budget; false if it is used up. */
static inline bool
verify_spend(uint64_t *budget, uint64_t work)
{
	if (work > *budget) {
		return false;
	}
	*budget -= work;
	return true;
}

/* verify_text tells whether text of len bytes is in the pool from at, with a
   NUL behind it. */
static inline bool
verify_text(const atoll_message *msg, uint64_t at, uint64_t len)
{
	return at < msg->pool_size && len < msg->pool_size - at &&
	       msg->pool[at + len] == '\0';
}

#endif
