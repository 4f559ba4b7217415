/* bench.c - atoll bench: measures. SPDX-License-Identifier: MIT
 *
 * Each workload runs in a process of its own, so that none finds the memory
 * and the threads of another. */
#include "bench.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

typedef struct {
	const char *name;
	uint64_t count;      /* of scripts; default */
	uint64_t more_count; /* measure also with that many; 0: do not */
} workload;

static const workload workloads[] = {
    {"rtt", 50000, 0},     {"flood", 300000, 0}, {"string1k", 100000, 0},
    {"copy64k", 10000, 0}, {"copy1m", 1000, 0},  {"transfer16m", 2000, 0},
    {"clone", 2000, 0},    {"spawn", 50, 0},     {"density", 500, 10000},
    {"ring", 500, 0},      {"pool", 200000, 0},  {"fib", 32, 0},
    {"terminate", 10, 0},
};
enum { WORKLOADS = sizeof workloads / sizeof workloads[0] };

/* One measurement. */
typedef struct {
	const char *workload;
	const char *engine;
	const char *transport;
	uint64_t count;
	uint64_t threads;
	bool json;
	char line[4096]; /* what the script printed of a line so far */
	size_t length;
	bool said;
} task;

/* ------------------------------------------------------------ reporting */

static void
say_json(const task *t, atoll_value v)
{
	atoll_builder *b;
	atoll_iter it = atoll_value_iter(v);
	atoll_value value;
	const char *key;
	size_t len;

	if (atoll_builder_new(&b, NULL) != ATOLL_OK) {
		return;
	}
	atoll_build_object(b);
	cli_member_text(b, "workload", t->workload);
	cli_member_text(b, "engine", t->engine);
	cli_member_text(b, "transport", t->transport);
	while (atoll_iter_next(&it, &key, &len, NULL, &value)) {
		if (strcmp(key, "workload") != 0) {
			atoll_build_key(b, key, len);
			cli_copy(b, value);
		}
	}
	atoll_build_end(b);
	cli_print_json(stdout, b);
	atoll_builder_free(b);
}

static void
say(task *t, atoll_value v)
{
	atoll_iter it = atoll_value_iter(v);
	atoll_value value;
	const char *key;
	const char *comma = "";

	t->said = true;
	if (t->json) {
		say_json(t, v);
		return;
	}
	printf("%-12s %-8s %-8s %12.6g %-8s", t->workload, t->engine,
	       t->transport, atoll_value_number(atoll_value_get(v, "value")),
	       atoll_value_string(atoll_value_get(v, "unit"), NULL));
	while (atoll_iter_next(&it, &key, NULL, NULL, &value)) {
		if (strcmp(key, "workload") != 0 && strcmp(key, "value") != 0 &&
		    strcmp(key, "unit") != 0) {
			printf("%s %s %.6g", comma, key,
			       atoll_value_number(value));
			comma = ",";
		}
	}
	putchar('\n');
	fflush(stdout);
}

static void
say_result(task *t, const bench_result *r)
{
	atoll_builder *b;
	atoll_message *msg;

	if (r->unit == NULL || atoll_builder_new(&b, NULL) != ATOLL_OK) {
		return;
	}
	atoll_build_object(b);
	cli_member_number(b, "value", r->value);
	cli_member_text(b, "unit", r->unit);
	cli_member_number(b, "n", (double)t->count);
	if (r->p99 > 0) {
		cli_member_number(b, "p50", r->p50);
		cli_member_number(b, "p99", r->p99);
	}
	if (r->ms > 0) {
		cli_member_number(b, "ms", r->ms);
	}
	atoll_build_end(b);
	if (atoll_builder_finish(b, &msg) == ATOLL_OK) {
		say(t, atoll_message_value(msg));
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
}

/* say_line says a line that a script printed: JSON, or else a complaint. */
static void
say_line(task *t, atoll_builder *b)
{
	atoll_message *msg;

	if (t->line[0] == '{' &&
	    atoll_build_json(b, t->line, t->length, NULL) == ATOLL_OK &&
	    atoll_builder_finish(b, &msg) == ATOLL_OK) {
		say(t, atoll_message_value(msg));
		atoll_message_free(msg);
		return;
	}
	atoll_builder_reset(b);
	fprintf(stderr, "%.*s\n", (int)t->length, t->line);
}

static void
on_write(void *context, int fd, const char *bytes, size_t len)
{
	task *t = context;
	atoll_builder *b;

	if (fd != 1 || atoll_builder_new(&b, NULL) != ATOLL_OK) {
		fwrite(bytes, 1, len, stderr);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n') {
			say_line(t, b);
			t->length = 0;
		} else if (t->length < sizeof t->line) {
			t->line[t->length++] = bytes[i];
		}
	}
	atoll_builder_free(b);
}

