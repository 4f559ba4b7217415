/* table.c - text in aligned columns. SPDX-License-Identifier: MIT */
#include "cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct table {
	const char *columns;
	size_t width; /* in cells */
	size_t count; /* of cells */
	size_t room;
	char **cells; /* row after row */
};

table *
table_new(const char *columns)
{
	table *t = calloc(1, sizeof *t);

	if (t != NULL) {
		t->columns = columns;
		t->width = strlen(columns);
	}
	return t;
}

void
table_free(table *t)
{
	if (t == NULL) {
		return;
	}
	for (size_t i = 0; i < t->count; i++) {
		free(t->cells[i]);
	}
	free(t->cells);
	free(t);
}

void
table_add(table *t, const char *text)
{
	if (t->count == t->room) {
		size_t room = t->room != 0 ? 2 * t->room : 64;
		char **cells = realloc(t->cells, room * sizeof *cells);

		if (cells == NULL) {
			return;
		}
		t->cells = cells;
		t->room = room;
	}
	t->cells[t->count++] = strdup(text != NULL ? text : "");
}

void
table_addf(table *t, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	table_add(t, text);
}

/* How many columns of the screen UTF-8 text takes, near enough. */
static int
columns_of(const char *text)
{
	int n = 0;

	for (; *text != '\0'; text++) {
		n += ((unsigned char)*text & 0xc0) != 0x80;
	}
	return n;
}

static const char *
cell(const table *t, size_t i)
{
	return t->cells[i] != NULL ? t->cells[i] : "";
}

static void
print_cell(const table *t, size_t i, int width, FILE *to)
{
	bool right = t->columns[i % t->width] == 'r';
	bool last = i % t->width == t->width - 1;
	int pad = width - columns_of(cell(t, i));

	fprintf(to, "%*s%s%*s%s", right ? pad : 0, "", cell(t, i),
		right || last ? 0 : pad, "", last ? "\n" : "  ");
}

void
table_print(const table *t, FILE *to)
{
	for (size_t row = 0; row + t->width <= t->count; row += t->width) {
		for (size_t c = 0; c < t->width; c++) {
			int width = 0;

			for (size_t i = c; i < t->count; i += t->width) {
				int n = columns_of(cell(t, i));

				width = n > width ? n : width;
			}
			print_cell(t, row + c, width, to);
		}
	}
}
