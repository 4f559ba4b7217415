/* ipc/number.h - numbers as text. SPDX-License-Identifier: MIT */
#ifndef ATOLL_IPC_NUMBER_H
#define ATOLL_IPC_NUMBER_H

#include <stddef.h>

enum { NUMBER_TEXT = 32 };

/* number_print writes a finite number that is not -0 the shortest way that
   reads back the same, whatever the locale, and returns the length. */
size_t number_print(char out[NUMBER_TEXT], double number);

/* number_scan reads the number that text of len bytes begins with, as JSON
   writes them, and returns its length; 0: none, SIZE_MAX: no memory. */
size_t number_scan(double *out, const char *text, size_t len);

#endif
