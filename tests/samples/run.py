#!/usr/bin/env python3
"""Runs every sample and compares what it prints: run.py ATOLL SAMPLES [EMBED]."""

import json
import os
import subprocess
import sys
import tempfile

atoll, samples, embed = sys.argv[1], sys.argv[2], sys.argv[3:]
slow = int(os.environ.get("CK_TIMEOUT_MULTIPLIER", "1"))  # more than 1 with a sanitizer


def smaller(name, wanted, to):
    """A sanitizer has no room for the ring's 10,000 isolates: a copy in `to` with 500."""
    folder = os.path.join(samples, name)
    with open(os.path.join(folder, "topology.json"), encoding="utf-8") as f:
        topology = json.load(f)
    for isolate in topology["isolates"]:
        isolate["file"] = os.path.join(folder, isolate["file"])
        isolate["count"] = 500
    to.write(json.dumps(topology).encode())
    to.flush()
    return [atoll, "up", to.name], wanted.replace("30000", "1500").replace("10000", "500")


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
        if name == "ring" and slow > 1:
            few = tempfile.NamedTemporaryFile(suffix=".json")
            command, wanted = smaller(name, wanted, few)
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
