/* isolate.h - one isolate that Duktape runs. SPDX-License-Identifier: MIT
 *
 * The files of this folder are one compilation unit with Duktape's (unit.c), so
 * that the codec can walk its objects; what is declared here is static
 * there.
 *
 * How a call ends. Duktape's errors end in a protected call. What must stop the
 * script for good (killed from outside, out of memory, Duktape's fatal errors)
 * jumps straight to the guard of the call into the engine, past everything: the
 * heap is not fit for use then, and never used again but to be dropped.
 * What must stop the script but leave the heap usable (exit, fail) throws, and
 * poll() keeps throwing until the outermost call has ended. */
#ifndef DUKTAPE_ISOLATE_H
#define DUKTAPE_ISOLATE_H

#include <setjmp.h>

#include <atoll/engine.h>

#include "heap.h"
#include "promise.h"

typedef enum {
	HOOK_PORT_PROTOTYPE,
	HOOK_TIMER,
	HOOK_JOBS,
	HOOK_CLOSED,
	HOOK_CONTROL,
	HOOK_MESSAGE_ERROR,
	HOOK_DRAIN,
	HOOK_UNCAUGHT,
	HOOK_IDLE,
	HOOK_CLOSING,
	HOOK_MAIN,
	HOOK_CLONE_ERROR,
	HOOK_BAD_TRANSFER,
	HOOK_COLLECTIONS,
	HOOK_MAP_ENTRIES, /* these are members of collections */
	HOOK_SET_VALUES,
	HOOK_MAKE_MAP,
	HOOK_MAKE_SET,
	HOOK_MAP_SET,
	HOOK_SET_ADD,
	HOOK_COUNT
} hook;

/* A port that the script has. */
typedef struct port {
	struct port *next;
	struct port **link; /* what points here */
	atoll_port id;
	atoll_isolate isolate; /* a child's, behind its parent port */
	void *object;          /* the MessagePort; kept in the table of ports */
	void *listener;        /* a function, or NULL */
	void *owner;   /* an EventEmitter in front of it, or NULL; kept */
	uint32_t slot; /* in the table of ports */
	bool referenced;
	bool counted; /* listening and referenced: one atoll_self_ref */
	bool closed;  /* by the script; closed() is still to come */
} port;

typedef struct encode_shape encode_shape;
typedef struct decode_shape decode_shape;

/* An object that the message being built has. */
typedef struct {
	void *object;
	uint32_t number;
	uint32_t epoch; /* of another message: free */
} seen_entry;

typedef struct shared_keep {
	struct shared_keep *next;
	void *buffer; /* the engine's, kept */
	atoll_shared *shared;
} shared_keep;

/* A member of a transfer list. */
typedef struct {
	port *port;   /* or NULL */
	void *buffer; /* or NULL: the bytes of an ArrayBuffer */
	bool lent;    /* the message has them, not a copy */
	bool used;    /* has a place in the message */
} transferred;

/* What a message being posted takes along. */
typedef struct {
	transferred *items;
	uint32_t count;
	uint32_t lent;
} transfer;

enum { SHAPES = 64 };

/* What the isolate has in its heap. */
typedef struct {
	void *hooks[HOOK_COUNT]; /* objects that were read; kept */
	void *hooks_object;      /* where the others are read; kept */
	void *binding;           /* kept */
	void *kept;              /* an array in the stash that keeps things */
	void *table;             /* [free slots, MessagePort, ...] */
	uint32_t free_slots;     /* length of the list in table[0] */
	void *key_port;          /* hidden keys: strings, kept */
	void *key_listener;
	void *key_owner;   /* of a port: its owner */
	void *key_behind;  /* of an owner: its port */
	void *key_events;  /* "_events" and */
	void *key_message; /* "message": where an owner's listener is */
	void *key_mark;    /* untransferable (1), uncloneable (2) */
	void *key_kind;    /* of prototypes: see collections.c */
	port *ports;
	encode_shape *encode[SHAPES];
	uint32_t encode_seen[SHAPES];
	decode_shape *decode[SHAPES];
	uint32_t decode_seen[SHAPES];
	seen_entry *seen; /* of the encoder: a hash table */
	uint32_t seen_size;
	uint32_t seen_used;
	uint32_t seen_epoch;
	shared_keep *shared; /* shared memory in use */
	promises promises;
} roots;