/* -------------------------------------------------------------- running */

static int
wait_for(atoll_kernel *kernel, atoll_isolate id)
{
	atoll_port monitor;
	atoll_message *msg;
	atoll_exit why;
	int status = CLI_FAILED;

	if (atoll_isolate_monitor(&monitor, kernel, id) != ATOLL_OK) {
		return CLI_FAILED;
	}
	atoll_isolate_resume(kernel, id);
	while (atoll_port_receive(kernel, monitor, -1, &msg) == ATOLL_OK) {
		atoll_message_free(msg);
	}
	if (atoll_port_exit(kernel, monitor, &why) == ATOLL_OK) {
		status = why.code;
		if (why.reason != ATOLL_FINISHED &&
		    why.reason != ATOLL_EXITED) {
			status =
			    cli_error(CLI_FAILED, "bench", "%s", why.message);
		}
	}
	return status;
}

/* The one argument of main.js. */
static char *
script_options(const task *t)
{
	atoll_builder *b;
	atoll_message *msg;
	char *text = NULL;

	if (atoll_builder_new(&b, NULL) != ATOLL_OK) {
		return NULL;
	}
	atoll_build_object(b);
	cli_member_text(b, "workload", t->workload);
	cli_member_number(b, "count", (double)t->count);
	cli_member_text(b, "engine", t->engine);
	cli_member_text(b, "transport", t->transport);
	atoll_build_key(b, "sources", 7);
	atoll_build_object(b);
	for (const bench_script *s = bench_scripts; s->name != NULL; s++) {
		cli_member_text(b, s->name, s->text);
	}
	atoll_build_end(b);
	atoll_build_end(b);
	if (atoll_builder_finish(b, &msg) == ATOLL_OK) {
		if (atoll_value_json(&text, atoll_message_value(msg), 0) !=
		    ATOLL_OK) {
			text = NULL;
		}
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
	return text;
}

static atoll_err
script_data(const task *t, atoll_message **out)
{
	char *text = script_options(t);
	atoll_builder *b;
	atoll_err err = atoll_builder_new(&b, NULL);

	if (err != ATOLL_OK || text == NULL) {
		atoll_block_free(text);
		return ATOLL_ENOMEM;
	}
	atoll_build_object(b);
	atoll_build_key(b, "argv", 4);
	atoll_build_array(b);
	atoll_build_text(b, text);
	atoll_build_end(b);
	atoll_build_end(b);
	err = atoll_builder_finish(b, out);
	atoll_builder_free(b);
	atoll_block_free(text);
	return err;
}

static const char *
script_text(const char *name)
{
	for (const bench_script *s = bench_scripts; s->name != NULL; s++) {
		if (strcmp(s->name, name) == 0) {
			return s->text;
		}
	}
	return "";
}

static int
run_script(task *t, atoll_kernel *kernel)
{
	const char *text = script_text("main");
	atoll_isolate_opts opts = {.engine = t->engine,
				   .file = "bench.js",
				   .source = text,
				   .source_len = strlen(text),
				   .paused = true};
	atoll_isolate id;
	atoll_err err;
	int status;

	err = script_data(t, &opts.data);
	if (err == ATOLL_OK) {
		err = atoll_isolate_spawn(&id, NULL, kernel, &opts);
	}
	if (err != ATOLL_OK) {
		return cli_error(CLI_FAILED, t->workload, "%s",
				 atoll_strerror(err));
	}
	status = wait_for(kernel, id);
	if (status == CLI_OK && !t->said) {
		status = cli_error(CLI_FAILED, t->workload, "%s gave no result",
				   t->engine);
	}
	return status;
}

static const bench_native *
find_native(const char *name)
{
	for (const bench_native *n = bench_natives; n->name != NULL; n++) {
		if (strcmp(n->name, name) == 0) {
			return n;
		}
	}
	for (const bench_native *n = bench_native_crowds; n->name != NULL;
	     n++) {
		if (strcmp(n->name, name) == 0) {
			return n;
		}
	}
	return NULL;
}

static int
run_native(task *t, atoll_kernel *kernel)
{
	const bench_native *native = find_native(t->workload);
	bench_result result = {0};
	bench_driver *d = calloc(1, sizeof *d);
	atoll_isolate_opts opts = {.engine = "native",
				   .native = &native->calls,
				   .state = d,
				   .paused = true};
	atoll_isolate id;
	atoll_err err = ATOLL_ENOMEM;
	int status;

	if (d != NULL) {
		d->count = t->count;
		d->transport = t->transport;
		d->result = &result;
		err = atoll_isolate_spawn(&id, NULL, kernel, &opts);
	}
	if (err != ATOLL_OK) {
		return cli_error(CLI_FAILED, t->workload, "%s",
				 atoll_strerror(err));
	}
	status = wait_for(kernel, id);
	say_result(t, &result);
	return status;
}

static int
run_here(task *t)
{
	atoll_kernel_opts opts = {
	    .threads = t->threads > 0 ? (int)t->threads : ATOLL_THREADS_CORES,
	    .write = on_write,
	    .context = t};
	atoll_kernel *kernel;
	int status = cli_kernel(&kernel, &opts, NULL, NULL);

	if (status != CLI_OK) {
		return status;
	}
	status = strcmp(t->engine, "native") == 0 ? run_native(t, kernel)
						  : run_script(t, kernel);
	fflush(stdout);
	/* What is left of a benchmark is not worth the time to free it. */
	_exit(status);
}

static int
run_task(task *t)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		_exit(run_here(t));
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
	}
	if (child < 0) {
		return cli_error(CLI_FAILED, t->workload, "%s",
				 strerror(errno));
	}
	if (WIFSIGNALED(status)) {
		return cli_error(CLI_FAILED, t->workload, "%s: %s", t->engine,
				 strsignal(WTERMSIG(status)));
	}
	return WEXITSTATUS(status);
}

