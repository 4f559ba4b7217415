/* ipc/json_out.h - the marks of JSON text. SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_JSON_OUT_H
#define ATOLL_IPC_JSON_OUT_H

#include "ipc/strbuf.h"

#include <stdint.h>

typedef struct {
	strbuf text;
	int indent; /* blanks for each level; 0 is one line */
	uint32_t level;
	bool first; /* nothing is in the brackets yet */
	bool mute;  /* prints nothing */
} json_out;

void out_put(json_out *o, const char *string);
void out_open(json_out *o, const char *bracket);
void out_close(json_out *o, const char *bracket);

/* out_item begins an item between brackets, out_key one with a key. */
void out_item(json_out *o);
void out_key(json_out *o, const char *key, size_t len);
void out_field(json_out *o, const char *name);

void out_string(json_out *o, const char *string, size_t len);

/* out_number prints a number, or the name of one that JSON lacks
   (out_is_plain). */
void out_number(json_out *o, double number);
bool out_is_plain(double number);

void out_field_string(json_out *o, const char *name, const char *string);
void out_field_number(json_out *o, const char *name, double number);

#endif
