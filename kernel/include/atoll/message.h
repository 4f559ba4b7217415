/* atoll/message.h - building messages and reading them in place.
 * SPDX-License-Identifier: MIT
 *
 * A message is an immutable, reference-counted FlatBuffer (ipc/message.fbs)
 * that holds one value graph, plus attachments: big buffers, ports, shared
 * memory. The kinds and their rules are those of the structured clone
 * algorithm (HTML standard, section 2.7) with the restrictions of JavaScript
 * serialisation in Node's v8 module.
 *
 * Threads: a message may be read by any number of threads at once. A builder
 * belongs to one thread at a time. */
#ifndef ATOLL_MESSAGE_H
#define ATOLL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Ports and isolates are named by value. A name may outlive what it names:
   using it then is ATOLL_ENOENT, never a crash. Zero names nothing. */
typedef struct {
	uint64_t id;
} atoll_port;

typedef struct {
	uint64_t id;
} atoll_isolate;

typedef struct atoll_message atoll_message;
typedef struct atoll_builder atoll_builder;
typedef struct atoll_shape atoll_shape;

/* What a value is. The numbers are those of enum Kind in message.fbs. */
typedef enum {
	ATOLL_KIND_UNDEFINED,
	ATOLL_KIND_NULL,
	ATOLL_KIND_FALSE,
	ATOLL_KIND_TRUE,
	ATOLL_KIND_NUMBER,
	ATOLL_KIND_STRING,
	ATOLL_KIND_BIGINT,
	ATOLL_KIND_HOLE,      /* a run of missing array elements */
	ATOLL_KIND_REFERENCE, /* to an object met before; readers never see it
			       */
	/* From here on: objects, which have an identity. */
	ATOLL_KIND_BOXED_BOOLEAN,
	ATOLL_KIND_BOXED_NUMBER,
	ATOLL_KIND_BOXED_STRING,
	ATOLL_KIND_BOXED_BIGINT,
	ATOLL_KIND_DATE,
	ATOLL_KIND_REGEXP,
	ATOLL_KIND_BUFFER, /* ArrayBuffer */
	ATOLL_KIND_SHARED, /* SharedArrayBuffer */
	ATOLL_KIND_PORT,
	/* From here on: objects with children. */
	ATOLL_KIND_VIEW, /* a typed array or DataView over a buffer */
	ATOLL_KIND_ARRAY,
	ATOLL_KIND_OBJECT,
	ATOLL_KIND_MAP,
	ATOLL_KIND_SET,
	ATOLL_KIND_ERROR,
	ATOLL_KIND_NONE = 255 /* no value: past the end, not found */
} atoll_kind;

/* The element types of a view. */
typedef enum {
	ATOLL_VIEW_INT8,
	ATOLL_VIEW_UINT8,
	ATOLL_VIEW_UINT8_CLAMPED,
	ATOLL_VIEW_INT16,
	ATOLL_VIEW_UINT16,
	ATOLL_VIEW_INT32,
	ATOLL_VIEW_UINT32,
	ATOLL_VIEW_FLOAT32,
	ATOLL_VIEW_FLOAT64,
	ATOLL_VIEW_BIGINT64,
	ATOLL_VIEW_BIGUINT64,
	ATOLL_VIEW_DATAVIEW,
	ATOLL_VIEW_FLOAT16
} atoll_view;

typedef enum {
	ATOLL_ERROR_ERROR,
	ATOLL_ERROR_EVAL,
	ATOLL_ERROR_RANGE,
	ATOLL_ERROR_REFERENCE,
	ATOLL_ERROR_SYNTAX,
	ATOLL_ERROR_TYPE,
	ATOLL_ERROR_URI
} atoll_error_type;

