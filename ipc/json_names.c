/* ipc/json_names.c - names that values have in JSON.
 * SPDX-License-Identifier: MIT */
#include "ipc/json.h"

const char *const json_kinds[24] = {
    "undefined",   "null",        "false",       "true",      "number",
    "string",      "bigint",      "hole",        "reference", "boxedBoolean",
    "boxedNumber", "boxedString", "boxedBigint", "date",      "regexp",
    "buffer",      "shared",      "port",        "view",      "array",
    "object",      "map",         "set",         "error"};
const char *const json_views[13] = {
    "int8",      "uint8",    "uint8clamped", "int16",   "uint16",
    "int32",     "uint32",   "float32",      "float64", "bigint64",
    "biguint64", "dataview", "float16"};
const char *const json_errors[7] = {
    "Error",       "EvalError", "RangeError", "ReferenceError",
    "SyntaxError", "TypeError", "URIError"};
const char json_flags[9] = "dgimsuvy";
