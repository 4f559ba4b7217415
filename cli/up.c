/* up.c - atoll up: runs a topology. SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "topology.h"

typedef struct up up;

/* One end of a channel between two instances. */
typedef struct {
	const topology_channel *channel;
	const char *name; /* of this end's port */
	uint32_t owner;   /* instance */
	uint32_t peer;    /* end */
	atoll_port port;  /* until it has been sent to the owner */
} end;

typedef struct instance {
	up *up;
	const topology_isolate *decl;
	uint32_t index; /* among those of decl */
	uint32_t ends;  /* place of the first in up.owned */
	uint32_t end_count;
	atoll_isolate id;
	atoll_port port;    /* the outside's end of its parent port */
	atoll_port monitor; /* closes when it has ended */
	bool alive;
	uint32_t restarts;
	atoll_reason reason;
	int code;
	char *why; /* NULL until it ended */
	/* Of runs that ended, and as last seen of this one. */
	atoll_isolate_stats past;
	atoll_isolate_stats now;
	uint64_t heap_peak;
	struct instance *ready_next; /* up.lock */
	bool ready;                  /* up.lock */
} instance;

/* A port name of a declared isolate. */
typedef struct {
	const char *name;
	bool many; /* an array, even if of one */
} port_name;

struct up {
	atoll_kernel *kernel;
	const char *engine; /* these override what the file says */
	const char *transport;
	topology topology;
	instance *instances;
	uint32_t *first; /* instance of each declared isolate */
	uint32_t instance_count;
	uint32_t alive;
	bool stopping;
	end *ends;
	uint32_t end_count;
	uint32_t *owned; /* ends, ordered by owner */
	atoll_builder *builder;
	bool json;
	bool verbose;
	bool quiet;
	uint64_t started;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	instance *ready; /* lock */
};

/* -------------------------------------------------------------- saying */

static const char *
label(const instance *i, char text[96])
{
	if (i->decl->counted) {
		snprintf(text, 96, "%s[%" PRIu32 "]", i->decl->name, i->index);
	} else {
		snprintf(text, 96, "%s", i->decl->name);
	}
	return text;
}

__attribute__((format(printf, 3, 4))) static void
progress(const up *u, const instance *i, const char *format, ...)
{
	double seconds =
	    (double)(atoll_kernel_now(u->kernel) - u->started) / 1e6;
	char name[96];
	va_list args;

	if (!u->verbose) {
		return;
	}
	fprintf(stderr, "%9.3f  %s: ", seconds, label(i, name));
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static void
json_event(up *u, const char *event, const instance *i)
{
	atoll_build_object(u->builder);
	cli_member_text(u->builder, "event", event);
	cli_member_text(u->builder, "isolate", i->decl->name);
	cli_member_number(u->builder, "index", i->index);
}

/* --------------------------------------------------------------- links */

static void
link_pair(up *u, const topology_channel *c, uint32_t from, uint32_t to)
{
	uint32_t at = u->end_count;

	u->ends[at] = (end){c, c->name, from, at + 1, {0}};
	u->ends[at + 1] = (end){c, c->as, to, at, {0}};
	u->end_count += 2;
	u->instances[from].end_count++;
	u->instances[to].end_count++;
}

static uint64_t
pairs_of(const up *u, const topology_channel *c)
{
	uint64_t from = u->topology.isolates[c->from].count;

	return c->shape == CHANNEL_ALL
		   ? from * u->topology.isolates[c->to].count
		   : from;
}

static void
link_channel(up *u, const topology_channel *c)
{
	uint32_t n = u->topology.isolates[c->from].count;
	uint32_t m = u->topology.isolates[c->to].count;
	uint32_t from = u->first[c->from];
	uint32_t to = u->first[c->to];

	for (uint32_t i = 0; i < n; i++) {
		if (c->shape == CHANNEL_EACH) {
			link_pair(u, c, from + i, to + i);
		} else if (c->shape == CHANNEL_RING) {
			link_pair(u, c, from + i, from + (i + 1) % n);
		} else {
			for (uint32_t j = 0; j < m; j++) {
				link_pair(u, c, from + i, to + j);
			}
		}
	}
}

/* Lists the ends by owner. */
static void
link_index(up *u)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < u->instance_count; i++) {
		u->instances[i].ends = at;
		at += u->instances[i].end_count;
		u->instances[i].end_count = 0;
	}
	for (uint32_t e = 0; e < u->end_count; e++) {
		instance *owner = &u->instances[u->ends[e].owner];

		u->owned[owner->ends + owner->end_count++] = e;
	}
}