typedef struct isolate {
	atoll_self *self;
	duk_hthread *context; /* NULL until there is a VM */
	heap *heap;
	roots *roots;
	jmp_buf *guard;         /* of the call that runs; NULL when none does */
	atoll_message *message; /* in the engine's hands */
	atoll_builder *builder; /* in use by the call that runs */
	bool dead;              /* the heap must not be used */
	bool unwinding;         /* exit or fail was called */
	bool naming;            /* errors are encoded with their names */
	bool jobs;              /* jobs wait, or ticks do */
	bool ticks;             /* hooks.jobs is to be called */
	bool breached;          /* out of memory was reported */
	bool bootstrapped;
	bool template; /* is to become a snapshot */
	bool early;    /* the library asked for self too soon */
	bool exited;   /* exit was called */
	int exit_code;
	int fd; /* open during a call, or -1 */
	struct common *common;
	void *self_object; /* binding.self; kept */
	size_t syntax_offset;
	uint64_t close_timer; /* not 0: ports were closed */
	uint64_t random[2];
	uint32_t ports_gone; /* closed or removed, ever */
	uint64_t started;    /* kernel time */
	atoll_limits limits;
} isolate;

static inline isolate *
isolate_of(duk_context *ctx)
{
	return ((heap *)((duk_hthread *)ctx)->heap->heap_udata)->isolate;
}

/* isolate_unwind jumps to the guard. The heap is dead. */
static _Noreturn void isolate_unwind(isolate *is);

/* isolate_out_of_memory ends the isolate with that reason and unwinds. */
static _Noreturn void isolate_out_of_memory(isolate *is);

/* isolate_run calls fn under a guard, unless the heap is dead. */
static void isolate_run(isolate *is, void (*fn)(isolate *is, void *args),
			void *args);

/* call_script calls the function and arguments on top of the stack
   ([func this args...]), leaving the result there, or undefined after an
   error, which is given to the uncaught hook; true when there was none. Then
   promise jobs run if the script asked for it. */
static bool call_script(isolate *is, int nargs);

/* call_hook does so with a hook and the nargs values on top. */
static bool call_hook(isolate *is, hook which, int nargs);

/* call_failed gives the error on top of the stack to the uncaught hook, or
   ends the isolate with it, and pops it. */
static void call_failed(isolate *is);

/* Ports. */
static port *port_add(isolate *is, atoll_port id);
static void port_remove(isolate *is, port *p);
static port *port_of(isolate *is, duk_idx_t index); /* NULL: no open port */
static void port_push(isolate *is, port *p);
static void port_count(isolate *is, port *p);

/* codec_encode builds the value at index into a message. list is the index of
   an array of what is transferred, or negative; then t lives on the value stack
   above. through is the port it will be posted through, or zero. NULL: the
   error is on top of the stack. Otherwise transfer_lend comes before the post;
   after it transfer_commit detaches what went, or transfer_revoke takes it back
   from the message. */
static atoll_message *codec_encode(isolate *is, duk_idx_t index, duk_idx_t list,
				   atoll_port through, uint32_t tag,
				   transfer *t);
static void transfer_commit(isolate *is, transfer *t);
static void transfer_revoke(transfer *t, atoll_message *msg);

/* codec_decode pushes the value of msg; false: an error is pushed. The message
   stays the caller's; its buffers and ports are taken out. */
static bool codec_decode(isolate *is, atoll_message *msg);

#endif
