/* native.c - isolates made of C callbacks. SPDX-License-Identifier: MIT
 *
 * The smallest engine, and the one to copy. An isolate is its callbacks and a
 * state pointer; it lives while its parent's port is open or something else
 * references it (atoll_self_ref). */
#include <atoll/engine.h>

extern const atoll_engine atoll_engine_native;

typedef struct {
	const atoll_native *calls;
	void *state;
	atoll_self *self;
	bool parent; /* its port is open */
} native;

static atoll_err
native_open(void *st, atoll_self *self, const atoll_limits *limits)
{
	native *n = st;

	(void)limits;
	n->self = self;
	return ATOLL_OK;
}

/* native_settle sees whether a callback closed the port to the parent. */
static void
native_settle(native *n)
{
	if (n->parent && atoll_self_parent(n->self).id == 0) {
		n->parent = false;
		atoll_self_ref(n->self, -1);
	}
}

static void
native_load(void *st, const atoll_program *program)
{
	native *n = st;

	n->calls = program->native;
	n->state = program->state;
	if (program->parent.id != 0) {
		n->parent = true;
		atoll_self_ref(n->self, 1);
		(void)atoll_self_listen(n->self, program->parent, true, n);
	}
	if (n->calls->start != NULL) {
		n->calls->start(n->state, n->self);
		native_settle(n);
	}
}

static void
native_deliver(void *st, atoll_port port, void *user)
{
	native *n = st;
	atoll_message *msg;

	(void)user;
	while ((msg = atoll_self_take(n->self, port)) != NULL) {
		n->calls->message(n->state, n->self, port, msg);
		atoll_message_free(msg);
	}
	native_settle(n);
}

static void
native_closed(void *st, atoll_port port, void *user, const atoll_exit *why)
{
	native *n = st;

	/* Only the parent's port was listened to with our own pointer. */
	if (user == n && n->parent) {
		n->parent = false;
		atoll_self_ref(n->self, -1);
	}
	if (n->calls->closed != NULL) {
		n->calls->closed(n->state, n->self, port, why);
		native_settle(n);
	}
}

static void
native_drain(void *st, atoll_port port, void *user)
{
	native *n = st;

	(void)user;
	if (n->calls->drain != NULL) {
		n->calls->drain(n->state, n->self, port);
		native_settle(n);
	}
}

static void
native_timer(void *st, uint64_t timer)
{
	native *n = st;

	if (n->calls->timer != NULL) {
		n->calls->timer(n->state, n->self, timer);
		native_settle(n);
	}
}

static void
native_close(void *st)
{
	native *n = st;

	if (n->calls != NULL && n->calls->stop != NULL) {
		n->calls->stop(n->state);
	}
}

const atoll_engine atoll_engine_native = {
    .abi = ATOLL_ENGINE_ABI,
    .name = "native",
    .version = "1",
    .state_size = sizeof(native),
    .open = native_open,
    .load = native_load,
    .deliver = native_deliver,
    .closed = native_closed,
    .drain = native_drain,
    .timer = native_timer,
    .close = native_close,
};
