/* tests/ipc/thread_test.c - messages that are made on one thread and freed on
 * another. SPDX-License-Identifier: MIT */
#include "tests/ipc/support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { MESSAGES = 20000, SLOTS = 64, READERS = 4 };

/* Messages on their way; NULL is a free slot. */
typedef struct {
	_Atomic(atoll_message *) slots[SLOTS];
	atomic_bool wrong;
} way;

/* Waits for slot i to be empty or not. This is a test of memory, not of
   waiting, so it just yields. */
static atoll_message *
exchange_when(way *w, int i, bool full, atoll_message *with)
{
	_Atomic(atoll_message *) *slot = &w->slots[i % SLOTS];

	while ((atomic_load(slot) != NULL) != full) {
		sched_yield();
	}
	return atomic_exchange(slot, with);
}

static void *
receive(void *context)
{
	way *w = context;

	for (int i = 0; i < MESSAGES; i++) {
		atoll_message *msg = exchange_when(w, i, true, NULL);
		atoll_value v = atoll_message_value(msg);

		if (atoll_value_number(atoll_value_at(v, 0)) != i) {
			atomic_store(&w->wrong, true);
		}
		atoll_message_free(msg);
	}
	return NULL;
}

START_TEST(frees_messages_on_another_thread_than_made_them)
{
	static way w;
	atoll_builder *b = new_builder();
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, receive, &w), 0);
	for (int i = 0; i < MESSAGES; i++) {
		atoll_message *msg;

		atoll_build_array(b);
		atoll_build_number(b, i);
		for (int j = 0; j < i % 100; j++) {
			atoll_build_null(b);
		}
		atoll_build_end(b);
		if (atoll_builder_finish(b, &msg) != ATOLL_OK) {
			abort();
		}
		exchange_when(&w, i, false, msg);
	}
	/* Messages are still out when their builder ends. */
	atoll_builder_free(b);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert(!atomic_load(&w.wrong));
}
END_TEST

static void *
read_and_free(void *context)
{
	atoll_message *msg = context;
	uint64_t sum = walk(atoll_message_value(msg));

	atoll_message_free(msg);
	return (void *)(uintptr_t)sum;
}

START_TEST(reads_a_message_on_many_threads_at_once)
{
	atoll_builder *b = new_builder();

	for (unsigned i = 0; i < 200; i++) {
		rng r = {i};
		pthread_t threads[READERS];
		void *sums[READERS];
		atoll_message *msg;

		build_random(b, &r, true);
		msg = finish(b);
		for (int j = 0; j < READERS; j++) {
			ck_assert_int_eq(pthread_create(&threads[j], NULL,
							read_and_free,
							atoll_message_ref(msg)),
					 0);
		}
		atoll_message_free(msg);
		for (int j = 0; j < READERS; j++) {
			pthread_join(threads[j], &sums[j]);
			ck_assert_ptr_eq(sums[j], sums[0]);
		}
	}
	atoll_builder_free(b);
}
END_TEST

static void *
build_with(void *context)
{
	const atoll_shape *shape = context;
	atoll_builder *b;
	uintptr_t right = 0;

	if (atoll_builder_new(&b, NULL) != ATOLL_OK) {
		return NULL;
	}
	for (int i = 0; i < MESSAGES / 10; i++) {
		atoll_message *msg;

		atoll_build_record(b, shape);
		atoll_build_number(b, i);
		atoll_build_end(b);
		if (atoll_builder_finish(b, &msg) == ATOLL_OK) {
			right += atoll_value_number(atoll_value_get(
				     atoll_message_value(msg), "key")) == i;
		}
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
	return (void *)right;
}

START_TEST(shares_a_shape_between_builders_of_many_threads)
{
	const char *key = "key";
	size_t len = 3;
	atoll_shape *shape;
	pthread_t threads[READERS];
	void *right;

	ck_assert_ok(atoll_shape_new(&shape, &key, &len, 1));
	for (int j = 0; j < READERS; j++) {
		ck_assert_int_eq(
		    pthread_create(&threads[j], NULL, build_with, shape), 0);
	}
	for (int j = 0; j < READERS; j++) {
		pthread_join(threads[j], &right);
		ck_assert_uint_eq((uintptr_t)right, MESSAGES / 10);
	}
	atoll_shape_free(shape);
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    frees_messages_on_another_thread_than_made_them,
	    reads_a_message_on_many_threads_at_once,
	    shares_a_shape_between_builders_of_many_threads,
	};

	return RUN_SUITE("thread", tests);
}
