/* atoll/engine.h - for authors of script engines. SPDX-License-Identifier: MIT
 *
 * A script engine is one const table of calls (atoll_engine), registered with
 * atoll_engine_register or built in. Calling rules, the same for every
 * engine:
 *
 *   - For one isolate the kernel makes one call at a time, on whichever
 *     scheduler thread is free; an engine whose VM may not move sets
 *     ATOLL_ENGINE_PINNED. interrupt() is the exception: any thread, at any
 *     moment between the return of open() and the call of close().
 *   - The kernel holds no lock during a call, so everything in atoll.h that
 *     takes an atoll_self may be called.
 *   - An engine's own unwinding (longjmp, exceptions) ends inside the call.
 *   - An isolate lives as long as something is referenced (atoll_self_ref).
 *     Engines count what holds theirs alive: ports with a listener, timers,
 *     pending requests.
 *   - Calls return nothing: an isolate that is to end says so with
 *     atoll_self_exit or atoll_self_fail, and its engine returns as soon as it
 *     can. The kernel then calls closing() (unless it was killed) and close().
 *
 * docs/engines.md is the guide; engines/native is the smallest example;
 * tests/engines/engine_suite.c is what an engine must pass. */
#ifndef ATOLL_ENGINE_H
#define ATOLL_ENGINE_H

#include "atoll.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ATOLL_ENGINE_ABI 1u

enum {
	ATOLL_ENGINE_PINNED = 1, /* calls must stay on one thread */
	ATOLL_ENGINE_SCRIPT =
	    2 /* runs source text, so needs a file or source */
};

struct atoll_engine {
	uint32_t abi; /* ATOLL_ENGINE_ABI */
	uint32_t flags;
	const char *name;    /* "duktape": what options and users write */
	const char *version; /* of the engine inside, for `atoll list` */
	size_t state_size;   /* bytes of zeroed state the kernel allocates */

	/* Build a VM in st. limits are the isolate's. On error, close() is
	   still called, so leave st in a state it can undo. */
	atoll_err (*open)(void *st, atoll_self *self,
			  const atoll_limits *limits);

	/* Run the program. It is lent for the call, but for program->data,
	   which stays with the isolate until close(). A script that cannot be
	   compiled, or throws, ends the isolate with atoll_self_fail. */
	void (*load)(void *st, const atoll_program *program);

	/* Messages have come to port, whose user pointer is given too. Take
	   them with atoll_self_take until it gives NULL (they are none, or the
	   turn's budget is spent) or the isolate is ending
	   (atoll_self_ending). Each message taken is the engine's to free. */
	void (*deliver)(void *st, atoll_port port, void *user);

	/* The other end of port was closed and nothing is queued any more.
	   why is NULL, or, for the port of a child (atoll_self_spawn) or
	   monitor, how that isolate ended; lent for the call. The port is
	   closed when this returns: the engine forgets user. */
	void (*closed)(void *st, atoll_port port, void *user,
		       const atoll_exit *why);

	/* A bounded port that refused a message has room again. Optional. */
	void (*drain)(void *st, atoll_port port, void *user);

	/* A timer is due (atoll_self_timer_start). Optional if none is ever
	   started. */
	void (*timer)(void *st, uint64_t timer);

	/* Nothing keeps the isolate alive. The engine may find more to do
	   (Node's beforeExit); otherwise it ends. Optional. */
	void (*idle)(void *st);

	/* The isolate ends of itself with *code: a last call into the script
	   (Node's process.on('exit')), which may change *code. Not called
	   for one that was killed. Optional. */
	void (*closing)(void *st, int *code);

	/* Make a running call return soon; another call may come. Any
	   thread. Optional: without it only the process transport can stop a
	   loop. */
	void (*interrupt)(void *st);

	/* Bytes the isolate's heap holds, external buffers too. Optional. */
	size_t (*heap_used)(void *st);

	/* Free everything, exactly once. */
	void (*close)(void *st);
};

/* atoll_engine_register makes an engine known to a kernel. The table must
   outlive it. Before the first spawn. ATOLL_EABI, ATOLL_EEXIST, ATOLL_EINVAL
   (a required member is missing). */
ATOLL_API atoll_err atoll_engine_register(atoll_kernel *kernel,
					  const atoll_engine *engine);

/* ------------------------------------------------- an isolate from inside
 *
 * What an engine (or a native isolate's callback) asks the kernel, all during
 * a call on its isolate's thread. */

