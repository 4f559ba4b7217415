/* binding_time.c - time, timers, jobs. SPDX-License-Identifier: MIT */

static uint64_t
now_us(isolate *is)
{
	return atoll_kernel_now(atoll_self_kernel(is->self));
}

/* timerStart(ms, repeat) */
static duk_ret_t
binding_timer_start(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	double ms = duk_to_number(ctx, 0);
	uint64_t timer;
	atoll_err err = atoll_self_timer_start(
	    is->self, &timer, ms > 0 ? ms : 0, duk_to_boolean(ctx, 1));

	if (err != ATOLL_OK) {
		return throw_code(ctx, err);
	}
	duk_push_number(ctx, (double)timer);
	return 1;
}

static duk_ret_t
binding_timer_stop(duk_context *ctx)
{
	double id = duk_to_number(ctx, 0);

	if (id >= 0 && id < 0x1p53) {
		atoll_self_timer_stop(isolate_of(ctx)->self, (uint64_t)id);
	}
	return 0;
}

static duk_ret_t
binding_jobs(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);

	is->jobs = true;
	is->ticks = true;
	return 0;
}

static duk_ret_t
binding_now(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);

	duk_push_number(ctx, (double)(now_us(is) - is->started) / 1000);
	return 1;
}

static duk_ret_t
binding_hrtime(duk_context *ctx)
{
	uint64_t us = now_us(isolate_of(ctx));

	duk_push_array(ctx);
	duk_push_number(ctx, (double)(us / 1000000));
	duk_put_prop_index(ctx, -2, 0);
	duk_push_number(ctx, (double)(us % 1000000 * 1000));
	duk_put_prop_index(ctx, -2, 1);
	return 1;
}

/* timeOrigin: when the isolate started, in milliseconds since 1970. */
static duk_ret_t
binding_time_origin(duk_context *ctx)
{
	isolate *is = isolate_of(ctx);
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	duk_push_number(ctx, (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6 -
				 (double)(now_us(is) - is->started) / 1000);
	return 1;
}
