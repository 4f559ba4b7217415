/* run.c - atoll run: runs one program. SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* start_data is what the program learns: its arguments (engines/js/README.md
   lists the keys). */
static atoll_err
start_data(atoll_message **out, int argc, char **argv)
{
	atoll_builder *b;
	atoll_err err = atoll_builder_new(&b, NULL);

	if (err != ATOLL_OK) {
		return err;
	}
	atoll_build_object(b);
	atoll_build_key(b, "argv", 4);
	atoll_build_array(b);
	for (int i = 0; i < argc; i++) {
		atoll_build_text(b, argv[i]);
	}
	atoll_build_end(b);
	atoll_build_end(b);
	err = atoll_builder_finish(b, out);
	atoll_builder_free(b);
	return err;
}

/* Says how the program ended, if it has to be said, and gives its status. */
static int
report(const atoll_exit *why, const char *name)
{
	switch (why->reason) {
	case ATOLL_FINISHED:
	case ATOLL_EXITED:
		return why->code & 0xff;
	case ATOLL_FAILED:
	case ATOLL_STACK_OVERFLOW:
		/* Whole lines are a script's text, as Node prints it. */
		fflush(stdout);
		if (strchr(why->message, '\n') != NULL) {
			fputs(why->message, stderr);
		} else {
			cli_error(CLI_FAILED, name, "%s", why->message);
		}
		break;
	default:
		cli_error(CLI_FAILED, name, "%s", why->message);
	}
	return why->code != 0 ? why->code & 0xff : CLI_FAILED;
}

static int
wait_for(atoll_kernel *kernel, atoll_isolate id, const char *name)
{
	atoll_message *msg;
	atoll_port monitor;
	atoll_exit why;
	atoll_err err;
	int status;

	err = atoll_isolate_monitor(&monitor, kernel, id);
	if (err == ATOLL_OK) {
		err = atoll_isolate_resume(kernel, id);
	}
	while (err == ATOLL_OK) {
		err = atoll_port_receive(kernel, monitor, -1, &msg);
		if (err == ATOLL_OK) {
			atoll_message_free(msg);
		}
	}
	if (err == ATOLL_ECLOSED) {
		err = atoll_port_exit(kernel, monitor, &why);
	}
	status = err == ATOLL_OK
		     ? report(&why, name)
		     : cli_error(CLI_FAILED, name, "%s", atoll_strerror(err));
	atoll_port_close(kernel, monitor);
	return status;
}

static int
check_file(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		return cli_error(CLI_USAGE, path, "%s", strerror(errno));
	}
	return CLI_OK;
}

static int
run(const command *self, int argc, char **argv)
{
	const char *code = NULL;
	uint64_t threads = 0;
	atoll_isolate_opts opts = {.paused = true};
	atoll_kernel_opts kernel_opts = {0};
	const option options[] = {
	    {"engine", 0, "NAME", "the engine to run it (atoll list)",
	     OPTION_TEXT, &opts.engine},
	    {"transport", 0, "NAME", "where to run it", OPTION_TEXT,
	     &opts.transport},
	    {"threads", 0, "N", "scheduler threads (default: one a core)",
	     OPTION_COUNT, &threads},
	    {"memory-limit", 0, "SIZE", "heap limit of the program: 64M",
	     OPTION_SIZE, &opts.limits.heap_bytes},
	    {"cpu-limit", 0, "TIME", "CPU time the program may use: 2s",
	     OPTION_TIME, &opts.limits.cpu_us},
	    {"eval", 'e', "CODE", "run CODE, not a file", OPTION_TEXT, &code},
	    {0},
	};
	atoll_kernel *kernel;
	atoll_isolate id;
	atoll_err err;
	int status;

	status = options_parse(self, options, true, &argc, argv);
	if (status == CLI_OK && code == NULL && argc == 0) {
		status = cli_error(CLI_USAGE, "run",
				   "needs a FILE (atoll run --help says more)");
	}
	if (status == CLI_OK && code == NULL) {
		status = check_file(argv[0]);
	}
	kernel_opts.threads = threads > 0 ? (int)threads : ATOLL_THREADS_CORES;
	if (status == CLI_OK) {
		status = cli_kernel(&kernel, &kernel_opts, opts.engine,
				    opts.transport);
	}
	if (status != CLI_OK) {
		return status;
	}
	opts.file = code != NULL ? "[eval]" : argv[0];
	opts.source = code;
	opts.source_len = code != NULL ? strlen(code) : 0;
	opts.name = "main";
	err = code != NULL ? start_data(&opts.data, argc, argv)
			   : start_data(&opts.data, argc - 1, argv + 1);
	if (err == ATOLL_OK) {
		err = atoll_isolate_spawn(&id, NULL, kernel, &opts);
	}
	if (err == ATOLL_OK) {
		status = wait_for(kernel, id, opts.file);
	} else {
		atoll_message_free(opts.data);
		status =
		    cli_error(CLI_USAGE, opts.file, "cannot run: %s",
			      err == ATOLL_EINVAL ? "the engine runs no scripts"
						  : atoll_strerror(err));
	}
	atoll_kernel_free(kernel);
	return status;
}

const command run_command = {
    "run",
    "[OPTIONS] FILE [ARGUMENTS]",
    "run a program",
    "Options of `atoll run` may also follow FILE; what else follows are the\n"
    "program's arguments, after `--` all of it. The exit status is the\n"
    "program's, 1 if it failed, 2 for wrong use.\n",
    run,
};