/* atoll_self_take takes the oldest message of one of the isolate's ports;
   NULL when there is none, or when the turn's budget is spent or the isolate is
   ending (then what is queued comes again in another turn). The message is
   the caller's. */
ATOLL_API atoll_message *atoll_self_take(atoll_self *self, atoll_port port);

/* atoll_self_poll is atoll_self_take without regard to the budget, for
   receiveMessageOnPort. */
ATOLL_API atoll_message *atoll_self_poll(atoll_self *self, atoll_port port);

/* atoll_self_attach makes one of the isolate's ports part of the message that
   is about to be posted through `through` (zero: by some other way): builds it
   into b with atoll_build_port. Nothing moves until the post. ATOLL_ESELF,
   ATOLL_EPERM, ATOLL_ENOENT. */
ATOLL_API atoll_err atoll_self_attach(atoll_self *self, atoll_builder *b,
				      atoll_port port, atoll_port through,
				      uint32_t *number);

/* atoll_self_adopt takes attachment i of msg, a port, and makes it this
   isolate's with its queue; it is stopped (see atoll_self_listen).
   ATOLL_EINVAL if it was taken before. */
ATOLL_API atoll_err atoll_self_adopt(atoll_self *self, atoll_message *msg,
				     uint32_t i, atoll_port *out);

/* atoll_self_listen starts or stops the delivery of a port's messages. A new
   or adopted port is stopped: messages queue up. user is handed back by
   deliver() and closed(). The close of the other end is told also of a stopped
   port, once its queue is empty. */
ATOLL_API atoll_err atoll_self_listen(atoll_self *self, atoll_port port,
				      bool on, void *user);

/* atoll_self_ref changes how many things keep the isolate alive. */
ATOLL_API void atoll_self_ref(atoll_self *self, int change);

/* atoll_self_timer_start has timer() called with *timer in ms milliseconds
   (not before; same deadline: in the order of the calls), once, or again and
   again if repeat. Timers do not reference the isolate by themselves.
   ATOLL_ENOMEM, ATOLL_ELIMIT. */
ATOLL_API atoll_err atoll_self_timer_start(atoll_self *self, uint64_t *timer,
					   double ms, bool repeat);

/* atoll_self_timer_stop forgets a timer; one that is not there is fine. */
ATOLL_API void atoll_self_timer_stop(atoll_self *self, uint64_t timer);

/* atoll_self_wake has the engine's deliver() called for port even if nothing
   new comes, as after a listener was changed in the middle of its queue. */
ATOLL_API void atoll_self_wake(atoll_self *self, atoll_port port);

/* atoll_self_fail ends the isolate with a reason and a text, and (optional,
   taken) the thrown value as a message. The first call counts. */
ATOLL_API void atoll_self_fail(atoll_self *self, atoll_reason reason, int code,
			       const char *text, atoll_message *error);

/* atoll_self_ending tells whether the isolate is to end: a loop in an engine
   asks it. */
ATOLL_API bool atoll_self_ending(const atoll_self *self);

/* atoll_self_killed tells whether it is to end at once, from outside or by a
   breached limit. Any thread; an engine's interrupt check may poll it. */
ATOLL_API bool atoll_self_killed(const atoll_self *self);

/* atoll_self_write writes to the process's standard output (fd 1) or error
   (fd 2) as one piece, through the kernel's option `write`. */
ATOLL_API void atoll_self_write(atoll_self *self, int fd, const char *bytes,
				size_t len);

/* atoll_self_spare_put keeps a block (of malloc or aligned_alloc) for reuse by
   other isolates of the kernel, up to 16 MiB of each size; what is more is
   freed. atoll_self_spare_get gives one back, NULL when there is none. What
   it holds is not cleared. */
ATOLL_API void *atoll_self_spare_get(atoll_self *self, size_t size);
ATOLL_API void atoll_self_spare_put(atoll_self *self, void *block, size_t size);

/* atoll_self_common lends one pointer a kernel keeps for an engine, made by
   make on first use and freed by drop at the kernel's end: caches of compiled
   library code, snapshots. make may be called by one thread only, others
   wait. NULL when make gives NULL. */
ATOLL_API void *atoll_self_common(atoll_self *self, const atoll_engine *engine,
				  void *(*make)(void *context),
				  void (*drop)(void *), void *context);

#ifdef __cplusplus
}
#endif
#endif
