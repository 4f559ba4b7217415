/* ipc/strbuf.c - text that grows. SPDX-License-Identifier: MIT */
#include "ipc/strbuf.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 256 };

static bool
make_room(strbuf *t, size_t n)
{
	size_t room = t->room != 0 ? t->room : FIRST;
	char *bytes;

	while (room - t->len < n && room <= (size_t)-1 / 4) {
		room *= 2;
	}
	bytes = t->failed ? NULL : realloc(t->bytes, room);
	if (bytes == NULL) {
		t->failed = true;
		return false;
	}
	t->bytes = bytes;
	t->room = room;
	return true;
}

void
strbuf_add(strbuf *t, const char *bytes, size_t len)
{
	if (t->room - t->len < len && !make_room(t, len)) {
		return;
	}
	if (len != 0) {
		memcpy(t->bytes + t->len, bytes, len);
	}
	t->len += len;
}

void
strbuf_put(strbuf *t, const char *string)
{
	strbuf_add(t, string, strlen(string));
}

void
strbuf_put_char(strbuf *t, char c)
{
	strbuf_add(t, &c, 1);
}

char *
strbuf_end(strbuf *t)
{
	strbuf_put_char(t, '\0');
	if (t->failed) {
		free(t->bytes);
		return NULL;
	}
	return t->bytes;
}
