/* topology.c - reads and checks a topology. SPDX-License-Identifier: MIT */
#include "topology.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A place in the file: a value and its JSON pointer. */
typedef struct reader {
	const char *path;
	char *pointer; /* of the value that is read now */
	size_t size;
	bool failed; /* the first fault was told */
} reader;

enum { POINTER_SIZE = 512 };

/* enter adds a step to the pointer and returns where to cut it off again. */
static size_t
enter(reader *r, const char *key)
{
	size_t len = strlen(r->pointer);
	size_t at = len;

	for (r->pointer[at++] = '/'; *key != '\0' && at + 3 < r->size; key++) {
		if (*key == '~' || *key == '/') {
			r->pointer[at++] = '~';
			r->pointer[at++] = *key == '~' ? '0' : '1';
		} else {
			r->pointer[at++] = *key;
		}
	}
	r->pointer[at] = '\0';
	return len;
}

static size_t
enter_index(reader *r, size_t i)
{
	char key[24];

	snprintf(key, sizeof key, "%zu", i);
	return enter(r, key);
}

static void
leave(reader *r, size_t len)
{
	r->pointer[len] = '\0';
}

__attribute__((format(printf, 2, 3))) static void
fault(reader *r, const char *format, ...)
{
	char why[512];
	va_list args;

	if (r->failed) {
		return;
	}
	r->failed = true;
	va_start(args, format);
	vsnprintf(why, sizeof why, format, args);
	va_end(args);
	cli_error(CLI_USAGE, r->path, "%s: %s",
		  *r->pointer != '\0' ? r->pointer : "/", why);
}

/* fault_at is fault for a member of the value that is read now. */
static void
fault_at(reader *r, const char *key, const char *why)
{
	size_t back = enter(r, key);

	fault(r, "%s", why);
	leave(r, back);
}

/* ------------------------------------------------------------- members */

typedef enum {
	MEMBER_TEXT,  /* const char * */
	MEMBER_COUNT, /* uint32_t */
	MEMBER_BIG,   /* uint64_t */
	MEMBER_SIZE,  /* uint64_t bytes */
	MEMBER_TIME,  /* uint64_t microseconds */
	MEMBER_WORD,  /* int: the place in words */
	MEMBER_VALUE  /* atoll_value, of any kind */
} member_type;

typedef struct {
	const char *key;
	member_type type;
	bool required;
	void *out;
	const char *const *words; /* ended by NULL */
} member;

static void
read_count(reader *r, atoll_value v, uint64_t most, uint64_t *out)
{
	double n = atoll_value_number(v);

	if (atoll_value_kind(v) != ATOLL_KIND_NUMBER || n < 0 ||
	    n > (double)most || n != floor(n)) {
		fault(r, "must be a whole number from 0 to %llu",
		      (unsigned long long)most);
		return;
	}
	*out = (uint64_t)n;
}

static void
read_word(reader *r, atoll_value v, const char *const *words, int *out)
{
	char list[256] = "";

	for (int i = 0; words[i] != NULL; i++) {
		if (atoll_value_is(v, words[i])) {
			*out = i;
			return;
		}
		snprintf(list + strlen(list), sizeof list - strlen(list),
			 "%s\"%s\"", i > 0 ? ", " : "", words[i]);
	}
	fault(r, "must be one of %s", list);
}

static void
read_member(reader *r, atoll_value v, const member *m)
{
	const char *text = atoll_value_kind(v) == ATOLL_KIND_STRING
			       ? atoll_value_string(v, NULL)
			       : NULL;
	uint64_t n = 0;

	switch (m->type) {
	case MEMBER_TEXT:
		if (text == NULL) {
			fault(r, "must be a string");
		}
		*(const char **)m->out = text;
		return;
	case MEMBER_COUNT:
		read_count(r, v, UINT32_MAX, &n);
		*(uint32_t *)m->out = (uint32_t)n;
		return;
	case MEMBER_BIG:
		read_count(r, v, 1ull << 53, m->out);
		return;
	case MEMBER_SIZE:
		if (text == NULL) {
			read_count(r, v, 1ull << 53, m->out);
		} else if (!options_size(text, m->out)) {
			fault(r, "\"%s\" is no size such as \"64M\"", text);
		}
		return;
	case MEMBER_TIME:
		if (text == NULL || !options_time(text, m->out)) {
			fault(r, "must be a time such as \"20ms\" or \"2s\"");
		}
		return;
	case MEMBER_WORD:
		read_word(r, v, m->words, m->out);
		return;
	case MEMBER_VALUE:
		*(atoll_value *)m->out = v;
		return;
	}
}

