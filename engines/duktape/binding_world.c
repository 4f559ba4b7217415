/* binding_world.c - files and the process, until services have them.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

/* write(fd, text) */
static duk_ret_t
binding_write(duk_context *ctx)
{
	int fd = duk_to_int(ctx, 0);
	size_t len;
	char *text;

	duk_to_string(ctx, 1);
	text = utf8_of(ctx, 1, &len);
	atoll_self_write(isolate_of(ctx)->self, fd, text, len);
	return 0;
}

/* Throw Node's error for a system call on the path at 0. */
static duk_ret_t
throw_system(duk_context *ctx, int number, const char *call)
{
	const char *name = strerrorname_np(number);
	const char *what = strerrordesc_np(number);
	const char *path = duk_get_string(ctx, 0);

	name = name != NULL ? name : "EUNKNOWN";
	what = what != NULL ? what : "unknown error";
	duk_push_error_object(
	    ctx, DUK_ERR_ERROR, "%s: %c%s, %s%s%s%s", name, what[0] | 0x20,
	    what + 1, call, path != NULL ? " '" : "", path != NULL ? path : "",
	    path != NULL ? "'" : "");
	duk_push_int(ctx, -number);
	duk_put_prop_string(ctx, -2, "errno");
	duk_push_string(ctx, name);
	duk_put_prop_string(ctx, -2, "code");
	duk_push_string(ctx, call);
	duk_put_prop_string(ctx, -2, "syscall");
	duk_dup(ctx, 0);
	duk_put_prop_string(ctx, -2, "path");
	return duk_throw(ctx);
}

/* All of a file, as a buffer on the stack; -1 and errno. The isolate has the
   descriptor meanwhile, should there be no memory. */
static int
read_all(duk_context *ctx, int fd, size_t *len)
{
	isolate *is = isolate_of(ctx);
	size_t room = 4096;
	char *to;

	is->fd = fd;
	to = duk_push_dynamic_buffer(ctx, room);
	*len = 0;
	for (;;) {
		ssize_t n = read(fd, to + *len, room - *len);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			is->fd = -1;
			return (int)n;
		}
		*len += (size_t)n;
		if (*len == room) {
			room *= 2;
			to = duk_resize_buffer(ctx, -1, room);
		}
	}
}

static duk_ret_t
binding_read_file(duk_context *ctx)
{
	const char *path;
	struct stat st;
	size_t len;
	int fd;
	int result;
	int error;

	duk_to_string(ctx, 0);
	path = utf8_of(ctx, 0, NULL);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return throw_system(ctx, errno, "open");
	}
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return throw_system(ctx, EISDIR, "read");
	}
	result = read_all(ctx, fd, &len);
	error = errno;
	close(fd);
	if (result < 0) {
		return throw_system(ctx, error, "read");
	}
	push_utf8(ctx, duk_get_buffer(ctx, -1, NULL), len);
	return 1;
}

/* stat(path): 0 absent, 1 file, 2 directory */
static duk_ret_t
binding_stat(duk_context *ctx)
{
	struct stat st;
	int kind = 0;

	duk_to_string(ctx, 0);
	if (stat(utf8_of(ctx, 0, NULL), &st) == 0) {
		kind = S_ISDIR(st.st_mode) ? 2 : 1;
	}
	duk_push_int(ctx, kind);
	return 1;
}

static duk_ret_t
binding_realpath(duk_context *ctx)
{
	char path[PATH_MAX];

	duk_to_string(ctx, 0);
	if (realpath(utf8_of(ctx, 0, NULL), path) == NULL) {
		return throw_system(ctx, errno, "realpath");
	}
	push_utf8(ctx, path, strlen(path));
	return 1;
}

static duk_ret_t
binding_cwd(duk_context *ctx)
{
	char path[PATH_MAX];

	if (getcwd(path, sizeof(path)) == NULL) {
		duk_push_undefined(ctx);
		duk_insert(ctx, 0);
		return throw_system(ctx, errno, "uv_cwd");
	}
	push_utf8(ctx, path, strlen(path));
	return 1;
}

static duk_ret_t
binding_env(duk_context *ctx)
{
	char **at;

	duk_push_object(ctx);
	for (at = environ; at != NULL && *at != NULL; at++) {
		const char *value = strchr(*at, '=');

		if (value != NULL) {
			push_utf8(ctx, *at, (size_t)(value - *at));
			push_utf8(ctx, value + 1, strlen(value + 1));
			duk_put_prop(ctx, -3);
		}
	}
	return 1;
}

/* argv: what the process got. */
static duk_ret_t
binding_argv(duk_context *ctx)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	size_t from = 0;
	const char *text;
	uint32_t n = 0;

	duk_push_array(ctx);
	if (fd < 0) {
		return 1;
	}
	(void)read_all(ctx, fd, &len);
	close(fd);
	text = duk_get_buffer(ctx, -1, NULL);
	while (from < len) {
		size_t size = strnlen(text + from, len - from);

		push_utf8(ctx, text + from, size);
		duk_put_prop_index(ctx, -3, n++);
		from += size + 1;
	}
	duk_pop(ctx);
	return 1;
}

static double
resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long total = 0;
	unsigned long resident = 0;

	if (f != NULL) {
		if (fscanf(f, "%lu %lu", &total, &resident) != 2) {
			resident = 0;
		}
		fclose(f);
	}
	return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static duk_ret_t
binding_memory(duk_context *ctx)
{
	const heap *h = isolate_of(ctx)->heap;
	size_t external = 0;
	size_t i;

	for (i = 0; i < h->large_size; i++) {
		if (h->large[i].block != NULL &&
		    h->large[i].block != HEAP_GONE) {
			external += h->large[i].size;
		}
	}
	duk_push_object(ctx);
	put_number(ctx, "heapUsed", (double)h->used);
	put_number(ctx, "heapTotal", (double)h->held);
	put_number(ctx, "external", (double)external);
	put_number(ctx, "rss", resident_bytes());
	return 1;
}

static duk_ret_t
binding_cores(duk_context *ctx)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	duk_push_number(ctx, n > 0 ? (double)n : 1);
	return 1;
}

static duk_ret_t
binding_is_tty(duk_context *ctx)
{
	duk_push_boolean(ctx, isatty(duk_to_int(ctx, 0)) == 1);
	return 1;
}

static duk_ret_t
binding_pid(duk_context *ctx)
{
	duk_push_number(ctx, (double)getpid());
	return 1;
}
