/* ipc/json_in.h - reading {"$kind": ...} objects.
 * SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_JSON_IN_H
#define ATOLL_IPC_JSON_IN_H

#include "ipc/builder.h"
#include "ipc/json_scan.h"

typedef struct {
	scanner s;
	atoll_builder *b;
	uint32_t *ids; /* objects by their $id, from 1 */
	uint32_t id_count;
	uint32_t id_room;
	bool new_id; /* the object built next is the newest */
} json_in;

/* in_id reads the $id that an object may have, in_built remembers the number
   of the object that was then begun, and in_reference reads what follows
   {"$ref". */
void in_id(json_in *in);
void in_built(json_in *in, uint32_t number);
void in_reference(json_in *in);

/* in_size_field reads a field that is an integer from 0 to 2^53, in_name_field
   one whose value is one of n names, and gives its index. */
size_t in_size_field(json_in *in, const char *name);
unsigned in_name_field(json_in *in, const char *field, const char *const *names,
		       unsigned n);

/* in_leaf reads an object without children from behind its $id to its }. */
void in_leaf(json_in *in, atoll_kind kind);

#endif
