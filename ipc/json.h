/* ipc/json.h - names that values have in JSON. SPDX-License-Identifier: MIT
 *
 * What JSON lacks is an object whose first key is "$kind" (or "$ref"), with its
 * further keys in a fixed order; docs/message-format.md lists them. */
#ifndef ATOLL_IPC_JSON_H
#define ATOLL_IPC_JSON_H

#include <stddef.h>

/* By atoll_kind, atoll_view, atoll_error_type, and bit of the flags of a
   regular expression. */
extern const char *const json_kinds[24];
extern const char *const json_views[13];
extern const char *const json_errors[7];
extern const char json_flags[9];

#endif
