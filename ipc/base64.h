/* ipc/base64.h - bytes as text. SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_BASE64_H
#define ATOLL_IPC_BASE64_H

#include "ipc/strbuf.h"

/* base64_put writes size bytes. */
void base64_put(strbuf *t, const void *bytes, size_t size);

/* base64_read turns len characters into bytes, in place, and returns how many;
   SIZE_MAX when they are no base64 with its padding. */
size_t base64_read(char *chars, size_t len);

#endif
