#!/usr/bin/env python3
"""What the atoll command prints and returns: run.py ATOLL ENGINE,..."""

import json
import os
import re
import subprocess
import sys
import tempfile

ATOLL, ENGINES = os.path.abspath(sys.argv[1]), sys.argv[2].split(",")
SLOW = int(os.environ.get("CK_TIMEOUT_MULTIPLIER", "1"))
SCRIPTS = any(e != "native" for e in ENGINES)
KNOWN = r"\(this build has: " + ", ".join(ENGINES) + r"\)"
tests = []


def test(function):
    tests.append(function)
    return function


def script_test(function):
    """A test that needs an engine for scripts."""
    return test(function) if SCRIPTS else function


def atoll(*args, given=None):
    done = subprocess.run([ATOLL, *args], input=given, capture_output=True, timeout=20 * SLOW)
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


def check(done, status, out=None, err=None):
    """The whole of stdout and stderr match these patterns; None is empty."""
    shown = f"{done.args[1:]}: status {done.returncode}\n--- stdout\n{done.stdout}--- stderr\n{done.stderr}"
    assert done.returncode == status, f"wanted status {status}; {shown}"
    assert re.fullmatch(out or "", done.stdout, re.S), f"wanted stdout {out!r}; {shown}"
    assert re.fullmatch(err or "", done.stderr, re.S), f"wanted stderr {err!r}; {shown}"


def write(name, text):
    mode = "wb" if isinstance(text, bytes) else "w"
    with open(name, mode) as f:
        f.write(text)
    return name


# ------------------------------------------------------------ the command


@test
def says_its_version():
    check(atoll("--version"), 0, r"atoll \d+\.\d+\.\d+\n")


@test
def helps():
    check(atoll("--help"), 0, r"Usage: atoll COMMAND.*\n  run .*\n  up .*\n  list .*\n  message .*\n  bench .*")


@test
def helps_with_each_command():
    for command in ["run", "up", "list", "message", "bench"]:
        check(atoll(command, "--help"), 0, rf"Usage: atoll {command} .*Options:.*-h, --help.*")


@test
def refuses_no_command():
    check(atoll(), 2, None, r"Usage: .*")


@test
def refuses_an_unknown_command():
    check(atoll("jump"), 2, None, r"atoll: jump: unknown command \(commands: run, up, list, message, bench\)\n")


@test
def refuses_unknown_options():
    for command in ["up", "list", "message", "bench", "run"]:
        check(atoll(command, "--colour", "x"), 2, None, rf"atoll: {command}: unknown option --colour .*\n")


@test
def refuses_an_option_without_its_argument():
    check(atoll("run", "--engine"), 2, None, r"atoll: run: --engine needs NAME\n")


@test
def refuses_bad_numbers_sizes_and_times():
    check(atoll("run", "--threads", "two", "x.js"), 2, None, r"atoll: run: --threads two: not a whole number\n")
    check(atoll("run", "--memory-limit", "64Q", "x.js"), 2, None, r"atoll: run: --memory-limit 64Q: not a size .*\n")
    check(atoll("run", "--cpu-limit=2", "x.js"), 2, None, r"atoll: run: --cpu-limit 2: not a time .*\n")


# -------------------------------------------------------------------- list


@test
def lists_the_parts_of_the_build():
    out = atoll("list")
    check(out, 0, r".+")
    for engine in ENGINES:
        assert re.search(rf"^engine +{engine} ", out.stdout, re.M), out.stdout
    assert re.search(r"^transport +thread ", out.stdout, re.M), out.stdout


@test
def lists_as_json():
    done = atoll("list", "--json")
    parts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [p["name"] for p in parts if p["kind"] == "engine"] == ENGINES, parts
    assert [p["default"] for p in parts if p["kind"] == "engine"] == [True] + [False] * (len(ENGINES) - 1), parts
    assert all(p["version"] for p in parts), parts


# --------------------------------------------------------------------- run


@test
def refuses_to_run_nothing():
    check(atoll("run"), 2, None, r"atoll: run: needs a FILE .*\n")


@test
def refuses_a_missing_file():
    check(atoll("run", "missing.js"), 2, None, r"atoll: missing\.js: No such file or directory\n")


@test
def refuses_an_unknown_engine():
    write("a.js", "")
    check(atoll("run", "--engine", "v8", "a.js"), 2, None, rf'atoll: --engine: unknown engine "v8" {KNOWN}\n')


