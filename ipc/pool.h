/* ipc/pool.h - memory for messages, which are made on one thread and freed on
 * another. SPDX-License-Identifier: MIT
 *
 * A builder has a pool, from which its messages come and to which they return
 * from whatever thread: a general allocator would have the two threads meet at
 * its locks for each message. pool.c is the one; pool_malloc.c is for builds in
 * which the sanitizer is to see each message's memory come and go. */
#ifndef ATOLL_IPC_POOL_H
#define ATOLL_IPC_POOL_H

#include <stddef.h>

typedef struct pool pool;

/* What stands before each message: who takes it back. */
typedef struct pool_block pool_block;

/* pool_new makes a pool; NULL when there is no memory. */
pool *pool_new(void);

/* pool_free ends it. Blocks still out find their way to the system. */
void pool_free(pool *p);

/* pool_take gives size bytes, aligned to 16; NULL when there is no memory. By
   one thread at a time. p may be NULL. */
void *pool_take(pool *p, size_t size);

/* pool_give returns what pool_take gave; any thread. */
void pool_give(void *memory);

#endif
