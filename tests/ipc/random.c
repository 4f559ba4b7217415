/* tests/ipc/random.c - random values by a seed. SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include <stdlib.h>

uint64_t
rng_next(rng *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

uint32_t
rng_below(rng *r, uint32_t n)
{
	return (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

uint64_t
seed_of_run(uint64_t seed)
{
	const char *given = getenv("ATOLL_SEED");

	return given != NULL ? strtoull(given, NULL, 0) : seed;
}

enum { MOST_OBJECTS = 64, DEEPEST = 8 };

/* A value that is being built. */
typedef struct {
	atoll_builder *b;
	rng *r;
	bool attached;
	uint32_t left; /* about so many values more */
	uint32_t depth;
	uint32_t objects[MOST_OBJECTS];
	uint32_t object_count;
	uint32_t ports;
} maker;

static void make(maker *m);

static void
met(maker *m, uint32_t object)
{
	if (m->object_count < MOST_OBJECTS) {
		m->objects[m->object_count++] = object;
	}
}

static const char *const pieces[] = {"a",
				     "id",
				     "\"",
				     "\\",
				     "\n",
				     "\x7f",
				     "\xc3\xa9",
				     "\xe2\x82\xac",
				     "\xf0\x9f\x8c\xb4",
				     "\xed\x9f\xbf",
				     "\xee\x80\x80",
				     "\xed\xa0\x80",
				     "0",
				     "$kind",
				     "$ref",
				     "a longer piece of text",
				     "\xef\xbf\xbf"};

/* Text of pieces; the lone surrogate is never followed by a low one. */
static size_t
random_text(rng *r, char *out, uint32_t most)
{
	size_t len = 0;
	uint32_t n = rng_below(r, most + 1);

	for (uint32_t i = 0; i < n; i++) {
		const char *piece =
		    pieces[rng_below(r, sizeof(pieces) / sizeof(*pieces))];

		memcpy(out + len, piece, strlen(piece));
		len += strlen(piece);
		if (rng_below(r, 20) == 0) {
			out[len++] = '\0';
		}
	}
	return len;
}

static double
random_number(rng *r)
{
	static const double some[] = {0.0,
				      -0.0,
				      1,
				      -1,
				      0.1,
				      1e21,
				      5e-324,
				      1.7976931348623157e308,
				      9007199254740993.0,
				      __builtin_inf(),
				      -__builtin_inf(),
				      __builtin_nan("")};
	uint64_t bits;
	double number;

	switch (rng_below(r, 3)) {
	case 0:
		return (double)(int32_t)rng_next(r);
	case 1:
		return some[rng_below(r, sizeof(some) / sizeof(*some))];
	default:
		bits = rng_next(r);
		memcpy(&number, &bits, sizeof(number));
		return number;
	}
}

static void
make_keys(maker *m, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		char key[512];
		size_t len = random_text(m->r, key, 2);

		/* The number makes it unlike the others. */
		key[len++] = (char)('A' + i);
		atoll_build_key(m->b, key, len);
		make(m);
	}
}

static uint32_t
make_buffer(maker *m)
{
	uint8_t bytes[4096];
	uint32_t kind = m->attached ? rng_below(m->r, 4) : 0;
	size_t size = rng_below(m->r, 40);
	uint32_t number;
	void *block;

	memset(bytes, (int)size, sizeof(bytes));
	switch (kind) {
	case 1:
		return atoll_build_buffer(m->b, bytes, BUILDER_INLINE + 8);
	case 2:
		block = atoll_block_new(size);
		memcpy(block, bytes, size);
		number = atoll_build_block(m->b, block, size,
					   rng_below(m->r, 2) ? 64 : SIZE_MAX);
		if (number == UINT32_MAX) {
			atoll_block_free(block);
		}
		return number;
	case 3: {
		atoll_shared *shared =
		    atoll_shared_new(size, rng_below(m->r, 2) ? 64 : SIZE_MAX);

		number = atoll_build_shared(m->b, shared);
		atoll_shared_free(shared);
		return number;
	}
	default:
		return atoll_build_buffer(m->b, bytes, size);
	}
}

static void
make_view(maker *m)
{
	static const uint8_t zeros[64];
	atoll_view type = (atoll_view)rng_below(m->r, 13);
	size_t offset = rng_below(m->r, 4) * 8;
	uint32_t how = rng_below(m->r, 3);

	if (how == 0) {
		met(m, builder_whole_view(m->b, type));
	} else {
		met(m, atoll_build_view(m->b, type, offset,
					how == 1 ? SIZE_MAX
						 : rng_below(m->r, 5) * 8));
	}
	met(m, atoll_build_buffer(m->b, zeros, sizeof(zeros)));
	atoll_build_end(m->b);
}

static void
make_array(maker *m)
{
	uint32_t n = rng_below(m->r, 6);

	met(m, atoll_build_array(m->b));
	for (uint32_t i = 0; i < n; i++) {
		if (rng_below(m->r, 8) == 0) {
			atoll_build_hole(m->b, 1 + rng_below(m->r, 1000));
		} else {
			make(m);
		}
	}
	if (rng_below(m->r, 4) == 0) {
		make_keys(m, rng_below(m->r, 3));
	}
	atoll_build_end(m->b);
}

