/* ipc/utf8.c - checking and converting text. SPDX-License-Identifier: MIT */
#include "ipc/utf8.h"

#include "ipc/message.h"

typedef uint64_t vector __attribute__((vector_size(16)));

bool
utf8_is_ascii(const char *text, size_t len)
{
	vector seen = {0, 0};
	uint64_t word;
	uint64_t high = 0;

	while (len >= 64) {
		vector part[4];

		memcpy(part, text, 64);
		seen |= (part[0] | part[1]) | (part[2] | part[3]);
		text += 64;
		len -= 64;
	}
	high = seen[0] | seen[1];
	while (len >= 8) {
		memcpy(&word, text, 8);
		high |= word;
		text += 8;
		len -= 8;
	}
	while (len > 0) {
		high |= (uint8_t)*text++;
		len--;
	}
	return (high & UTF8_HIGH) == 0;
}

/* What a character is, and how many bytes it has; 0: malformed. */
typedef struct {
	uint32_t code;
	uint32_t size;
} character;

static bool
follows(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Reads one character of more than one byte; surrogates are accepted. */
static character
read_character(const uint8_t *at, size_t left)
{
	character none = {0, 0};
	uint32_t lead = at[0];

	if (lead >= 0xc2 && lead <= 0xdf && left >= 2 && follows(at[1])) {
		return (character){(lead & 0x1f) << 6 | (at[1] & 0x3fu), 2};
	}
	if ((lead & 0xf0) == 0xe0 && left >= 3 && follows(at[1]) &&
	    follows(at[2])) {
		uint32_t code = (lead & 0x0f) << 12 | (at[1] & 0x3fu) << 6 |
				(at[2] & 0x3fu);

		return code >= 0x800 ? (character){code, 3} : none;
	}
	if ((lead & 0xf8) == 0xf0 && left >= 4 && follows(at[1]) &&
	    follows(at[2]) && follows(at[3])) {
		uint32_t code = (lead & 0x07) << 18 | (at[1] & 0x3fu) << 12 |
				(at[2] & 0x3fu) << 6 | (at[3] & 0x3fu);

		return code >= 0x10000 && code <= 0x10ffff
			   ? (character){code, 4}
			   : none;
	}
	return none;
}

static bool
is_high(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdbff;
}

static bool
is_low(uint32_t code)
{
	return code >= 0xdc00 && code <= 0xdfff;
}

/* How many bytes at the beginning are ASCII. */
static size_t
ascii_run(const uint8_t *at, size_t left)
{
	size_t n = 0;
	uint64_t word;

	while (left - n >= 8) {
		memcpy(&word, at + n, 8);
		if ((word & UTF8_HIGH) != 0) {
			return n +
			       (unsigned)__builtin_ctzll(word & UTF8_HIGH) / 8;
		}
		n += 8;
	}
	while (n < left && at[n] < 0x80) {
		n++;
	}
	return n;
}

int
utf8_flags(const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	const uint8_t *end = at + len;
	int flags = WIRE_ASCII;
	uint32_t before = 0; /* the character before, if not ASCII */

	while (at != end) {
		character c;

		if (*at < 0x80) {
			at += ascii_run(at, (size_t)(end - at));
			before = 0;
			continue;
		}
		c = read_character(at, (size_t)(end - at));
		if (c.size == 0 || (is_high(before) && is_low(c.code))) {
			return -1;
		}
		flags &= ~WIRE_ASCII;
		if (is_high(c.code) || is_low(c.code)) {
			flags |= WIRE_WTF8;
		}
		before = c.code;
		at += c.size;
	}
	return flags;
}

size_t
utf8_valid_length(const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t n = 0;

	while (n < len) {
		character c = {0, 1};

		if (at[n] < 0x80) {
			n += ascii_run(at + n, len - n);
			continue;
		}
		c = read_character(at + n, len - n);
		if (c.size == 0 || is_high(c.code) || is_low(c.code)) {
			break;
		}
		n += c.size;
	}
	return n;
}

static size_t
write_pair(char *out, uint32_t high, uint32_t low)
{
	uint32_t code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);

	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

size_t
cesu8_to_utf8(char *out, const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	const uint8_t *end = at + len;
	char *to = out;

	while (at != end) {
		size_t n;
		character c;
		character d = {0, 0};

		if (*at < 0x80) {
			n = ascii_run(at, (size_t)(end - at));
			memmove(to, at, n);
			to += n;
			at += n;
			continue;
		}
		c = read_character(at, (size_t)(end - at));
		if (c.size == 0) {
			return SIZE_MAX;
		}
		if (is_high(c.code) && (size_t)(end - at) > c.size &&
		    at[c.size] >= 0x80) {
			d = read_character(at + c.size,
					   (size_t)(end - at) - c.size);
		}
		if (is_low(d.code)) {
			to += write_pair(to, c.code, d.code);
			at += c.size + d.size;
		} else {
			memmove(to, at, c.size);
			to += c.size;
			at += c.size;
		}
	}
	return (size_t)(to - out);
}

static size_t
write_surrogate(char *out, uint32_t code)
{
	out[0] = (char)(0xe0 | code >> 12);
	out[1] = (char)(0x80 | (code >> 6 & 0x3f));
	out[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

size_t
utf8_to_cesu8(char *out, const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	const uint8_t *end = at + len;
	char *to = out;

	while (at != end) {
		size_t n = 0;
		character c;

		while (n < (size_t)(end - at) && at[n] < 0xf0) {
			n++;
		}
		memcpy(to, at, n);
		to += n;
		at += n;
		if (at != end) {
			c = read_character(at, (size_t)(end - at));
			to += write_surrogate(
			    to, 0xd800 + ((c.code - 0x10000) >> 10));
			to += write_surrogate(to, 0xdc00 + (c.code & 0x3ff));
			at += 4;
		}
	}
	return (size_t)(to - out);
}

size_t
utf8_cesu8_length(const char *text, size_t len)
{
	size_t n = len;

	/* Four bytes become six. */
	for (size_t i = 0; i < len; i++) {
		n += (uint8_t)text[i] >= 0xf0 ? 2 : 0;
	}
	return n;
}
