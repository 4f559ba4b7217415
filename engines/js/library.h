/* library.h - the JavaScript library as text. SPDX-License-Identifier: MIT */
#ifndef ATOLL_JS_LIBRARY_H
#define ATOLL_JS_LIBRARY_H

#include <stddef.h>

/* A module: the body of `function (exports, require, module, binding)`. text
   is ASCII with a NUL behind it, which len does not count. */
typedef struct {
	const char *name;
	const char *text;
	size_t      len;
} atoll_js_module;

/* Sorted by name (strcmp), ended by name NULL. "bootstrap" is the one to run
   first: its parameter exports is unused. */
extern const atoll_js_module atoll_js_library[];

#endif
