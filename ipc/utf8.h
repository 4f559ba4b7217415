/* ipc/utf8.h - checking and converting text. SPDX-License-Identifier: MIT
 *
 * Messages hold UTF-8, and where a script's string has lone surrogates WTF-8:
 * each of them is three bytes. CESU-8 is what Duktape keeps its strings in:
 * characters beyond U+FFFF are two surrogates, three bytes each. */
#ifndef ATOLL_IPC_UTF8_H
#define ATOLL_IPC_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define UTF8_HIGH UINT64_C(0x8080808080808080)

/* utf8_flags tells what text is: WIRE_ASCII, WIRE_WTF8 (at least one lone
   surrogate), 0 (other UTF-8), or -1: none of these. */
int utf8_flags(const char *text, size_t len);

/* utf8_valid_length is how much of text is strict UTF-8, from its start. */
size_t utf8_valid_length(const char *text, size_t len);

/* utf8_is_ascii tells whether every byte is below 0x80. */
bool utf8_is_ascii(const char *text, size_t len);

/* cesu8_to_utf8 writes text, CESU-8, as UTF-8 or WTF-8 to out, which has room
   for len bytes (it may be text itself). It returns the length, SIZE_MAX when
   text is not CESU-8. Four-byte characters are kept as they are. */
size_t cesu8_to_utf8(char *out, const char *text, size_t len);

/* utf8_to_cesu8 writes text, valid WTF-8, as CESU-8 to out, and returns its
   length, which utf8_cesu8_length tells before. */
size_t utf8_to_cesu8(char *out, const char *text, size_t len);
size_t utf8_cesu8_length(const char *text, size_t len);

/* The ends of a short piece of text in two words; together they have all its
   bytes if it is no longer than 16. */
typedef struct {
	uint64_t a;
	uint64_t b;
} utf8_ends;

static inline utf8_ends
utf8_load_ends(const char *text, size_t len)
{
	utf8_ends ends = {0, 0};
	uint32_t a;
	uint32_t b;

	if (len >= 8) {
		memcpy(&ends.a, text, 8);
		memcpy(&ends.b, text + len - 8, 8);
	} else if (len >= 4) {
		memcpy(&a, text, 4);
		memcpy(&b, text + len - 4, 4);
		ends.a = a;
		ends.b = b;
	} else if (len > 0) {
		ends.a = (uint8_t)text[0] | (uint32_t)(uint8_t)text[len / 2]
						<< 8;
		ends.b = (uint8_t)text[len - 1];
	}
	return ends;
}

/* utf8_store_ends undoes utf8_load_ends; len is at most 16. */
static inline void
utf8_store_ends(char *out, utf8_ends ends, size_t len)
{
	if (len >= 8) {
		memcpy(out, &ends.a, 8);
		memcpy(out + len - 8, &ends.b, 8);
	} else if (len >= 4) {
		uint32_t a = (uint32_t)ends.a;
		uint32_t b = (uint32_t)ends.b;

		memcpy(out, &a, 4);
		memcpy(out + len - 4, &b, 4);
	} else if (len > 0) {
		out[len / 2] = (char)(ends.a >> 8);
		out[0] = (char)ends.a;
		out[len - 1] = (char)ends.b;
	}
}

/* utf8_copy copies text and tells whether it is ASCII. */
static inline bool
utf8_copy(char *out, const char *text, size_t len)
{
	if (len <= 16) {
		utf8_ends ends = utf8_load_ends(text, len);

		utf8_store_ends(out, ends, len);
		return ((ends.a | ends.b) & UTF8_HIGH) == 0;
	}
	memcpy(out, text, len);
	return utf8_is_ascii(out, len);
}

#endif
