/* block_malloc.c - memory that messages carry, straight from malloc(), for the
 * address sanitizer. SPDX-License-Identifier: MIT */
#include "ipc/block.h"

#include <atoll/message.h>

#include <stdlib.h>

void
block_forget(void)
{
}

void *
atoll_block_new(size_t size)
{
	return malloc(size != 0 ? size : 1);
}

void *
atoll_block_resize(void *block, size_t size)
{
	return realloc(block, size != 0 ? size : 1);
}

void
atoll_block_free(void *block)
{
	free(block);
}
