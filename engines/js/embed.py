#!/usr/bin/env python3
"""Writes the JavaScript library as one C file: embed.py OUT.c MODULE.js... NAME=FILE.js...

A module's white space and comments go (by esbuild, if it is there), its names
stay: stack traces of the library remain readable.
"""

import os
import re
import shutil
import subprocess
import sys


def body(path):
    """The text of a module, without what only readers need."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if shutil.which("esbuild"):
        # A return at the top is fine in a function's body, not in a file.
        wrapped = "(function (exports, require, module, binding) {" + text + "\n})"
        done = subprocess.run(
            ["esbuild", "--minify-whitespace", "--target=es5", "--charset=ascii",
             "--log-level=error"],
            input=wrapped, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{path}: {done.stderr}")
        m = re.fullmatch(r"\(function\(exports,require,module,binding\)\{(.*)\}\);\n?",
                         done.stdout, re.S)
        if m is None:
            sys.exit(f"{path}: unexpected output of esbuild")
        text = m.group(1).strip()
    if any(ord(c) > 126 for c in text):
        sys.exit(f"{path}: not ASCII")
    return text


def literal(text):
    """text as C string literals, lines of at most 76 columns."""
    out = []
    line = ""
    for c in text:
        if c in '"\\':
            piece = "\\" + c
        elif c == "\n":
            piece = "\\n"
        elif c == "\t":
            piece = "\\t"
        elif c == "?":
            piece = "\\?"  # no trigraphs
        elif ord(c) < 32:
            piece = "\\%03o" % ord(c)
        else:
            piece = c
        if len(line) + len(piece) > 74:
            out.append('\t"' + line + '"')
            line = ""
        line += piece
    out.append('\t"' + line + '"')
    return "\n".join(out)


def main():
    target, sources = sys.argv[1], sys.argv[2:]
    files = [s.split("=", 1) if "=" in s else (os.path.splitext(os.path.basename(s))[0], s) for s in sources]
    modules = sorted((name, body(path)) for name, path in files)
    with open(target, "w", encoding="ascii") as f:
        f.write("/* Made by engines/js/embed.py. */\n#include <stddef.h>\n\n"
                "typedef struct {\n\tconst char *name;\n\tconst char *text;\n\tsize_t      len;\n"
                "} atoll_js_module;\n\nextern const atoll_js_module atoll_js_library[];\n\n")
        for i, (name, text) in enumerate(modules):
            # An array, not a literal: C99 compilers need take only 4,095 bytes of one.
            f.write(f"static const char text_{i}[] = /* {name} */\n{literal(text)};\n\n")
        f.write("const atoll_js_module atoll_js_library[] = {\n")
        for i, (name, text) in enumerate(modules):
            f.write(f'\t{{"{name}", text_{i}, {len(text)}}},\n')
        f.write("\t{NULL, NULL, 0}\n};\n")


main()
