/* ipc/number.c - numbers as text. SPDX-License-Identifier: MIT */
#include "ipc/number.h"

#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DIGITS = 15, /* so many are exact */
	SHORT = 128  /* bytes of a number that need no memory */
};

static size_t
print_integer(char *out, int64_t number)
{
	char digits[24];
	size_t n = 0;
	size_t len = 0;
	uint64_t left = number < 0 ? (uint64_t)-number : (uint64_t)number;

	do {
		digits[n++] = (char)('0' + left % 10);
		left /= 10;
	} while (left != 0);
	if (number < 0) {
		out[len++] = '-';
	}
	while (n > 0) {
		out[len++] = digits[--n];
	}
	out[len] = '\0';
	return len;
}

/* The locale "C"; glibc gives it without taking memory. */
static locale_t
plain_locale(void)
{
	return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

size_t
number_print(char out[NUMBER_TEXT], double number)
{
	locale_t plain;
	locale_t before;
	int len = 0;
	/* The smallest numbers have fewer digits that count. */
	int digits = number > -0x1p-1022 && number < 0x1p-1022 ? 1 : DIGITS;

	if (number > -0x1p53 && number < 0x1p53 &&
	    (double)(int64_t)number == number) {
		return print_integer(out, (int64_t)number);
	}
	plain = plain_locale();
	before = uselocale(plain);
	for (; digits <= 17; digits++) {
		len = snprintf(out, NUMBER_TEXT, "%.*g", digits, number);
		if (strtod(out, NULL) == number) {
			break;
		}
	}
	uselocale(before);
	freelocale(plain);
	return (size_t)len;
}

static size_t
digits_at(const char *text, size_t len, size_t at)
{
	size_t n = 0;

	while (at + n < len && text[at + n] >= '0' && text[at + n] <= '9') {
		n++;
	}
	return n;
}

/* The length of the number that text begins with, by JSON's grammar, and
   whether it is just an integer. */
static size_t
measure(const char *text, size_t len, bool *integer)
{
	size_t at = len > 0 && text[0] == '-' ? 1 : 0;
	size_t n = digits_at(text, len, at);

	*integer = true;
	if (n == 0 || (n > 1 && text[at] == '0')) {
		return 0;
	}
	at += n;
	if (at < len && text[at] == '.') {
		n = digits_at(text, len, at + 1);
		if (n == 0) {
			return 0;
		}
		*integer = false;
		at += 1 + n;
	}
	if (at < len && (text[at] == 'e' || text[at] == 'E')) {
		at++;
		if (at < len && (text[at] == '+' || text[at] == '-')) {
			at++;
		}
		n = digits_at(text, len, at);
		if (n == 0) {
			return 0;
		}
		*integer = false;
		at += n;
	}
	return at;
}

static double
scan_integer(const char *text, size_t len)
{
	bool negative = text[0] == '-';
	int64_t number = 0;

	for (size_t i = negative ? 1 : 0; i < len; i++) {
		number = number * 10 + (text[i] - '0');
	}
	return negative ? -(double)number : (double)number;
}

size_t
number_scan(double *out, const char *text, size_t len)
{
	bool integer;
	size_t size = measure(text, len, &integer);
	char few[SHORT];
	char *copy = few;
	locale_t plain;

	if (size == 0 || (integer && size <= DIGITS)) {
		*out = size != 0 ? scan_integer(text, size) : 0;
		return size;
	}
	if (size >= SHORT) {
		copy = malloc(size + 1);
		if (copy == NULL) {
			return SIZE_MAX;
		}
	}
	memcpy(copy, text, size);
	copy[size] = '\0';
	plain = plain_locale();
	*out = strtod_l(copy, NULL, plain);
	freelocale(plain);
	if (copy != few) {
		free(copy);
	}
	return size;
}
