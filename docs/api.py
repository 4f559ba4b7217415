#!/usr/bin/env python3
"""Turns the public headers into a page: api.py [--check] PAGE.md HEADER...

Comments that stand alone become text, the declarations below them code. With
--check nothing is written; it fails if the page is not what it would write."""

import os
import re
import sys

FIRST = """# The C API

Made from the public headers by `scons docs`; the headers say the same. How the parts fit together is in
[architecture.md](architecture.md), how to write an engine or a transport in [engines.md](engines.md) and
[transports.md](transports.md). `samples/embed` is a whole service.
"""


def prose(comment):
    """The text of a comment, its lines as they are; indented parts stay lists."""
    lines = [re.sub(r"^ ?\*? ?", "", line) if i else line for i, line in enumerate(comment.splitlines())]
    text = "\n".join(line.strip() if not line.startswith("   ") or not line.strip().startswith("-") else line
                     for line in lines).strip()
    text = re.sub(r"\s*SPDX-License-Identifier: MIT", "", text)
    return re.sub(r"\b((?:atoll|ATOLL)_\w+(?:\(\))?)(?![\w`*])", r"`\1`", text)


def noise(code):
    """Whether code is only what every header has."""
    rest = re.sub(r'#(?:ifndef|define) ATOLL_\w+_H\n|#ifdef __cplusplus\n(?:extern "C" \{|\})\n#endif|#endif|'
                  r"#include[^\n]*", "", code)
    return not rest.strip()


def page(headers):
    out = [FIRST]
    for path in headers:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        out.append(f"## `atoll/{os.path.basename(path)}`\n")
        at = 0
        # Comments at the start of a line are text; those inside declarations stay there.
        for m in re.finditer(r"^/\*(.*?)\*/\n", text, re.S | re.M):
            add_code(out, text[at:m.start()])
            at = m.end()
            section = re.fullmatch(r" -{5,} ?([^\n]*?)(?:\n \*\n(.*))?", m.group(1).rstrip(), re.S)
            if section:
                out.append(f"### {section.group(1).capitalize()}\n")
                if section.group(2):
                    out.append(prose(section.group(2)) + "\n")
            else:
                words = re.sub(r"^`?atoll/\w+\.h`? - ", "", prose(m.group(1)))
                out.append(words[:1].upper() + words[1:] + "\n" if words[:1] != "`" else words + "\n")
        add_code(out, text[at:])
    return "\n".join(out)


def add_code(out, code):
    code = re.sub(r'^#ifdef __cplusplus\n.*?#endif\n', "", code, flags=re.S | re.M)
    code = re.sub(r"^#(?:ifndef|define) ATOLL_\w+_H\n", "", code, flags=re.M)
    code = re.sub(r"^#endif\n?\Z", "", code.rstrip() + "\n", flags=re.M)
    code = re.sub(r"^#if defined\(__GNUC__\)\n.*?(?:\Z|^#endif\n)", "", code, flags=re.S | re.M)
    if not noise(code):
        out.append("```c\n" + code.strip("\n") + "\n```\n")


def main():
    check = sys.argv[1] == "--check"
    target, *headers = sys.argv[2 if check else 1:]
    made = page(headers)
    if not check:
        with open(target, "w", encoding="utf-8") as f:
            f.write(made)
        return
    with open(target, encoding="utf-8") as f:
        same = f.read() == made
    if not same:
        print(f"{target} is out of date: run `scons docs`")
    print(f"c-api: {int(same)} passed, {int(not same)} failed")
    sys.exit(not same)


main()
