/* atoll/atoll.h - the kernel: isolates, ports, limits. For those who embed it.
 * SPDX-License-Identifier: MIT
 *
 * Read in this order: kernel, isolates, ports, an isolate from inside. Unless
 * a comment says otherwise a function may be called by any thread, may take
 * short locks, and does not block. `T **out` gives: the caller owns it. A
 * message is taken by a post on ATOLL_OK and only then. */
#ifndef ATOLL_ATOLL_H
#define ATOLL_ATOLL_H

#include "error.h"
#include "message.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ATOLL_VERSION_MAJOR 0
#define ATOLL_VERSION_MINOR 1
#define ATOLL_VERSION_PATCH 0

/* atoll_version is "0.1.0": what the library is, not the header. */
ATOLL_API const char *atoll_version(void);

typedef struct atoll_kernel atoll_kernel;
typedef struct atoll_self atoll_self; /* an isolate from inside */
typedef struct atoll_engine atoll_engine;
typedef struct atoll_transport atoll_transport;

/* -------------------------------------------------------------- kernel */

typedef struct {
	/* Scheduler threads. 0: none, the embedder calls atoll_kernel_turn
	   when notify says so. ATOLL_THREADS_CORES: one a core. */
	int threads;

	/* Not 0: the deterministic mode. There are no threads; which ready
	   isolate runs next and how large its budget is follow from the seed,
	   and time is virtual: it jumps to the next timer when nothing is
	   ready. */
	uint64_t seed;

	/* With threads = 0: there is work, call atoll_kernel_turn soon. Called
	   by any thread, also from within a turn; must not call back. */
	void (*notify)(void *context);

	/* Writes what isolates print; NULL writes to the descriptor. Called
	   by any thread, one call at a time for each fd. */
	void (*write)(void *context, int fd, const char *bytes, size_t len);

	void *context; /* of notify and write */

	/* A turn is at most so many messages (0: 256), and the scheduler
	   looks for an isolate that runs longer than slice_us (0: 1000) to
	   move the others to another thread. */
	uint32_t budget;
	uint32_t slice_us;

	/* Threads that may be added for isolates that run long or block (0:
	   64). */
	uint32_t extra_threads;
} atoll_kernel_opts;

#define ATOLL_THREADS_CORES (-1)

/* atoll_kernel_new starts a kernel; opts NULL is one thread a core. A process
   may have several. ATOLL_ENOMEM, ATOLL_ESYSTEM. */
ATOLL_API atoll_err atoll_kernel_new(atoll_kernel **out,
				     const atoll_kernel_opts *opts);

/* atoll_kernel_free terminates all isolates, waits until they have ended, and
   frees everything. Messages that still hold ports must be freed before.
   Blocks. Not from within an isolate. NULL is fine. */
ATOLL_API void atoll_kernel_free(atoll_kernel *kernel);

/* atoll_kernel_wait blocks until no isolate is left. Only with threads. */
ATOLL_API void atoll_kernel_wait(atoll_kernel *kernel);

/* atoll_kernel_turn runs ready isolates on the calling thread, until none is
   ready or max_us microseconds have passed (0: no limit). It returns how many
   microseconds from now the next timer is due, 0 when there is more to do,
   UINT64_MAX when nothing is. Only with threads = 0, by one thread at a
   time. */
ATOLL_API uint64_t atoll_kernel_turn(atoll_kernel *kernel, uint64_t max_us);

/* atoll_kernel_now is the kernel's monotonic time in microseconds. */
ATOLL_API uint64_t atoll_kernel_now(const atoll_kernel *kernel);

typedef struct {
	uint64_t isolates; /* alive */
	uint64_t spawned;  /* ever */
	uint64_t ports;    /* open */
	uint64_t messages; /* posted, ever */
	uint32_t threads;  /* now */
} atoll_kernel_stats;

ATOLL_API void atoll_kernel_get_stats(atoll_kernel *kernel,
				      atoll_kernel_stats *out);

/* atoll_kernel_engine and _transport give the i-th of those known, NULL past
   the last. Static. */
typedef struct {
	const char *name;
	const char *version;
} atoll_part;

