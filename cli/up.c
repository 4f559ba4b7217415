/* up.c - atoll up: runs a topology. SPDX-License-Identifier: MIT */
#include "up.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---------------------------------------------------------- instances */

static void
on_ready(void *context)
{
	instance *i = context;
	up *u = i->up;

	pthread_mutex_lock(&u->lock);
	if (!i->ready) {
		i->ready = true;
		i->ready_next = u->ready;
		u->ready = i;
		pthread_cond_signal(&u->wake);
	}
	pthread_mutex_unlock(&u->lock);
}

static atoll_err
spawn(up *u, instance *i)
{
	const topology_isolate *d = i->decl;
	const char *transport =
	    u->transport != NULL ? u->transport : d->transport;
	char name[96];
	atoll_isolate_opts opts = {
	    .engine = u->engine != NULL ? u->engine : d->engine,
	    .transport = transport,
	    .name = up_label(i, name),
	    .file = d->file,
	    .source = d->source,
	    .source_len = d->source_len,
	    .limits = d->limits,
	    .paused = true,
	};
	atoll_err err;

	if (d->native != NULL) {
		opts.engine = "native";
		opts.native = &d->native->calls;
		opts.state = native_new(name);
		if (opts.state == NULL) {
			return ATOLL_ENOMEM;
		}
	} else if (d->source != NULL) {
		opts.file = d->name;
	}
	err = links_data(u, i, &opts.data);
	if (err == ATOLL_OK) {
		err = atoll_isolate_spawn(&i->id, &i->port, u->kernel, &opts);
	}
	if (err != ATOLL_OK) {
		atoll_message_free(opts.data);
		native_free(opts.state);
		return err;
	}
	i->alive = true;
	u->alive++;
	(void)atoll_isolate_get_stats(u->kernel, i->id, &i->now);
	err = atoll_isolate_monitor(&i->monitor, u->kernel, i->id);
	if (err == ATOLL_OK) {
		err = atoll_port_notify(u->kernel, i->monitor, on_ready, i);
	}
	if (err == ATOLL_OK) {
		err = atoll_port_notify(u->kernel, i->port, on_ready, i);
	}
	return err;
}

static atoll_err
resume(up *u, instance *i)
{
	up_progress(u, i, i->restarts > 0 ? "restarted" : "started");
	if (u->json) {
		up_event(u, i->restarts > 0 ? "restart" : "start", i);
		atoll_build_end(u->builder);
		cli_print_json(stdout, u->builder);
	}
	return atoll_isolate_resume(u->kernel, i->id);
}

static void
terminate_all(up *u)
{
	u->stopping = true;
	for (uint32_t i = 0; i < u->instance_count; i++) {
		if (u->instances[i].alive) {
			atoll_isolate_terminate(u->kernel, u->instances[i].id);
		}
	}
}

/* offer sends the other end of a restarted isolate's channel to its owner: on
   its parentPort, as {type: "port", name, isolate, index, port}. */
static void
offer(up *u, const instance *from, end *e)
{
	instance *to = &u->instances[e->owner];
	atoll_message *msg = NULL;
	uint32_t number;

	if (to->alive) {
		atoll_build_object(u->builder);
		cli_member_text(u->builder, "type", "port");
		cli_member_text(u->builder, "name", e->name);
		cli_member_text(u->builder, "isolate", from->decl->name);
		cli_member_number(u->builder, "index", from->index);
		atoll_build_key(u->builder, "port", 4);
		atoll_port_attach(u->kernel, u->builder, e->port, &number);
		atoll_build_end(u->builder);
		if (atoll_builder_finish(u->builder, &msg) == ATOLL_OK &&
		    atoll_port_post(u->kernel, to->port, msg) == ATOLL_OK) {
			return;
		}
		atoll_message_free(msg);
	}
	atoll_port_close(u->kernel, e->port); /* nobody is there */
}

