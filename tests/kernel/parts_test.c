/* tests/kernel/parts_test.c - what the kernel is made of: slots, rings, locks,
 * heaps of timers. SPDX-License-Identifier: MIT */
#include "suite.h"

#include "kernel/ring.h"
#include "kernel/slots.h"
#include "kernel/timer.h"

START_TEST(keeps_a_heap_like_a_sorted_list)
{
	timers t = {0};
	dice d = dice_new(3);
	uint64_t deadlines[300], ids[300], id;
	bool live[300] = {0};

	for (int round = 0; round < 3000; round++) {
		uint32_t i = dice_roll(&d, 300);

		if (live[i]) {
			timers_stop(&t, ids[i]);
		} else {
			deadlines[i] = 1 + dice_roll(&d, 50);
			ok(timers_start(&t, &ids[i], deadlines[i], 0));
		}
		live[i] = !live[i];
		uint64_t first = UINT64_MAX;
		for (int n = 0; n < 300; n++) {
			if (live[n] && deadlines[n] < first) {
				first = deadlines[n];
			}
		}
		ck_assert_uint_eq(timers_first(&t), first);
	}
	for (uint64_t last = 0; timers_first(&t) != UINT64_MAX;) {
		uint64_t first = timers_first(&t);

		ck_assert_uint_ge(first, last);
		ck_assert(!timers_expire(&t, first - 1, UINT64_MAX, &id));
		ck_assert(timers_expire(&t, first, UINT64_MAX, &id));
		last = first;
	}
	timers_fini(&t);
}
END_TEST

START_TEST(stops_no_other_timer_by_an_old_id)
{
	timers t = {0};
	uint64_t old, later;

	ok(timers_start(&t, &old, 10, 0));
	timers_stop(&t, old);
	ok(timers_start(&t, &later, 20, 0));
	timers_stop(&t, old);
	timers_stop(&t, 0);
	timers_stop(&t, UINT64_MAX);
	ck_assert_uint_eq(timers_first(&t), 20);
	timers_stop(&t, later);
	ck_assert_uint_eq(timers_first(&t), UINT64_MAX);
	timers_fini(&t);
}
END_TEST

/* -------------------------------------------------------------- rings */

START_TEST(queues_in_order_whatever_its_size)
{
	ring r = {0};
	dice d = dice_new(5);
	int in = 0, out = 0;

	for (int round = 0; round < 2000; round++) {
		for (uint32_t n = dice_roll(&d, 20); n > 0; n--) {
			ck_assert(ring_push(&r, message_new(in++)));
		}
		ck_assert_uint_eq(r.len, (uint32_t)(in - out));
		for (uint32_t n = dice_roll(&d, 21); n > 0 && r.len > 0; n--) {
			ck_assert_double_eq(message_number(ring_pop(&r)),
					    out++);
		}
		for (uint32_t i = 0; i < r.len; i++) {
			ck_assert_double_eq(
			    atoll_value_number(
				atoll_message_value(ring_peek(&r, i))),
			    out + (int)i);
		}
	}
	ring_clear(&r);
	ck_assert_uint_eq(r.len, 0);
	ck_assert_uint_eq(r.cap, 0);
}
END_TEST

/* -------------------------------------------------------------- slots */

typedef struct {
	slot s;
	uint64_t stamp;
} thing;

static slots *
table_new(void)
{
	slots *t = calloc(1, sizeof(*t));

	slots_init(t, sizeof(thing));
	return t;
}

static void
table_free(slots *t)
{
	slots_fini(t);
	free(t);
}

START_TEST(finds_what_an_id_names)
{
	enum { N = 3 * SLOTS_CHUNK };
	static uint64_t ids[N];
	volatile uint64_t beyond = 1;
	slots *t = table_new();

	ck_assert_ptr_null(slots_find(t, 0));
	ck_assert_ptr_null(slots_find(t, beyond));
	for (uint64_t i = 0; i < N; i++) {
		thing *x = slots_new(t);

		slots_name(&x->s);
		x->stamp = i;
		ids[i] = slot_id(&x->s);
	}
	ck_assert_uint_eq(atomic_load(&t->live), N);
	for (uint64_t i = 0; i < N; i++) {
		const thing *x = slots_find(t, ids[i]);

		ck_assert_uint_eq(x->stamp, i);
		ck_assert_uint_eq(slot_id(&x->s), ids[i]);
	}
	beyond = N + 1;
	ck_assert_ptr_null(slots_find(t, beyond));
	beyond = UINT32_MAX;
	ck_assert_ptr_null(slots_find(t, beyond));
	table_free(t);
}
END_TEST

START_TEST(gives_a_slot_another_id_each_time)
{
	slots *t = table_new();
	uint64_t last = 0;

	for (int i = 0; i < 1000; i++) {
		thing *x = slots_new(t);
		uint64_t id;

		ck_assert_uint_eq(slot_generation(&x->s) % 2, 0);
		slots_name(&x->s);
		id = slot_id(&x->s);
		ck_assert_uint_eq(x->s.index, 0);
		ck_assert_uint_ne(id, last);
		slots_retire(&x->s);
		ck_assert_uint_ne(slot_generation(&x->s), id_generation(id));
		slots_free(t, &x->s);
		last = id;
	}
	ck_assert_uint_eq(atomic_load(&t->live), 0);
	ck_assert_uint_eq(atomic_load(&t->used), 1);
	table_free(t);
}
END_TEST

static void *
churn(void *arg)
{
	slots *t = arg;
	thing *held[16] = {0};
	dice d = dice_new((uint64_t)(uintptr_t)&d);

	for (int i = 0; i < 20000; i++) {
		thing **x = &held[dice_roll(&d, 16)];

		if (*x == NULL) {
			*x = slots_new(t);
			slots_name(&(*x)->s);
			(*x)->stamp = (uintptr_t)&d;
		} else {
			ck_assert_uint_eq((*x)->stamp, (uintptr_t)&d);
			slots_retire(&(*x)->s);
			slots_free(t, &(*x)->s);
			*x = NULL;
		}
	}
	return NULL;
}

START_TEST(gives_a_slot_to_one_thread_only)
{
	slots *t = table_new();
	pthread_t threads[4];

	for (int i = 0; i < 4; i++) {
		pthread_create(&threads[i], NULL, churn, t);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
	}
	ck_assert_uint_le(atomic_load(&t->used), 64);
	table_free(t);
}
END_TEST

/* -------------------------------------------------------------- locks */

static struct {
	lock lock;
	int n; /* lock */
} guarded;

static void *
count_up(void *arg)
{
	for (int i = 0; i < 20000; i++) {
		lock_take(&guarded.lock);
		guarded.n++;
		lock_drop(&guarded.lock);
	}
	return arg;
}

START_TEST(lets_one_thread_in_at_a_time)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++) {
		pthread_create(&threads[i], NULL, count_up, NULL);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
	}
	ck_assert_int_eq(guarded.n, 80000);
}
END_TEST

static void
add(Suite *s)
{
	TCase *c = suite_case(s, "parts", NULL);

	tcase_add_test(c, keeps_a_heap_like_a_sorted_list);
	tcase_add_test(c, stops_no_other_timer_by_an_old_id);
	tcase_add_test(c, queues_in_order_whatever_its_size);
	tcase_add_test(c, finds_what_an_id_names);
	tcase_add_test(c, gives_a_slot_another_id_each_time);
	tcase_add_test(c, gives_a_slot_to_one_thread_only);
	tcase_add_test(c, lets_one_thread_in_at_a_time);
}

int
main(void)
{
	return suite_run("parts", add);
}
