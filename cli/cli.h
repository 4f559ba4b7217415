/* cli.h - what the commands of `atoll` share. SPDX-License-Identifier: MIT */
#ifndef ATOLL_CLI_H
#define ATOLL_CLI_H

#include <stdio.h>

#include <atoll/atoll.h>

/* Exit statuses: 1 is a script or a program that failed, 2 is wrong use. */
enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

typedef enum {
	OPTION_FLAG,  /* bool */
	OPTION_TEXT,  /* const char *, lent by argv */
	OPTION_COUNT, /* uint64_t */
	OPTION_SIZE,  /* uint64_t bytes: 512K, 64M, 1G */
	OPTION_TIME   /* uint64_t microseconds: 500us, 20ms, 2s, 1m */
} option_type;

typedef struct {
	const char *name;     /* without the dashes */
	char letter;          /* 0: none */
	const char *argument; /* its name in the help; NULL for flags */
	const char *help;
	option_type type;
	void *out;
} option;

typedef struct command {
	const char *name;
	const char *arguments; /* for the usage line */
	const char *summary;   /* one line */
	const char *help;      /* more; NULL is nothing */
	int (*run)(const struct command *self, int argc, char **argv);
} command;

extern const command run_command;
extern const command up_command;
extern const command list_command;
extern const command message_command;
extern const command bench_command;

/* ------------------------------------------------------------- options */

/* options_parse reads the options in argv[1..] and moves the other words to
   its front; *argc is how many they are then. The list ends with name NULL.
   With `greedy`, words that are no options of ours end up there too once the
   first word that is no option was met (they are a script's), `--` ends the
   options. Otherwise an unknown option is an error. Returns CLI_OK, CLI_USAGE
   (the message is out), or -1 when --help was asked for and given. */
int options_parse(const command *cmd, const option *list, bool greedy,
		  int *argc, char **argv);

/* Parse "64M" and "20ms"; false when text is none. */
bool options_size(const char *text, uint64_t *out);
bool options_time(const char *text, uint64_t *out);

/* -------------------------------------------------------------- saying */

/* cli_error prints `atoll: what: why` and returns status. */
int cli_error(int status, const char *what, const char *why, ...)
    __attribute__((format(printf, 3, 4)));

/* cli_check_engine and _transport say in *why that this build has no such part
   and which it has; true when name is NULL or known. */
bool cli_check_engine(atoll_kernel *kernel, const char *name, char *why,
		      size_t size);
bool cli_check_transport(atoll_kernel *kernel, const char *name, char *why,
			 size_t size);

/* cli_kernel starts a kernel and checks engine and transport (either may be
   NULL). CLI_OK, or the status to exit with (the message is out). */
int cli_kernel(atoll_kernel **out, const atoll_kernel_opts *opts,
	       const char *engine, const char *transport);

/* cli_read reads a whole file, "-" is standard input; free it with free. It
   has a NUL behind it. CLI_OK or CLI_USAGE (the message is out). */
int cli_read(const char *path, char **out, size_t *len);

/* cli_json reads a JSON file into a message; CLI_OK or CLI_USAGE. */
int cli_json(const char *path, atoll_message **out);

/* cli_copy builds a copy of v, of the kinds that JSON has. */
void cli_copy(atoll_builder *b, atoll_value v);

/* Build one member of the object that is open. */
void cli_member_text(atoll_builder *b, const char *key, const char *text);
void cli_member_number(atoll_builder *b, const char *key, double number);
void cli_member_boolean(atoll_builder *b, const char *key, bool value);

/* cli_print_json finishes the builder and prints its value as one line. */
void cli_print_json(FILE *to, atoll_builder *b);

/* -------------------------------------------------------------- tables */

typedef struct table table;

/* A table of text: columns is a string such as "lrr", left or right. */
table *table_new(const char *columns);
void table_free(table *t);
/* table_add copies text as the next cell. NULL is an empty one. */
void table_add(table *t, const char *text);
void table_addf(table *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void table_print(const table *t, FILE *to);

#endif
