/* tests/ipc/oracle_side.h - what the oracle, in C++, asks of the C side.
 * SPDX-License-Identifier: MIT */
#ifndef ATOLL_TESTS_IPC_ORACLE_SIDE_H
#define ATOLL_TESTS_IPC_ORACLE_SIDE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* oracle_message lends message i: of the corpus, then random ones. NULL when
   it cannot be built. */
const void *oracle_message(unsigned i, const char **name, size_t *size);
unsigned oracle_corpus_size(void);

/* oracle_json verifies bytes and prints them as JSON (free). An error is its
   name. */
char *oracle_json(const void *bytes, size_t size);

/* Our structs, made of their parts. They return their size. */
size_t oracle_node(void *out, uint8_t kind, uint8_t flags, uint16_t aux,
		   uint32_t span, double number);
size_t oracle_key(void *out, uint32_t offset, uint32_t length);
size_t oracle_shape(void *out, uint32_t first, uint32_t count, uint32_t base,
		    uint32_t hash);
size_t oracle_attachment(void *out, uint64_t length, uint64_t maximum,
			 uint8_t kind, uint8_t resizable);

/* The numbers of what our names name. */
extern const unsigned oracle_kinds[24];
extern const unsigned oracle_flags[7];
extern const unsigned oracle_attachments[3];

#ifdef __cplusplus
}
#endif
#endif
