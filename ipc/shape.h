/* ipc/shape.h - lists of keys that many objects have in common.
 * SPDX-License-Identifier: MIT
 *
 * A list of keys is kept as it goes into a message: wire_keys whose offsets
 * count from the first key's text, and the texts one after the other, each
 * with a NUL behind it. So it is put into a message by copying both. */
#ifndef ATOLL_IPC_SHAPE_H
#define ATOLL_IPC_SHAPE_H

#include "ipc/message.h"
#include "ipc/utf8.h"

struct atoll_shape {
	uint32_t count;
	uint32_t size; /* of text, NULs too */
	uint32_t hash;
	const char *text;
	const wire_key keys[];
};

/* shape_new_cesu8 is atoll_shape_new for keys in CESU-8. */
atoll_err shape_new_cesu8(atoll_shape **out, const char *const *keys,
			  const size_t *lens, size_t n);

/* keys_distinct tells whether n keys are. Linear in their text. ATOLL_EINVAL
   if not, ATOLL_ENOMEM. */
atoll_err keys_distinct(const wire_key *keys, const char *text, uint32_t n);

#define SHAPE_SEED UINT64_C(0x9e3779b97f4a7c15)

__extension__ typedef unsigned __int128 shape_product;

static inline uint64_t
shape_mix(uint64_t a, uint64_t b)
{
	shape_product product = (shape_product)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* shape_hash_long is for keys of more than 16 bytes. */
uint64_t shape_hash_long(uint64_t seed, const char *key, size_t len);

/* shape_hash_key takes one more key into the hash of a list of keys, which
   starts as SHAPE_SEED. ends are the key's. */
static inline uint64_t
shape_hash_key(uint64_t hash, utf8_ends ends, const char *key, size_t len)
{
	if (len > 16) {
		return shape_hash_long(hash, key, len);
	}
	return shape_mix(ends.a ^ hash,
			 ends.b ^ (hash << 32 | hash >> 32) ^
			     (UINT64_C(0xbf58476d1ce4e5b9) + len * 2));
}

/* shape_hash_end gives the hash that goes into a message. */
static inline uint32_t
shape_hash_end(uint64_t hash)
{
	return (uint32_t)(hash * SHAPE_SEED >> 32);
}

#endif
