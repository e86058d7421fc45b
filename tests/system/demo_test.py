"""The README's first command, with the programs at hand instead of building them."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from daemon import program
from harness import client_environment, eventually
from workflows import ROOT


LINES_OF_A_SCREEN = 50


class Demo(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sfn-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start_demo(self, *words):
        """In a process group of its own, so that Ctrl-C can be sent to all of it."""
        words = words or ("--bin", program(""))
        return subprocess.Popen([ROOT / "tools/demo", *words], text=True, start_new_session=True,
                                env=client_environment(TMPDIR=str(self.folder)), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def assert_nothing_is_left(self):
        self.assertEqual(list(self.folder.iterdir()), [])
        eventually(lambda: not self.processes(), "a process of the demonstration is left", 10)

    def processes(self):
        """Those that work in this test's folder or were told of it."""
        folder = os.fsencode(self.folder)
        return [process.name for process in pathlib.Path("/proc").glob("[0-9]*")
                if folder in contents(process / "cmdline") or folder in target(process / "cwd")]

    def test_it_succeeds_twice_in_a_row_and_leaves_nothing(self):
        for _ in range(2):
            demo = self.start_demo()
            said, _ = demo.communicate(timeout=180)
            self.assertEqual(demo.returncode, 0, said)
            self.assertIn("kill -9", said)
            self.assertTrue(said.splitlines()[-1].endswith("sfnd --data-dir ./sfn-data"), said)
            self.assertNotIn("\x1b", said)  # No colours: this is no terminal.
            self.assertLessEqual(len(said.splitlines()), LINES_OF_A_SCREEN, said)
            self.assert_nothing_is_left()

    def test_it_refuses_what_it_does_not_know(self):
        for words in (["--bin"], ["--bin", str(self.folder)], ["--bin", program(""), "more"], ["--fast"]):
            demo = self.start_demo(*words)
            said, _ = demo.communicate(timeout=60)
            self.assertEqual(demo.returncode, 2, said)
            self.assertIn("tools/demo", said)

    def test_it_cleans_up_after_ctrl_c(self):
        demo = self.start_demo()
        for line in demo.stdout:
            if line.startswith("listening on"):
                break
        os.killpg(demo.pid, signal.SIGINT)
        said, _ = demo.communicate(timeout=60)
        self.assertEqual(demo.returncode, 130, said)
        self.assert_nothing_is_left()


def contents(file):
    try:
        return file.read_bytes()
    except OSError:  # The process ended meanwhile.
        return b""


def target(link):
    try:
        return os.fsencode(os.readlink(link))
    except OSError:
        return b""
