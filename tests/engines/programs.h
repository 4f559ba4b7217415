/* tests/engines/programs.h - what the suite of engines runs: the same programs
 * in each engine's language. SPDX-License-Identifier: MIT */
#ifndef TESTS_ENGINES_PROGRAMS_H
#define TESTS_ENGINES_PROGRAMS_H

#include <atoll/engine.h>

/* `posts` and `gets` are about the port to the parent. */
enum {
	ECHO,  /* posts what it gets */
	COUNT, /* gets n, posts 0 to n - 1 */
	TIMER, /* starts timers of 30, 10 and 20 ms; each posts its number */
	EXIT,  /* gets n, exits with the code n */
	FAIL,  /* gets anything, fails with an error that says "a mistake" */
	LOOP,  /* posts 1 and loops for ever */
	EAT,   /* posts 1 and fills its heap */
	ADOPT, /* gets [n, port], posts n through the port and echoes there */
	SPAWN, /* spawns a child that echoes, and stands in between */
	POLL,  /* gets one message, polls for those that are there, and posts
		  how many; then it goes on listening, and echoes */
	CLOSE, /* gets a message, posts 1 and closes the port */
	BAD,   /* no program at all */
	PROGRAMS
};

typedef struct {
	const char *source;
	const atoll_native *native; /* neither: the engine cannot */
} program;

extern const char programs_engine[];
extern const program programs[PROGRAMS];

#endif
