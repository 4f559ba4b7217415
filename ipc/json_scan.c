/* ipc/json_scan.c - the words of JSON text. SPDX-License-Identifier: MIT */
#include "ipc/json_scan.h"

#include "ipc/number.h"
#include "ipc/utf8.h"

#include <stdlib.h>
#include <string.h>

void
scan_fail(scanner *s, atoll_err err)
{
	if (s->err == ATOLL_OK) {
		s->err = err;
	}
}

static void
skip_blanks(scanner *s)
{
	while (s->at < s->len && strchr(" \t\n\r", s->text[s->at]) != NULL &&
	       s->text[s->at] != '\0') {
		s->at++;
	}
}

bool
scan_char(scanner *s, char c)
{
	if (s->err != ATOLL_OK) {
		return false;
	}
	skip_blanks(s);
	if (s->at == s->len || s->text[s->at] != c) {
		return false;
	}
	s->at++;
	return true;
}

bool
scan_need(scanner *s, char c)
{
	if (scan_char(s, c)) {
		return true;
	}
	scan_fail(s, ATOLL_EINVAL);
	return false;
}

bool
scan_end(scanner *s)
{
	skip_blanks(s);
	return s->err == ATOLL_OK && s->at == s->len;
}

bool
scan_literal(scanner *s, const char *word)
{
	size_t n = strlen(word);

	skip_blanks(s);
	if (s->err != ATOLL_OK || s->len - s->at < n ||
	    memcmp(s->text + s->at, word, n) != 0) {
		return false;
	}
	s->at += n;
	return true;
}

bool
scan_number(scanner *s, double *number)
{
	size_t n;

	skip_blanks(s);
	if (s->err != ATOLL_OK) {
		return false;
	}
	n = number_scan(number, s->text + s->at, s->len - s->at);
	if (n == SIZE_MAX) {
		scan_fail(s, ATOLL_ENOMEM);
		return false;
	}
	s->at += n;
	return n != 0;
}

/* -------------------------------------------------------------- strings */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads \uXXXX, if that is what comes. */
static bool
scan_unit(scanner *s, uint32_t *unit)
{
	const char *at = s->text + s->at;

	if (s->len - s->at < 6 || at[0] != '\\' || at[1] != 'u') {
		return false;
	}
	*unit = 0;
	for (int i = 2; i < 6; i++) {
		int d = hex_digit(at[i]);

		if (d < 0) {
			return false;
		}
		*unit = *unit << 4 | (uint32_t)d;
	}
	s->at += 6;
	return true;
}

static void
put_code(strbuf *t, uint32_t code)
{
	char out[4];

	if (code < 0x80) {
		strbuf_put_char(t, (char)code);
	} else if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		strbuf_add(t, out, 2);
	} else if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		strbuf_add(t, out, 3);
	} else {
		out[0] = (char)(0xf0 | code >> 18);
		out[1] = (char)(0x80 | (code >> 12 & 0x3f));
		out[2] = (char)(0x80 | (code >> 6 & 0x3f));
		out[3] = (char)(0x80 | (code & 0x3f));
		strbuf_add(t, out, 4);
	}
}

/* Two surrogates are one character, a lone one stays. */
static void
scan_units(scanner *s, uint32_t unit)
{
	size_t before = s->at;
	uint32_t low;

	if (unit >= 0xd800 && unit <= 0xdbff && scan_unit(s, &low)) {
		if (low >= 0xdc00 && low <= 0xdfff) {
			unit =
			    0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
		} else {
			s->at = before;
		}
	}
	put_code(&s->word, unit);
}

static void
scan_escape(scanner *s)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char means[] = "\"\\/\b\f\n\r\t";
	uint32_t unit;
	const char *letter;

	if (scan_unit(s, &unit)) {
		scan_units(s, unit);
		return;
	}
	letter = s->len - s->at < 2 || s->text[s->at + 1] == '\0'
		     ? NULL
		     : strchr(letters, s->text[s->at + 1]);
	if (letter == NULL) {
		scan_fail(s, ATOLL_EINVAL);
		return;
	}
	s->at += 2;
	strbuf_put_char(&s->word, means[letter - letters]);
}

/* Reads what needs no escape. */
static void
scan_run(scanner *s)
{
	const char *from = s->text + s->at;
	size_t left = s->len - s->at;
	size_t n = 0;
	size_t valid;

	while (n < left && (uint8_t)from[n] >= 0x20 && from[n] != '"' &&
	       from[n] != '\\') {
		n++;
	}
	valid = utf8_valid_length(from, n);
	strbuf_add(&s->word, from, valid);
	s->at += valid;
	if (valid < n || n == left || (uint8_t)from[n] < 0x20) {
		scan_fail(s, ATOLL_EINVAL);
	}
}

bool
scan_string(scanner *s)
{
	if (!scan_char(s, '"')) {
		return false;
	}
	s->word.len = 0;
	for (;;) {
		scan_run(s);
		if (s->err != ATOLL_OK) {
			return false;
		}
		if (s->text[s->at] == '"') {
			break;
		}
		scan_escape(s);
		if (s->err != ATOLL_OK) {
			return false;
		}
	}
	s->at++;
	if (s->word.bytes == NULL) {
		strbuf_add(&s->word, "", 1);
		s->word.len = 0;
	}
	if (s->word.failed) {
		scan_fail(s, ATOLL_ENOMEM);
	}
	return s->err == ATOLL_OK;
}

bool
scan_need_string(scanner *s)
{
	if (scan_string(s)) {
		return true;
	}
	scan_fail(s, ATOLL_EINVAL);
	return false;
}

bool
scan_is(const scanner *s, const char *string)
{
	return s->word.len == strlen(string) &&
	       memcmp(s->word.bytes, string, s->word.len) == 0;
}

bool
scan_field(scanner *s, const char *name)
{
	size_t before = s->at;

	if (scan_char(s, ',') && scan_string(s) && scan_is(s, name) &&
	    scan_char(s, ':')) {
		return true;
	}
	if (s->err == ATOLL_OK) {
		s->at = before;
	}
	return false;
}

bool
scan_need_field(scanner *s, const char *name)
{
	if (scan_field(s, name)) {
		return true;
	}
	scan_fail(s, ATOLL_EINVAL);
	return false;
}
