/* options.c - reads a command's options. SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool
number(const char *text, double *out, const char **unit)
{
	char *end;

	if (*text < '0' || *text > '9') {
		return false;
	}
	*out = strtod(text, &end);
	*unit = end;
	return true;
}

static bool
scaled(const char *text, const char *const *units, const double *scales,
       uint64_t *out)
{
	const char *unit;
	double value;

	if (!number(text, &value, &unit)) {
		return false;
	}
	for (size_t i = 0; units[i] != NULL; i++) {
		if (strcmp(unit, units[i]) == 0) {
			value *= scales[i];
			if (value > 9e18) {
				return false;
			}
			*out = (uint64_t)value;
			return true;
		}
	}
	return false;
}

bool
options_size(const char *text, uint64_t *out)
{
	static const char *const units[] = {"",    "B",   "K",   "M", "G",
					    "KiB", "MiB", "GiB", NULL};
	static const double scales[] = {1,          1,    1024,    1048576,
					1073741824, 1024, 1048576, 1073741824};

	return scaled(text, units, scales, out);
}

bool
options_time(const char *text, uint64_t *out)
{
	static const char *const units[] = {"us", "ms", "s", "m", "h", NULL};
	static const double scales[] = {1, 1e3, 1e6, 6e7, 3.6e9};

	return scaled(text, units, scales, out);
}

static void
help(const command *cmd, const option *list)
{
	printf("Usage: atoll %s %s\n\n%s\n\nOptions:\n", cmd->name,
	       cmd->arguments, cmd->summary);
	for (const option *o = list; o->name != NULL; o++) {
		char left[64];

		snprintf(left, sizeof left, "%c%c%s --%s%s%s",
			 o->letter != 0 ? '-' : ' ',
			 o->letter != 0 ? o->letter : ' ',
			 o->letter != 0 ? "," : " ", o->name,
			 o->argument != NULL ? " " : "",
			 o->argument != NULL ? o->argument : "");
		printf("  %-27s %s\n", left, o->help);
	}
	printf("  %-27s %s\n", "-h, --help", "say this");
	if (cmd->help != NULL) {
		printf("\n%s", cmd->help);
	}
}

static int
set(const command *cmd, const option *o, const char *value)
{
	uint64_t count;
	const char *unit;
	double n;

	switch (o->type) {
	case OPTION_FLAG:
		if (value != NULL) {
			return cli_error(CLI_USAGE, cmd->name,
					 "--%s takes no argument", o->name);
		}
		*(bool *)o->out = true;
		return CLI_OK;
	case OPTION_TEXT:
		*(const char **)o->out = value;
		return CLI_OK;
	case OPTION_COUNT:
		if (number(value, &n, &unit) && *unit == '\0' && n < 9e15 &&
		    n == (double)(uint64_t)n) {
			*(uint64_t *)o->out = (uint64_t)n;
			return CLI_OK;
		}
		return cli_error(CLI_USAGE, cmd->name,
				 "--%s %s: not a whole number", o->name, value);
	case OPTION_SIZE:
		if (options_size(value, &count)) {
			*(uint64_t *)o->out = count;
			return CLI_OK;
		}
		return cli_error(CLI_USAGE, cmd->name,
				 "--%s %s: not a size such as 512K, 64M or 1G",
				 o->name, value);
	case OPTION_TIME:
		if (options_time(value, &count)) {
			*(uint64_t *)o->out = count;
			return CLI_OK;
		}
		return cli_error(CLI_USAGE, cmd->name,
				 "--%s %s: not a time such as 20ms, 2s or 1m",
				 o->name, value);
	}
	return CLI_USAGE;
}

/* Finds the option a word names; *value is what follows its `=`. */
static const option *
find(const option *list, const char *word, const char **value)
{
	const char *equals = strchr(word, '=');
	size_t len = equals != NULL ? (size_t)(equals - word) : strlen(word);

	*value = NULL;
	for (const option *o = list; o->name != NULL; o++) {
		if (word[1] != '-' && o->letter == word[1] && word[2] == '\0') {
			return o;
		}
		if (word[1] == '-' && strlen(o->name) == len - 2 &&
		    strncmp(o->name, word + 2, len - 2) == 0) {
			*value = equals != NULL ? equals + 1 : NULL;
			return o;
		}
	}
	return NULL;
}

int
options_parse(const command *cmd, const option *list, bool greedy, int *argc,
	      char **argv)
{
	int words = 0;
	int status;

	for (int i = 1; i < *argc; i++) {
		char *word = argv[i];
		const option *o;
		const char *value;
		bool ours = word[0] == '-' && word[1] != '\0';

		if (ours && strcmp(word, "--") == 0) {
			while (++i < *argc) {
				argv[words++] = argv[i];
			}
			break;
		}
		if (ours && (!greedy || words == 0) &&
		    (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
			help(cmd, list);
			return -1;
		}
		o = ours ? find(list, word, &value) : NULL;
		/* A script's own -e must not become ours. */
		if (o != NULL && greedy && words > 0 && word[1] != '-') {
			o = NULL;
		}
		if (o == NULL) {
			if (ours && (!greedy || words == 0)) {
				return cli_error(
				    CLI_USAGE, cmd->name,
				    "unknown option %s (atoll %s --help "
				    "lists them)",
				    word, cmd->name);
			}
			argv[words++] = word;
			continue;
		}
		if (o->type != OPTION_FLAG && value == NULL) {
			if (i + 1 == *argc) {
				return cli_error(CLI_USAGE, cmd->name,
						 "%s needs %s", word,
						 o->argument);
			}
			value = argv[++i];
		}
		status = set(cmd, o, value);
		if (status != CLI_OK) {
			return status;
		}
	}
	argv[words] = NULL;
	*argc = words;
	return CLI_OK;
}
