#!/usr/bin/env python3
"""Run the unit tests of a build with ctest and write a verdict per module to the ledger.

    unit_suites.py BUILD_DIR LEDGER [MODULE...]

A module is as good as its worst test: failed, then skipped, then passed.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml


def main(build_dir, ledger, *modules):
    build_dir = pathlib.Path(build_dir)
    chosen = ["-L", f"^({'|'.join(modules)})$"] if modules else []
    run_ctest(build_dir, chosen)
    suites = by_module(modules_of_tests(build_dir, chosen), verdicts(build_dir / "ctest.xml"))
    with open(ledger, "a") as out:
        for module, tests in sorted(suites.items()):
            print(*verdict_of(module, tests), sep="\t", file=out)
        if not suites:
            print("failed", "unit tests", f"ctest found none in {build_dir}", sep="\t", file=out)


def run_ctest(build_dir, chosen):
    """Runs two tests at a time; what failed is shown, what passed is not worth a line."""
    report = (build_dir / "ctest.xml").resolve()
    report.unlink(missing_ok=True)
    ran = subprocess.run(
        ["ctest", "--test-dir", build_dir, "--parallel", "2", "--output-on-failure", "--output-junit", report, *chosen],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    (build_dir / "ctest.log").write_text(ran.stdout)
    if ran.returncode:
        print("\n".join(worth_showing(ran.stdout.splitlines())), flush=True)


def worth_showing(lines):
    good = re.compile(r"^\s*(Start\s+\d+:|\d+/\d+ Test\s+#\d+:.*\bPassed\b)")
    return [line for line in lines if not good.match(line)]


def modules_of_tests(build_dir, chosen):
    listing = subprocess.run(["ctest", "--test-dir", build_dir, "--show-only=json-v1", *chosen],
                             stdout=subprocess.PIPE, check=True).stdout
    return {test["name"]: label_of(test) for test in json.loads(listing)["tests"]}


def label_of(test):
    labels = [p["value"] for p in test.get("properties", []) if p["name"] == "LABELS"]
    return labels[0][0] if labels else test["name"]


def verdicts(report):
    """Test name to (verdict, reason)."""
    if not report.exists():
        return {}
    return {case.get("name"): verdict_of_case(case) for case in xml.parse(report).iter("testcase")}


def verdict_of_case(case):
    if case.get("status") == "run":
        return "passed", ""
    if case.find("skipped") is not None:
        return "skipped", last_line(case.findtext("system-out") or "")
    return "failed", ""


def last_line(text):
    """The reason that a test gave to GTEST_SKIP stands alone between gtest's own lines."""
    lines = [line for line in text.splitlines() if line.strip() and not re.match(r"\[|Note:|Running|.*Skipped$", line)]
    return lines[-1].strip() if lines else "gave no reason"


def by_module(modules, results):
    suites = collections.defaultdict(dict)
    for test, module in modules.items():
        suites[module][test] = results.get(test, ("failed", "not run"))
    return suites


def verdict_of(module, tests):
    of = {verdict: [t for t, (v, _) in tests.items() if v == verdict] for verdict in ("failed", "skipped", "passed")}
    if of["failed"]:
        return "failed", module, f"{len(of['failed'])} of {len(tests)} tests: {', '.join(of['failed'][:5])}"
    if of["skipped"]:
        reasons = sorted({tests[t][1] for t in of["skipped"]})
        return "skipped", module, f"{len(of['skipped'])} of {len(tests)} tests: {', '.join(of['skipped'][:5])} ({'; '.join(reasons)})"
    return "passed", module, f"{len(tests)} tests"


if __name__ == "__main__":
    main(*sys.argv[1:])