/* The flags of a regular expression, as bits. */
enum {
	ATOLL_REGEXP_INDICES = 1,    /* d */
	ATOLL_REGEXP_GLOBAL = 2,     /* g */
	ATOLL_REGEXP_IGNORECASE = 4, /* i */
	ATOLL_REGEXP_MULTILINE = 8,  /* m */
	ATOLL_REGEXP_DOTALL = 16,    /* s */
	ATOLL_REGEXP_UNICODE = 32,   /* u */
	ATOLL_REGEXP_SETS = 64,      /* v */
	ATOLL_REGEXP_STICKY = 128    /* y */
};

/* ------------------------------------------------------------ lifetime */

/* atoll_message_ref adds a reference and returns msg. */
ATOLL_API atoll_message *atoll_message_ref(atoll_message *msg);

/* atoll_message_free drops a reference; the last one frees the message and
   closes the ports still attached to it. NULL is fine. */
ATOLL_API void atoll_message_free(atoll_message *msg);

/* atoll_message_bytes lends the FlatBuffer. */
ATOLL_API const void *atoll_message_bytes(const atoll_message *msg,
					  size_t *size);

/* atoll_message_size is what a mailbox charges for msg: its FlatBuffer and
   the buffers attached to it, in bytes. */
ATOLL_API size_t atoll_message_size(const atoll_message *msg);

/* atoll_message_tag is 0 for what users post; libraries mark their own
   protocol's messages with another number (atoll_builder_tag). */
ATOLL_API uint32_t atoll_message_tag(const atoll_message *msg);

typedef struct {
	size_t bytes;   /* 0 is 64 MiB */
	uint32_t nodes; /* 0 is 1,000,000 */
	uint32_t depth; /* 0 is 4,096 */
} atoll_message_limits;

/* atoll_message_parse makes a message of a copy of size bytes that come from
   somewhere not trusted. It verifies everything a reader relies on, in time
   linear in size; limits may be NULL. The message has no attachments, so
   bytes that need some are malformed. ATOLL_EMALFORMED, ATOLL_ETOOBIG,
   ATOLL_EDEPTH, ATOLL_ENOMEM. */
ATOLL_API atoll_err atoll_message_parse(atoll_message **out, const void *bytes,
					size_t size,
					const atoll_message_limits *limits);

/* ------------------------------------------------------------- reading */

/* A value is a place in a message; it is lent by the message and costs
   nothing. A value that is not there has kind ATOLL_KIND_NONE, and reading
   from it gives such values again, so chains need no checks between. */
typedef struct {
	const atoll_message *message;
	uint32_t at;
} atoll_value;

ATOLL_API atoll_value atoll_message_value(const atoll_message *msg);
ATOLL_API atoll_kind atoll_value_kind(atoll_value v);

/* atoll_value_number reads a number, a boxed number or a date in milliseconds
   since 1970 (NaN: invalid); of any other kind it is NaN. */
ATOLL_API double atoll_value_number(atoll_value v);

/* atoll_value_boolean is true for true and for a boxed true. */
ATOLL_API bool atoll_value_boolean(atoll_value v);

/* atoll_value_string lends the bytes of a string, boxed string or regular
   expression's source: UTF-8 with a NUL behind it (lone surrogates, where a
   script made some, are three bytes each, as in WTF-8). len may be NULL. NULL
   when v is no string. */
ATOLL_API const char *atoll_value_string(atoll_value v, size_t *len);

/* atoll_value_is tells whether v is a string equal to text. */
ATOLL_API bool atoll_value_is(atoll_value v, const char *text);

/* atoll_value_bigint lends the magnitude, little-endian 64-bit words without
   leading zeros; *words is 0 for 0n. NULL when v is no bigint. */
ATOLL_API const uint64_t *atoll_value_bigint(atoll_value v, size_t *words,
					     bool *negative);

/* atoll_value_regexp_flags gives ATOLL_REGEXP_* bits. */
ATOLL_API unsigned atoll_value_regexp_flags(atoll_value v);

/* atoll_value_count is the number of elements of an array (holes count), keys
   of an object, entries of a map, members of a set; otherwise 0. */