/* restart starts an instance again, with new ports. */
static atoll_err
restart(up *u, instance *i)
{
	atoll_err err = ATOLL_OK;

	i->restarts++;
	for (uint32_t k = 0; err == ATOLL_OK && k < i->end_count; k++) {
		end *e = &u->ends[u->owned[i->ends + k]];

		err = atoll_port_pair(&e->port, &u->ends[e->peer].port,
				      u->kernel, &e->channel->opts);
	}
	if (err == ATOLL_OK) {
		err = spawn(u, i);
	}
	for (uint32_t k = 0; err == ATOLL_OK && k < i->end_count; k++) {
		end *e = &u->ends[u->owned[i->ends + k]];

		offer(u, i, &u->ends[e->peer]);
	}
	return err == ATOLL_OK ? resume(u, i) : err;
}

/* ----------------------------------------------------------- what comes */

static void
seen(instance *i, const atoll_isolate_stats *stats)
{
	i->now = *stats;
	if (stats->heap_bytes > i->heap_peak) {
		i->heap_peak = stats->heap_bytes;
	}
}

static void
sample(up *u, instance *i)
{
	atoll_isolate_stats stats;

	if (atoll_isolate_get_stats(u->kernel, i->id, &stats) == ATOLL_OK) {
		seen(i, &stats);
	}
}

static bool
main_ended(const up *u, const instance *i)
{
	const topology_isolate *main =
	    u->topology.main == UINT32_MAX
		? NULL
		: &u->topology.isolates[u->topology.main];

	if (i->decl != main) {
		return false;
	}
	for (uint32_t k = 0; k < main->count; k++) {
		if (u->instances[u->first[u->topology.main] + k].alive) {
			return false;
		}
	}
	return true;
}

/* Writes down how a run ended, and what it did. */
static void
account(instance *i, const atoll_exit *why)
{
	i->reason = why->reason;
	i->code = why->code;
	free(i->why);
	i->why = strdup(why->message);
	if (why->stats != NULL) {
		seen(i, why->stats);
	}
	i->past.received += i->now.received;
	i->past.posted += i->now.posted;
	i->past.cpu_us += i->now.cpu_us;
	memcpy(i->past.name, i->now.name, sizeof i->past.name);
	if (i->now.engine != NULL) {
		i->past.engine = i->now.engine;
		i->past.transport = i->now.transport;
	}
	i->now = (atoll_isolate_stats){0};
}

static void
on_end(up *u, instance *i)
{
	atoll_exit why;
	restart_rule rule = i->decl->restart;

	i->alive = false;
	u->alive--;
	if (atoll_port_exit(u->kernel, i->monitor, &why) == ATOLL_OK) {
		account(i, &why);
	}
	atoll_port_close(u->kernel, i->port);
	atoll_port_close(u->kernel, i->monitor);
	up_end(u, i);
	if (!u->stopping && i->restarts < i->decl->max_restarts &&
	    (rule == RESTART_ALWAYS ||
	     (rule == RESTART_ON_FAILURE && up_failed(i)))) {
		atoll_err err = restart(u, i);

		if (err == ATOLL_OK) {
			return;
		}
		up_progress(u, i, "cannot be restarted: %s",
			    atoll_strerror(err));
	}
	if (main_ended(u, i)) {
		terminate_all(u);
	}
}

/* drain takes what an isolate posted, and its end, which comes last. */
static void
drain(up *u, instance *i)
{
	atoll_message *msg;
	bool ended =
	    atoll_port_receive(u->kernel, i->monitor, 0, &msg) == ATOLL_ECLOSED;

	while (atoll_port_receive(u->kernel, i->port, 0, &msg) == ATOLL_OK) {
		up_message(u, i, msg);
	}
	if (ended) {
		on_end(u, i);
	}
}

/* wait_ready waits up to 100 ms for something to happen, and gives who it
   happened to; NULL if nothing did. */
static instance *
wait_ready(up *u)
{
	instance *i;
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 100000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&u->lock);
	while (u->ready == NULL &&
	       pthread_cond_timedwait(&u->wake, &u->lock, &until) == 0) {
	}
	i = u->ready;
	if (i != NULL) {
		u->ready = i->ready_next;
		i->ready = false;
	}
	pthread_mutex_unlock(&u->lock);
	return i;
}

static void
serve(up *u)
{
	while (u->alive > 0) {
		instance *i = wait_ready(u);

		if (i != NULL && i->alive) {
			drain(u, i);
		}
		for (uint32_t k = 0; i == NULL && k < u->instance_count; k++) {
			if (u->instances[k].alive) {
				sample(u, &u->instances[k]);
			}
		}
	}
}

