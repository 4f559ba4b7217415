/* ipc/block.h - memory that messages carry without copying.
 * SPDX-License-Identifier: MIT
 *
 * A block is plain malloc() memory: what an engine allocated with malloc() may
 * be given to a message, and what it takes from one may go to realloc() and
 * free(). So malloc() must align to 16. */
#ifndef ATOLL_IPC_BLOCK_H
#define ATOLL_IPC_BLOCK_H

#include <stddef.h>

/* block_forget frees the blocks that are kept for reuse. */
void block_forget(void);

_Static_assert(_Alignof(max_align_t) >= 16, "blocks are aligned to 16");

#endif