static bool
prepare(up *u)
{
	const topology *t = &u->topology;
	uint64_t pairs = 0;
	uint64_t count = 0;

	for (uint32_t i = 0; i < t->isolate_count; i++) {
		count += t->isolates[i].count;
	}
	for (uint32_t i = 0; i < t->channel_count; i++) {
		pairs += pairs_of(u, &t->channels[i]);
	}
	u->first = calloc(t->isolate_count, sizeof *u->first);
	u->instances = calloc(count, sizeof *u->instances);
	u->ends = calloc(2 * pairs + 1, sizeof *u->ends);
	u->owned = calloc(2 * pairs + 1, sizeof *u->owned);
	if (u->first == NULL || u->instances == NULL || u->ends == NULL ||
	    u->owned == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < t->isolate_count; i++) {
		u->first[i] = u->instance_count;
		for (uint32_t j = 0; j < t->isolates[i].count; j++) {
			u->instances[u->instance_count++] = (instance){
			    .up = u, .decl = &t->isolates[i], .index = j};
		}
	}
	for (uint32_t i = 0; i < t->channel_count; i++) {
		link_channel(u, &t->channels[i]);
	}
	link_index(u);
	return true;
}

/* ---------------------------------------------------------- start data */

static uint32_t
add_name(port_name *names, uint32_t count, const char *name, bool many)
{
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(names[i].name, name) == 0) {
			names[i].many = true; /* two channels share it */
			return count;
		}
	}
	names[count] = (port_name){name, many};
	return count + 1;
}

/* names_of lists the port names of a declared isolate: up to two a
   channel. */
static uint32_t
names_of(const up *u, const topology_isolate *decl, port_name *names)
{
	const topology *t = &u->topology;
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->channel_count; i++) {
		const topology_channel *c = &t->channels[i];
		const topology_isolate *from = &t->isolates[c->from];
		const topology_isolate *to = &t->isolates[c->to];
		bool all = c->shape == CHANNEL_ALL;

		if (from == decl) {
			n = add_name(names, n, c->name, all && to->counted);
		}
		if (to == decl) {
			n = add_name(names, n, c->as, all && from->counted);
		}
	}
	return n;
}

static void
build_ports(up *u, const instance *i, const port_name *p)
{
	atoll_build_key(u->builder, p->name, strlen(p->name));
	if (p->many) {
		atoll_build_array(u->builder);
	}
	for (uint32_t k = 0; k < i->end_count; k++) {
		const end *e = &u->ends[u->owned[i->ends + k]];
		uint32_t number;

		if (strcmp(e->name, p->name) == 0) {
			atoll_port_attach(u->kernel, u->builder, e->port,
					  &number);
		}
	}
	if (p->many) {
		atoll_build_end(u->builder);
	}
}

/* start_data makes what an instance gets to know: its data, who it is, and its
   ports. */
