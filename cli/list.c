/* list.c - atoll list. SPDX-License-Identifier: MIT */
#include "cli.h"

typedef atoll_err (*part_list)(atoll_kernel *kernel, size_t i, atoll_part *out);

static void
add(atoll_kernel *kernel, const char *kind, part_list list, table *t,
    atoll_builder *json)
{
	atoll_part part;

	for (size_t i = 0; list(kernel, i, &part) == ATOLL_OK; i++) {
		if (json != NULL) {
			atoll_build_object(json);
			cli_member_text(json, "kind", kind);
			cli_member_text(json, "name", part.name);
			cli_member_text(json, "version", part.version);
			cli_member_boolean(json, "default", i == 0);
			atoll_build_end(json);
			cli_print_json(stdout, json);
		} else {
			table_add(t, kind);
			table_add(t, part.name);
			table_add(t, part.version);
			table_add(t, i == 0 ? "default" : "");
		}
	}
}

static int
list(const command *self, int argc, char **argv)
{
	bool json = false;
	const option options[] = {
	    {"json", 0, NULL, "one JSON object a line", OPTION_FLAG, &json},
	    {0},
	};
	const atoll_kernel_opts opts = {.threads = 0};
	atoll_builder *b = NULL;
	atoll_kernel *kernel;
	table *t;
	int status;

	status = options_parse(self, options, false, &argc, argv);
	if (status != CLI_OK) {
		return status;
	}
	if (argc > 0) {
		return cli_error(CLI_USAGE, "list", "unexpected %s", argv[0]);
	}
	status = cli_kernel(&kernel, &opts, NULL, NULL);
	if (status != CLI_OK) {
		return status;
	}
	t = table_new("llll");
	if (t == NULL || (json && atoll_builder_new(&b, NULL) != ATOLL_OK)) {
		status = cli_error(CLI_FAILED, "list", "out of memory");
	} else {
		add(kernel, "engine", atoll_kernel_engine, t, b);
		add(kernel, "transport", atoll_kernel_transport, t, b);
		table_print(t, stdout);
	}
	atoll_builder_free(b);
	table_free(t);
	atoll_kernel_free(kernel);
	return status;
}

const command list_command = {
    "list", "[--json]", "list the engines and transports of this build",
    NULL,   list,
};
