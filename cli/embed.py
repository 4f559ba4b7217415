#!/usr/bin/env python3
"""Writes text files as C: embed.py OUT.c NAME FILE... makes the array NAME of
{name, text}, ended by a NULL name; a name is the file's without its suffix."""

import os
import sys


def literal(text):
    """The lines of text as C string literals."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
    return "\n".join(f'\t"{line}\\n"' for line in escaped.splitlines())


target, name, files = sys.argv[1], sys.argv[2], sys.argv[3:]
with open(target, "w", encoding="ascii") as out:
    out.write('#include "cli/bench.h"\n\n')
    entries = []
    for i, path in enumerate(files):
        with open(path, encoding="ascii") as f:
            # Arrays, for C99 compilers need take only 4,095 bytes of a literal.
            out.write(f"static const char text_{i}[] =\n{literal(f.read())};\n\n")
        stem = os.path.splitext(os.path.basename(path))[0]
        entries.append(f'\t{{"{stem}", text_{i}}},\n')
    out.write(f"const bench_script {name}[] = {{\n{''.join(entries)}\t{{NULL, NULL}},\n}};\n")
