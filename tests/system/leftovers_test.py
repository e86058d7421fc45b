"""Whatever dies in whatever order, in the end nothing is left of the daemon's, and nothing else is touched."""
import os
import signal
import subprocess

from crashes import processes, workload
from crashes.calls import read_calls
from crashes.victim import GONE
from harness import SystemTest, eventually

CALL = {"execution": "none", "item": "call"}
# A function with its supervisor, its child, and a grandchild that is an orphan in a session of its own.
ALL_OF_A_FORKING_FUNCTION = 4


class Leftovers(SystemTest):
    """This process is the subreaper of the daemon and of all that the daemon's death orphans: nothing can hide."""

    environment = {}

    def setUp(self):
        processes.become_subreaper()
        self.addCleanup(self.end_what_is_left)
        super().setUp()
        self.calls_file = self.folder / "calls"
        workload.create_function(self.api, workload.WORKER, self.calls_file, **self.environment)

    def end_what_is_left(self):
        """What a failed test leaves."""
        processes.kill(processes.descendants(os.getpid()))
        processes.reap_orphans(set())

    def below_daemon(self):
        return processes.descendants(self.daemon.process.pid)

    def call_that_forks(self):
        self.api.invoke(workload.WORKER, {**CALL, "does": "fork"})
        below = self.below_daemon()
        self.assertEqual(len(below), ALL_OF_A_FORKING_FUNCTION)
        return below

    def assert_gone(self, those):
        eventually(lambda: not [p for p in those if processes.still_runs(p.pid, p.started)], f"{those} do not end", 10)

    def assert_nothing_is_left(self):
        eventually(lambda: not processes.descendants(os.getpid()), "something of the daemon's does not end", 10)


class AfterTheDaemon(Leftovers):
    def test_orphans_in_sessions_of_their_own_end_with_it(self):
        self.call_that_forks()
        self.daemon.kill()
        self.assert_nothing_is_left()

    def test_what_was_spawned_and_not_yet_noted_ends_with_it(self):
        for point in ("spawn.after", "spawn.kept"):
            with self.subTest(point=point):
                self.die_at(point, lambda: self.api.invoke(workload.WORKER, CALL))
                self.assert_nothing_is_left()
                self.start()

    def test_what_was_spawned_for_a_call_that_is_owed_is_called_after_the_next_start(self):
        self.die_at("spawn.after", lambda: self.owe_a_call())
        self.assert_nothing_is_left()
        self.start()
        eventually(lambda: read_calls(self.calls_file), "the call is not made")
        self.assertEqual(len(read_calls(self.calls_file)), 1)

    def die_at(self, point, request):
        self.daemon.stop()
        self.start(SFN_FAIL_POINT=f"{point}:1")
        try:
            request()
        except GONE:
            pass
        self.assertEqual(self.daemon.process.wait(10), -9)
        self.daemon.kill()

    def owe_a_call(self):
        self.api.invoke(workload.WORKER, CALL, "Event")
        self.daemon.process.wait(10)

    def test_a_function_that_hangs_ends_with_it(self):
        self.api.invoke(workload.WORKER, {**CALL, "does": "hang"}, "Event")
        eventually(lambda: len(self.below_daemon()) == ALL_OF_A_FORKING_FUNCTION, "it does not fork")
        self.daemon.kill()
        self.assert_nothing_is_left()


class WithTheSupervisor(Leftovers):
    """Where those are killed too that would end the others: all at once, or a supervisor alone."""

    def kill_daemon_and_supervisors(self):
        below = self.below_daemon()
        supervisors = [process for process in below if process.parent == self.daemon.process.pid]
        self.daemon.process.send_signal(signal.SIGSTOP)  # It shall not see its supervisors die.
        processes.kill(supervisors)
        self.daemon.kill()
        return below

    def test_the_next_start_ends_what_is_left(self):
        self.call_that_forks()
        below = self.kill_daemon_and_supervisors()
        self.assertTrue([p for p in below if processes.still_runs(p.pid, p.started)], "nothing was left: no test")
        self.start()
        self.assert_gone(below)

    def test_the_next_start_spares_what_is_not_the_daemons(self):
        innocents = [subprocess.Popen(["sleep", "1000"], env={**os.environ, **more}) for more in (
            {}, {"LAMBDA_TASK_ROOT": str(self.folder / "data-of-another" / "code" / "x")},
            {"NOT_LAMBDA_TASK_ROOT": str(self.folder / "data" / "code" / "x")})]
        self.addCleanup(lambda: [(innocent.kill(), innocent.wait()) for innocent in innocents])
        self.call_that_forks()
        below = self.kill_daemon_and_supervisors()
        self.start()
        self.assert_gone(below)
        self.assertEqual([innocent.poll() for innocent in innocents], [None] * 3)

    def test_a_supervisor_that_is_killed_alone_leaves_nothing(self):
        below = self.call_that_forks()
        processes.kill([process for process in below if process.parent == self.daemon.process.pid])
        self.assert_gone(below)

    def test_the_function_is_called_by_a_new_process_then(self):
        first = self.call_that_forks()
        processes.kill([process for process in first if process.parent == self.daemon.process.pid])
        self.assert_gone(first)
        self.api.invoke(workload.WORKER, CALL)
        self.assertEqual(len({call.pid for call in read_calls(self.calls_file)}), 2)


class SupervisorKilledAtTheFork(Leftovers):
    """Between the function's start and the moment its number is reported."""

    environment = {"SFN_FAIL_POINT": "supervisor.forked:1"}

    def test_the_call_fails_and_nothing_is_left(self):
        answer = self.api.invoke(workload.WORKER, CALL)
        self.assertIn("errorType", answer)
        eventually(lambda: not self.below_daemon(), "something is left", 10)
