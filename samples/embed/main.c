/* main.c - a C service that runs scripts, on a libuv loop of its own.
 * SPDX-License-Identifier: MIT
 *
 * It spawns three scripts: one that works, one that never ends its loop, one
 * that eats memory. The limits end the latter two; the first goes on serving,
 * and the loop never waits. With --turn the kernel has no threads and runs on
 * the loop's thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <atoll/atoll.h>
#include <atoll/uv.h>

enum { REQUESTS = 5 };

typedef struct service service;

/* A script and the port to it. */
typedef struct {
	const char *name;
	service *service;
	atoll_uv_port port;
	bool ended;
	char why[80];
} script;

struct service {
	uv_loop_t loop;
	uv_timer_t ticks;
	atoll_kernel *kernel;
	atoll_uv turner; /* with --turn */
	bool turning;
	atoll_shape *request;
	script worker;
	script looper;
	script hog;
	bool asked_again;
	bool dismissed;
	int replies;
	int ticked;
};

static void
must(atoll_err err, const char *what)
{
	if (err != ATOLL_OK) {
		fprintf(stderr, "embed: %s: %s\n", what, atoll_strerror(err));
		exit(1);
	}
}

/* Builds {id, numbers: [...]} and posts it. */
static void
ask(service *s, int id)
{
	atoll_builder *b;
	atoll_message *msg;

	must(atoll_builder_new(&b, NULL), "builder");
	atoll_build_record(b, s->request);
	atoll_build_number(b, id);
	atoll_build_array(b);
	for (int i = 0; i < 10; i++) {
		atoll_build_number(b, id * i);
	}
	atoll_build_end(b);
	atoll_build_end(b);
	must(atoll_builder_finish(b, &msg), "request");
	atoll_builder_free(b);
	must(atoll_port_post(s->kernel, s->worker.port.port, msg), "post");
}

/* Reads {id, mean, largest} where it lies. */
static void
on_reply(service *s, const atoll_message *msg)
{
	atoll_value v = atoll_message_value(msg);

	printf("reply %g: mean %g, largest %g\n",
	       atoll_value_number(atoll_value_get(v, "id")),
	       atoll_value_number(atoll_value_get(v, "mean")),
	       atoll_value_number(atoll_value_get(v, "largest")));
	s->replies++;
}

/* Tells the worker that there is no more: null. */
static void
dismiss(service *s)
{
	atoll_builder *b;
	atoll_message *msg;

	must(atoll_builder_new(&b, NULL), "builder");
	atoll_build_null(b);
	must(atoll_builder_finish(b, &msg), "null");
	atoll_builder_free(b);
	must(atoll_port_post(s->kernel, s->worker.port.port, msg), "post");
}

static void
finish(service *s)
{
	printf("looper: %s\n", s->looper.why);
	printf("hog: %s\n", s->hog.why);
	printf("worker: %s\n", s->worker.why);
	printf("the loop went on: %s\n", s->ticked > 0 ? "yes" : "no");
	uv_close((uv_handle_t *)&s->ticks, NULL);
	if (s->turning) {
		atoll_uv_stop(&s->turner, NULL);
	}
}

/* What the service does when something has changed. */
static void
advance(service *s)
{
	if (s->replies == REQUESTS && s->looper.ended && s->hog.ended &&
	    !s->asked_again) {
		s->asked_again = true;
		ask(s, REQUESTS); /* the one that works still does */
	} else if (s->replies == REQUESTS + 1 && !s->dismissed) {
		s->dismissed = true;
		dismiss(s);
	} else if (s->worker.ended) {
		finish(s);
	}
}

/* On the loop's thread: a script posted something, or has ended. */
static void
on_ready(atoll_uv_port *p)
{
	script *sc = p->data;
	service *s = sc->service;
	atoll_message *msg;
	atoll_exit why;
	atoll_err err;

	while ((err = atoll_port_receive(s->kernel, p->port, 0, &msg)) ==
	       ATOLL_OK) {
		if (atoll_message_tag(msg) == 0) {
			on_reply(s, msg);
		}
		atoll_message_free(msg);
		advance(s);
	}
	if (err == ATOLL_ECLOSED && !sc->ended) {
		must(atoll_port_exit(s->kernel, p->port, &why), "exit");
		sc->ended = true;
		snprintf(sc->why, sizeof sc->why, "%s",
			 atoll_reason_text(why.reason));
		atoll_uv_port_stop(p, NULL);
		atoll_port_close(s->kernel, p->port);
		advance(s);
	}
}

static void
spawn(service *s, script *sc, const char *folder, const char *name,
      const atoll_limits *limits)
{
	char file[1024];
	atoll_isolate_opts opts = {.name = name, .file = file};
	atoll_isolate id;
	atoll_port port;

	snprintf(file, sizeof file, "%s/%s.js", folder, name);
	if (limits != NULL) {
		opts.limits = *limits;
	}
	sc->name = name;
	sc->service = s;
	must(atoll_isolate_spawn(&id, &port, s->kernel, &opts), name);
	must(
	    atoll_uv_port_start(&sc->port, &s->loop, s->kernel, port, on_ready),
	    name);
	sc->port.data = sc;
}

static void
on_tick(uv_timer_t *timer)
{
	service *s = timer->data;

	s->ticked++;
}

int
main(int argc, char **argv)
{
	static const char *const keys[] = {"id", "numbers"};
	static const size_t lens[] = {2, 7};
	const atoll_limits short_of_time = {.cpu_us = 200000};
	const atoll_limits short_of_memory = {.heap_bytes = 8 << 20};
	service s = {.turning = argc > 2 && strcmp(argv[2], "--turn") == 0};

	if (argc < 2) {
		fprintf(stderr, "usage: embed FOLDER-OF-SCRIPTS [--turn]\n");
		return 2;
	}
	uv_loop_init(&s.loop);
	if (s.turning) {
		must(atoll_uv_start(&s.turner, &s.loop, NULL), "kernel");
		s.kernel = s.turner.kernel;
	} else {
		must(atoll_kernel_new(&s.kernel, NULL), "kernel");
	}
	must(atoll_shape_new(&s.request, keys, lens, 2), "shape");
	uv_timer_init(&s.loop, &s.ticks);
	s.ticks.data = &s;
	uv_timer_start(&s.ticks, on_tick, 1, 1);

	spawn(&s, &s.worker, argv[1], "worker", NULL);
	spawn(&s, &s.looper, argv[1], "looper", &short_of_time);
	spawn(&s, &s.hog, argv[1], "hog", &short_of_memory);
	for (int i = 0; i < REQUESTS; i++) {
		ask(&s, i);
	}
	uv_run(&s.loop, UV_RUN_DEFAULT);

	atoll_shape_free(s.request);
	if (!s.turning) {
		atoll_kernel_free(s.kernel);
	}
	uv_loop_close(&s.loop);
	return 0;
}