ATOLL_API size_t atoll_value_count(atoll_value v);

/* atoll_value_get finds the property key of an object (or an array's extra
   key, or an error's own property). O(keys). */
ATOLL_API atoll_value atoll_value_get(atoll_value v, const char *key);

/* atoll_value_at gives element i of an array, or member i of a set. A hole is
   ATOLL_KIND_HOLE. O(i); to read all use an iterator. */
ATOLL_API atoll_value atoll_value_at(atoll_value v, size_t i);

/* Iteration over an object (key and value), array (value; key is NONE), map
   (both), set (value). A hole in an array is one step with ATOLL_KIND_HOLE.
   Over an array's elements only: its extra keys come from
   atoll_value_extra. */
typedef struct {
	atoll_value of;
	uint32_t next;
	uint32_t index;
	uint32_t count;
	uint32_t holes;
} atoll_iter;

ATOLL_API atoll_iter atoll_value_iter(atoll_value v);

/* atoll_iter_next steps; false at the end. For an object the key is given
   as text (lent, NUL behind it) through key_text and key_len, for a map as a
   value through key. Any of the pointers may be NULL. */
ATOLL_API bool atoll_iter_next(atoll_iter *it, const char **key_text,
			       size_t *key_len, atoll_value *key,
			       atoll_value *value);

/* atoll_value_extra gives an object with the keys of an array that are no
   elements, or an error's own properties; NONE where there are none. */
ATOLL_API atoll_value atoll_value_extra(atoll_value v);

/* Parts of an error. message, stack and cause are NONE when absent. */
ATOLL_API atoll_error_type atoll_value_error_type(atoll_value v);
ATOLL_API atoll_value atoll_value_error_message(atoll_value v);
ATOLL_API atoll_value atoll_value_error_stack(atoll_value v);
ATOLL_API atoll_value atoll_value_error_cause(atoll_value v);

/* atoll_value_bytes lends the bytes a buffer or view covers. NULL with *len 0
   when v is neither; an empty one has a pointer that is not NULL. Shared
   memory may change while it is read. */
ATOLL_API const void *atoll_value_bytes(atoll_value v, size_t *len);

/* atoll_value_view_type gives a view's element type, atoll_value_view_buffer
   its buffer, atoll_value_view_offset its offset there in bytes. */
ATOLL_API atoll_view atoll_value_view_type(atoll_value v);
ATOLL_API atoll_value atoll_value_view_buffer(atoll_value v);
ATOLL_API size_t atoll_value_view_offset(atoll_value v);

/* atoll_value_view_tracking tells whether the view's length follows its
   buffer's. */
ATOLL_API bool atoll_value_view_tracking(atoll_value v);

/* atoll_value_buffer_max gives the size a resizable buffer may grow to, and
   tells whether it is resizable. */
ATOLL_API bool atoll_value_buffer_max(atoll_value v, size_t *max);

/* atoll_value_port names the port in v; zero when v is none. The port is the
   message's until a receiver takes it (atoll_self_adopt). */
ATOLL_API atoll_port atoll_value_port(atoll_value v);

/* atoll_value_same tells whether two values are the same object (a shared
   reference), or the same place. */
ATOLL_API bool atoll_value_same(atoll_value a, atoll_value b);

/* ------------------------------------------------------------ building */

/* A builder writes one value after the other; when it is done, finish makes
   the message and the builder is ready for the next. Errors are kept: after
   the first one all calls do nothing, and finish returns it.
   Containers are opened with atoll_build_array etc. and closed with
   atoll_build_end. In an object each value is preceded by its key, in a map
   keys and values alternate. */

/* atoll_builder_new makes a builder; limits may be NULL. ATOLL_ENOMEM. */
ATOLL_API atoll_err atoll_builder_new(atoll_builder **out,
				      const atoll_message_limits *limits);

