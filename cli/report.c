/* report.c - says how a topology runs. SPDX-License-Identifier: MIT */
#include "up.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

const char *
up_label(const instance *i, char text[96])
{
	if (i->decl->counted) {
		snprintf(text, 96, "%s[%" PRIu32 "]", i->decl->name, i->index);
	} else {
		snprintf(text, 96, "%s", i->decl->name);
	}
	return text;
}

void
up_progress(const up *u, const instance *i, const char *format, ...)
{
	double seconds =
	    (double)(atoll_kernel_now(u->kernel) - u->started) / 1e6;
	char name[96];
	va_list args;

	if (!u->verbose) {
		return;
	}
	fprintf(stderr, "%9.3f  %s: ", seconds, up_label(i, name));
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void
up_event(up *u, const char *event, const instance *i)
{
	atoll_build_object(u->builder);
	cli_member_text(u->builder, "event", event);
	cli_member_text(u->builder, "isolate", i->decl->name);
	cli_member_number(u->builder, "index", i->index);
}

void
up_message(up *u, instance *i, atoll_message *msg)
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
		printf("%s: %s\n", up_label(i, name), text);
		fflush(stdout);
	}
	atoll_block_free(text);
	atoll_message_free(msg);
}

bool
up_failed(const instance *i)
{
	return i->code != 0 && i->reason != ATOLL_TERMINATED;
}

void
up_end(up *u, instance *i)
{
	char name[96];

	if (up_failed(i) && i->reason != ATOLL_EXITED && !u->quiet) {
		cli_error(CLI_FAILED, up_label(i, name), "%s",
			  i->why != NULL ? i->why : "");
	}
	up_progress(u, i, "%s, code %d", atoll_reason_text(i->reason), i->code);
	if (u->json) {
		up_event(u, "exit", i);
		cli_member_text(u->builder, "reason",
				atoll_reason_text(i->reason));
		cli_member_number(u->builder, "code", i->code);
		cli_member_text(u->builder, "message", i->why);
		atoll_build_end(u->builder);
		cli_print_json(stdout, u->builder);
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
		t.failed += up_failed(i);
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

void
up_summary(up *u)
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
int
up_status(const up *u)
{
	for (uint32_t k = 0; k < u->instance_count; k++) {
		const instance *i = &u->instances[k];
		bool counts =
		    u->topology.main == UINT32_MAX ||
		    i->decl == &u->topology.isolates[u->topology.main];

		if (counts && up_failed(i)) {
			return u->topology.main == UINT32_MAX ? CLI_FAILED
							      : i->code & 0xff;
		}
	}
	return CLI_OK;
}
