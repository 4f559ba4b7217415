/* thread.c - isolates in this process. SPDX-License-Identifier: MIT
 *
 * The smallest transport: a message is a pointer, and the scheduler's threads
 * run what is spawned. */
#include <atoll/transport.h>

extern const atoll_transport atoll_transport_thread;

static atoll_err
thread_spawn(atoll_kernel *kernel, atoll_isolate *out, atoll_port parent,
	     atoll_port child, const atoll_isolate_opts *opts)
{
	(void)parent;
	return atoll_isolate_start_here(kernel, out, child, opts);
}

const atoll_transport atoll_transport_thread = {
    .abi = ATOLL_TRANSPORT_ABI,
    .name = "thread",
    .version = "1",
    .spawn = thread_spawn,
};