/* run_workload runs one workload on one engine, with count (0: the
   default). */
static int
run_workload(task *t, const workload *w, uint64_t count, bool only)
{
	uint64_t counts[2] = {w->count, w->more_count};
	int status = CLI_OK;

	t->workload = w->name;
	if (strcmp(t->engine, "native") == 0) {
		const bench_native *n = find_native(w->name);

		if (n == NULL) {
			return only ? cli_error(CLI_USAGE, w->name,
						"native code cannot do that")
				    : CLI_OK;
		}
		counts[0] = n->count;
		counts[1] = n->more_count;
	}
	if (count != 0) {
		counts[0] = count;
		counts[1] = 0;
	}
	for (int i = 0; i < 2 && counts[i] != 0; i++) {
		int failed;

		t->count = counts[i];
		failed = run_task(t);
		status = failed != CLI_OK ? failed : status;
	}
	return status;
}

static int
run_engine(task *t, const char *name, uint64_t count)
{
	bool all = strcmp(name, "all") == 0;
	int status = CLI_OK;

	for (int i = 0; i < WORKLOADS; i++) {
		if (all || strcmp(workloads[i].name, name) == 0) {
			int failed =
			    run_workload(t, &workloads[i], count, !all);

			status = failed != CLI_OK ? failed : status;
		}
	}
	return status;
}