/* atoll_builder_free frees it, and closes what is attached to an unfinished
   message. NULL is fine. */
ATOLL_API void atoll_builder_free(atoll_builder *b);

/* atoll_builder_finish makes the message of what was built, or gives the
   first error of the calls since the last finish: ATOLL_ENOMEM,
   ATOLL_ETOOBIG, ATOLL_EDEPTH, or ATOLL_EINVAL for calls that do not make one
   well-formed value. Either way the builder is empty again. */
ATOLL_API atoll_err atoll_builder_finish(atoll_builder *b, atoll_message **out);

/* atoll_builder_reset drops what was built so far. */
ATOLL_API void atoll_builder_reset(atoll_builder *b);

/* atoll_builder_tag marks the message being built as a library's own. */
ATOLL_API void atoll_builder_tag(atoll_builder *b, uint32_t tag);

ATOLL_API void atoll_build_undefined(atoll_builder *b);
ATOLL_API void atoll_build_null(atoll_builder *b);
ATOLL_API void atoll_build_boolean(atoll_builder *b, bool value);
ATOLL_API void atoll_build_number(atoll_builder *b, double value);

/* atoll_build_string copies len bytes of UTF-8 (or WTF-8, see
   atoll_value_string). Anything else is ATOLL_EINVAL. */
ATOLL_API void atoll_build_string(atoll_builder *b, const char *text,
				  size_t len);

/* atoll_build_text is atoll_build_string for a C string. */
ATOLL_API void atoll_build_text(atoll_builder *b, const char *text);

/* atoll_build_bigint copies the magnitude; leading zero words are dropped. */
ATOLL_API void atoll_build_bigint(atoll_builder *b, const uint64_t *words,
				  size_t n, bool negative);
ATOLL_API void atoll_build_hole(atoll_builder *b, uint32_t run);

/* Objects return their number, for atoll_build_reference; UINT32_MAX after an
   error. */
ATOLL_API uint32_t atoll_build_boxed_boolean(atoll_builder *b, bool value);
ATOLL_API uint32_t atoll_build_boxed_number(atoll_builder *b, double value);
ATOLL_API uint32_t atoll_build_boxed_string(atoll_builder *b, const char *text,
					    size_t len);
ATOLL_API uint32_t atoll_build_boxed_bigint(atoll_builder *b,
					    const uint64_t *words, size_t n,
					    bool negative);
ATOLL_API uint32_t atoll_build_date(atoll_builder *b, double ms);
ATOLL_API uint32_t atoll_build_regexp(atoll_builder *b, const char *source,
				      size_t len, unsigned flags);

ATOLL_API uint32_t atoll_build_array(atoll_builder *b);
ATOLL_API uint32_t atoll_build_object(atoll_builder *b);
ATOLL_API uint32_t atoll_build_map(atoll_builder *b);
ATOLL_API uint32_t atoll_build_set(atoll_builder *b);

/* atoll_build_key gives the key of the next value of the object that is open
   (strings as in atoll_build_string). A key may occur once in an object. In
   an array, the first key ends the elements and begins the extra keys. */
ATOLL_API void atoll_build_key(atoll_builder *b, const char *key, size_t len);

/* atoll_build_error opens an error. The values up to atoll_build_end are:
   message, stack and cause, each where has_* says so, then own properties as
   key and value. */
enum {
	ATOLL_ERROR_HAS_MESSAGE = 1,
	ATOLL_ERROR_HAS_STACK = 2,
	ATOLL_ERROR_HAS_CAUSE = 4
};
ATOLL_API uint32_t atoll_build_error(atoll_builder *b, atoll_error_type type,
				     unsigned has);

/* atoll_build_end closes the container opened last. */
ATOLL_API void atoll_build_end(atoll_builder *b);

/* atoll_build_reference refers to an object built before (by its number):
   a cycle or a shared reference. */
ATOLL_API void atoll_build_reference(atoll_builder *b, uint32_t object);