@test
def refuses_an_unknown_transport():
    write("a.js", "")
    check(atoll("run", "--transport", "pigeon", "a.js"), 2, None,
          r'atoll: --transport: unknown transport "pigeon" \(this build has: thread\)\n')


@test
def refuses_to_run_a_file_as_native_code():
    write("a.js", "")
    check(atoll("run", "--engine", "native", "a.js"), 2, None, r"atoll: a\.js: cannot run: the engine runs no scripts\n")


@script_test
def runs_a_file():
    write("hello.js", "console.log('hello', process.argv.slice(2).join());")
    check(atoll("run", "hello.js", "a", "--b", "c"), 0, r"hello a,--b,c\n")


@script_test
def takes_its_options_after_the_file_too():
    write("hello.js", "console.log(process.argv.slice(2).join());")
    check(atoll("run", "hello.js", "--engine", ENGINES[0], "a", "--threads=1", "--json"), 0, r"a,--json\n")
    check(atoll("run", "hello.js", "--", "--engine", "x"), 0, r"--engine,x\n")


@script_test
def runs_a_text():
    check(atoll("run", "-e", "console.log(6 * 7)"), 0, r"42\n")
    check(atoll("run", "--eval=console.log(process.argv.slice(-1)[0])", "last"), 0, r"last\n")


@script_test
def returns_the_exit_code():
    check(atoll("run", "-e", "process.exit(7)"), 7)
    check(atoll("run", "-e", "process.exitCode = 9"), 9)


@script_test
def tells_where_a_syntax_error_is():
    write("bad.js", "var a = 1;\nvar b = ;\n")
    check(atoll("run", "bad.js"), 1, None, r".*bad\.js:2(:\d+)?\b.*SyntaxError.*")


@script_test
def tells_of_an_uncaught_error():
    write("throws.js", "console.log('before');\nfunction f() {\n  throw new RangeError('too far');\n}\nf();\n")
    check(atoll("run", "throws.js"), 1, r"before\n", 
          r"\S*/throws\.js:3\n  throw new RangeError\('too far'\);\n  \^\n\nRangeError: too far\n"
          r"    at f \(\S*throws\.js:3(:\d+)?\)\n    at \S+ \(\S*throws\.js:5(:\d+)?\)\n[^~]*")


@script_test
def tells_of_a_limit_of_time():
    write("loop.js", "for (;;) {}")
    check(atoll("run", "--cpu-limit", "100ms", "loop.js"), 1, None, r"atoll: loop\.js: .*CPU.*\n")


@script_test
def tells_of_a_limit_of_memory():
    write("hog.js", "var a = []; for (;;) { a.push(new Array(1000).join('x') + a.length); }")
    check(atoll("run", "--memory-limit", "8M", "hog.js"), 1, None, r"atoll: hog\.js: .*memory.*\n")


@script_test
def tells_of_a_value_that_cannot_be_cloned():
    write("clone.js", "var c = new (require('worker_threads').MessageChannel)();\n"
          "try { c.port1.postMessage(function () {}); } catch (e) { console.log(e.name); }\n")
    check(atoll("run", "clone.js"), 0, r"DataCloneError\n")


# ---------------------------------------------------------------------- up


def topology(isolates, **more):
    return write("topology.json", json.dumps({"isolates": isolates, **more}))


def faulty(pointer, why, isolates, **more):
    check(atoll("up", topology(isolates, **more)), 2, None, rf"atoll: topology\.json: {pointer}: {why}\n")


SINK = {"name": "sink", "native": "sink"}
SOURCE = {"name": "source", "native": "source", "data": {"count": 3}}


@test
def runs_a_topology():
    path = topology([SOURCE, SINK], channels=[{"from": "source", "to": "sink"}])
    check(atoll("up", path), 0, r"sink: 3 messages, the sum of their values is 6\n",
          r"\nisolate +engine .*\nsource +native +thread .*\nsink +native +thread .*\n")


@test
def runs_a_topology_quietly():
    path = topology([SOURCE, SINK], channels=[{"from": "source", "to": "sink"}])
    check(atoll("up", "--quiet", path), 0, r"sink: 3 messages.*")


@test
def says_what_happens_as_json():
    path = topology([SOURCE, SINK], channels=[{"from": "source", "to": "sink"}])
    done = atoll("up", "--json", path)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = sorted((e["event"], e["isolate"]) for e in events)
    assert kinds == sorted((e, i) for e in ("start", "exit", "summary") for i in ("source", "sink")), kinds
    summary = {e["isolate"]: e for e in events if e["event"] == "summary"}
    assert summary["sink"]["received"] == 3 and summary["source"]["posted"] == 3, summary


