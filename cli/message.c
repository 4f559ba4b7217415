/* message.c - atoll message. SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
encode(const char *path, const char *output)
{
	atoll_message *msg;
	const void *bytes;
	size_t size;
	FILE *to = stdout;
	int status;

	if (output == NULL && isatty(STDOUT_FILENO)) {
		return cli_error(
		    CLI_USAGE, "message",
		    "a message is binary: name a file with --output");
	}
	status = cli_json(path, &msg);
	if (status != CLI_OK) {
		return status;
	}
	if (output != NULL) {
		to = fopen(output, "wb");
	}
	bytes = atoll_message_bytes(msg, &size);
	if (to == NULL || fwrite(bytes, 1, size, to) != size ||
	    fflush(to) != 0) {
		status = cli_error(CLI_FAILED, output != NULL ? output : "-",
				   "%s", strerror(errno));
	}
	if (to != NULL && to != stdout) {
		fclose(to);
	}
	atoll_message_free(msg);
	return status;
}

static int
decode(const char *path, int indent)
{
	atoll_message *msg = NULL;
	char *bytes;
	char *text;
	size_t size;
	atoll_err err;

	if (cli_read(path, &bytes, &size) != CLI_OK) {
		return CLI_USAGE;
	}
	err = atoll_message_parse(&msg, bytes, size, NULL);
	free(bytes);
	if (err == ATOLL_OK) {
		err = atoll_value_json(&text, atoll_message_value(msg), indent);
		if (err == ATOLL_OK) {
			printf("%s\n", text);
			atoll_block_free(text);
		}
		atoll_message_free(msg);
	}
	return err == ATOLL_OK
		   ? CLI_OK
		   : cli_error(CLI_FAILED, path, "%s", atoll_strerror(err));
}

static int
message(const command *self, int argc, char **argv)
{
	bool encoding = false;
	const char *output = NULL;
	uint64_t indent = 2;
	const option options[] = {
	    {"encode", 0, NULL, "make a message of the JSON in FILE",
	     OPTION_FLAG, &encoding},
	    {"indent", 0, "N", "spaces a level; 0 is one line (default 2)",
	     OPTION_COUNT, &indent},
	    {"output", 'o', "FILE", "where --encode writes", OPTION_TEXT,
	     &output},
	    {0},
	};
	int status;

	status = options_parse(self, options, false, &argc, argv);
	if (status != CLI_OK) {
		return status;
	}
	if (argc != 1) {
		return cli_error(
		    CLI_USAGE, "message",
		    "needs one FILE (atoll message --help says more)");
	}
	if (indent > 16) {
		return cli_error(CLI_USAGE, "message",
				 "--indent is 16 at most");
	}
	return encoding ? encode(argv[0], output)
			: decode(argv[0], (int)indent);
}

const command message_command = {
    "message",
    "FILE [--indent N | --encode [--output FILE]]",
    "verify a message and print it as JSON, or make one from JSON",
    "FILE `-` is standard input. A message is a FlatBuffer as in\n"
    "ipc/message.fbs; docs/message-format.md says how values look as JSON.\n",
    message,
};