/* read_members reads an object that may have the members of the list (ended
   by key NULL) and no others. */
static void
read_members(reader *r, atoll_value object, const member *list)
{
	atoll_iter it = atoll_value_iter(object);
	atoll_value v;
	const char *key;

	if (atoll_value_kind(object) != ATOLL_KIND_OBJECT) {
		fault(r, "must be an object");
		return;
	}
	while (!r->failed && atoll_iter_next(&it, &key, NULL, NULL, &v)) {
		size_t back = enter(r, key);
		const member *m = list;

		while (m->key != NULL && strcmp(m->key, key) != 0) {
			m++;
		}
		if (m->key == NULL) {
			fault(r, "unknown member");
		} else {
			read_member(r, v, m);
		}
		leave(r, back);
	}
	for (const member *m = list; m->key != NULL; m++) {
		if (m->required && atoll_value_kind(atoll_value_get(
				       object, m->key)) == ATOLL_KIND_NONE) {
			fault_at(r, m->key, "is missing");
		}
	}
}

/* read_array allocates n elements of size bytes, zeroed. */
static void *
read_array(reader *r, atoll_value v, const char *key, size_t size, uint32_t *n)
{
	size_t count = atoll_value_count(v);
	void *out;

	if (atoll_value_kind(v) != ATOLL_KIND_ARRAY) {
		fault_at(r, key, "must be an array");
		return NULL;
	}
	if (count > 1000000) {
		fault_at(r, key, "is too long");
		return NULL;
	}
	out = calloc(count + 1, size);
	if (out == NULL) {
		fault_at(r, key, "out of memory");
		return NULL;
	}
	*n = (uint32_t)count;
	return out;
}

/* ------------------------------------------------------------ isolates */

static void
read_limits(reader *r, atoll_value v, atoll_limits *out)
{
	const member list[] = {
	    {"heap", MEMBER_SIZE, false, &out->heap_bytes, NULL},
	    {"cpu", MEMBER_TIME, false, &out->cpu_us, NULL},
	    {"turn", MEMBER_TIME, false, &out->turn_us, NULL},
	    {"mailbox", MEMBER_BIG, false, &out->mailbox_messages, NULL},
	    {"mailboxBytes", MEMBER_SIZE, false, &out->mailbox_bytes, NULL},
	    {"messageBytes", MEMBER_SIZE, false, &out->message_bytes, NULL},
	    {"messageDepth", MEMBER_COUNT, false, &out->message_depth, NULL},
	    {"messageNodes", MEMBER_COUNT, false, &out->message_nodes, NULL},
	    {"ports", MEMBER_COUNT, false, &out->ports, NULL},
	    {"children", MEMBER_COUNT, false, &out->children, NULL},
	    {"timers", MEMBER_COUNT, false, &out->timers, NULL},
	    {"stack", MEMBER_COUNT, false, &out->stack_bytes, NULL},
	    {0},
	};
	size_t back = enter(r, "limits");

	read_members(r, v, list);
	leave(r, back);
}

/* read_program: exactly one of file, source and native says what runs. */
static void
read_program(reader *r, topology_isolate *out, const char *file,
	     const char *native)
{
	const char *slash = strrchr(r->path, '/');
	int folder =
	    slash != NULL && *file != '/' ? (int)(slash - r->path) + 1 : 0;
	int given = (*file != '\0') + (out->source != NULL) + (native != NULL);

	if (given != 1) {
		fault(r, "must have one of file, source and native");
		return;
	}
	if (*file != '\0') {
		if (asprintf(&out->file, "%.*s%s", folder, r->path, file) < 0) {
			out->file = NULL;
			fault_at(r, "file", "out of memory");
		} else if (access(out->file, R_OK) != 0) {
			char why[512];

			snprintf(why, sizeof why, "%s: %s", out->file,
				 strerror(errno));
			fault_at(r, "file", why);
		}
	}
	if (native == NULL) {
		return;
	}
	for (const native_kind *k = native_kinds; k->name != NULL; k++) {
		if (strcmp(k->name, native) == 0) {
			out->native = k;
			return;
		}
	}
	fault_at(r, "native",
		 "must be one of \"counter\", \"echo\", \"sink\", \"source\"");
}

