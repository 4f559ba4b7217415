/* plat_linux.c - the kernel's view of Linux. SPDX-License-Identifier: MIT */
#include "plat.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t
clock_us(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0) {
		return 0;
	}
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

uint64_t
plat_now(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

uint64_t
plat_thread_cpu(void)
{
	return clock_us(CLOCK_THREAD_CPUTIME_ID);
}

uint64_t
plat_other_cpu(pthread_t thread)
{
	clockid_t clock;

	if (pthread_getcpuclockid(thread, &clock) != 0) {
		return 0;
	}
	return clock_us(clock);
}

void
plat_wait(atomic_uint *word, unsigned value, uint64_t timeout_us)
{
	struct timespec t, *timeout = NULL;

	if (timeout_us != UINT64_MAX) {
		t.tv_sec = (time_t)(timeout_us / 1000000u);
		t.tv_nsec = (long)(timeout_us % 1000000u) * 1000;
		timeout = &t;
	}
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, timeout, NULL, 0);
}

void
plat_wake(atomic_uint *word, int n)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
}

void
plat_yield(void)
{
	(void)sched_yield();
}

void
plat_nap(uint64_t us)
{
	const struct timespec t = {.tv_sec = (time_t)(us / 1000000u),
				   .tv_nsec = (long)(us % 1000000u) * 1000};

	(void)nanosleep(&t, NULL);
}

int
plat_cores(void)
{
	cpu_set_t set;
	int n;

	if (sched_getaffinity(0, sizeof(set), &set) != 0) {
		return 1;
	}
	n = CPU_COUNT(&set);
	return n < 1 ? 1 : n;
}

void
plat_write(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n >= 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd p = {.fd = fd, .events = POLLOUT};
			(void)poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return;
		}
	}
}

atoll_err
plat_thread_start(pthread_t *thread, void *(*run)(void *), void *context,
		  const char *name)
{
	pthread_attr_t attr;
	int rc;

	if (pthread_attr_init(&attr) != 0) {
		return ATOLL_ENOMEM;
	}
	/* Engines recurse; address space costs nothing until it is used. */
	(void)pthread_attr_setstacksize(&attr, 16u << 20);
	rc = pthread_create(thread, &attr, run, context);
	(void)pthread_attr_destroy(&attr);
	if (rc != 0) {
		return rc == EAGAIN ? ATOLL_ENOMEM : ATOLL_ESYSTEM;
	}
	(void)pthread_setname_np(*thread, name);
	return ATOLL_OK;
}

static uint64_t
clock_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) {
		return 0;
	}
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double
plat_tick_rate(void)
{
	uint64_t t0 = clock_ns(), k0 = plat_ticks(), t1, k1;

	/* Reading the two takes some 50 ns: right to a thousandth. */
	do {
		t1 = clock_ns();
		k1 = plat_ticks();
	} while (t1 < t0 + 100000);
	return (double)(k1 - k0) * 1000 / (double)(t1 - t0);
}
