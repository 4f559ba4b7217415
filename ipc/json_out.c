/* ipc/json_out.c - the marks of JSON text. SPDX-License-Identifier: MIT */
#include "ipc/json_out.h"

#include "ipc/number.h"

#include <string.h>

void
out_put(json_out *o, const char *string)
{
	if (!o->mute) {
		strbuf_put(&o->text, string);
	}
}

static void
new_line(json_out *o)
{
	if (o->indent <= 0 || o->mute) {
		return;
	}
	strbuf_put_char(&o->text, '\n');
	for (uint64_t i = 0; i < (uint64_t)o->level * (uint32_t)o->indent;
	     i++) {
		strbuf_put_char(&o->text, ' ');
	}
}

void
out_open(json_out *o, const char *bracket)
{
	out_put(o, bracket);
	o->level++;
	o->first = true;
}

void
out_close(json_out *o, const char *bracket)
{
	o->level--;
	if (!o->first) {
		new_line(o);
	}
	out_put(o, bracket);
	o->first = false;
}

/* Begins an item between brackets. */
void
out_item(json_out *o)
{
	if (!o->first) {
		out_put(o, ",");
	}
	new_line(o);
	o->first = false;
}

/* Prints what needs escapes; the rest is copied in runs. */
static void
put_escape(json_out *o, const char *at, size_t len, size_t *size)
{
	static const char hex[] = "0123456789abcdef";
	uint32_t code = (uint8_t)at[0];
	char escape[6] = {'\\', 'u', '0', '0', '0', '0'};

	*size = 1;
	if (code == '"' || code == '\\') {
		escape[1] = at[0];
		strbuf_add(&o->text, escape, 2);
		return;
	}
	if (code == 0xed && len >= 3) { /* a lone surrogate */
		code = 0xd000 | ((uint32_t)at[1] & 0x3f) << 6 |
		       ((uint32_t)at[2] & 0x3f);
		*size = 3;
	}
	for (int i = 0; i < 4; i++) {
		escape[5 - i] = hex[code >> 4 * i & 15];
	}
	strbuf_add(&o->text, escape, 6);
}

static bool
needs_escape(const char *at, size_t len)
{
	uint8_t c = (uint8_t)at[0];

	return c < 0x20 || c == '"' || c == '\\' || c == 0x7f ||
	       (c == 0xed && len >= 3 && (uint8_t)at[1] >= 0xa0);
}

void
out_string(json_out *o, const char *string, size_t len)
{
	size_t from = 0;
	size_t size;

	if (o->mute) {
		return;
	}
	strbuf_put_char(&o->text, '"');
	for (size_t i = 0; i < len;) {
		if (!needs_escape(string + i, len - i)) {
			i++;
			continue;
		}
		strbuf_add(&o->text, string + from, i - from);
		put_escape(o, string + i, len - i, &size);
		i += size;
		from = i;
	}
	strbuf_add(&o->text, string + from, len - from);
	strbuf_put_char(&o->text, '"');
}

void
out_key(json_out *o, const char *key, size_t len)
{
	out_item(o);
	out_string(o, key, len);
	out_put(o, o->indent > 0 ? ": " : ":");
}

void
out_field(json_out *o, const char *name)
{
	out_key(o, name, strlen(name));
}

void
out_field_string(json_out *o, const char *name, const char *string)
{
	out_field(o, name);
	out_string(o, string, strlen(string));
}

bool
out_is_plain(double number)
{
	return number - number == 0 &&
	       !(number == 0 && __builtin_signbit(number));
}

/* Prints a number, or the name of one that JSON lacks. */
void
out_number(json_out *o, double number)
{
	char digits[NUMBER_TEXT];

	if (out_is_plain(number)) {
		number_print(digits, number);
		out_put(o, digits);
	} else if (number != number) {
		out_put(o, "\"NaN\"");
	} else if (number == 0) {
		out_put(o, "\"-0\"");
	} else {
		out_put(o, number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
	}
}

void
out_field_number(json_out *o, const char *name, double number)
{
	out_field(o, name);
	out_number(o, number);
}
