/* tests/engines/programs_duktape.c - the programs in JavaScript, ES5.
 * SPDX-License-Identifier: MIT */
#include "programs.h"

#define THREADS                                                                \
	"var threads = require('worker_threads');\n"                           \
	"var parent = threads.parentPort;\n"

const char programs_engine[] = "duktape";

const program programs[PROGRAMS] = {
    [ECHO] = {.source = THREADS "parent.on('message', function (m) {\n"
				"  parent.postMessage(m);\n"
				"});\n"},
    [COUNT] = {.source = THREADS
	       "parent.on('message', function (n) {\n"
	       "  for (var i = 0; i < n; i++) parent.postMessage(i);\n"
	       "});\n"},
    [TIMER] = {.source = THREADS "[30, 10, 20].forEach(function (ms) {\n"
				 "  setTimeout(function () {\n"
				 "    parent.postMessage(ms);\n"
				 "  }, ms);\n"
				 "});\n"},
    [EXIT] = {.source = THREADS "parent.on('message', function (n) {\n"
				"  process.exit(n);\n"
				"});\n"},
    [FAIL] = {.source = THREADS "parent.on('message', function () {\n"
				"  throw new Error('a mistake');\n"
				"});\n"},
    [LOOP] = {.source =
		  THREADS "parent.postMessage(1);\n"
			  "for (;;) { try { for (;;) {} } catch (e) {} }\n"},
    [EAT] = {.source = THREADS
	     "parent.postMessage(1);\n"
	     "for (var a = [];;) {\n"
	     "  try { a.push(new Array(100).join('x') + a.length); }\n"
	     "  catch (e) {}\n"
	     "}\n"},
    [ADOPT] = {.source = THREADS "parent.on('message', function (m) {\n"
				 "  m[1].postMessage(m[0]);\n"
				 "  m[1].on('message', function (n) {\n"
				 "    m[1].postMessage(n);\n"
				 "  });\n"
				 "});\n"},
    [SPAWN] = {.source = THREADS
	       "var child = new threads.Worker(\n"
	       "  \"var p = require('worker_threads').parentPort;\" +\n"
	       "  \"p.on('message', function (m) {\" +\n"
	       "  \"  p.postMessage(m);\" +\n"
	       "  \"});\", {eval: true});\n"
	       "child.on('message', function (m) {\n"
	       "  parent.postMessage(m);\n"
	       "});\n"
	       "parent.on('message', function (m) {\n"
	       "  child.postMessage(m);\n"
	       "});\n"},
    [POLL] = {.source = THREADS
	      "parent.once('message', function () {\n"
	      "  var n = 1;\n"
	      "  while (threads.receiveMessageOnPort(parent)) n++;\n"
	      "  parent.postMessage(n);\n"
	      "  parent.on('message', function (m) {\n"
	      "    parent.postMessage(m);\n"
	      "  });\n"
	      "});\n"},
    [CLOSE] = {.source = THREADS "parent.on('message', function () {\n"
				 "  parent.postMessage(1);\n"
				 "  parent.close();\n"
				 "});\n"},
    [BAD] = {.source = "var = ;"},
};