@test
def shows_progress_when_asked():
    path = topology([SOURCE, SINK], channels=[{"from": "source", "to": "sink"}])
    check(atoll("up", "--verbose", path), 0, r".*", r".*source: started\n.*sink: started\n.*source: .*code 0\n.*")


@test
def holds_back_a_source_whose_channel_is_full():
    path = topology([{**SOURCE, "data": {"count": 1000}}, SINK],
                    channels=[{"from": "source", "to": "sink", "capacity": 4}])
    check(atoll("up", "-q", path), 0, r"sink: 1000 messages, the sum of their values is 500500\n")


@test
def connects_each_instance_with_each():
    path = topology([{**SOURCE, "count": 3}, {**SINK, "count": 2}], channels=[{"from": "source", "to": "sink"}])
    done = atoll("up", "-q", path)
    assert sum(int(n) for n in re.findall(r": (\d+) messages", done.stdout)) == 9, done


@test
def connects_instances_one_to_one():
    path = topology([{**SOURCE, "count": 2}, {**SINK, "count": 2}],
                    channels=[{"from": "source", "to": "sink", "shape": "each"}])
    check(atoll("up", "-q", path), 0, r"(sink\[[01]\]: 3 messages.*\n){2}")


@test
def refuses_no_topology():
    check(atoll("up"), 2, None, r"atoll: up: needs one TOPOLOGY .*\n")


@test
def refuses_a_missing_topology():
    check(atoll("up", "missing.json"), 2, None, r"atoll: missing\.json: No such file or directory\n")


@test
def tells_where_a_topology_is_not_json():
    write("t.json", '{\n  "isolates": [,]\n}\n')
    check(atoll("up", "t.json"), 2, None, r"atoll: t\.json:2:16: not JSON\n")
    write("t.json", '{"isolates": [')
    check(atoll("up", "t.json"), 2, None, r"atoll: t\.json:1:15: unexpected end of JSON\n")


@test
def points_at_what_is_wrong_in_a_topology():
    faulty("/isolates", "must be an array", {})
    faulty("/isolates", "is empty", [])
    faulty("/isolates/0", "must be an object", [1])
    faulty("/isolates/0/name", "is missing", [{"native": "sink"}])
    faulty("/isolates/0/name", "must be a string", [{"name": 7, "native": "sink"}])
    faulty("/isolates/1/name", "is taken", [SINK, SINK])
    faulty("/isolates/0", "must have one of file, source and native", [{"name": "a"}])
    faulty("/isolates/0/native", "must be one of .*", [{"name": "a", "native": "drain"}])
    faulty("/isolates/0/colour", "unknown member", [{**SINK, "colour": "red"}])
    faulty("/isolates/0/a~1b", "unknown member", [{**SINK, "a/b": 1}])
    faulty("/isolates/0/count", "must be from 1 to 1000000", [{**SINK, "count": 0}])
    faulty("/isolates/0/count", "must be a whole number .*", [{**SINK, "count": 1.5}])
    faulty("/isolates/0/restart", 'must be one of "never", "on-failure", "always"', [{**SINK, "restart": "maybe"}])
    faulty("/isolates/0/limits/heap", '"lots" is no size .*', [{**SINK, "limits": {"heap": "lots"}}])
    faulty("/isolates/0/limits/cpu", "must be a time .*", [{**SINK, "limits": {"cpu": 2}}])
    faulty("/isolates/0/file", r"missing\.js: No such file or directory", [{"name": "a", "file": "missing.js"}])
    faulty("/main", 'there is no isolate "x"', [SINK], main="x")
    faulty("/channels/0/to", 'there is no isolate "x"', [SINK], channels=[{"from": "sink", "to": "x"}])
    faulty("/channels/0/from", "is missing", [SINK], channels=[{"to": "sink"}])
    faulty("/channels/0/policy", "must be one of .*", [SINK, SOURCE],
           channels=[{"from": "source", "to": "sink", "policy": "hope"}])
    faulty("/channels/0/shape", "a ring is among one isolate's instances", [SINK, SOURCE],
           channels=[{"from": "source", "to": "sink", "shape": "ring"}])


@test
def points_at_an_unknown_engine_in_a_topology():
    faulty("/isolates/1/engine", rf'unknown engine "foo" {KNOWN}',
           [SINK, {"name": "a", "source": "", "engine": "foo"}])
    faulty("/isolates/0/transport", r'unknown transport "foo" \(this build has: thread\)',
           [{**SINK, "transport": "foo"}])


