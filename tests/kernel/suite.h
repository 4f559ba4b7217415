/* tests/kernel/suite.h - what the kernel's tests share.
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_KERNEL_SUITE_H
#define TESTS_KERNEL_SUITE_H

#include <check.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <atoll/engine.h>
#include <atoll/transport.h>

/* How long a test waits for what must come; it never waits for nothing. */
enum { PATIENCE_MS = 10000 };

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Check notes each of its own assertions in a file, which is slow. */
#define expect(call, wanted)                                                   \
	do {                                                                   \
		atoll_err err_ = (call);                                       \
		if (err_ != (wanted)) {                                        \
			ck_abort_msg("%s is %s, not %s", #call,                \
				     atoll_errname(err_),                      \
				     atoll_errname(wanted));                   \
		}                                                              \
	} while (0)
#define ok(call) expect(call, ATOLL_OK)

/* The test's kernel: fixtures with two threads; without any; deterministic. */
extern atoll_kernel *kernel;
void kernel_start(void);
void kernel_start_turning(void);
void kernel_start_seeded(void);
void kernel_start_with(const atoll_kernel_opts *opts);
void kernel_stop(void);

/* Messages that hold one number, which message_number reads and frees. */
atoll_message *message_new(double n);
double message_number(atoll_message *msg);

/* A message with n ports of the outside, beside a number; and one with a string
   of so many bytes. */
atoll_message *message_with_ports(double n, const atoll_port *ports, size_t);
atoll_message *message_of_size(size_t bytes);

/* From outside. Each asserts that it succeeds. */
void post(atoll_port port, double n);
double receive(atoll_port port);
atoll_message *receive_message(atoll_port port);
void receive_none(atoll_port port);
atoll_exit receive_exit(atoll_port port); /* reads to the end; not closed */
void expect_exit(atoll_port port, atoll_reason reason, int code);
void close_port(atoll_port port);
atoll_port monitor(atoll_isolate isolate);
atoll_port adopt(atoll_message *msg, uint32_t i); /* does not free msg */

/* start_native starts a native isolate; port may be NULL. */
atoll_isolate start_native(atoll_port *port, const atoll_native *calls,
			   void *state);

/* From inside an isolate. */
atoll_err self_post(atoll_self *self, atoll_port port, double n);
void self_report(atoll_self *self, double n); /* to the parent */
void self_post_port(atoll_self *self, atoll_port through, double n,
		    atoll_port port);

/* An isolate that sends back what it gets; and one that takes it, with its
   callback. */
extern const atoll_native echo;
extern const atoll_native sink;
void ignore(void *state, atoll_self *self, atoll_port port, atoll_message *msg);

/* A semaphore, with a bound on waiting. */
typedef struct {
	sem_t sem;
} gate;
void gate_init(gate *g);
void gate_open(gate *g);
void gate_wait(gate *g);

/* A small generator, for seeded storms. */
typedef struct {
	uint64_t state;
} dice;
dice dice_new(uint64_t seed);
uint32_t dice_roll(dice *d, uint32_t sides);

/* open_files counts the process's descriptors. */
size_t open_files(void);

/* suite_run runs what add adds tests to; the exit status. */
int suite_run(const char *name, void (*add)(Suite *));

/* suite_case adds a case with the fixture start; end it with kernel_stop. */
TCase *suite_case(Suite *s, const char *name, void (*start)(void));

#endif
