/* topology.h - what `atoll up` is to start. SPDX-License-Identifier: MIT
 *
 * docs/topology.md says what the file looks like. All text and values are lent
 * by the message the file was read into. */
#ifndef ATOLL_CLI_TOPOLOGY_H
#define ATOLL_CLI_TOPOLOGY_H

#include "cli.h"
#include "natives.h"

typedef enum { RESTART_NEVER, RESTART_ON_FAILURE, RESTART_ALWAYS } restart_rule;

typedef struct {
	const char *name;
	const char *engine;
	const char *transport;
	char *file; /* absolute or as seen from here; owned */
	const char *source;
	size_t source_len;
	const native_kind *native;
	atoll_value data;
	atoll_limits limits;
	uint32_t count;
	bool counted; /* the file says how many, be it one */
	restart_rule restart;
	uint32_t max_restarts;
} topology_isolate;

/* Which instances of the two isolates are connected. */
typedef enum {
	CHANNEL_ALL,  /* each with each */
	CHANNEL_EACH, /* the first with the first, and so on */
	CHANNEL_RING  /* each with the next one of the same isolate */
} channel_shape;

typedef struct {
	uint32_t from;
	uint32_t to;
	const char *name; /* of the port at `from` */
	const char *as;   /* of the port at `to` */
	channel_shape shape;
	atoll_port_opts opts;
} topology_channel;

typedef struct {
	atoll_message *text;
	topology_isolate *isolates;
	topology_channel *channels;
	uint32_t isolate_count;
	uint32_t channel_count;
	uint32_t main; /* UINT32_MAX: none */
} topology;

/* topology_load reads a topology. CLI_OK, or CLI_USAGE when it is malformed or
   asks for what the kernel lacks (the message, with a JSON pointer, is out;
   topology_free is still called). */
int topology_load(topology *out, const char *path, atoll_kernel *kernel);

void topology_free(topology *t);

#endif
