/* up.h - a topology that runs. SPDX-License-Identifier: MIT */
#ifndef ATOLL_CLI_UP_H
#define ATOLL_CLI_UP_H

#include <pthread.h>

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

/* --------------------------------------------------------------- links */

/* links_prepare makes the instances and the ends of their channels, whose ports
   are not open yet; false when there is no memory. */
bool links_prepare(up *u);

/* links_data makes what an instance gets to know: its data, who it is, and its
   ports. */
atoll_err links_data(up *u, const instance *i, atoll_message **out);

/* -------------------------------------------------------------- report */

const char *up_label(const instance *i, char text[96]);

/* up_progress says a line about an instance, if that is wanted. */
void up_progress(const up *u, const instance *i, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* up_event opens a JSON object about an instance. */
void up_event(up *u, const char *event, const instance *i);

/* up_message says and frees what an instance posted to its parent. */
void up_message(up *u, instance *i, atoll_message *msg);

bool up_failed(const instance *i);
void up_end(up *u, instance *i);
void up_summary(up *u);

/* up_status is the exit status: the main isolate's, or 1 if any failed. */
int up_status(const up *u);

#endif
