/* tests/ipc/fault_test.c - what happens when there is no memory.
 * SPDX-License-Identifier: MIT */
#include "ipc/block.h"
#include "tests/ipc/fault.h"
#include "tests/ipc/support.h"

/* Does something that needs memory, and undoes it. */
typedef atoll_err (*action)(const void *context);

/* Has each allocation of an action fail, alone and with all that follow.
   No Check call may stand between arm and disarm, as it takes memory too. */
static void
fail_each(action act, const void *context, const char *name)
{
	for (int later = 0; later < 2; later++) {
		bool failed = true;

		for (unsigned n = 1; failed; n++) {
			long live = fault_live();
			long left;
			atoll_err err;

			fault_arm(n, later != 0);
			err = act(context);
			failed = fault_disarm();
			block_forget();
			left = fault_live() - live;
			ck_assert_msg(left == 0,
				      "%s: %ld left of allocation %u", name,
				      left, n);
			ck_assert_msg(err == (failed ? ATOLL_ENOMEM : ATOLL_OK),
				      "%s: %s at allocation %u", name,
				      atoll_errname(err), n);
			ck_assert_uint_lt(n, 10000);
		}
	}
}

static atoll_err
build_corpus(const void *context)
{
	unsigned i = *(const unsigned *)context;
	atoll_builder *b;
	atoll_message *msg;
	atoll_err err = atoll_builder_new(&b, NULL);

	if (err != ATOLL_OK) {
		return err;
	}
	corpus_build(b, i);
	err = atoll_builder_finish(b, &msg);
	atoll_message_free(msg);
	atoll_builder_free(b);
	return err;
}

START_TEST(builds_every_kind_without_a_leak)
{
	for (unsigned i = 0;; i++) {
		atoll_builder *b = new_builder();
		const char *name = corpus_build(b, i);

		atoll_builder_free(b);
		if (name == NULL) {
			break;
		}
		/* This one makes shared memory itself. */
		if (strcmp(name, "attachments") != 0) {
			fail_each(build_corpus, &i, name);
		}
	}
}
END_TEST

static atoll_err
build_attached(const void *context)
{
	static const char bytes[5000];
	atoll_builder *b;
	atoll_message *msg;
	void *block;
	atoll_err err = atoll_builder_new(&b, NULL);

	(void)context;
	if (err != ATOLL_OK) {
		return err;
	}
	atoll_build_array(b);
	for (int i = 0; i < 40; i++) {
		atoll_build_buffer(b, bytes, sizeof(bytes));
		block = atoll_block_new(10);
		if (block == NULL) {
			builder_fail(b, ATOLL_ENOMEM);
		} else if (atoll_build_block(b, block, 10, SIZE_MAX) ==
			   UINT32_MAX) {
			atoll_block_free(block);
		}
		atoll_build_port(b, (atoll_port){(uint64_t)i + 1});
	}
	atoll_build_end(b);
	err = atoll_builder_finish(b, &msg);
	if (err == ATOLL_OK) {
		atoll_message_ref(msg);
		block = message_take_block(msg, 1);
		err = block != NULL ? ATOLL_OK : ATOLL_ENOMEM;
		atoll_block_free(block);
		atoll_message_free(msg);
	}
	atoll_message_free(msg);
	atoll_builder_free(b);
	return err;
}

START_TEST(builds_attachments_without_a_leak)
{
	fail_each(build_attached, NULL, "attached");
}
END_TEST

static atoll_err
build_wide(const void *context)
{
	atoll_builder *b;
	atoll_message *msg;
	char key[40] = "  a key that is long";
	atoll_err err = atoll_builder_new(&b, NULL);

	(void)context;
	if (err != ATOLL_OK) {
		return err;
	}
	atoll_build_array(b);
	for (int i = 0; i < 60; i++) {
		atoll_build_object(b);
		for (int j = 0; j < 12; j++) {
			key[0] = (char)('A' + j);
			key[1] = (char)('A' + i);
			atoll_build_key(b, key, sizeof(key));
			builder_cesu8_string(b, "\xed\xa0\xbc\xed\xbc\xb4", 6);
		}
		builder_key_cesu8(b, "\xed\xa0\xbc\xed\xbc\xb4", 6);
		atoll_build_text(b, key);
		atoll_build_end(b);
	}
	atoll_build_end(b);
	err = atoll_builder_finish(b, &msg);
	atoll_message_free(msg);
	atoll_builder_free(b);
	return err;
}

