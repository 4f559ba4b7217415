/* ipc/json_scan.h - the words of JSON text. SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_JSON_SCAN_H
#define ATOLL_IPC_JSON_SCAN_H

#include "ipc/strbuf.h"

#include <atoll/error.h>

/* A place in JSON text. Functions that give bool skip blanks, then step over
   what they are named after; where it is not there they stay. After an error
   all give false, and at is where it was. */
typedef struct {
	const char *text;
	size_t len;
	size_t at;
	strbuf word; /* the string read last */
	atoll_err err;
} scanner;

/* scan_fail keeps the first error; ATOLL_OK is none. */
void scan_fail(scanner *s, atoll_err err);

bool scan_char(scanner *s, char c);
bool scan_literal(scanner *s, const char *word);
bool scan_number(scanner *s, double *number);

/* scan_string reads a string into s->word. */
bool scan_string(scanner *s);

/* scan_end tells whether nothing but blanks follows. */
bool scan_end(scanner *s);

/* The same, but it is an error if it is not there. */
bool scan_need(scanner *s, char c);
bool scan_need_string(scanner *s);

/* scan_field steps over a comma, the key name and a colon. */
bool scan_field(scanner *s, const char *name);
bool scan_need_field(scanner *s, const char *name);

/* scan_is tells whether the string read last is this. */
bool scan_is(const scanner *s, const char *string);

#endif
