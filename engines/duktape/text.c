/* text.c - Duktape's strings and everybody else's.
 * SPDX-License-Identifier: MIT
 *
 * Duktape keeps strings as CESU-8: characters beyond U+FFFF are two surrogates
 * of three bytes each. */

static bool
has_byte_from(const char *text, size_t len, unsigned char first)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if ((unsigned char)text[i] >= first) {
			return true;
		}
	}
	return false;
}

/* Push what is no UTF-8, each bad byte as U+FFFD. */
static void
push_bad_utf8(duk_context *ctx, const char *text, size_t len)
{
	char *to;
	size_t n = 0;
	size_t i;

	if (len > DUK_HBUFFER_MAX_BYTELEN / 3) {
		(void)duk_range_error(ctx, "Invalid string length");
	}
	to = duk_push_fixed_buffer(ctx, 3 * len + 1);
	for (i = 0; i < len; i++) {
		size_t part = 1;

		while (part < 4 && i + part < len &&
		       ((unsigned char)text[i + part] & 0xc0) == 0x80) {
			part++;
		}
		if (utf8_flags(text + i, part) < 0) {
			memcpy(to + n, "\xef\xbf\xbd", 3);
			n += 3;
		} else {
			n += utf8_to_cesu8(to + n, text + i, part);
			i += part - 1;
		}
	}
	duk_push_lstring(ctx, to, n);
	duk_remove(ctx, -2);
}

/* push_utf8 pushes text that should be UTF-8 (or WTF-8). */
static void
push_utf8(duk_context *ctx, const char *text, size_t len)
{
	size_t size;
	char *to;

	if (utf8_is_ascii(text, len)) {
		duk_push_lstring(ctx, text, len);
	} else if (utf8_flags(text, len) < 0) {
		push_bad_utf8(ctx, text, len);
	} else if (!has_byte_from(text, len, 0xf0)) {
		duk_push_lstring(ctx, text, len);
	} else {
		size = utf8_cesu8_length(text, len);
		to = duk_push_fixed_buffer(ctx, size);
		duk_push_lstring(ctx, to, utf8_to_cesu8(to, text, len));
		duk_remove(ctx, -2);
	}
}

/* utf8_of makes the string at index UTF-8, lone surrogates U+FFFD, in place:
   the value is for C then. len may be NULL. NULL: it is no string. */
static char *
utf8_of(duk_context *ctx, duk_idx_t index, size_t *len)
{
	duk_size_t n;
	const char *text = duk_get_lstring(ctx, index, &n);
	char *to;
	size_t size;
	size_t i;

	if (text == NULL) {
		return NULL;
	}
	index = duk_normalize_index(ctx, index);
	if (has_byte_from(text, n, 0xed)) {
		to = duk_push_fixed_buffer(ctx, n + 1);
		size = cesu8_to_utf8(to, text, n);
		if (size == SIZE_MAX) {
			memcpy(to, text, n);
			size = n;
		}
		for (i = 0; i + 2 < size; i++) {
			if ((unsigned char)to[i] == 0xed &&
			    (unsigned char)to[i + 1] >= 0xa0) {
				memcpy(to + i, "\xef\xbf\xbd", 3);
			}
		}
		duk_push_lstring(ctx, to, size);
		duk_replace(ctx, index);
		duk_pop(ctx);
	}
	text = duk_get_lstring(ctx, index, &n);
	if (len != NULL) {
		*len = n;
	}
	return (char *)(uintptr_t)text;
}