/* atoll_shape_new prepares a list of n distinct keys, so that objects which
   have just these are built without naming them again. Any thread may use it;
   it must live until the messages built with it are finished. ATOLL_ENOMEM,
   ATOLL_EINVAL (keys equal or not UTF-8). */
ATOLL_API atoll_err atoll_shape_new(atoll_shape **out, const char *const *keys,
				    const size_t *lens, size_t n);
ATOLL_API void atoll_shape_free(atoll_shape *shape);

/* atoll_build_record opens an object with the keys of shape; exactly as many
   values follow, in that order, then atoll_build_end. */
ATOLL_API uint32_t atoll_build_record(atoll_builder *b,
				      const atoll_shape *shape);

/* A block is memory that messages carry without copying: atoll_block_new
   gives size bytes (not cleared, aligned to 16), NULL when there is no
   memory. Free it with atoll_block_free, or give it to a message. */
ATOLL_API void *atoll_block_new(size_t size);
ATOLL_API void *atoll_block_resize(void *block, size_t size);
ATOLL_API void atoll_block_free(void *block);

/* atoll_build_buffer copies size bytes as an ArrayBuffer. */
ATOLL_API uint32_t atoll_build_buffer(atoll_builder *b, const void *bytes,
				      size_t size);

/* atoll_build_block makes an ArrayBuffer of a block, which is taken when the
   call returns no error, without a copy. max is the size it may grow to, or
   SIZE_MAX if it is not resizable. */
ATOLL_API uint32_t atoll_build_block(atoll_builder *b, void *block, size_t size,
				     size_t max);

/* Shared memory: one object that several isolates hold at once. The memory is
   cleared, and freed with the last reference. max is the size it may grow to
   (SIZE_MAX: not growable). NULL when there is no memory. */
typedef struct atoll_shared atoll_shared;
ATOLL_API atoll_shared *atoll_shared_new(size_t size, size_t max);
ATOLL_API atoll_shared *atoll_shared_ref(atoll_shared *shared);
ATOLL_API void atoll_shared_free(atoll_shared *shared);
ATOLL_API void *atoll_shared_data(const atoll_shared *shared);
ATOLL_API size_t atoll_shared_size(const atoll_shared *shared);

/* atoll_build_shared puts shared memory into the value; the message takes a
   reference of its own. */
ATOLL_API uint32_t atoll_build_shared(atoll_builder *b, atoll_shared *shared);

/* atoll_value_shared lends the shared memory in v; NULL when there is none. */
ATOLL_API atoll_shared *atoll_value_shared(atoll_value v);

/* atoll_build_view opens a view on the buffer that follows as the one value
   before atoll_build_end (built there, or a reference). offset and length are
   in bytes; length SIZE_MAX tracks the buffer's. A view must lie within its
   buffer. */
ATOLL_API uint32_t atoll_build_view(atoll_builder *b, atoll_view type,
				    size_t offset, size_t length);

/* atoll_build_port puts a port into the value. It is marked here and moves
   when the message is posted; see atoll_self_attach. */
ATOLL_API uint32_t atoll_build_port(atoll_builder *b, atoll_port port);

/* ---------------------------------------------------------------- JSON */

/* atoll_value_json prints v as JSON into a string that the caller frees with
   atoll_block_free; what JSON lacks is written as {"$kind": ...} objects, as
   docs/message-format.md says. indent 0 is one line. ATOLL_ENOMEM. */
ATOLL_API atoll_err atoll_value_json(char **out, atoll_value v, int indent);

/* atoll_build_json builds the value that len bytes of JSON text hold. *where
   (may be NULL) is the offset of the first fault. ATOLL_EINVAL,
   ATOLL_EDEPTH. */
ATOLL_API atoll_err atoll_build_json(atoll_builder *b, const char *text,
				     size_t len, size_t *where);

#ifdef __cplusplus
}
#endif
#endif
