"""A process that has got the number of one of the daemon's own is not the daemon's: nobody touches it.

Numbers can be asked for by root alone, so that others skip this."""
import os
import pathlib
import signal
import unittest

from crashes import processes, workload
from harness import SystemTest, eventually

NEXT_PID = pathlib.Path("/proc/sys/kernel/ns_last_pid")
ATTEMPTS = 200
CALL = {"execution": "none", "item": "call"}


def start_innocent(pid):
    """A process of this number that sleeps, or None where the number is not to be had."""
    for _ in range(ATTEMPTS):
        try:
            NEXT_PID.write_text(str(pid - 1))
        except OSError:
            raise unittest.SkipTest("the number of the next process cannot be chosen here: that takes root") from None
        child = os.fork()
        if child == 0:
            os.execvp("sleep", ["sleep", "1000"])
        if child == pid:
            return child
        end(child)  # Somebody else's process was faster.
    return None


def end(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


class ReusedPid(SystemTest):
    def setUp(self):
        processes.become_subreaper()
        super().setUp()
        workload.create_function(self.api, workload.WORKER, self.folder / "calls")
        self.api.invoke(workload.WORKER, CALL)

    def give_away(self, process):
        """Waits for the process's end and starts another of its number."""
        eventually(lambda: not processes.still_runs(process.pid, process.started), "it does not end")
        processes.reap_orphans({self.daemon.process.pid} if self.daemon.process else set())
        innocent = start_innocent(process.pid)
        self.assertIsNotNone(innocent, f"{process.pid} is not to be had")
        self.addCleanup(end, innocent)
        return innocent

    def assert_lives(self, innocent):
        self.assertEqual(os.waitpid(innocent, os.WNOHANG), (0, 0), "an innocent process was ended")

    def test_the_number_of_a_daemon_that_was_killed(self):
        daemon = processes.look_at(self.daemon.process.pid)
        self.daemon.kill()
        innocent = self.give_away(daemon)
        self.start()
        self.api.invoke(workload.WORKER, CALL)
        self.daemon.stop()
        self.assert_lives(innocent)

    def test_the_numbers_of_functions_and_supervisors_of_a_daemon_that_was_killed(self):
        below = processes.descendants(self.daemon.process.pid)
        self.assertEqual(len(below), 2)
        self.daemon.kill()
        innocents = [self.give_away(process) for process in below]
        self.start()
        self.api.invoke(workload.WORKER, CALL)
        self.daemon.stop()
        for innocent in innocents:
            self.assert_lives(innocent)

    def test_the_number_of_a_function_whose_daemon_goes_on(self):
        supervisor, function = processes.descendants(self.daemon.process.pid)
        self.assertEqual(function.parent, supervisor.pid)
        processes.kill([function])
        innocents = [self.give_away(process) for process in (function, supervisor)]
        self.api.invoke(workload.WORKER, CALL)
        self.daemon.stop()
        for innocent in innocents:
            self.assert_lives(innocent)