/* --------------------------------------------------------------- start */

/* start opens all channels, spawns all isolates, and only then lets them
   run. */
static int
start(up *u)
{
	atoll_err err = ATOLL_OK;
	char name[96];

	if (!links_prepare(u)) {
		return cli_error(CLI_FAILED, "up", "out of memory");
	}
	for (uint32_t e = 0; err == ATOLL_OK && e < u->end_count; e += 2) {
		err = atoll_port_pair(&u->ends[e].port, &u->ends[e + 1].port,
				      u->kernel, &u->ends[e].channel->opts);
	}
	if (err != ATOLL_OK) {
		return cli_error(CLI_FAILED, "channels", "%s",
				 atoll_strerror(err));
	}
	for (uint32_t i = 0; i < u->instance_count; i++) {
		err = spawn(u, &u->instances[i]);
		if (err != ATOLL_OK) {
			return cli_error(
			    CLI_FAILED, up_label(&u->instances[i], name),
			    "cannot start: %s", atoll_strerror(err));
		}
	}
	for (uint32_t i = 0; i < u->instance_count; i++) {
		resume(u, &u->instances[i]);
	}
	return CLI_OK;
}

/* What isolates print, when standard output is for JSON. */
static void
write_aside(void *context, int fd, const char *bytes, size_t len)
{
	(void)context;
	(void)fd;
	fwrite(bytes, 1, len, stderr);
}

static int
up_run(const command *self, int argc, char **argv)
{
	up u = {.lock = PTHREAD_MUTEX_INITIALIZER,
		.wake = PTHREAD_COND_INITIALIZER};
	uint64_t threads = 0;
	const option options[] = {
	    {"engine", 0, "NAME", "run all scripts on this engine", OPTION_TEXT,
	     &u.engine},
	    {"transport", 0, "NAME", "put all isolates there", OPTION_TEXT,
	     &u.transport},
	    {"threads", 0, "N", "scheduler threads (default: one a core)",
	     OPTION_COUNT, &threads},
	    {"json", 0, NULL, "say what happens as one JSON object a line",
	     OPTION_FLAG, &u.json},
	    {"verbose", 'v', NULL, "show progress also when not on a terminal",
	     OPTION_FLAG, &u.verbose},
	    {"quiet", 'q', NULL, "no progress, no summary", OPTION_FLAG,
	     &u.quiet},
	    {0},
	};
	atoll_kernel_opts opts = {0};
	int status;

	status = options_parse(self, options, false, &argc, argv);
	if (status != CLI_OK) {
		return status;
	}
	if (argc != 1) {
		return cli_error(
		    CLI_USAGE, "up",
		    "needs one TOPOLOGY (atoll up --help says more)");
	}
	u.verbose = (u.verbose || isatty(STDERR_FILENO)) && !u.quiet;
	opts.threads = threads > 0 ? (int)threads : ATOLL_THREADS_CORES;
	opts.write = u.json ? write_aside : NULL;
	status = cli_kernel(&u.kernel, &opts, u.engine, u.transport);
	if (status != CLI_OK) {
		return status;
	}
	u.started = atoll_kernel_now(u.kernel);
	status = topology_load(&u.topology, argv[0], u.kernel);
	if (status == CLI_OK &&
	    atoll_builder_new(&u.builder, NULL) != ATOLL_OK) {
		status = cli_error(CLI_FAILED, "up", "out of memory");
	}
	if (status == CLI_OK) {
		status = start(&u);
	}
	if (status == CLI_OK) {
		serve(&u);
		up_summary(&u);
		status = up_status(&u);
	}
	atoll_kernel_free(u.kernel);
	atoll_builder_free(u.builder);
	topology_free(&u.topology);
	for (uint32_t i = 0; i < u.instance_count; i++) {
		free(u.instances[i].why);
	}
	free(u.first);
	free(u.instances);
	free(u.ends);
	free(u.owned);
	return status;
}

const command up_command = {
    "up",
    "TOPOLOGY.json [OPTIONS]",
    "start the isolates and channels that a file declares",
    "docs/topology.md describes the file.\n",
    up_run,
};
