/* ipc/shape.c - lists of keys that many objects have in common.
 * SPDX-License-Identifier: MIT */
#include "ipc/shape.h"

#include <stdlib.h>

enum {
	KEYS_PAIRWISE = 8, /* up to so many are compared each with each */
	KEYS_SPARSE = 2    /* slots of the set for each key, at least */
};

uint64_t
shape_hash_long(uint64_t seed, const char *key, size_t len)
{
	uint64_t hash = shape_mix(seed ^ len, UINT64_C(0x94d049bb133111eb));
	size_t i;

	for (i = 0; len - i > 16; i += 16) {
		hash = shape_hash_key(hash, utf8_load_ends(key + i, 16),
				      key + i, 16);
	}
	return shape_hash_key(hash, utf8_load_ends(key + i, len - i), key + i,
			      len - i);
}

static bool
keys_equal(const wire_key *a, const wire_key *b, const char *text)
{
	return a->length == b->length &&
	       memcmp(text + a->offset, text + b->offset, a->length) == 0;
}

static atoll_err
few_distinct(const wire_key *keys, const char *text, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		for (uint32_t j = 0; j < i; j++) {
			if (keys_equal(&keys[i], &keys[j], text)) {
				return ATOLL_EINVAL;
			}
		}
	}
	return ATOLL_OK;
}

static atoll_err
many_distinct(const wire_key *keys, const char *text, uint32_t n)
{
	size_t size = 16;
	uint32_t *set; /* indices of keys, from 1 */
	uint64_t seed;
	atoll_err err = ATOLL_OK;

	while (size < (size_t)n * KEYS_SPARSE) {
		size *= 2;
	}
	set = calloc(size, sizeof(*set));
	if (set == NULL) {
		return ATOLL_ENOMEM;
	}
	/* Where memory lies is random, so nobody can prepare keys whose hashes
	   are equal. */
	seed = shape_mix((uintptr_t)set, SHAPE_SEED);
	for (uint32_t i = 0; i < n && err == ATOLL_OK; i++) {
		const char *key = text + keys[i].offset;
		size_t len = keys[i].length;
		uint64_t hash =
		    shape_hash_key(seed, utf8_load_ends(key, len), key, len);
		size_t at = shape_hash_end(hash) & (size - 1);

		while (set[at] != 0 && err == ATOLL_OK) {
			if (keys_equal(&keys[i], &keys[set[at] - 1], text)) {
				err = ATOLL_EINVAL;
			}
			at = (at + 1) & (size - 1);
		}
		set[at] = i + 1;
	}
	free(set);
	return err;
}

atoll_err
keys_distinct(const wire_key *keys, const char *text, uint32_t n)
{
	return n <= KEYS_PAIRWISE ? few_distinct(keys, text, n)
				  : many_distinct(keys, text, n);
}

/* Fills in the keys; *size is the text written. */
static atoll_err
shape_fill(atoll_shape *shape, wire_key *entry, char *text,
	   const char *const *keys, const size_t *lens, bool cesu8)
{
	uint64_t hash = SHAPE_SEED;
	char *at = text;

	for (uint32_t i = 0; i < shape->count; i++) {
		size_t len = lens[i];

		if (cesu8) {
			len = cesu8_to_utf8(at, keys[i], len);
		} else {
			memcpy(at, keys[i], len);
		}
		if (len == SIZE_MAX || utf8_flags(at, len) < 0) {
			return ATOLL_EINVAL;
		}
		hash = shape_hash_key(hash, utf8_load_ends(at, len), at, len);
		entry[i].offset = (uint32_t)(at - text);
		entry[i].length = (uint32_t)len;
		at += len;
		*at++ = '\0';
	}
	shape->text = text;
	shape->size = (uint32_t)(at - text);
	shape->hash = shape_hash_end(hash);
	return keys_distinct(entry, text, shape->count);
}

static atoll_err
shape_make(atoll_shape **out, const char *const *keys, const size_t *lens,
	   size_t n, bool cesu8)
{
	atoll_shape *shape;
	size_t size = 0;
	char *entry;
	atoll_err err;

	*out = NULL;
	if (n > INT32_MAX / sizeof(wire_key)) {
		return ATOLL_EINVAL;
	}
	for (size_t i = 0; i < n; i++) {
		if (lens[i] >= INT32_MAX - size) {
			return ATOLL_EINVAL;
		}
		size += lens[i] + 1;
	}
	shape = malloc(sizeof(*shape) + n * sizeof(wire_key) + size);
	if (shape == NULL) {
		return ATOLL_ENOMEM;
	}
	shape->count = (uint32_t)n;
	entry = (char *)(shape + 1);
	err = shape_fill(shape, (wire_key *)(void *)entry,
			 entry + n * sizeof(wire_key), keys, lens, cesu8);
	if (err != ATOLL_OK) {
		free(shape);
		return err;
	}
	*out = shape;
	return ATOLL_OK;
}

atoll_err
atoll_shape_new(atoll_shape **out, const char *const *keys, const size_t *lens,
		size_t n)
{
	return shape_make(out, keys, lens, n, false);
}

atoll_err
shape_new_cesu8(atoll_shape **out, const char *const *keys, const size_t *lens,
		size_t n)
{
	return shape_make(out, keys, lens, n, true);
}

void
atoll_shape_free(atoll_shape *shape)
{
	free(shape);
}
