/* tests/ipc/support.h - what the suites of ipc/ share.
 * SPDX-License-Identifier: MIT */
#ifndef ATOLL_TESTS_IPC_SUPPORT_H
#define ATOLL_TESTS_IPC_SUPPORT_H

#include "ipc/builder.h"
#include "ipc/shared.h"

#include <check.h>

#define ck_assert_err(expression, expected)                                    \
	do {                                                                   \
		atoll_err got_ = (expression);                                 \
		ck_assert_msg(got_ == (expected), "%s is %s, not %s",          \
			      #expression, atoll_errname(got_),                \
			      atoll_errname(expected));                        \
	} while (0)
#define ck_assert_ok(expression) ck_assert_err(expression, ATOLL_OK)

/* run_suite runs tests and gives main's result. */
int run_suite(const char *name, const TTest *const *tests, size_t n);
#define RUN_SUITE(name, tests)                                                 \
	run_suite(name, tests, sizeof(tests) / sizeof(*(tests)))

/* builder makes a builder with default limits. */
atoll_builder *new_builder(void);

/* finish gives the message; the test fails if there is none. */
atoll_message *finish(atoll_builder *b);

/* finish_error expects that there is none, and why. */
#define finish_error(b, expected)                                              \
	do {                                                                   \
		atoll_message *none_;                                          \
		ck_assert_err(atoll_builder_finish(b, &none_), expected);      \
		ck_assert_ptr_null(none_);                                     \
	} while (0)

/* of_json makes a message of JSON text, json prints one (block_free). */
atoll_message *of_json(const char *text);
char *json(const atoll_message *msg);

/* reparse parses msg's bytes with copies of its attachments. */
atoll_err reparse(atoll_message **out, const atoll_message *msg);

/* values_equal compares two values with all that is in them and which objects
   are the same. */
bool values_equal(atoll_value a, atoll_value b);

/* walk reads everything in v that can be read, each object once, and returns a
   sum so that nothing is optimised away. */
uint64_t walk(atoll_value v);

/* Random numbers by a seed. */
typedef struct {
	uint64_t state;
} rng;

uint64_t rng_next(rng *r);
uint32_t rng_below(rng *r, uint32_t n);

/* build_random builds one value. attached: blocks, shared memory and ports may
   be in it. */
void build_random(atoll_builder *b, rng *r, bool attached);

/* seed_of_run is the seed that the environment (ATOLL_SEED) or else the test
   chooses; print it when something fails. */
uint64_t seed_of_run(uint64_t seed);

/* The corpus: at least one message of every kind. corpus_build builds number i
   into b, and returns its name, or NULL after the last. */
const char *corpus_build(atoll_builder *b, unsigned i);

#endif
