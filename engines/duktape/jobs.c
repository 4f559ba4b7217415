/* jobs.c - the queue of promise jobs and of queueMicrotask.
 * SPDX-License-Identifier: MIT */

enum { JOBS_FIRST = 16, JOBS_KEEP = 1024 };

/* The values of a job. */
static duk_tval *
job_at(const promises *p, uint32_t number)
{
	return DUK_HOBJECT_A_GET_BASE(NULL, p->queue) +
	       (size_t)(number & (p->size - 1)) * JOB_VALUES;
}

static void
jobs_move(promises *p, duk_hobject *queue, uint32_t size)
{
	duk_tval *to = DUK_HOBJECT_A_GET_BASE(NULL, queue);
	uint32_t n = p->tail - p->head;
	uint32_t i;
	uint32_t k;

	for (i = 0; i < n; i++) {
		duk_tval *from = job_at(p, p->head + i);

		for (k = 0; k < JOB_VALUES; k++) {
			*to++ = from[k];
			DUK_TVAL_SET_UNDEFINED(&from[k]);
		}
	}
	p->queue = queue;
	p->size = size;
	p->head = 0;
	p->tail = n;
}

/* Another queue, with the jobs of the old one. May throw. */
static void
jobs_resize(isolate *is, uint32_t size)
{
	duk_context *ctx = is->context;
	promises *p = &is->roots->promises;
	duk_hobject *queue;
	duk_tval *to;
	uint32_t i;

	if (size > UINT32_MAX / 2 / JOB_VALUES) {
		(void)duk_range_error(ctx, "too many promise jobs");
	}
	duk_require_stack(ctx, 8);
	duk_push_heap_stash(ctx);
	duk_push_heapptr(ctx, p->queue); /* the jobs live until they moved */
	duk_push_array(ctx);
	queue = duk_get_hobject(ctx, -1);
	duk_hobject_realloc_props(ctx, queue, 0, size * JOB_VALUES, 0, 0);
	to = DUK_HOBJECT_A_GET_BASE(NULL, queue);
	for (i = 0; i < size * JOB_VALUES; i++) {
		DUK_TVAL_SET_UNDEFINED(&to[i]);
	}
	duk_put_prop_string(ctx, -3, "jobs");
	jobs_move(p, queue, size);
	duk_pop_2(ctx);
}

static void
job_push(isolate *is, job_kind kind, duk_tval a, duk_tval b, duk_tval c)
{
	promises *p = &is->roots->promises;
	duk_tval *at;

	if (p->tail - p->head == p->size) {
		jobs_resize(is, p->size == 0 ? JOBS_FIRST : 2 * p->size);
	}
	if (p->tail == p->head) {
		is->jobs = true;
	}
	at = job_at(p, p->tail++);
	DUK_TVAL_SET_POINTER(&at[0], (void *)(uintptr_t)kind);
	at[1] = a;
	at[2] = b;
	at[3] = c;
	DUK_TVAL_INCREF(is->context, &a);
	DUK_TVAL_INCREF(is->context, &b);
	DUK_TVAL_INCREF(is->context, &c);
}

/* Move the values of the oldest job to the stack, from index on. */
static job_kind
job_take(isolate *is, duk_idx_t index)
{
	promises *p = &is->roots->promises;
	duk_tval *at = job_at(p, p->head++);
	duk_tval *to;
	job_kind kind = (job_kind)(uintptr_t)DUK_TVAL_GET_POINTER(&at[0]);
	int i;

	duk_set_top(is->context, index + JOB_VALUES - 1);
	to = is->context->valstack_bottom + index;
	for (i = 0; i < JOB_VALUES - 1; i++) { /* over undefined */
		to[i] = at[i + 1];
		DUK_TVAL_SET_UNDEFINED(&at[i + 1]);
	}
	return kind;
}

/* The jobs that run. */
typedef struct {
	duk_idx_t index; /* of the values of the job; then comes its error */
	bool failed;     /* the last one did, and somebody waits for it */
	bool awaited;    /* what runs now would tell somebody of its error */
} jobs_state;

static duk_ret_t
jobs_run(duk_context *ctx, void *args)
{
	isolate *is = isolate_of(ctx);
	promises *p = &is->roots->promises;
	jobs_state *s = args;

	if (s->failed) {
		s->failed = false;
		s->awaited = false;
		promise_job_failed(is, s->index);
	}
	while (p->head != p->tail) {
		job_kind kind;

		duk_set_top(ctx, s->index);
		kind = job_take(is, s->index);
		s->awaited = kind != JOB_CALL;
		promise_run(is, kind, s->index);
		if ((p->head & 0xff) == 0) {
			duktape_poll_hard(ctx->heap->heap_udata);
		}
	}
	if (p->size > JOBS_KEEP) {
		jobs_resize(is, JOBS_FIRST);
	}
	return 0;
}

/* Run all jobs. False: one that nobody waits for threw, or the isolate is to
   unwind, and the error is on top of the stack. */
static bool
jobs_run_safely(isolate *is)
{
	duk_context *ctx = is->context;
	duk_idx_t top = duk_get_top(ctx);
	jobs_state s = {.index = top};

	/* The values of the job stay where they are while the call unwinds. */
	duk_require_stack(ctx, 16);
	duk_set_top(ctx, top + JOB_VALUES);
	while (duk_safe_call(ctx, jobs_run, &s, 1, 1) != 0) {
		if (!s.awaited || is->unwinding) {
			duk_replace(ctx, top);
			duk_set_top(ctx, top + 1);
			return false;
		}
		s.failed = true;
	}
	duk_set_top(ctx, top);
	return true;
}

static bool
jobs_alone(isolate *is)
{
	if (is->ticks) {
		is->ticks = false;
		return false;
	}
	while (is->roots->promises.head != is->roots->promises.tail &&
	       !is->unwinding && !atoll_self_ending(is->self)) {
		if (!jobs_run_safely(is)) {
			call_failed(is);
		}
	}
	return true;
}

/* microtasks() */
static duk_ret_t
binding_microtasks(duk_context *ctx)
{
	return jobs_run_safely(isolate_of(ctx)) ? 0 : duk_throw(ctx);
}

/* microtask(fn) */
static duk_ret_t
binding_microtask(duk_context *ctx)
{
	duk_tval none;

	DUK_TVAL_SET_UNDEFINED(&none);
	job_push(isolate_of(ctx), JOB_CALL, none, none,
		 *duk_require_tval(ctx, 0));
	return 0;
}
