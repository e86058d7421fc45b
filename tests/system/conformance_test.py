"""The conformance cases that lie beside the checkout, where there are any: no fewer pass than once did. What
passed is in conformance_floor.json, by topic; whoever makes more pass raises it."""
import collections
import json
import subprocess
import unittest

from daemon import program
from harness import SystemTest
from workflows import ROOT

RUNNER = ROOT.parent / "shared/conformance/run_asl.py"
FLOOR = ROOT / "tests/system/conformance_floor.json"
CASE_SECONDS = 60


@unittest.skipUnless(RUNNER.exists(), "no conformance cases beside this checkout")
class Conformance(SystemTest):
    def test_no_fewer_cases_pass_than_once_did(self):
        report = program("").parent / "conformance.json"
        report.unlink(missing_ok=True)
        ran = subprocess.run(["python3", RUNNER, "--endpoint", self.daemon.endpoint, "--timeout", str(CASE_SECONDS),
                              "--report", report], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertTrue(report.exists(), ran.stdout[-2000:])
        print(ran.stdout[ran.stdout.rfind("\ntopic"):], f"(which fail, and for want of what: tools/conformance-gaps {report})")
        self.check(passed_by_topic(json.loads(report.read_text())["cases"]), json.loads(FLOOR.read_text()))

    def check(self, passed, floor):
        self.assertGreaterEqual(sum(passed.values()), floor["total"])
        for topic, least in floor["topics"].items():
            with self.subTest(topic=topic):
                self.assertGreaterEqual(passed[topic], least)


def passed_by_topic(cases):
    return collections.Counter(name.split("/")[0] for name, result in cases.items() if result["passed"])
