/* tests/ipc/oracle_side.c - what the oracle asks of the C side.
 * SPDX-License-Identifier: MIT */
#include "tests/ipc/oracle_side.h"

#include "tests/ipc/support.h"

#include <stdlib.h>
#include <string.h>

const unsigned oracle_kinds[24] = {
    ATOLL_KIND_UNDEFINED,     ATOLL_KIND_NULL,         ATOLL_KIND_FALSE,
    ATOLL_KIND_TRUE,          ATOLL_KIND_NUMBER,       ATOLL_KIND_STRING,
    ATOLL_KIND_BIGINT,        ATOLL_KIND_HOLE,         ATOLL_KIND_REFERENCE,
    ATOLL_KIND_BOXED_BOOLEAN, ATOLL_KIND_BOXED_NUMBER, ATOLL_KIND_BOXED_STRING,
    ATOLL_KIND_BOXED_BIGINT,  ATOLL_KIND_DATE,         ATOLL_KIND_REGEXP,
    ATOLL_KIND_BUFFER,        ATOLL_KIND_SHARED,       ATOLL_KIND_PORT,
    ATOLL_KIND_VIEW,          ATOLL_KIND_ARRAY,        ATOLL_KIND_OBJECT,
    ATOLL_KIND_MAP,           ATOLL_KIND_SET,          ATOLL_KIND_ERROR};
const unsigned oracle_flags[7] = {WIRE_ASCII,    WIRE_WTF8,  WIRE_NEGATIVE,
				  WIRE_ATTACHED, WIRE_EXTRA, WIRE_TRACKING,
				  WIRE_WHOLE};
const unsigned oracle_attachments[3] = {WIRE_BLOCK, WIRE_SHARED, WIRE_PORT};

unsigned
oracle_corpus_size(void)
{
	atoll_builder *b;
	unsigned n = 0;

	if (atoll_builder_new(&b, NULL) != ATOLL_OK) {
		return 0;
	}
	while (corpus_build(b, n) != NULL) {
		atoll_builder_reset(b);
		n++;
	}
	atoll_builder_free(b);
	return n;
}

const void *
oracle_message(unsigned i, const char **name, size_t *size)
{
	static atoll_builder *b;
	static atoll_message *msg;
	rng r = {i};

	if (b == NULL && atoll_builder_new(&b, NULL) != ATOLL_OK) {
		return NULL;
	}
	*name = corpus_build(b, i);
	if (*name == NULL) {
		*name = "random";
		build_random(b, &r, i % 2 == 0);
	}
	atoll_message_free(msg);
	if (atoll_builder_finish(b, &msg) != ATOLL_OK) {
		return NULL;
	}
	return atoll_message_bytes(msg, size);
}

char *
oracle_json(const void *bytes, size_t size)
{
	atoll_message *msg;
	char *text;
	atoll_err err = atoll_message_parse(&msg, bytes, size, NULL);

	if (err == ATOLL_OK) {
		err = atoll_value_json(&text, atoll_message_value(msg), 0);
		atoll_message_free(msg);
	}
	return err == ATOLL_OK ? text : strdup(atoll_errname(err));
}

size_t
oracle_node(void *out, uint8_t kind, uint8_t flags, uint16_t aux, uint32_t span,
	    double number)
{
	wire_node node = {kind, flags, aux, span, number};

	memcpy(out, &node, sizeof(node));
	return sizeof(node);
}

size_t
oracle_key(void *out, uint32_t offset, uint32_t length)
{
	wire_key key = {offset, length};

	memcpy(out, &key, sizeof(key));
	return sizeof(key);
}

size_t
oracle_shape(void *out, uint32_t first, uint32_t count, uint32_t base,
	     uint32_t hash)
{
	wire_shape shape = {first, count, base, hash};

	memcpy(out, &shape, sizeof(shape));
	return sizeof(shape);
}

size_t
oracle_attachment(void *out, uint64_t length, uint64_t maximum, uint8_t kind,
		  uint8_t resizable)
{
	wire_attachment a = {length, maximum, kind, resizable, {0}};

	memcpy(out, &a, sizeof(a));
	return sizeof(a);
}
