# configure.py - derives what we compile from Debian's Duktape sources.
# SPDX-License-Identifier: MIT
#
#   configure.py SOURCE_DIR OUT_DIR
#
# writes OUT_DIR/{duk_config.h,duktape.h,duktape.c}. Options are appended to
# the configuration; the few changes to duktape.c are exact replacements, each
# of which must be found as often as it says, so a new Duktape cannot be
# changed wrongly in silence. docs/notes/001-duktape-options.md has the reasons.
import os
import sys

OPTIONS = """
/* Interrupting: the executor asks every so many instructions. */
#define DUK_USE_INTERRUPT_COUNTER
#undef DUK_USE_EXEC_TIMEOUT_CHECK
#define DUK_USE_EXEC_TIMEOUT_CHECK(udata) duktape_poll(udata)

/* Errors without a catcher come to us; it does not return. */
#undef DUK_USE_FATAL_HANDLER
#define DUK_USE_FATAL_HANDLER(udata, msg) duktape_fatal((udata), (msg))
#undef DUK_USE_PROVIDE_DEFAULT_ALLOC_FUNCTIONS

/* One hash seed and one source of randomness a kernel. */
#define DUK_USE_GET_RANDOM_DOUBLE(udata) duktape_random(udata)

/* Speed. */
#undef DUK_USE_PREFER_SIZE
#define DUK_USE_EXEC_FUN_LOCAL
#define DUK_USE_CACHE_ACTIVATION
#define DUK_USE_CACHE_CATCHER
#define DUK_USE_JSON_STRINGIFY_FASTPATH

/* Size of a heap. */
#define DUK_USE_LIGHTFUNC_BUILTINS
#undef DUK_USE_LITCACHE_SIZE
#undef DUK_USE_STRTAB_MINSIZE
#define DUK_USE_STRTAB_MINSIZE 512
#undef DUK_USE_STRTAB_GROW_LIMIT
#define DUK_USE_STRTAB_GROW_LIMIT 32

/* Strings hold 16-bit units only, so that every one of them can be sent. */
#undef DUK_USE_NONSTD_STRING_FROMCHARCODE_32BIT

/* Nothing of it is anybody else's: another Duktape may be linked beside us. */
#undef DUK_EXTERNAL_DECL
#define DUK_EXTERNAL_DECL static
#undef DUK_EXTERNAL
#define DUK_EXTERNAL static __attribute__((unused))

/* How deep calls may nest is an isolate's own. */
#undef DUK_USE_CALLSTACK_LIMIT
#define DUK_USE_CALLSTACK_LIMIT duktape_call_limit(thr->heap->heap_udata)

/* The codec knows one layout of values. */
#undef DUK_USE_PACKED_TVAL

/* More than Node's depth of traces, as not all of it is shown. */
#undef DUK_USE_TRACEBACK_DEPTH
#define DUK_USE_TRACEBACK_DEPTH 16
"""

