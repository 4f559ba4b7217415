/* atoll/error.h - results, and why an isolate ended. SPDX-License-Identifier:
 * MIT */
#ifndef ATOLL_ERROR_H
#define ATOLL_ERROR_H

#if defined(__GNUC__)
#define ATOLL_API __attribute__((visibility("default")))
#else
#define ATOLL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* One list feeds the enum, atoll_strerror(), atoll_errname() and the manual.
   Numbers are wire and log values: append, never renumber. */
#define ATOLL_ERRORS(X)                                                        \
	X(ATOLL_OK, 0, "no error")                                             \
	X(ATOLL_ENOMEM, 1, "out of memory")                                    \
	X(ATOLL_EINVAL, 2, "invalid argument")                                 \
	X(ATOLL_ENOENT, 3, "no such isolate, port, engine or transport")       \
	X(ATOLL_EFULL, 4, "the mailbox is full")                               \
	X(ATOLL_ECLOSED, 5, "the port is closed")                              \
	X(ATOLL_EMPTY, 6, "the mailbox is empty")                              \
	X(ATOLL_EPERM, 7, "the port belongs to another isolate")               \
	X(ATOLL_ELIMIT, 8, "a limit was reached")                              \
	X(ATOLL_EMALFORMED, 9, "the message is malformed")                     \
	X(ATOLL_EDEPTH, 10, "the value is nested too deeply")                  \
	X(ATOLL_ETOOBIG, 11, "the message is too big")                         \
	X(ATOLL_ECLONE, 12, "the value cannot be cloned")                      \
	X(ATOLL_ETIMEDOUT, 13, "timed out")                                    \
	X(ATOLL_ESTOPPED, 14, "the isolate is stopping")                       \
	X(ATOLL_ESYSTEM, 15, "a system call failed")                           \
	X(ATOLL_ESCRIPT, 16, "the script failed")                              \
	X(ATOLL_EABI, 17, "the plug-in was built for another version")         \
	X(ATOLL_EEXIST, 18, "the name is taken")                               \
	X(ATOLL_ESELF, 19, "a port cannot be sent through itself")

typedef enum {
#define ATOLL_ERROR_ENUM(name, number, text) name = number,
	ATOLL_ERRORS(ATOLL_ERROR_ENUM)
#undef ATOLL_ERROR_ENUM
} atoll_err;

/* Why an isolate ended. Exactly one of these, once. */
#define ATOLL_REASONS(X)                                                       \
	X(ATOLL_FINISHED, 0, "finished")           /* nothing kept it alive */ \
	X(ATOLL_EXITED, 1, "exited")               /* it called exit */        \
	X(ATOLL_FAILED, 2, "uncaught error")       /* see atoll_exit.error */  \
	X(ATOLL_TERMINATED, 3, "terminated")       /* from outside */          \
	X(ATOLL_OUT_OF_MEMORY, 4, "out of memory") /* its heap limit */        \
	X(ATOLL_OUT_OF_CPU, 5, "out of CPU time")  /* its CPU or turn limit */ \
	X(ATOLL_STACK_OVERFLOW, 6, "stack overflow")                           \
	X(ATOLL_CRASHED, 7, "crashed") /* its process got a signal */          \
	X(ATOLL_LINK_LOST, 8, "link lost")                                     \
	X(ATOLL_START_FAILED, 9, "start failed") /* see atoll_exit.message */  \
	X(ATOLL_NO_ISOLATE, 10, "no such isolate") /* monitor of a dead one */

typedef enum {
#define ATOLL_REASON_ENUM(name, number, text) name = number,
	ATOLL_REASONS(ATOLL_REASON_ENUM)
#undef ATOLL_REASON_ENUM
} atoll_reason;

/* atoll_strerror gives the text of err, "unknown error" for a number that is
   none. Static; never NULL. */
ATOLL_API const char *atoll_strerror(atoll_err err);

/* atoll_errname gives the name of err ("ATOLL_EFULL"). Static; never NULL. */
ATOLL_API const char *atoll_errname(atoll_err err);

/* atoll_reason_text gives the text of reason. Static; never NULL. */
ATOLL_API const char *atoll_reason_text(atoll_reason reason);

#ifdef __cplusplus
}
#endif
#endif