@script_test
def prints_what_an_isolate_posts_to_its_parent():
    path = topology([{"name": "a", "source": "var p = require('worker_threads'); p.parentPort.postMessage(p.workerData);",
                      "data": {"x": [1, None, "y"]}}])
    check(atoll("up", "-q", path), 0, r'a: \{"x":\[1,null,"y"\]\}\n')


@script_test
def fails_when_an_isolate_fails():
    path = topology([{"name": "a", "source": "throw new Error('no good');"}])
    check(atoll("up", path), 1, None, r"atoll: a: .*no good.*\nisolate.*\na .*uncaught error\n")


@script_test
def restarts_an_isolate_that_fails():
    path = topology([{"name": "a", "source": "console.log('try'); throw new Error('no good');",
                      "restart": "on-failure", "maxRestarts": 2}])
    check(atoll("up", "-q", path), 1, r"try\ntry\ntry\n")


@script_test
def gives_new_ports_to_the_neighbours_of_a_restarted_isolate():
    path = topology([
        {"name": "flaky", "restart": "on-failure", "source":
            "var out = require('atoll').ports.out; out.on('message', function (m) {"
            " if (m === 1) { throw new Error('once'); } out.postMessage(m); });"},
        {"name": "asker", "source":
            "var t = require('worker_threads'), port = require('atoll').ports.in; port.postMessage(1);"
            "t.parentPort.on('message', function (m) { if (m.type === 'port') { m.port.on('message', function (r) {"
            " console.log('again', m.name, m.isolate, r); process.exit(); }); m.port.postMessage(2); } });"},
    ], channels=[{"from": "flaky", "to": "asker"}], main="asker")
    check(atoll("up", "-q", path), 0, r"again in flaky 2\n")


@script_test
def ends_with_the_main_isolate():
    path = topology([{"name": "a", "source": "setInterval(function () {}, 1000);"},
                     {"name": "b", "source": "setTimeout(function () { process.exit(3); }, 10);"}], main="b")
    check(atoll("up", "-q", path), 3)


# ----------------------------------------------------------------- message


@test
def encodes_and_prints_a_message():
    write("v.json", '{"a": [1, true, null, "é\\n"], "b": {"c": -0.5}}')
    check(atoll("message", "v.json", "--encode", "--output", "v.msg"), 0)
    check(atoll("message", "v.msg", "--indent", "0"), 0, r'\{"a":\[1,true,null,"é[^ ]*"\],"b":\{"c":-0.5\}\}\n')
    done = atoll("message", "-", given=open("v.msg", "rb").read())
    assert json.loads(done.stdout) == json.load(open("v.json")), done


@test
def refuses_a_message_that_is_none():
    check(atoll("message", write("bad.msg", b"no message at all")), 1, None,
          r"atoll: bad\.msg: the message is malformed\n")
    check(atoll("message", write("empty.msg", b"")), 1, None, r"atoll: empty\.msg: the message is malformed\n")
    check(atoll("message", "missing.msg"), 2, None, r"atoll: missing\.msg: No such file or directory\n")


@test
def refuses_to_encode_what_is_not_json():
    check(atoll("message", write("bad.json", "[1, 2"), "--encode"), 2, None,
          r"atoll: bad\.json:1:6: unexpected end of JSON\n")


# ------------------------------------------------------------------- bench


@test
def refuses_an_unknown_workload():
    check(atoll("bench", "dance"), 2, None, r"atoll: dance: unknown workload .*\n")


@test
def measures():
    small = {"rtt": 100, "flood": 1000, "string1k": 512, "copy64k": 32, "copy1m": 8, "transfer16m": 4, "clone": 32,
             "spawn": 3, "density": 10, "ring": 5, "pool": 2500, "fib": 12, "terminate": 1}
    for engine in ENGINES:
        for workload, count in small.items():
            if engine == "native" and workload == "terminate":
                continue
            done = atoll("bench", workload, "--engine", engine, "--count", str(count), "--json")
            check(done, 0, r"\{.*\}\n")
            line = json.loads(done.stdout)
            assert (line["workload"], line["engine"], line["transport"]) == (workload, engine, "thread"), line
            assert line["value"] is not None and line["unit"] and "n" in line, line


def main():
    failed = 0
    for function in tests:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                function()
            except (AssertionError, subprocess.TimeoutExpired, ValueError, KeyError, OSError) as why:
                failed += 1
                print(f"failed: {function.__name__}: {why}", flush=True)
            os.chdir("/")
    print(f"cli: {len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