ATOLL_API atoll_err atoll_kernel_engine(atoll_kernel *kernel, size_t i,
					atoll_part *out);
ATOLL_API atoll_err atoll_kernel_transport(atoll_kernel *kernel, size_t i,
					   atoll_part *out);

/* ------------------------------------------------------------ isolates */

typedef enum {
	ATOLL_STARTING,
	ATOLL_RUNNING,
	ATOLL_STOPPING,
	ATOLL_GONE
} atoll_state;

typedef struct {
	atoll_state state;
	uint32_t number; /* 0 the kernel's first, 1, 2, ...: threadId */
	uint64_t received;
	uint64_t posted;
	uint64_t turns;
	uint64_t cpu_us;
	uint64_t heap_bytes; /* as of the last turn's end */
	uint64_t queued;     /* messages, now; kept with a mailbox limit */
	uint32_t ports;
	uint32_t children;
	char name[32];
	const char *engine;
	const char *transport;
} atoll_isolate_stats;

/* How an isolate ended. */
typedef struct atoll_exit {
	atoll_isolate isolate;
	atoll_reason reason;
	int code;             /* of exit; 1 for most other reasons */
	const char *message;  /* what a person should read; never NULL */
	atoll_message *error; /* the thrown value; NULL if none */
	/* What it did and used in all; NULL if nothing is known. Pointers in
	   it are static. */
	const atoll_isolate_stats *stats;
} atoll_exit;

/* Zero is no limit everywhere, but for what is said. */
typedef struct {
	uint64_t heap_bytes;       /* engine heap and external buffers */
	uint64_t cpu_us;           /* CPU time in all */
	uint64_t turn_us;          /* wall time of one turn */
	uint64_t mailbox_messages; /* queued on all its ports; a post that
				      would exceed it is ATOLL_EFULL */
	uint64_t mailbox_bytes;
	uint64_t message_bytes; /* of one message it posts; 0: 64 MiB */
	uint32_t message_depth; /* 0: 4,096 */
	uint32_t message_nodes; /* 0: 1,000,000 */
	uint32_t ports;         /* open at once */
	uint32_t children;      /* alive at once, of those whose port it has */
	uint32_t timers;
	uint32_t stack_bytes; /* of scripts; 0: the engine's default */
} atoll_limits;

/* A native isolate: one state pointer and callbacks, all optional but
   message. Calls as in engine.h. */
typedef struct {
	void (*start)(void *state, atoll_self *self);
	/* msg is lent; keep it with atoll_message_ref. */
	void (*message)(void *state, atoll_self *self, atoll_port port,
			atoll_message *msg);
	void (*closed)(void *state, atoll_self *self, atoll_port port,
		       const atoll_exit *why);
	void (*timer)(void *state, atoll_self *self, uint64_t timer);
	void (*drain)(void *state, atoll_self *self, atoll_port port);
	void (*stop)(void *state); /* last; free state here */
} atoll_native;

typedef struct {
	const char *engine;    /* NULL: the build's default */
	const char *transport; /* NULL: "thread" */
	const char *name;      /* for people; NULL is none */

	/* For script engines: the text, or the file to read it from. With a
	   source, file is the name that errors show. */
	const char *file;
	const char *source;
	size_t source_len;

	/* For the engine "native", which is implied by callbacks. */
	const atoll_native *native;
	void *state;

	atoll_limits limits;
	bool pinned; /* a thread of its own */
	bool paused; /* do not run before atoll_isolate_resume: attach
			monitors, post first messages */

	/* Start data, taken when the spawn succeeds; NULL is none. What a
	   script engine makes of it is the engine's business. */
	atoll_message *data;

	/* The queue from the isolate to its parent; zero is unbounded. */
	const struct atoll_port_opts *port;
} atoll_isolate_opts;

typedef struct {
	const char *engine;
	const char *transport;
	const char *name;
	const char *file;
	const char *source; /* NULL: read file */
	size_t source_len;
	atoll_port parent;   /* the port to the parent; zero if none */
	atoll_message *data; /* lent; NULL if none */
	const atoll_native *native;
	void *state;
} atoll_program;

