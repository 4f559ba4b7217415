/* parts.h - the engines and transports of this build; the build generates the
 * file that lists them. SPDX-License-Identifier: MIT */
#ifndef KERNEL_PARTS_H
#define KERNEL_PARTS_H

#include <atoll/engine.h>
#include <atoll/transport.h>

extern const atoll_engine *const atoll_engines[];       /* ends with NULL */
extern const atoll_transport *const atoll_transports[]; /* ends with NULL */
extern const char atoll_default_engine[];

#endif