# (old, new, how often)
CHANGES = [
    # The allocator is called by name, so that it can be inlined.
    ("heap->alloc_func(heap->heap_udata, size)", "duktape_alloc(heap->heap_udata, size)", 2),
    ("heap->realloc_func(heap->heap_udata, ptr, newsize)",
     "duktape_realloc(heap->heap_udata, ptr, newsize)", 2),
    ("heap->realloc_func(heap->heap_udata, cb(heap, ud), newsize)",
     "duktape_realloc(heap->heap_udata, cb(heap, ud), newsize)", 2),
    ("heap->free_func(heap->heap_udata, ptr)", "duktape_free(heap->heap_udata, ptr)", 1),
    # A seed that no script can guess, and that is the same in a template and
    # its copies.
    ("res->hash_seed = (duk_uint32_t) (duk_uintptr_t) res;",
     "res->hash_seed = duktape_hash_seed(heap_udata);", 1),
    # 256 K instructions take 3 ms.
    ("#define DUK_HTHREAD_INTCTR_DEFAULT (256L * 1024L)",
     "#define DUK_HTHREAD_INTCTR_DEFAULT (32L * 1024L)", 1),
    # Big ArrayBuffers are dynamic, so that they can be transferred.
    ("(void) duk_push_fixed_buffer_zero(thr, (duk_size_t) len);\n\th_val = ",
     "(void) duktape_push_bytes(thr, (duk_size_t) len);\n\th_val = ", 1),
    ("(void) duk_push_fixed_buffer(thr, byte_length);\n\th_val = ",
     "(void) duktape_push_bytes(thr, byte_length);\n\th_val = ", 1),
    # The names of light functions tell no addresses.
    ('\tduk_push_literal(thr, "light_");\n'
     "\tduk_push_string_funcptr(thr, (duk_uint8_t *) &func, sizeof(func));\n"
     '\tduk_push_sprintf(thr, "_%04x", (unsigned int) lf_flags);\n\tduk_concat(thr, 3);\n',
     '\tDUK_UNREF(func);\n\tDUK_UNREF(lf_flags);\n\tduk_push_literal(thr, "native");\n', 1),
    # Where syntax errors are.
    ("\tif (duk_get_prop_stridx_short(thr, -1, DUK_STRIDX_MESSAGE)) {\n\t\tduk_bool_t at_end;\n",
     "\tduktape_syntax_error(thr->heap->heap_udata, thr->compile_ctx->curr_token.start_offset);\n"
     "\tif (duk_get_prop_stridx_short(thr, -1, DUK_STRIDX_MESSAGE)) {\n\t\tduk_bool_t at_end;\n", 1),
    # The text that scripts know.
    ('#define DUK_STR_CALLSTACK_LIMIT                 "callstack limit"',
     '#define DUK_STR_CALLSTACK_LIMIT "Maximum call stack size exceeded"', 1),
    ('#define DUK_STR_NATIVE_STACK_LIMIT              "C stack depth limit"',
     '#define DUK_STR_NATIVE_STACK_LIMIT DUK_STR_CALLSTACK_LIMIT', 1),
    # Garbage that counting references leaves is collected by what memory has
    # grown, not by how many allocations there were.
    ("\tif (DUK_UNLIKELY(--(heap)->ms_trigger_counter < 0)) {\n",
     "\tif (DUK_UNLIKELY(--(heap)->ms_trigger_counter < 0) && duktape_gc_due(heap->heap_udata, &heap->ms_trigger_counter)) {\n", 3),
    ("\theap->ms_trigger_counter = (duk_int_t) ((tmp * DUK_HEAP_MARK_AND_SWEEP_TRIGGER_MULT) + "
     "DUK_HEAP_MARK_AND_SWEEP_TRIGGER_ADD);\n",
     "\tDUK_UNREF(tmp);\n\theap->ms_trigger_counter = duktape_gc_done(heap->heap_udata);\n", 1),
    # Native loops that go on and on make strings.
    ("\tDUK_ASSERT(heap != NULL);\n\tDUK_UNREF(extdata);\n",
     "\tDUK_UNREF(extdata);\n\tduktape_poll_hard(heap->heap_udata);\n", 1),
    # Short ways in the executor: see executor.h.
    ("DUK_LOCAL_DECL void duk__js_execute_bytecode_inner(",
     '#include "engines/duktape/executor.h"\nDUK_LOCAL_DECL void duk__js_execute_bytecode_inner(', 1),
    ("\t\t\tif (duk__executor_handle_call(thr, idx, nargs, call_flags)) {\n"
     "\t\t\t\t/* curr_pc synced by duk_handle_call_unprotected() */\n",
     "\t\t\tif (executor_quick_call(thr, idx, nargs, call_flags)) {\n\t\t\t\tbreak;\n\t\t\t}\n"
     "\t\t\tif (duk__executor_handle_call(thr, idx, nargs, call_flags)) {\n"
     "\t\t\t\t/* curr_pc synced by duk_handle_call_unprotected() */\n", 1),
    ("\t\t\t\t/* XXX: faster initialization (direct access or better primitives) */\n"
     "\t\t\t\tduk_dup(thr, (duk_idx_t) idx);\n",
     "\t\t\t\tif (executor_put_new(thr, obj_idx, idx)) {\n\t\t\t\t\tidx += 2;\n\t\t\t\t\tcontinue;\n\t\t\t\t}\n"
     "\t\t\t\tduk_dup(thr, (duk_idx_t) idx);\n", 1),
    # The properties of a new function are set at once: closure.c.
    ("\tfor (i = 0; i < (duk_small_uint_t) (sizeof(duk__closure_copy_proplist) / sizeof(duk_uint16_t)); i++) {\n",
     "\tduktape_closure(thr, fun_clos, fun_temp, add_auto_proto);\n\tduk_pop_unsafe(thr);\n\treturn;\n\n"
     "\tfor (i = 0; i < (duk_small_uint_t) (sizeof(duk__closure_copy_proplist) / sizeof(duk_uint16_t)); i++) {\n", 1),
    ("DUK_INTERNAL\nvoid duk_js_push_closure(duk_hthread *thr,\n",
     "static void duktape_closure(duk_hthread *thr, duk_hcompfunc *fn, duk_hcompfunc *from, duk_bool_t has_prototype);\n\n"
     "DUK_INTERNAL\nvoid duk_js_push_closure(duk_hthread *thr,\n", 1),
    # Stacks are written by trace.c, without places in C; messages as V8 has them.
    ("DUK_INTERNAL duk_ret_t duk_bi_error_prototype_stack_getter(duk_hthread *thr) {\n"
     "\treturn duk__error_getter_helper(thr, DUK__OUTPUT_TYPE_TRACEBACK);\n",
     "static duk_ret_t duktape_stack(duk_hthread *thr);\n\n"
     "DUK_INTERNAL duk_ret_t duk_bi_error_prototype_stack_getter(duk_hthread *thr) {\n"
     "\treturn duktape_stack(thr);\n", 1),
    ("\tif (c_filename) {\n\t\t/* We need the C filename",
     "\tc_filename = NULL;\n\tif (c_filename) {\n\t\t/* We need the C filename", 1),
    ("DUK_INTERNAL duk_bool_t duk_hobject_getprop(duk_hthread *thr, duk_tval *tv_obj, duk_tval *tv_key) {\n",
     "static void duktape_property_error(duk_hthread *thr, bool writes, duk_tval *base, duk_tval *key);\n\n"
     "DUK_INTERNAL duk_bool_t duk_hobject_getprop(duk_hthread *thr, duk_tval *tv_obj, duk_tval *tv_key) {\n", 1),
    *[(f'\t\tDUK_ERROR_FMT2(thr,\n\t\t               DUK_ERR_TYPE_ERROR,\n'
       f'\t\t               "cannot {verb} property %s of %s",\n'
       '\t\t               duk_push_string_tval_readable(thr, tv_key),\n'
       '\t\t               duk_push_string_tval_readable(thr, tv_obj));\n',
       f'\t\tduktape_property_error(thr, {writes}, tv_obj, tv_key);\n'
       '\t\tDUK_ERROR_FMT1(thr, DUK_ERR_TYPE_ERROR, "%s", duk_get_string(thr, -1));\n', times)
      for verb, writes, times in (("read", "false", 1), ("write", "true", 2))],
    ("\"identifier '%s' undefined\"", '"%s is not defined"', 2),
    ('#define DUK_STR_INVALID_LENGTH                  "invalid length"',
     '#define DUK_STR_INVALID_LENGTH "Invalid array length"', 1),
    ('"invalid array length"', '"Invalid array length"', 1),
    ('"cannot string coerce Symbol"', '"Cannot convert a Symbol value to a string"', 1),
    ('"cannot number coerce Symbol"', '"Cannot convert a Symbol value to a number"', 1),
    ('DUK_ERROR_URI(tfm_ctx->thr, DUK_STR_INVALID_INPUT)', 'DUK_ERROR_URI(tfm_ctx->thr, "URI malformed")', 2),
    # Regular expressions can be interrupted too.
    ("\tre_ctx->steps_count++;\n", "\tre_ctx->steps_count++;\n"
     "\tif ((re_ctx->steps_count & 0xfff) == 0) {\n"
     "\t\tduktape_poll_hard(re_ctx->thr->heap->heap_udata);\n\t}\n", 1),
]


def main(source, out):
    os.makedirs(out, exist_ok=True)

    def read(name):
        with open(os.path.join(source, name), encoding="utf-8") as f:
            return f.read()

    def write(name, text):
        with open(os.path.join(out, name), "w", encoding="utf-8") as f:
            f.write(text)

    config = read("duk_config.h")
    end = config.rindex("#endif")
    write("duk_config.h", config[:end] + OPTIONS + config[end:])
    write("duktape.h", read("duktape.h"))
    text = read("duktape.c")
    for old, new, times in CHANGES:
        if text.count(old) != times:
            sys.exit(f"configure.py: this is not Duktape 2.7.0: {times} x {old!r} expected, "
                     f"{text.count(old)} found")
        text = text.replace(old, new)
    write("duktape.c", text)


main(sys.argv[1], sys.argv[2])
