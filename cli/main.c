/* main.c - the atoll command. SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static const command *const commands[] = {
    &run_command, &up_command, &list_command, &message_command, &bench_command,
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void
help(FILE *to)
{
	fprintf(to,
		"Usage: atoll COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n");
	for (int i = 0; i < COMMANDS; i++) {
		fprintf(to, "  %-9s %s\n", commands[i]->name,
			commands[i]->summary);
	}
	fprintf(to, "\n`atoll COMMAND --help` says more, `atoll --version` "
		    "which version this is.\n");
}

int
main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	/* A reader that goes away is an error of a write, not our death. */
	signal(SIGPIPE, SIG_IGN);

	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
		printf("atoll %s\n", atoll_version());
		return CLI_OK;
	}
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
	    strcmp(word, "help") == 0) {
		help(stdout);
		return CLI_OK;
	}
	for (int i = 0; i < COMMANDS; i++) {
		if (strcmp(word, commands[i]->name) == 0) {
			int status =
			    commands[i]->run(commands[i], argc - 1, argv + 1);

			if (fflush(stdout) != 0 && status == CLI_OK) {
				return cli_error(CLI_FAILED, "standard output",
						 "%s", strerror(errno));
			}
			return status < 0 ? CLI_OK : status;
		}
	}
	if (*word == '\0') {
		help(stderr);
		return CLI_USAGE;
	}
	return cli_error(CLI_USAGE, word,
			 "unknown %s (commands: run, up, list, message, bench)",
			 *word == '-' ? "option" : "command");
}
