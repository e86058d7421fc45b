"""sfnctl as a process: signals, pipes and terminals, and what only a daemon of two regions shows."""
import os
import pty
import signal
import subprocess

from daemon import program
from harness import SystemTest, client_environment, eventually
from workflows import Workflow

HERE, ELSEWHERE = "us-east-1", "eu-west-3"


class CommandLine(SystemTest):
    def setUp(self):
        super().setUp()
        self.sfnctl("--region", HERE, "deploy", Workflow("order-processing").folder)

    def begin(self, *words, **how):
        """Whatever a test leaves running is ended with it."""
        how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **how}
        environment = client_environment(SFN_ENDPOINT=self.daemon.endpoint, **how.pop("variables", {}))
        process = subprocess.Popen([program("sfnctl"), *words], env=environment, **how)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def sfnctl(self, *words, status=0, **how):
        process = self.begin(*words, **how)
        said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, status, f"sfnctl {words}: {said}")
        return said

    def invoke(self, region, name):
        self.sfnctl("--region", region, "invoke", "ValidateInput", "--input", f'{{"name": "{name}"}}')

    def test_ctrl_c_while_the_input_is_typed_ends_with_130(self):
        typed, _keyboard = os.pipe()
        process = self.begin("start", "order-processing", "--input", "-", stdin=typed)
        eventually(lambda: is_reading(process), "sfnctl does not read its input")
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
        self.assertEqual((process.returncode, error), (130, "sfnctl: interrupted\n"))

    def test_validate_reads_standard_input_and_asks_no_daemon(self):
        process = self.begin("--endpoint", "127.0.0.1:1", "validate", "-", stdin=subprocess.PIPE)
        out, err = process.communicate('{"StartAt":"X","States":{"S":{"Type":"Succeed"}}}', timeout=60)
        self.assertEqual(process.returncode, 1, err)
        self.assertTrue(out.startswith("-:1:12: error: Missing 'Next' target: X"), out)
        self.assertEqual(err, "1 error and 0 warnings in 1 definition.\n")

    def test_following_ends_with_the_reader_even_where_the_signal_is_ignored(self):
        process = self.begin("logs", "ValidateInput", "--follow", preexec_fn=ignore_sigpipe, restore_signals=False)
        self.invoke(HERE, "Ann")
        process.stdout.readline()
        process.stdout.close()
        self.invoke(HERE, "Bob")
        self.assertEqual(process.wait(timeout=60), -signal.SIGPIPE)

    def test_following_a_function_shows_the_lines_of_its_region_alone(self):
        self.sfnctl("--region", ELSEWHERE, "deploy", Workflow("order-processing").folder)
        _, error = self.sfnctl("logs", "ValidateInput", status=2)
        self.assertIn("could be any of 2", error)
        process = self.begin("--region", HERE, "logs", "ValidateInput", "--follow")
        for region, name in ((ELSEWHERE, "Elsa"), (HERE, "Ann")):
            self.invoke(region, name)
        shown = ""
        while "Ann" not in shown:
            shown = process.stdout.readline()
            self.assertNotIn("Elsa", shown)
            self.assertNotEqual(shown, "")

    def test_stop_tells_whether_the_execution_had_been_aborted(self):
        self.sfnctl("--region", HERE, "deploy", Workflow("approval-wait").folder)
        self.sfnctl("start", "approval-wait", "--name", "slow", "--input", '{"approvalSeconds": 600}')
        self.assertEqual(self.sfnctl("stop", "approval-wait/slow"), ("approval-wait/slow\n", "Stopped.\n"))
        self.assertIn("It had already been aborted at ", self.sfnctl("stop", "approval-wait/slow")[1])

    def test_colours_are_for_terminals_and_those_who_want_them(self):
        self.sfnctl("start", "order-processing", "--wait")
        self.assertNotIn("\x1b", self.sfnctl("list")[0])
        self.assertIn("\x1b[32mSUCCEEDED", self.on_a_terminal("list"))
        self.assertNotIn("\x1b", self.on_a_terminal("list", NO_COLOR="1"))
        self.assertNotIn("\x1b", self.on_a_terminal("list", "--output", "text"))

    def on_a_terminal(self, *words, **variables):
        ours, theirs = pty.openpty()
        process = self.begin(*words, stdout=theirs, variables={"TERM": "xterm", **variables})
        os.close(theirs)
        shown = b"".join(iter(lambda: read_terminal(ours), b""))
        os.close(ours)
        self.assertEqual(process.wait(timeout=60), 0)
        return shown.decode()


def read_terminal(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # Nobody has the other side any more.
        return b""


def ignore_sigpipe():
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def is_reading(process):
    """Blocked in read(), system call number 0 of x86-64 and 63 of arm64."""
    with open(f"/proc/{process.pid}/syscall", encoding="ascii") as call:
        return call.read().split()[0:2] in (["0", "0x0"], ["63", "0x0"])
