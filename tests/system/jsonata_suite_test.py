"""The cases of JSONata's reference implementation that lie beside the checkout, where there are any: all pass."""
import subprocess
import unittest

from daemon import program
from workflows import ROOT

CASES = ROOT.parent / "shared/conformance/jsonata"


@unittest.skipUnless(CASES.is_dir(), "no JSONata cases beside this checkout")
class JsonataSuite(unittest.TestCase):
    def test_every_case_passes(self):
        ran = subprocess.run([program("jsonata_suite"), CASES], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(ran.stdout)
        self.assertEqual(ran.returncode, 0)
        self.assertRegex(ran.stdout.splitlines()[-1], r"^[1-9]\d* passed, 0 failed, \d+ skipped$")