static void
read_isolate(reader *r, atoll_value v, topology_isolate *out,
	     atoll_kernel *kernel)
{
	static const char *const rules[] = {"never", "on-failure", "always",
					    NULL};
	const char *file = "";
	const char *native = NULL;
	int rule = RESTART_NEVER;
	atoll_value limits = {0};
	const member list[] = {
	    {"name", MEMBER_TEXT, true, &out->name, NULL},
	    {"file", MEMBER_TEXT, false, &file, NULL},
	    {"source", MEMBER_TEXT, false, &out->source, NULL},
	    {"native", MEMBER_TEXT, false, &native, NULL},
	    {"engine", MEMBER_TEXT, false, &out->engine, NULL},
	    {"transport", MEMBER_TEXT, false, &out->transport, NULL},
	    {"count", MEMBER_COUNT, false, &out->count, NULL},
	    {"data", MEMBER_VALUE, false, &out->data, NULL},
	    {"limits", MEMBER_VALUE, false, &limits, NULL},
	    {"restart", MEMBER_WORD, false, &rule, rules},
	    {"maxRestarts", MEMBER_COUNT, false, &out->max_restarts, NULL},
	    {0},
	};
	char why[256];

	out->count = 1;
	out->max_restarts = 3;
	read_members(r, v, list);
	if (r->failed) {
		return;
	}
	out->restart = (restart_rule)rule;
	out->counted =
	    atoll_value_kind(atoll_value_get(v, "count")) != ATOLL_KIND_NONE;
	if (out->source != NULL) {
		atoll_value_string(atoll_value_get(v, "source"),
				   &out->source_len);
	}
	if (out->count == 0 || out->count > 1000000) {
		fault_at(r, "count", "must be from 1 to 1000000");
	}
	if (!cli_check_engine(kernel, out->engine, why, sizeof why)) {
		fault_at(r, "engine", why);
	}
	if (!cli_check_transport(kernel, out->transport, why, sizeof why)) {
		fault_at(r, "transport", why);
	}
	if (limits.message != NULL) {
		read_limits(r, limits, &out->limits);
	}
	read_program(r, out, file, native);
	if (out->native != NULL && out->engine != NULL &&
	    strcmp(out->engine, "native") != 0) {
		fault_at(r, "engine",
			 "must be \"native\" for a native isolate");
	}
	if (out->native == NULL && out->engine != NULL &&
	    strcmp(out->engine, "native") == 0) {
		fault_at(r, "engine", "\"native\" runs no scripts");
	}
}

/* find_isolate gives the place of the isolate with that name; faults. */
static uint32_t
find_isolate(reader *r, const topology *t, const char *key, const char *name)
{
	char why[256];

	for (uint32_t i = 0; name != NULL && i < t->isolate_count; i++) {
		if (t->isolates[i].name != NULL &&
		    strcmp(t->isolates[i].name, name) == 0) {
			return i;
		}
	}
	snprintf(why, sizeof why, "there is no isolate \"%s\"",
		 name != NULL ? name : "");
	fault_at(r, key, why);
	return 0;
}

/* ------------------------------------------------------------ channels */