START_TEST(builds_many_shapes_without_a_leak)
{
	fail_each(build_wide, NULL, "wide");
}
END_TEST

static atoll_err
parse(const void *context)
{
	const atoll_message *source = context;
	atoll_message *msg;
	atoll_err err =
	    atoll_message_parse(&msg, source->bytes, source->size, NULL);

	atoll_message_free(msg);
	return err;
}

static atoll_err
print_and_read(const void *context)
{
	const atoll_message *source = context;
	atoll_message *msg = NULL;
	atoll_builder *b;
	char *text;
	atoll_err err;

	err = atoll_value_json(&text, atoll_message_value(source), 2);
	if (err != ATOLL_OK) {
		return err;
	}
	err = atoll_builder_new(&b, NULL);
	if (err == ATOLL_OK) {
		err = atoll_build_json(b, text, strlen(text), NULL);
		if (err == ATOLL_OK) {
			err = atoll_builder_finish(b, &msg);
		}
		atoll_builder_free(b);
	}
	atoll_message_free(msg);
	atoll_block_free(text);
	return err;
}

START_TEST(parses_and_prints_without_a_leak)
{
	atoll_builder *b = new_builder();

	for (unsigned i = 0;; i++) {
		const char *name = corpus_build(b, i);
		atoll_message *msg;

		if (name == NULL) {
			break;
		}
		msg = finish(b);
		if (msg->attachment_count == 0) {
			fail_each(parse, msg, name);
			fail_each(print_and_read, msg, name);
		}
		atoll_message_free(msg);
	}
	atoll_builder_free(b);
}
END_TEST

static atoll_err
make_shape(const void *context)
{
	static const char *const keys[] = {"a", "b", "c", "d", "e",
					   "f", "g", "h", "i", "j"};
	static const size_t lens[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
	atoll_shape *shape;
	atoll_err err = atoll_shape_new(&shape, keys, lens, 10);

	(void)context;
	atoll_shape_free(shape);
	return err;
}

static atoll_err
make_shared(const void *context)
{
	atoll_shared *shared = atoll_shared_new(10, 20);

	(void)context;
	atoll_shared_free(shared);
	return shared != NULL ? ATOLL_OK : ATOLL_ENOMEM;
}

START_TEST(makes_shapes_and_shared_memory_without_a_leak)
{
	fail_each(make_shape, NULL, "shape");
	fail_each(make_shared, NULL, "shared");
}
END_TEST

START_TEST(builds_again_after_memory_ran_out)
{
	for (unsigned n = 1; n < 20; n++) {
		atoll_builder *b = new_builder();
		atoll_message *msg;
		atoll_err err;

		fault_arm(n, true);
		corpus_build(b, 5);
		err = atoll_builder_finish(b, &msg);
		if (!fault_disarm()) {
			ck_assert_ok(err);
		} else {
			ck_assert_err(err, ATOLL_ENOMEM);
		}
		atoll_message_free(msg);
		corpus_build(b, 5);
		atoll_message_free(finish(b));
		atoll_builder_free(b);
	}
}
END_TEST

int
main(void)
{
	const TTest *tests[] = {
	    builds_every_kind_without_a_leak,
	    builds_attachments_without_a_leak,
	    builds_many_shapes_without_a_leak,
	    parses_and_prints_without_a_leak,
	    makes_shapes_and_shared_memory_without_a_leak,
	    builds_again_after_memory_ran_out,
	};

	return RUN_SUITE("fault", tests);
}
