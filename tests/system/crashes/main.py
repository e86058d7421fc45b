#!/usr/bin/env python3
"""Kill the daemon of a build and see what it makes of it.

    main.py --bin DIR (--kills N [--seed S] | --matrix [POINT...])
"""
import argparse
import itertools
import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from crashes.kills import Kills  # noqa: E402  The path comes first.
from crashes.matrix import Matrix, fail_points  # noqa: E402


def main():
    arguments = parse_arguments()
    os.environ["SFN_BIN"] = str(arguments.bin.resolve())
    started = time.monotonic()
    problems = run_kills(arguments) if arguments.kills else run_matrix(arguments)
    print(*problems, sep="\n")
    print(f"{len(problems)} problems, {time.monotonic() - started:.0f} s")
    return 1 if problems else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="where sfnd is")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--kills", type=int, help="so many kills at random moments")
    what.add_argument("--matrix", nargs="*", metavar="POINT", help="every passing of these fail points, or of all")
    parser.add_argument("--seed", type=int, help="repeats the moments of another run's kills")
    return parser.parse_args()


def run_kills(arguments):
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    kills = Kills(seed, say)
    problems = kills.run(arguments.kills)
    print(kills.figures())
    return problems


def run_matrix(arguments):
    matrix = Matrix(lambda: itertools.count(1), say).run(arguments.matrix or fail_points())
    print(f"{sum(matrix.kills.values())} kills at {len(matrix.kills)} fail points")
    never = [f"{point} is never passed" for point, kills in matrix.kills.items() if not kills]
    return matrix.problems + never


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