/* Shapes live until the messages with them are finished, so these stay. */
static const atoll_shape *
shape_of(uint32_t n)
{
	static atoll_shape *shapes[11];
	static const char *const keys[] = {
	    "id", "op",   "a",  "b", "tag", "h\xc3\xa9", "another long key",
	    "",   "nine", "ten"};
	static const size_t lens[] = {2, 2, 1, 1, 3, 3, 16, 0, 4, 3};

	if (shapes[n] == NULL &&
	    atoll_shape_new(&shapes[n], keys, lens, n) != ATOLL_OK) {
		abort();
	}
	return shapes[n];
}

static void
make_record(maker *m)
{
	uint32_t n = rng_below(m->r, 11);

	met(m, atoll_build_record(m->b, shape_of(n)));
	for (uint32_t i = 0; i < n; i++) {
		make(m);
	}
	atoll_build_end(m->b);
}

static void
make_error(maker *m)
{
	unsigned has = rng_below(m->r, 8);

	met(m,
	    atoll_build_error(m->b, (atoll_error_type)rng_below(m->r, 7), has));
	if ((has & ATOLL_ERROR_HAS_MESSAGE) != 0) {
		atoll_build_text(m->b, "it broke");
	}
	if ((has & ATOLL_ERROR_HAS_STACK) != 0) {
		atoll_build_text(m->b, "at work");
	}
	if ((has & ATOLL_ERROR_HAS_CAUSE) != 0) {
		make(m);
	}
	make_keys(m, rng_below(m->r, 3));
	atoll_build_end(m->b);
}

static void
make_container(maker *m)
{
	uint32_t n = rng_below(m->r, 5);

	m->depth++;
	switch (rng_below(m->r, 7)) {
	case 0:
		make_array(m);
		break;
	case 1:
		met(m, atoll_build_object(m->b));
		make_keys(m, n);
		atoll_build_end(m->b);
		break;
	case 2:
		make_record(m);
		break;
	case 3:
		met(m, atoll_build_map(m->b));
		for (uint32_t i = 0; i < n * 2; i++) {
			make(m);
		}
		atoll_build_end(m->b);
		break;
	case 4:
		met(m, atoll_build_set(m->b));
		for (uint32_t i = 0; i < n; i++) {
			make(m);
		}
		atoll_build_end(m->b);
		break;
	case 5:
		make_error(m);
		break;
	default:
		make_view(m);
		break;
	}
	m->depth--;
}

static void
make_leaf_object(maker *m)
{
	static const uint64_t words[] = {1, UINT64_MAX, 7};
	char text[512];
	size_t len = random_text(m->r, text, 4);

	switch (rng_below(m->r, m->attached ? 8 : 7)) {
	case 0:
		met(m, atoll_build_boxed_boolean(m->b, rng_below(m->r, 2)));
		break;
	case 1:
		met(m, atoll_build_boxed_number(m->b, random_number(m->r)));
		break;
	case 2:
		met(m, atoll_build_boxed_string(m->b, text, len));
		break;
	case 3:
		met(m, atoll_build_boxed_bigint(m->b, words, rng_below(m->r, 4),
						true));
		break;
	case 4:
		met(m, atoll_build_date(m->b, random_number(m->r)));
		break;
	case 5:
		met(m,
		    atoll_build_regexp(m->b, text, len, rng_below(m->r, 256)));
		break;
	case 6:
		met(m, make_buffer(m));
		break;
	default:
		met(m, atoll_build_port(m->b, (atoll_port){++m->ports}));
		break;
	}
}

static void
make_plain(maker *m)
{
	char text[512];
	uint64_t words[3] = {rng_next(m->r), rng_next(m->r), rng_next(m->r)};

	switch (rng_below(m->r, 9)) {
	case 0:
		atoll_build_undefined(m->b);
		break;
	case 1:
		atoll_build_null(m->b);
		break;
	case 2:
		atoll_build_boolean(m->b, rng_below(m->r, 2));
		break;
	case 3:
		atoll_build_bigint(m->b, words, rng_below(m->r, 4),
				   rng_below(m->r, 2));
		break;
	case 4:
	case 5:
	case 6:
		atoll_build_string(m->b, text, random_text(m->r, text, 5));
		break;
	default:
		atoll_build_number(m->b, random_number(m->r));
		break;
	}
}

static void
make(maker *m)
{
	uint32_t what = rng_below(m->r, 10);

	m->left -= m->left != 0 ? 1 : 0;
	if (what < 4 && m->left != 0 && m->depth < DEEPEST) {
		make_container(m);
	} else if (what < 6) {
		make_leaf_object(m);
	} else if (what == 6 && m->object_count != 0) {
		atoll_build_reference(
		    m->b, m->objects[rng_below(m->r, m->object_count)]);
	} else {
		make_plain(m);
	}
}

void
build_random(atoll_builder *b, rng *r, bool attached)
{
	maker m = {.b = b, .r = r, .attached = attached};

	m.left = 4 + rng_below(r, 24);
	if (rng_below(r, 8) != 0) {
		make_container(&m);
	} else {
		make(&m);
	}
}
