/* tests/ipc/fault.c - allocations that fail. SPDX-License-Identifier: MIT */
#include "tests/ipc/fault.h"

#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *memory);

static bool armed;
static bool all_later;
static unsigned left;
static bool failed;
static long live;

void
fault_arm(unsigned n, bool and_all_later)
{
	left = n;
	all_later = and_all_later;
	failed = false;
	armed = true;
}

bool
fault_disarm(void)
{
	armed = false;
	return failed;
}

long
fault_live(void)
{
	return live;
}

static bool
fails(void)
{
	if (!armed || (failed && !all_later)) {
		return false;
	}
	if (!failed && --left != 0) {
		return false;
	}
	failed = true;
	return true;
}

static void *
count(void *memory)
{
	live += memory != NULL ? 1 : 0;
	return memory;
}

void *
__wrap_malloc(size_t size)
{
	return fails() ? NULL : count(__real_malloc(size));
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : count(__real_calloc(n, size));
}

void *
__wrap_aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : count(__real_aligned_alloc(alignment, size));
}

void *
__wrap_realloc(void *memory, size_t size)
{
	void *result = fails() ? NULL : __real_realloc(memory, size);

	live += memory == NULL && result != NULL ? 1 : 0;
	return result;
}

void
__wrap_free(void *memory)
{
	live -= memory != NULL ? 1 : 0;
	__real_free(memory);
}
