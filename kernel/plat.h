/* plat.h - what the kernel needs of the operating system: time, threads,
 * waiting on a word. One file per system implements it (plat_linux.c).
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_PLAT_H
#define KERNEL_PLAT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <atoll/error.h>

/* plat_now is monotonic time in microseconds. */
uint64_t plat_now(void);

/* plat_thread_cpu is the CPU time the calling thread has used,
   plat_other_cpu what another live thread has, in microseconds. */
uint64_t plat_thread_cpu(void);
uint64_t plat_other_cpu(pthread_t thread);

/* plat_wait sleeps until the word is woken, was not equal to value in the
   first place, or so many microseconds have passed (UINT64_MAX: for ever). It
   may return early: check again. */
void plat_wait(atomic_uint *word, unsigned value, uint64_t timeout_us);

/* plat_wake wakes up to n threads that wait on the word. */
void plat_wake(atomic_uint *word, int n);

/* plat_yield lets another thread have the core; plat_nap, for a while. */
void plat_yield(void);
void plat_nap(uint64_t us);

int plat_cores(void);

/* plat_write writes all of it to fd, waiting as long as it takes; what cannot
   be written (a closed pipe) is dropped. */
void plat_write(int fd, const char *bytes, size_t len);

atoll_err plat_thread_start(pthread_t *thread, void *(*run)(void *),
			    void *context, const char *name);

/* plat_ticks is a clock that is cheap enough to read every turn. How long a
   tick is, plat_tick_rate says (ticks a microsecond). */
#if defined(__x86_64__) || defined(__i386__)
static inline uint64_t
plat_ticks(void)
{
	return __builtin_ia32_rdtsc();
}

static inline void
plat_relax(void)
{
	__builtin_ia32_pause();
}
#elif defined(__aarch64__)
static inline uint64_t
plat_ticks(void)
{
	uint64_t ticks;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
}

static inline void
plat_relax(void)
{
	__asm__ volatile("yield");
}
#else
static inline uint64_t
plat_ticks(void)
{
	return plat_now();
}

static inline void
plat_relax(void)
{
}
#endif

/* plat_tick_rate measures once (some 0.1 ms) and is then constant; the caller
   keeps it. */
double plat_tick_rate(void);

#endif