static void
read_channel(reader *r, atoll_value v, topology_channel *out, const topology *t)
{
	static const char *const policies[] = {"fail", "block", "drop-oldest",
					       "drop-newest", NULL};
	static const char *const shapes[] = {"all", "each", "ring", NULL};
	const char *from = NULL;
	const char *to = NULL;
	int policy = ATOLL_FAIL;
	int shape = CHANNEL_ALL;
	const member list[] = {
	    {"from", MEMBER_TEXT, true, &from, NULL},
	    {"to", MEMBER_TEXT, true, &to, NULL},
	    {"name", MEMBER_TEXT, false, &out->name, NULL},
	    {"as", MEMBER_TEXT, false, &out->as, NULL},
	    {"shape", MEMBER_WORD, false, &shape, shapes},
	    {"capacity", MEMBER_BIG, false, &out->opts.messages, NULL},
	    {"bytes", MEMBER_SIZE, false, &out->opts.bytes, NULL},
	    {"policy", MEMBER_WORD, false, &policy, policies},
	    {0},
	};

	out->name = "out";
	out->as = "in";
	read_members(r, v, list);
	if (r->failed) {
		return;
	}
	out->shape = (channel_shape)shape;
	out->opts.policy = (atoll_policy)policy;
	out->from = find_isolate(r, t, "from", from);
	out->to = find_isolate(r, t, "to", to);
	if (r->failed) {
		return;
	}
	if (out->shape == CHANNEL_RING && out->from != out->to) {
		fault_at(r, "shape", "a ring is among one isolate's instances");
	}
	if (out->shape == CHANNEL_EACH &&
	    t->isolates[out->from].count != t->isolates[out->to].count) {
		fault_at(r, "shape", "the isolates' counts differ");
	}
	if (out->shape == CHANNEL_ALL &&
	    (uint64_t)t->isolates[out->from].count *
		    t->isolates[out->to].count >
		1000000) {
		fault_at(r, "shape", "these are more than 1000000 channels");
	}
	if (out->from == out->to && strcmp(out->name, out->as) == 0) {
		fault_at(r, "as", "must differ from name");
	}
}

/* ------------------------------------------------------------ topology */

static void
read_isolates(reader *r, atoll_value v, topology *t, atoll_kernel *kernel)
{
	atoll_iter it;
	atoll_value child;
	size_t back;

	t->isolates = read_array(r, v, "isolates", sizeof *t->isolates,
				 &t->isolate_count);
	back = enter(r, "isolates");
	it = atoll_value_iter(v);
	for (uint32_t i = 0; !r->failed && i < t->isolate_count; i++) {
		size_t inner = enter_index(r, i);

		atoll_iter_next(&it, NULL, NULL, NULL, &child);
		read_isolate(r, child, &t->isolates[i], kernel);
		for (uint32_t j = 0; !r->failed && j < i; j++) {
			if (strcmp(t->isolates[i].name, t->isolates[j].name) ==
			    0) {
				fault_at(r, "name", "is taken");
			}
		}
		leave(r, inner);
	}
	leave(r, back);
	if (!r->failed && t->isolate_count == 0) {
		fault_at(r, "isolates", "is empty");
	}
}

static void
read_channels(reader *r, atoll_value v, topology *t)
{
	atoll_iter it;
	atoll_value child;
	size_t back;

	t->channels = read_array(r, v, "channels", sizeof *t->channels,
				 &t->channel_count);
	back = enter(r, "channels");
	it = atoll_value_iter(v);
	for (uint32_t i = 0; !r->failed && i < t->channel_count; i++) {
		size_t inner = enter_index(r, i);

		atoll_iter_next(&it, NULL, NULL, NULL, &child);
		read_channel(r, child, &t->channels[i], t);
		leave(r, inner);
	}
	leave(r, back);
}

int
topology_load(topology *out, const char *path, atoll_kernel *kernel)
{
	char pointer[POINTER_SIZE] = "";
	reader r = {.path = path, .pointer = pointer, .size = sizeof pointer};
	atoll_value isolates = {0};
	atoll_value channels = {0};
	const char *name = NULL;
	const char *main = NULL;
	const member list[] = {
	    {"name", MEMBER_TEXT, false, &name, NULL},
	    {"isolates", MEMBER_VALUE, true, &isolates, NULL},
	    {"channels", MEMBER_VALUE, false, &channels, NULL},
	    {"main", MEMBER_TEXT, false, &main, NULL},
	    {0},
	};

	*out = (topology){.main = UINT32_MAX};
	if (cli_json(path, &out->text) != CLI_OK) {
		return CLI_USAGE;
	}
	read_members(&r, atoll_message_value(out->text), list);
	if (!r.failed) {
		read_isolates(&r, isolates, out, kernel);
	}
	if (!r.failed && channels.message != NULL) {
		read_channels(&r, channels, out);
	}
	if (!r.failed && main != NULL) {
		out->main = find_isolate(&r, out, "main", main);
	}
	return r.failed ? CLI_USAGE : CLI_OK;
}

void
topology_free(topology *t)
{
	for (uint32_t i = 0; i < t->isolate_count; i++) {
		free(t->isolates[i].file);
	}
	free(t->isolates);
	free(t->channels);
	atoll_message_free(t->text);
}
