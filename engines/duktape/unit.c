/* unit.c - Duktape and its adapter as one compilation unit.
 * SPDX-License-Identifier: MIT
 *
 * The codec walks Duktape's property tables, and Duktape calls our allocator,
 * inline: so they are compiled together. duktape.c is the build's copy of
 * Debian's source (configure.py). Its warnings are its own affair. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engines/duktape/heap.h"

static int duktape_poll(void *udata);
static void duktape_poll_hard(void *udata);
static bool duktape_gc_due(void *udata, int *again);
static int duktape_gc_done(void *udata);
static void duktape_fatal(void *udata, const char *text);
static double duktape_random(void *udata);
static uint32_t duktape_hash_seed(void *udata);
static void duktape_syntax_error(void *udata, size_t offset);

#define duktape_call_limit(udata) (((heap *)(udata))->call_limit)
#define duktape_alloc(udata, size) heap_alloc((udata), (size))
#define duktape_realloc(udata, block, size)                                    \
	heap_realloc((udata), (block), (size))
#define duktape_free(udata, block) heap_free_block((udata), (block))

/* Bytes of an ArrayBuffer: those that are worth a transfer are dynamic. */
#define duktape_push_bytes(thr, size)                                          \
	duk_push_buffer((thr), (size), (size) > 2048)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include "duktape.c"
#pragma GCC diagnostic pop

#include "engines/duktape/isolate.h"
#include "ipc/builder.h"

extern const atoll_engine atoll_engine_duktape;

#include "engines/duktape/library.c"
#include "engines/duktape/chunks.c"
#include "engines/duktape/heap.c"
#include "engines/duktape/closure.c"
#include "engines/duktape/text.c"
#include "engines/duktape/codec_shapes.c"
#include "engines/duktape/call.c"
#include "engines/duktape/jobs.c"
#include "engines/duktape/promise.c"
#include "engines/duktape/trace.c"
#include "engines/duktape/port.c"
#include "engines/duktape/codec_encode.c"
#include "engines/duktape/codec_careful.c"
#include "engines/duktape/transfer.c"
#include "engines/duktape/codec_decode.c"
#include "engines/duktape/binding_ports.c"
#include "engines/duktape/binding_isolates.c"
#include "engines/duktape/binding_time.c"
#include "engines/duktape/binding_world.c"
#include "engines/duktape/binding_values.c"
#include "engines/duktape/binding.c"
#include "engines/duktape/open.c"
#include "engines/duktape/snapshot.c"
#include "engines/duktape/engine.c"
