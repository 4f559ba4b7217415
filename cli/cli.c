/* cli.c - what the commands of `atoll` share. SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int
cli_error(int status, const char *what, const char *why, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "atoll: %s: ", what);
	va_start(args, why);
	vfprintf(stderr, why, args);
	va_end(args);
	fputc('\n', stderr);
	return status;
}

typedef atoll_err (*part_list)(atoll_kernel *kernel, size_t i, atoll_part *out);

static bool
check_part(atoll_kernel *kernel, part_list list, const char *kind,
	   const char *name, char *why, size_t size)
{
	atoll_part part;
	size_t at;

	for (size_t i = 0; list(kernel, i, &part) == ATOLL_OK; i++) {
		if (name == NULL || strcmp(part.name, name) == 0) {
			return true;
		}
	}
	at = (size_t)snprintf(why, size,
			      "unknown %s \"%s\" (this build has: ", kind,
			      name != NULL ? name : "");
	for (size_t i = 0; list(kernel, i, &part) == ATOLL_OK; i++) {
		if (at < size) {
			at += (size_t)snprintf(why + at, size - at, "%s%s",
					       i > 0 ? ", " : "", part.name);
		}
	}
	if (at < size) {
		snprintf(why + at, size - at, ")");
	}
	return false;
}

bool
cli_check_engine(atoll_kernel *kernel, const char *name, char *why, size_t size)
{
	return check_part(kernel, atoll_kernel_engine, "engine", name, why,
			  size);
}

bool
cli_check_transport(atoll_kernel *kernel, const char *name, char *why,
		    size_t size)
{
	return check_part(kernel, atoll_kernel_transport, "transport", name,
			  why, size);
}

int
cli_kernel(atoll_kernel **out, const atoll_kernel_opts *opts,
	   const char *engine, const char *transport)
{
	char why[256];
	atoll_err err;

	err = atoll_kernel_new(out, opts);
	if (err != ATOLL_OK) {
		return cli_error(CLI_FAILED, "kernel", "%s",
				 atoll_strerror(err));
	}
	if (!cli_check_engine(*out, engine, why, sizeof why)) {
		atoll_kernel_free(*out);
		return cli_error(CLI_USAGE, "--engine", "%s", why);
	}
	if (!cli_check_transport(*out, transport, why, sizeof why)) {
		atoll_kernel_free(*out);
		return cli_error(CLI_USAGE, "--transport", "%s", why);
	}
	return CLI_OK;
}

static int
read_all(FILE *from, char **out, size_t *len)
{
	char *text = NULL;
	size_t room = 0;
	size_t n;

	*len = 0;
	do {
		if (room - *len < 4097) {
			char *more = realloc(text, room = 2 * room + 65536);

			if (more == NULL) {
				free(text);
				errno = ENOMEM;
				return -1;
			}
			text = more;
		}
		n = fread(text + *len, 1, room - *len - 1, from);
		*len += n;
	} while (n > 0);
	if (ferror(from)) {
		free(text);
		return -1;
	}
	text[*len] = '\0';
	*out = text;
	return 0;
}

int
cli_read(const char *path, char **out, size_t *len)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *from = standard ? stdin : fopen(path, "rb");
	int failed;

	failed = from == NULL ? -1 : read_all(from, out, len);
	if (failed != 0) {
		cli_error(CLI_USAGE, path, "%s", strerror(errno));
	}
	if (from != NULL && !standard) {
		fclose(from);
	}
	return failed == 0 ? CLI_OK : CLI_USAGE;
}

static void
place(const char *text, size_t offset, unsigned *line, unsigned *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < offset; i++) {
		++*column;
		if (text[i] == '\n') {
			++*line;
			*column = 1;
		}
	}
}

int
cli_json(const char *path, atoll_message **out)
{
	atoll_builder *b = NULL;
	char *text;
	size_t len;
	size_t where = 0;
	atoll_err err;
	unsigned line, column;

	if (cli_read(path, &text, &len) != CLI_OK) {
		return CLI_USAGE;
	}
	err = atoll_builder_new(&b, NULL);
	if (err == ATOLL_OK) {
		err = atoll_build_json(b, text, len, &where);
	}
	if (err == ATOLL_OK) {
		err = atoll_builder_finish(b, out);
	}
	atoll_builder_free(b);
	if (err == ATOLL_EINVAL || err == ATOLL_EDEPTH) {
		char at[512];

		place(text, where < len ? where : len, &line, &column);
		snprintf(at, sizeof at, "%s:%u:%u", path, line, column);
		cli_error(CLI_USAGE, at, "%s",
			  err == ATOLL_EDEPTH ? atoll_strerror(err)
			  : where >= len      ? "unexpected end of JSON"
					      : "not JSON");
	} else if (err != ATOLL_OK) {
		cli_error(CLI_USAGE, path, "%s", atoll_strerror(err));
	}
	free(text);
	return err == ATOLL_OK ? CLI_OK : CLI_USAGE;
}

void
cli_copy(atoll_builder *b, atoll_value v)
{
	atoll_iter it;
	atoll_value child;
	const char *key;
	size_t len;
	const char *text;

	switch (atoll_value_kind(v)) {
	case ATOLL_KIND_TRUE:
	case ATOLL_KIND_FALSE:
		atoll_build_boolean(b, atoll_value_boolean(v));
		return;
	case ATOLL_KIND_NUMBER:
		atoll_build_number(b, atoll_value_number(v));
		return;
	case ATOLL_KIND_STRING:
		text = atoll_value_string(v, &len);
		atoll_build_string(b, text, len);
		return;
	case ATOLL_KIND_ARRAY:
		atoll_build_array(b);
		it = atoll_value_iter(v);
		while (atoll_iter_next(&it, NULL, NULL, NULL, &child)) {
			cli_copy(b, child);
		}
		atoll_build_end(b);
		return;
	case ATOLL_KIND_OBJECT:
		atoll_build_object(b);
		it = atoll_value_iter(v);
		while (atoll_iter_next(&it, &key, &len, NULL, &child)) {
			atoll_build_key(b, key, len);
			cli_copy(b, child);
		}
		atoll_build_end(b);
		return;
	case ATOLL_KIND_NULL:
		atoll_build_null(b);
		return;
	default:
		atoll_build_undefined(b);
	}
}

void
cli_member_text(atoll_builder *b, const char *key, const char *text)
{
	atoll_build_key(b, key, strlen(key));
	if (text != NULL) {
		atoll_build_text(b, text);
	} else {
		atoll_build_null(b);
	}
}

void
cli_member_number(atoll_builder *b, const char *key, double number)
{
	atoll_build_key(b, key, strlen(key));
	atoll_build_number(b, number);
}

void
cli_member_boolean(atoll_builder *b, const char *key, bool value)
{
	atoll_build_key(b, key, strlen(key));
	atoll_build_boolean(b, value);
}

void
cli_print_json(FILE *to, atoll_builder *b)
{
	atoll_message *msg;
	char *text;

	if (atoll_builder_finish(b, &msg) != ATOLL_OK) {
		return;
	}
	if (atoll_value_json(&text, atoll_message_value(msg), 0) == ATOLL_OK) {
		fprintf(to, "%s\n", text);
		fflush(to);
		atoll_block_free(text);
	}
	atoll_message_free(msg);
}
