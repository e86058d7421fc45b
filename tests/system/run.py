#!/usr/bin/env python3
"""Run system test suites against the programs of a build and write a verdict for each to the ledger.

    run.py --bin DIR [--clients FILE] [--ledger FILE] [NAME...]

A suite NAME is the file NAME_test.py beside this one. It is as good as its worst test: failed, then skipped,
then passed.
"""
import argparse
import os
import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def main():
    arguments = parse_arguments()
    os.environ["SFN_BIN"] = str(arguments.bin.resolve())
    os.environ["SFN_CLIENTS"] = str(arguments.clients.resolve())
    sys.path.insert(0, str(HERE))
    verdicts = [verdict_of(name, run(name)) for name in arguments.names or all_names()]
    with open(arguments.ledger, "a") as ledger:
        ledger.writelines("\t".join(verdict) + "\n" for verdict in verdicts)
    return any(verdict[0] == "failed" for verdict in verdicts)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="where sfnd and sfnctl are")
    parser.add_argument("--clients", type=pathlib.Path, default=HERE.parents[1] / "build/clients/clients.json")
    parser.add_argument("--ledger", default=os.devnull)
    parser.add_argument("names", nargs="*")
    return parser.parse_args()


def all_names():
    return sorted(file.stem.removesuffix("_test") for file in HERE.glob("*_test.py"))


def run(name):
    print(f"\n{name}", flush=True)
    suite = unittest.defaultTestLoader.loadTestsFromName(f"{name}_test")
    started = time.monotonic()
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    result.seconds = time.monotonic() - started
    return result


def verdict_of(name, result):
    bad = result.failures + result.errors
    took = f"{result.testsRun} tests, {result.seconds:.1f} s"
    if bad or not result.testsRun and not result.skipped:
        return "failed", name, f"{len(bad)} of {took}"
    if result.skipped:
        return "skipped", name, "; ".join(sorted({reason.replace("\n", " ") for _, reason in result.skipped}))
    return "passed", name, took


if __name__ == "__main__":
    sys.exit(main())
