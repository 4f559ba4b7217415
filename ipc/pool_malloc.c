/* ipc/pool_malloc.c - the pool that is none. SPDX-License-Identifier: MIT */
#include "ipc/pool.h"

#include <stdlib.h>

struct pool {
	char unused;
};

pool *
pool_new(void)
{
	return malloc(sizeof(pool));
}

void
pool_free(pool *p)
{
	free(p);
}

void *
pool_take(pool *p, size_t size)
{
	(void)p;
	return malloc(size);
}

void
pool_give(void *memory)
{
	free(memory);
}