/* atoll_isolate_spawn starts an isolate without a parent. *port (if port is
   not NULL) is the outside's end of its parent port: use it with
   atoll_port_post, _receive and _close. On an error the native state, the data
   and everything else stay with the caller. ATOLL_ENOENT (no such engine or
   transport), ATOLL_EINVAL, ATOLL_ELIMIT, ATOLL_ENOMEM, ATOLL_ESTOPPED (the
   kernel is being freed). What goes wrong later is the isolate's exit
   reason. */
ATOLL_API atoll_err atoll_isolate_spawn(atoll_isolate *out, atoll_port *port,
					atoll_kernel *kernel,
					const atoll_isolate_opts *opts);

/* atoll_isolate_resume lets one that was spawned paused run. */
ATOLL_API atoll_err atoll_isolate_resume(atoll_kernel *kernel,
					 atoll_isolate isolate);

/* atoll_isolate_terminate ends it as soon as its engine can be interrupted,
   with ATOLL_TERMINATED. ATOLL_ENOENT when it has ended. */
ATOLL_API atoll_err atoll_isolate_terminate(atoll_kernel *kernel,
					    atoll_isolate isolate);

/* atoll_isolate_monitor opens a port, owned as atoll_isolate_spawn's, whose
   close brings how the isolate ended; exactly once, at once if it has ended
   already (ATOLL_NO_ISOLATE). */
ATOLL_API atoll_err atoll_isolate_monitor(atoll_port *out, atoll_kernel *kernel,
					  atoll_isolate isolate);

ATOLL_API atoll_err atoll_isolate_get_stats(atoll_kernel *kernel,
					    atoll_isolate isolate,
					    atoll_isolate_stats *out);

/* atoll_isolate_list fills up to max ids of isolates alive and returns how
   many there are. */
ATOLL_API size_t atoll_isolate_list(atoll_kernel *kernel, atoll_isolate *out,
				    size_t max);

/* --------------------------------------------------------------- ports */

/* What happens to a post when the queue is full. */
typedef enum {
	ATOLL_FAIL,        /* ATOLL_EFULL; `drain` tells when to try again */
	ATOLL_BLOCK,       /* outside isolates: wait; within: as ATOLL_FAIL */
	ATOLL_DROP_OLDEST, /* counted in atoll_port_stats.dropped */
	ATOLL_DROP_NEWEST  /* counted likewise; the post succeeds */
} atoll_policy;

typedef struct atoll_port_opts {
	uint64_t messages; /* most queued messages; 0: no limit */
	uint64_t bytes;    /* most queued bytes; 0: no limit. An empty
			      queue takes any one message */
	atoll_policy policy;
} atoll_port_opts;

/* atoll_port_pair opens two entangled ports, owned by the outside. What is
   posted through one comes to the other's queue; opts bound both queues.
   ATOLL_ENOMEM. */
ATOLL_API atoll_err atoll_port_pair(atoll_port *a, atoll_port *b,
				    atoll_kernel *kernel,
				    const atoll_port_opts *opts);

/* atoll_port_post posts msg through port: to the other end's queue. Takes msg
   on ATOLL_OK. ATOLL_EFULL, ATOLL_ECLOSED (either end is closed),
   ATOLL_ENOENT, ATOLL_ESELF (msg holds port). Ports in msg leave their owner
   when the post succeeds, and only then. */
ATOLL_API atoll_err atoll_port_post(atoll_kernel *kernel, atoll_port port,
				    atoll_message *msg);

/* atoll_port_receive takes the oldest message queued for port, one that the
   outside owns, waiting up to timeout_ms for one (0: not at all, -1: without
   end). Blocks. ATOLL_EMPTY, ATOLL_ETIMEDOUT, ATOLL_ECLOSED (closed by the
   other end and nothing queued), ATOLL_EPERM (an isolate's), ATOLL_ENOENT. */
ATOLL_API atoll_err atoll_port_receive(atoll_kernel *kernel, atoll_port port,
				       int timeout_ms, atoll_message **out);

/* atoll_port_exit tells, once atoll_port_receive has said ATOLL_ECLOSED for
   an isolate's port or monitor, how it ended. The error is lent until
   atoll_port_close. ATOLL_EMPTY when no isolate's end closed it. */
