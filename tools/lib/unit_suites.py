#!/usr/bin/env python3
"""Run the test programs of a build and write a verdict per module to the ledger.

    unit_suites.py BUILD_DIR LEDGER [MODULE...]

Each program runs in two halves side by side, since a process for each test would cost more than most tests do; ctest
runs them one by one where that is wanted. A module is as good as its worst test: failed, then skipped, then passed.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HALVES = 2
SECONDS_MAX = 600  # Of a half. The longest take about a minute, under a sanitizer ten times that.


def main(build_dir, ledger, *modules):
    programs = {path.name.removeprefix("test_"): path for path in pathlib.Path(build_dir).glob("bin/test_*")}
    chosen = sorted(modules or programs)
    with open(ledger, "a") as out:
        for module in chosen:
            print(*(run(module, programs[module]) if module in programs else ("failed", module, "not built")),
                  sep="\t", file=out, flush=True)
        if not chosen:
            print("failed", "unit tests", f"none in {build_dir}/bin", sep="\t", file=out)


def run(module, program):
    with concurrent.futures.ThreadPoolExecutor(HALVES) as pool:
        halves = list(pool.map(lambda half: run_half(program, half), range(HALVES)))
    tests = {name: verdict for half in halves for name, verdict in half.items()}
    return verdict_of(module, tests)


def run_half(program, half):
    """Test name to (verdict, reason). What failed is shown, what passed is not worth a line."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.xml"
        ended = execute(program, half, report)
        tests = read(report) if report.exists() else {}
    if ended.returncode:
        print(f"{program.name}, half {half + 1}: exit status {ended.returncode}\n{ended.stdout}", flush=True)
        if not any(verdict == "failed" for verdict, _ in tests.values()):
            tests[f"half {half + 1}"] = "failed", f"exit status {ended.returncode}"
    return tests


def execute(program, half, report):
    sharded = {**os.environ, "GTEST_TOTAL_SHARDS": str(HALVES), "GTEST_SHARD_INDEX": str(half)}
    command = [program.resolve(), "--gtest_brief=1", f"--gtest_output=xml:{report}"]
    try:
        return subprocess.run(command, cwd=program.parent.parent, env=sharded, timeout=SECONDS_MAX, text=True,
                              errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired as late:
        told = (late.stdout or b"").decode(errors="replace")
        return subprocess.CompletedProcess(command, 124, f"{told}\nnot done after {SECONDS_MAX} s")


def read(report):
    return {f"{case.get('classname')}.{case.get('name')}": verdict_of_case(case)
            for case in xml.parse(report).iter("testcase") if case.get("status") == "run"}


def verdict_of_case(case):
    if case.find("failure") is not None:
        return "failed", ""
    skipped = case.find("skipped")
    if skipped is None:
        return "passed", ""
    return "skipped", (skipped.get("message") or "gave no reason").splitlines()[-1].strip()


def verdict_of(module, tests):
    of = {verdict: [t for t, (v, _) in tests.items() if v == verdict] for verdict in ("failed", "skipped", "passed")}
    if of["failed"]:
        return "failed", module, f"{len(of['failed'])} of {len(tests)} tests: {', '.join(of['failed'][:5])}"
    if of["skipped"]:
        reasons = sorted({tests[t][1] for t in of["skipped"]})
        return "skipped", module, f"{len(of['skipped'])} of {len(tests)} tests: {', '.join(of['skipped'][:5])} ({'; '.join(reasons)})"
    if not tests:
        return "failed", module, "has no tests"
    return "passed", module, f"{len(tests)} tests"


if __name__ == "__main__":
    main(*sys.argv[1:])
