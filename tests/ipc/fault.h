/* tests/ipc/fault.h - allocations that fail. SPDX-License-Identifier: MIT
 *
 * A program linked with fault.c and the flags -Wl,--wrap=malloc etc. can have
 * the n-th allocation fail, alone or with all that follow. */
#ifndef ATOLL_TESTS_IPC_FAULT_H
#define ATOLL_TESTS_IPC_FAULT_H

#include <stdbool.h>

/* fault_arm starts counting; the n-th (from 1) allocation fails. */
void fault_arm(unsigned n, bool and_all_later);

/* fault_disarm ends that, and tells whether one failed. */
bool fault_disarm(void);

/* fault_live is how many allocations are not freed. */
long fault_live(void);

#endif