ATOLL_API atoll_err atoll_port_exit(atoll_kernel *kernel, atoll_port port,
				    atoll_exit *out);

/* atoll_port_notify has ready called, by any thread, when the queue of a port
   that the outside owns gets its first message or is closed by the other end;
   it must be quick and not call back (uv_async_send). NULL ends it; when this
   returns, no call is running. */
ATOLL_API atoll_err atoll_port_notify(atoll_kernel *kernel, atoll_port port,
				      void (*ready)(void *context),
				      void *context);

/* atoll_port_close closes port. What it posted before is still delivered, then
   the other end learns of it. What is queued for it is freed. Repeating is
   fine. ATOLL_EPERM, ATOLL_ENOENT. */
ATOLL_API atoll_err atoll_port_close(atoll_kernel *kernel, atoll_port port);

/* atoll_port_attach builds a port that the outside owns into a message; it
   leaves when that message is posted. ATOLL_EPERM, ATOLL_ENOENT. */
ATOLL_API atoll_err atoll_port_attach(atoll_kernel *kernel, atoll_builder *b,
				      atoll_port port, uint32_t *number);

/* atoll_port_adopt takes attachment i of msg, a port, for the outside. */
ATOLL_API atoll_err atoll_port_adopt(atoll_kernel *kernel, atoll_message *msg,
				     uint32_t i, atoll_port *out);

typedef struct {
	uint64_t queued;
	uint64_t bytes;    /* queued; kept for a bounded port */
	uint64_t received; /* ever */
	uint64_t dropped;
	bool open;
	bool peer_open;
} atoll_port_stats;

ATOLL_API atoll_err atoll_port_get_stats(atoll_kernel *kernel, atoll_port port,
					 atoll_port_stats *out);

/* ------------------------------------------- an isolate from inside
 *
 * Only during a call on the isolate (native callbacks, engines). */

ATOLL_API atoll_kernel *atoll_self_kernel(const atoll_self *self);
ATOLL_API atoll_isolate atoll_self_id(const atoll_self *self);
ATOLL_API uint32_t atoll_self_number(const atoll_self *self);

/* atoll_self_parent is the port to the parent; zero if there is none. */
ATOLL_API atoll_port atoll_self_parent(const atoll_self *self);

/* atoll_self_data lends the start data; NULL if none. */
ATOLL_API atoll_message *atoll_self_data(const atoll_self *self);

/* atoll_self_builder lends a builder, empty, the thread's own: for one
   message, during this call. It has the isolate's message limits. */
ATOLL_API atoll_builder *atoll_self_builder(atoll_self *self);

/* atoll_self_post is atoll_port_post for the isolate's own ports, and faster:
   an idle receiver runs next on this thread. Also ATOLL_ETOOBIG. */
ATOLL_API atoll_err atoll_self_post(atoll_self *self, atoll_port port,
				    atoll_message *msg);

ATOLL_API atoll_err atoll_self_pair(atoll_self *self, atoll_port *a,
				    atoll_port *b, const atoll_port_opts *opts);
ATOLL_API atoll_err atoll_self_close(atoll_self *self, atoll_port port);

/* atoll_self_spawn starts a child; its end of the parent port becomes the
   isolate's, and closes with how the child ended. */
ATOLL_API atoll_err atoll_self_spawn(atoll_self *self, atoll_isolate *out,
				     atoll_port *port,
				     const atoll_isolate_opts *opts);

/* atoll_self_child_number is the number (atoll_self_number) of the child at the
   other end of port, also when it has ended; 0 if no child is. */
ATOLL_API uint32_t atoll_self_child_number(const atoll_self *self,
					   atoll_port port);

/* atoll_self_monitor opens a monitor, owned by the isolate; as
   atoll_isolate_monitor. */
ATOLL_API atoll_err atoll_self_monitor(atoll_self *self, atoll_port *out,
				       atoll_isolate isolate);

/* atoll_self_exit ends the isolate once this call returns. */
ATOLL_API void atoll_self_exit(atoll_self *self, int code);

#ifdef __cplusplus
}
#endif
#endif
