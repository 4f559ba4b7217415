/* ipc/base64.c - bytes as text. SPDX-License-Identifier: MIT */
#include "ipc/base64.h"

#include <stdint.h>
#include <string.h>

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_put(strbuf *t, const void *bytes, size_t size)
{
	const uint8_t *from = bytes;

	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		uint32_t group = (uint32_t)from[i] << 16;
		char out[4];

		if (n > 1) {
			group |= (uint32_t)from[i + 1] << 8;
		}
		if (n > 2) {
			group |= from[i + 2];
		}
		out[0] = digits[group >> 18];
		out[1] = digits[group >> 12 & 63];
		out[2] = n > 1 ? digits[group >> 6 & 63] : '=';
		out[3] = n > 2 ? digits[group & 63] : '=';
		strbuf_add(t, out, 4);
	}
}

static int
digit(char c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

size_t
base64_read(char *chars, size_t len)
{
	size_t n = 0;

	if (len % 4 != 0) {
		return SIZE_MAX;
	}
	for (size_t i = 0; i < len; i += 4) {
		unsigned pad = 0;
		uint32_t group = 0;

		if (i + 4 == len) {
			pad = (unsigned)(chars[i + 3] == '=') +
			      (unsigned)(chars[i + 3] == '=' &&
					 chars[i + 2] == '=');
		}
		for (unsigned j = 0; j < 4; j++) {
			int d = j < 4 - pad ? digit(chars[i + j]) : 0;

			if (d < 0) {
				return SIZE_MAX;
			}
			group = group << 6 | (uint32_t)d;
		}
		if ((pad == 1 && (group & 0xff) != 0) ||
		    (pad == 2 && (group & 0xffff) != 0)) {
			return SIZE_MAX;
		}
		chars[n] = (char)(group >> 16);
		if (pad < 2) {
			chars[n + 1] = (char)(group >> 8);
		}
		if (pad < 1) {
			chars[n + 2] = (char)group;
		}
		n += 3 - pad;
	}
	return n;
}
