#!/usr/bin/env python3
"""Runs the script tests: run.py [--atoll FILE] [--engine E]... [--node] [--jobs N] [--slow N] [NAME...]

A test is a file tests/scripts/NAME.js whose head says in comments what it does:

    // expect: line       a line of stdout; all of them, in order
    // expect-any: line   the same, but these lines may come in any order
    // expect-err: text   somewhere in stderr
    // status: 1          the exit status (0)
    // args: a b          arguments for the script
    // run: --memory-limit 64M    options for `atoll run`
    // engine: duktape    only these engines (any)
    // node               Node prints the same: checked where node is asked for (--node)

The files in tests/scripts/lib belong to tests.

One line for each failure, then `scripts: N passed, N failed`.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TIMEOUT = 10


class Test:
    def __init__(self, path):
        self.path = path
        self.name = os.path.splitext(os.path.relpath(path, HERE))[0]
        self.expect, self.expect_any, self.expect_err = [], [], []
        self.status, self.args, self.run, self.engines, self.node = 0, [], [], None, False
        with open(path, encoding="utf-8") as f:
            for line in f:
                m = re.match(r"//\s?(expect|expect-any|expect-err|status|args|run|engine):[ ]?(.*)$", line.rstrip("\n"))
                if m:
                    key, value = m.groups()
                    if key == "expect":
                        self.expect.append(value)
                    elif key == "expect-any":
                        self.expect_any.append(value)
                    elif key == "expect-err":
                        self.expect_err.append(value)
                    elif key == "status":
                        self.status = int(value)
                    elif key == "args":
                        self.args = shlex.split(value)
                    elif key == "run":
                        self.run = shlex.split(value)
                    elif value.strip() != "any":
                        self.engines = value.split()
                elif re.match(r"// node\s*$", line):
                    self.node = True

    def check(self, command, strict=True, timeout=TIMEOUT):
        """None, or what is wrong when command runs the test."""
        env = dict(os.environ, ATOLL_TEST="1", NO_COLOR="1")
        try:
            done = subprocess.run(command, capture_output=True, timeout=timeout, cwd=HERE, env=env,
                                  stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as e:
            return f"no end after {timeout} s; printed {tail(e.stdout)}"
        out = done.stdout.decode("utf-8", "replace").split("\n")
        err = done.stderr.decode("utf-8", "replace")
        if out and out[-1] == "":
            out.pop()
        if done.returncode < 0:
            return f"killed by signal {-done.returncode}; stderr {tail(err)}"
        if self.expect_any:
            want, got = sorted(self.expect + self.expect_any), sorted(out)
            if want == got and self.expect:
                got = [l for l in out if l in self.expect]
                want = self.expect
        else:
            want, got = self.expect, out
        for i in range(max(len(want), len(got))):
            w = want[i] if i < len(want) else None
            g = got[i] if i < len(got) else None
            if w != g:
                return (f"line {i + 1}: " + (f"missing {w!r}" if g is None else f"unexpected {g!r}" if w is None
                                             else f"expected {w!r}, got {g!r}") +
                        (f"; stderr {tail(err)}" if err else ""))
        if done.returncode != self.status:
            return f"status {done.returncode}, expected {self.status}; stderr {tail(err)}"
        for text in self.expect_err:
            if text not in err:
                return f"stderr lacks {text!r}: {tail(err)}"
        if strict and not self.expect_err and err and self.status == 0:
            return f"stderr {tail(err)}"
        return None


def tail(text):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    text = (text or "").strip()
    return repr(text if len(text) < 400 else text[:200] + " ... " + text[-200:])


def engines_of(atoll):
    """The engines in this build that run JavaScript."""
    done = subprocess.run([atoll, "list", "--json"], capture_output=True, text=True, timeout=TIMEOUT)
    names = []
    for line in done.stdout.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if entry.get("kind") == "engine":
            names.append(entry["name"])
    return [n for n in names if n in ("duktape", "jsc")] or ["duktape"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--atoll", default=os.path.join(ROOT, "build/release-none/atoll"))
    parser.add_argument("--engine", action="append", help="only these engines")
    parser.add_argument("--node", action="store_true", help="run with node instead, those that say so")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--slow", type=int, default=1, help="by how much time-outs grow")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()

    files = sorted(f for f in os.listdir(HERE) if f.endswith(".js"))
    tests = [Test(os.path.join(HERE, f)) for f in files]
    if options.names:
        tests = [t for t in tests if any(t.name == n or t.name.startswith(n) for n in options.names)]
    if options.list:
        print("\n".join(t.name for t in tests))
        return 0
    work = []
    if options.node:
        node = shutil.which("node")
        if node is None:
            sys.exit("run.py: node is not installed")
        work = [(t.name + " (node)", t, [node, t.path] + t.args) for t in tests if t.node]
    else:
        if not os.access(options.atoll, os.X_OK):
            sys.exit(f"run.py: {options.atoll}: not there; build it first")
        for engine in options.engine or engines_of(options.atoll):
            for t in tests:
                if t.engines is None or engine in t.engines:
                    work.append((f"{t.name} ({engine})", t,
                                 [options.atoll, "run", "--engine", engine] + t.run + [t.path] + t.args))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (name, _, _), wrong in zip(work, pool.map(lambda w: w[1].check(w[2], not options.node, TIMEOUT * options.slow), work)):
            if wrong is not None:
                failed += 1
                print(f"{name}: {wrong}", flush=True)
    print(f"scripts: {len(work) - failed} passed, {failed} failed")
    return 1 if failed or not work else 0


sys.exit(main())