static atoll_err
start_data(up *u, const instance *i, atoll_message **out)
{
	port_name *names =
	    calloc(2 * u->topology.channel_count + 1, sizeof *names);
	atoll_builder *b = u->builder;
	uint32_t n;

	if (names == NULL) {
		return ATOLL_ENOMEM;
	}
	n = names_of(u, i->decl, names);
	atoll_build_object(b);
	if (i->decl->data.message != NULL) {
		atoll_build_key(b, "workerData", 10);
		cli_copy(b, i->decl->data);
	}
	atoll_build_key(b, "topology", 8);
	atoll_build_object(b);
	cli_member_text(b, "name", i->decl->name);
	cli_member_number(b, "index", i->index);
	cli_member_number(b, "count", i->decl->count);
	atoll_build_key(b, "ports", 5);
	atoll_build_object(b);
	for (uint32_t k = 0; k < n; k++) {
		build_ports(u, i, &names[k]);
	}
	atoll_build_end(b);
	atoll_build_end(b);
	atoll_build_end(b);
	free(names);
	return atoll_builder_finish(b, out);
}

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
	    .name = label(i, name),
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
	err = start_data(u, i, &opts.data);
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
	progress(u, i, i->restarts > 0 ? "restarted" : "started");
	if (u->json) {
		json_event(u, i->restarts > 0 ? "restart" : "start", i);
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
sample(up *u, instance *i)
{
	atoll_isolate_stats stats;

	if (atoll_isolate_get_stats(u->kernel, i->id, &stats) == ATOLL_OK) {
		i->now = stats;
		if (stats.heap_bytes > i->heap_peak) {
			i->heap_peak = stats.heap_bytes;
		}
	}
}

static void
on_message(up *u, instance *i, atoll_message *msg)
{
	char name[96];
	char *text;

	/* Tagged ones are the library's: that it runs, and so on. */
	if (atoll_message_tag(msg) != 0 ||
	    atoll_value_json(&text, atoll_message_value(msg), 0) != ATOLL_OK) {
		atoll_message_free(msg);
		return;
	}
	if (u->json) {
		atoll_build_object(u->builder);
		cli_member_text(u->builder, "event", "message");
		cli_member_text(u->builder, "isolate", i->decl->name);
		cli_member_number(u->builder, "index", i->index);
		atoll_build_key(u->builder, "value", 5);
		atoll_build_json(u->builder, text, strlen(text), NULL);
		atoll_build_end(u->builder);
		cli_print_json(stdout, u->builder);
	} else {
		printf("%s: %s\n", label(i, name), text);
		fflush(stdout);
	}
	atoll_block_free(text);
	atoll_message_free(msg);
}

static bool
failed(const instance *i)
{
	return i->code != 0 && i->reason != ATOLL_TERMINATED;
}

static void
say_end(up *u, instance *i)
{
	char name[96];

	if (failed(i) && i->reason != ATOLL_EXITED && !u->quiet) {
		cli_error(CLI_FAILED, label(i, name), "%s",
			  i->why != NULL ? i->why : "");
	}
	progress(u, i, "%s, code %d", atoll_reason_text(i->reason), i->code);
	if (u->json) {
		json_event(u, "exit", i);
		cli_member_text(u->builder, "reason",
				atoll_reason_text(i->reason));
		cli_member_number(u->builder, "code", i->code);
		cli_member_text(u->builder, "message", i->why);
		atoll_build_end(u->builder);
		cli_print_json(stdout, u->builder);
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

static void
on_end(up *u, instance *i)
{
	atoll_exit why;
	restart_rule rule = i->decl->restart;

	i->alive = false;
	u->alive--;
	if (atoll_port_exit(u->kernel, i->monitor, &why) == ATOLL_OK) {
		i->reason = why.reason;
		i->code = why.code;
		free(i->why);
		i->why = strdup(why.message);
	}
	sample(u, i);
	i->past.received += i->now.received;
	i->past.posted += i->now.posted;
	i->past.cpu_us += i->now.cpu_us;
	memcpy(i->past.name, i->now.name, sizeof i->past.name);
	if (i->now.engine != NULL) {
		i->past.engine = i->now.engine;
		i->past.transport = i->now.transport;
	}
	i->now = (atoll_isolate_stats){0};
	atoll_port_close(u->kernel, i->port);
	atoll_port_close(u->kernel, i->monitor);
	say_end(u, i);
	if (!u->stopping && i->restarts < i->decl->max_restarts &&
	    (rule == RESTART_ALWAYS ||
	     (rule == RESTART_ON_FAILURE && failed(i)))) {
		atoll_err err = restart(u, i);

		if (err == ATOLL_OK) {
			return;
		}
		progress(u, i, "cannot be restarted: %s", atoll_strerror(err));
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
		on_message(u, i, msg);
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

/* ------------------------------------------------------------- summary */

/* What the instances of one declared isolate did. */
typedef struct {
	uint64_t received;
	uint64_t posted;
	uint64_t cpu_us;
	uint64_t heap_peak;
	uint32_t restarts;
	uint32_t failed;
	const char *engine;
	const char *transport;
	char why[128];
} total;

static total
total_of(const up *u, uint32_t isolate)
{
	const topology_isolate *d = &u->topology.isolates[isolate];
	total t = {.engine = d->engine, .transport = d->transport};
	uint32_t reasons[16] = {0};
	size_t at = 0;

	for (uint32_t k = 0; k < d->count; k++) {
		const instance *i = &u->instances[u->first[isolate] + k];

		t.received += i->past.received;
		t.posted += i->past.posted;
		t.cpu_us += i->past.cpu_us;
		t.restarts += i->restarts;
		t.failed += failed(i);
		if (i->heap_peak > t.heap_peak) {
			t.heap_peak = i->heap_peak;
		}
		if (i->past.engine != NULL) {
			t.engine = i->past.engine;
			t.transport = i->past.transport;
		}
		reasons[i->reason % 16]++;
	}
	for (uint32_t r = 0; r < 16 && at < sizeof t.why; r++) {
		const char *text = atoll_reason_text((atoll_reason)r);

		if (reasons[r] == 0) {
			continue;
		}
		at += (size_t)snprintf(
		    t.why + at, sizeof t.why - at,
		    reasons[r] < d->count ? "%s%s (%" PRIu32 ")" : "%s%s",
		    at > 0 ? ", " : "", text, reasons[r]);
	}
	return t;
}

static void
add_row(table *t, const topology_isolate *d, const total *sum)
{
	if (d->counted) {
		table_addf(t, "%s x %" PRIu32, d->name, d->count);
	} else {
		table_add(t, d->name);
	}
	table_add(t, sum->engine != NULL ? sum->engine : "-");
	table_add(t, sum->transport != NULL ? sum->transport : "-");
	table_addf(t, "%" PRIu64, sum->received);
	table_addf(t, "%" PRIu64, sum->posted);
	table_addf(t, "%.1f ms", (double)sum->cpu_us / 1e3);
	table_addf(t, "%.0f KiB", (double)sum->heap_peak / 1024);
	table_addf(t, "%" PRIu32, sum->restarts);
	table_add(t, sum->why);
}

static void
summary_json(up *u, const topology_isolate *d, const total *sum)
{
	atoll_builder *b = u->builder;

	atoll_build_object(b);
	cli_member_text(b, "event", "summary");
	cli_member_text(b, "isolate", d->name);
	cli_member_number(b, "count", d->count);
	cli_member_text(b, "engine", sum->engine);
	cli_member_text(b, "transport", sum->transport);
	cli_member_number(b, "received", (double)sum->received);
	cli_member_number(b, "posted", (double)sum->posted);
	cli_member_number(b, "cpuUs", (double)sum->cpu_us);
	cli_member_number(b, "heapPeak", (double)sum->heap_peak);
	cli_member_number(b, "restarts", sum->restarts);
	cli_member_number(b, "failed", sum->failed);
	cli_member_text(b, "exit", sum->why);
	atoll_build_end(b);
	cli_print_json(stdout, b);
}

static void
summary(up *u)
{
	static const char *const heads[] = {"isolate", "engine",   "transport",
					    "in",      "out",      "CPU",
					    "heap",    "restarts", "exit"};
	table *t = table_new("lllrrrrrl");

	if (t == NULL) {
		return;
	}
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		table_add(t, heads[i]);
	}
	for (uint32_t i = 0; i < u->topology.isolate_count; i++) {
		total sum = total_of(u, i);

		if (u->json) {
			summary_json(u, &u->topology.isolates[i], &sum);
		} else {
			add_row(t, &u->topology.isolates[i], &sum);
		}
	}
	if (!u->json && !u->quiet) {
		fputc('\n', stderr);
		table_print(t, stderr);
	}
	table_free(t);
}

/* The exit status: the main isolate's, or 1 if any failed. */
static int
status_of(const up *u)
{
	for (uint32_t k = 0; k < u->instance_count; k++) {
		const instance *i = &u->instances[k];
		bool counts =
		    u->topology.main == UINT32_MAX ||
		    i->decl == &u->topology.isolates[u->topology.main];

		if (counts && failed(i)) {
			return u->topology.main == UINT32_MAX ? CLI_FAILED
							      : i->code & 0xff;
		}
	}
	return CLI_OK;
}

/* --------------------------------------------------------------- start */

/* start opens all channels, spawns all isolates, and only then lets them
   run. */
static int
start(up *u)
{
	atoll_err err = ATOLL_OK;
	char name[96];

	if (!prepare(u)) {
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
			    CLI_FAILED, label(&u->instances[i], name),
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
		summary(&u);
		status = status_of(&u);
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
