/* natives.h - isolates in C that topologies may name.
 * SPDX-License-Identifier: MIT */
#ifndef ATOLL_CLI_NATIVES_H
#define ATOLL_CLI_NATIVES_H

#include <atoll/engine.h>

typedef struct {
	const char *name;
	const char *help;
	atoll_native calls;
} native_kind;

/* Ended by name NULL. */
extern const native_kind native_kinds[];

/* native_new makes the state of one isolate of that kind; its stop() frees
   it. name is copied. NULL: no memory. */
void *native_new(const char *name);
void native_free(void *state);

#endif
