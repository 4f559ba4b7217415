#!/usr/bin/env python3
"""Runs every sample and compares what it prints: run.py ATOLL SAMPLES [EMBED]."""

import os
import subprocess
import sys

atoll, samples, embed = sys.argv[1], sys.argv[2], sys.argv[3:]
slow = int(os.environ.get("CK_TIMEOUT_MULTIPLIER", "1"))


def commands(name):
    folder = os.path.join(samples, name)
    if name == "embed":
        return [[program, folder, *mode] for program in embed for mode in ([], ["--turn"])]
    return [[atoll, "up", os.path.join(folder, "topology.json")]]


passed = failed = 0
for name in sorted(os.listdir(samples)):
    expected = os.path.join(samples, name, "expected.txt")
    if not os.path.exists(expected):
        continue
    with open(expected, encoding="utf-8") as f:
        wanted = f.read()
    for command in commands(name):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=60 * slow)
            out, err, status = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired as late:
            out, err, status = (late.stdout or b"").decode(), (late.stderr or b"").decode(), "timed out"
        if out == wanted and status == 0:
            passed += 1
            continue
        failed += 1
        print(f"failed: {' '.join(command)}: exit status {status}\n--- expected\n{wanted}--- got\n{out}--- stderr\n{err}")
print(f"samples: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