static int
check_workload(const char *name)
{
	if (strcmp(name, "all") == 0) {
		return CLI_OK;
	}
	for (int i = 0; i < WORKLOADS; i++) {
		if (strcmp(workloads[i].name, name) == 0) {
			return CLI_OK;
		}
	}
	return cli_error(CLI_USAGE, name,
			 "unknown workload (atoll bench --help lists them)");
}

/* engines_of lists the engines to measure: one, or all of this build. The
   kernel that is asked has no threads, so that we may fork. */
static int
engines_of(const task *t, const char **out, size_t max)
{
	const atoll_kernel_opts opts = {.threads = 0};
	bool all = t->engine != NULL && strcmp(t->engine, "all") == 0;
	atoll_kernel *kernel;
	atoll_part part;
	size_t n = 0;
	int status;

	status =
	    cli_kernel(&kernel, &opts, all ? NULL : t->engine, t->transport);
	if (status != CLI_OK) {
		return status;
	}
	if (t->engine != NULL && !all) {
		out[n++] = t->engine;
	}
	for (size_t i = 0; n + 1 < max && (all || n == 0) &&
			   atoll_kernel_engine(kernel, i, &part) == ATOLL_OK;
	     i++) {
		out[n++] = part.name;
	}
	out[n] = NULL;
	atoll_kernel_free(kernel);
	return CLI_OK;
}

static int
bench(const command *self, int argc, char **argv)
{
	task t = {.transport = "thread"};
	uint64_t count = 0;
	const option options[] = {
	    {"engine", 0, "NAME", "an engine, or all (default: the build's)",
	     OPTION_TEXT, &t.engine},
	    {"transport", 0, "NAME", "where the workers run", OPTION_TEXT,
	     &t.transport},
	    {"count", 'n', "N", "how many messages, isolates, ...",
	     OPTION_COUNT, &count},
	    {"threads", 0, "N", "scheduler threads (default: one a core)",
	     OPTION_COUNT, &t.threads},
	    {"json", 0, NULL, "one JSON object a line", OPTION_FLAG, &t.json},
	    {0},
	};
	const char *engines[32];
	int status;

	status = options_parse(self, options, false, &argc, argv);
	if (status != CLI_OK) {
		return status;
	}
	if (argc != 1) {
		return cli_error(
		    CLI_USAGE, "bench",
		    "needs a WORKLOAD (atoll bench --help lists them)");
	}
	status = check_workload(argv[0]);
	if (status == CLI_OK) {
		status = engines_of(&t, engines, 32);
	}
	if (status != CLI_OK) {
		return status;
	}
	for (int i = 0; engines[i] != NULL; i++) {
		int failed;

		t.engine = engines[i];
		failed = run_engine(&t, argv[0], count);
		status = failed != CLI_OK ? failed : status;
	}
	return status;
}

const command bench_command = {
    "bench",
    "WORKLOAD|all [OPTIONS]",
    "measure",
    "Workloads:\n"
    "  rtt           two isolates bounce a small object: round trip\n"
    "  flood         small objects one way, as fast as they go\n"
    "  string1k      strings of 1 KiB\n"
    "  copy64k       arrays of 64 KiB, copied\n"
    "  copy1m        arrays of 1 MiB, copied\n"
    "  transfer16m   a buffer of 16 MiB, moved\n"
    "  clone         an object of about 1,000 nodes\n"
    "  spawn         until the first message of a new isolate\n"
    "  density       memory of an isolate, N alive at once\n"
    "  ring          N isolates in a ring hand on a token\n"
    "  pool          small tasks for two workers\n"
    "  fib           fib(N) in an isolate\n"
    "  terminate     until an endless loop has ended (scripts only)\n",
    bench,
};
