/* ipc/strbuf.h - text that grows. SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_STRBUF_H
#define ATOLL_IPC_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

/* After an error nothing is added any more. */
typedef struct {
	char *bytes;
	size_t len;
	size_t room;
	bool failed;
} strbuf;

void strbuf_add(strbuf *t, const char *bytes, size_t len);
void strbuf_put(strbuf *t, const char *string);
void strbuf_put_char(strbuf *t, char c);

/* strbuf_end adds the NUL and gives the string, which is the caller's (free);
   NULL if there was no memory. */
char *strbuf_end(strbuf *t);

#endif
