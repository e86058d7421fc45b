"""kill -9: whatever the daemon was doing, it goes on after the next start, and nothing is recorded twice."""
import collections
import random
import threading
import time
import urllib.error

from aws_api import ApiError, entered_states, exited_states
from gate import Gate, is_running
from harness import SystemTest, eventually
from orders import MACHINE, STATES
from workflows import Workflow


class Crash(SystemTest):
    def crash(self):
        self.daemon.kill()
        self.start()

    def count(self, events, kind):
        return sum(event["type"] == kind for event in events)

    def assert_goes_on(self, before, after):
        """Ids run from 1 without a gap, and what was recorded stays as it was."""
        self.assertEqual([event["id"] for event in after], list(range(1, len(after) + 1)))
        self.assertEqual(after[:len(before)], before)


class CrashInATask(Crash):
    def setUp(self):
        super().setUp()
        self.gate = Gate(self.folder, "ProcessData")
        workflow = Workflow("order-processing")
        machine = self.api.deploy(MACHINE, workflow, ProcessData=self.gate.around(workflow.functions()["ProcessData"]))
        self.order = self.api.start(machine, workflow.input("valid"), name="valid")
        self.gate.wait_for_call(1)

    def test_the_order_completes_with_each_transition_once(self):
        before = self.api.history(self.order)
        self.crash()
        self.assertEqual(self.api.describe(self.order)["status"], "RUNNING")
        self.gate.wait_for_call(2)
        self.gate.open()
        self.assertEqual(self.finished(self.order)["status"], "SUCCEEDED")
        after = self.api.history(self.order)
        self.assert_goes_on(before, after)
        self.assertEqual(entered_states(after), STATES["valid"])
        self.assertEqual(exited_states(after), STATES["valid"])
        for kind in ("LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded"):
            self.assertEqual(self.count(after, kind), 3, kind)

    def test_the_function_is_called_again_with_the_same_request_id(self):
        self.crash()
        self.gate.wait_for_call(2)
        self.gate.open()
        self.finished(self.order)
        calls = self.gate.calls()
        self.assertEqual(len(calls), 2)
        self.assertNotEqual(calls[0][0], calls[1][0])
        self.assertEqual(calls[0][1], calls[1][1])

    def test_no_process_of_a_function_outlives_the_daemon(self):
        (pid, _), = self.gate.calls()
        self.assertTrue(is_running(pid))
        self.daemon.kill()
        eventually(lambda: not is_running(pid), "the function's process outlives the daemon", 10)

    def test_three_crashes_in_the_same_task_are_survived(self):
        before = self.api.history(self.order)
        for call in (2, 3, 4):
            self.crash()
            self.gate.wait_for_call(call)
        self.gate.open()
        self.assertEqual(self.finished(self.order)["status"], "SUCCEEDED")
        after = self.api.history(self.order)
        self.assert_goes_on(before, after)
        self.assertEqual(entered_states(after), STATES["valid"])


class CrashInAWait(Crash):
    def test_only_what_is_left_is_waited_for(self):
        workflow = Workflow("approval-wait")
        machine = self.api.deploy("approval-wait", workflow)
        order = self.api.start(machine, {"orderId": "ORD-1", "approvalSeconds": 4})
        eventually(lambda: "WaitForApproval" in entered_states(self.api.history(order)), "the wait does not begin")
        self.daemon.kill()
        time.sleep(2)  # Down for half of the wait: waiting anew would end after 6 seconds or more.
        self.start()
        self.assertEqual(self.finished(order)["status"], "SUCCEEDED")
        waited = self.seconds_in(order, "WaitForApproval")
        self.assertGreaterEqual(waited, 4)
        self.assertLess(waited, 5.5)

    def test_a_wait_that_ends_while_the_daemon_is_down_is_over_at_the_start(self):
        workflow = Workflow("approval-wait")
        machine = self.api.deploy("approval-wait", workflow)
        order = self.api.start(machine, workflow.input("pause"))
        eventually(lambda: "ShortPause" in entered_states(self.api.history(order)), "the wait does not begin")
        self.daemon.kill()
        time.sleep(1.5)
        self.start()
        self.assertEqual(self.finished(order)["status"], "SUCCEEDED")
        self.assertEqual(entered_states(self.api.history(order)),
                         ["SeasonOpens", "HowLong", "ShortPause", "ReleaseOrder"])

    def seconds_in(self, execution, state):
        events = self.api.history(execution)
        entered, = (e for e in events if e.get("stateEnteredEventDetails", {}).get("name") == state)
        exited, = (e for e in events if e.get("stateExitedEventDetails", {}).get("name") == state)
        return exited["timestamp"] - entered["timestamp"]


class CrashInAParallelState(Crash):
    def test_a_branch_that_is_done_is_not_run_again(self):
        workflow = Workflow("parallel-notify")
        mail, text = Gate(self.folder, "SendEmail"), Gate(self.folder, "SendSMS")
        gated = {gate.name: gate.around(workflow.functions()[gate.name]) for gate in (mail, text)}
        machine = self.api.deploy("parallel-notify", workflow, **gated)
        mail.open()
        order = self.api.start(machine, workflow.input("both"))
        text.wait_for_call(1)
        eventually(lambda: exited_states(self.api.history(order)) == ["SendEmail"], "SendEmail does not end")
        self.crash()
        text.wait_for_call(2)
        text.open()
        self.assertEqual(self.finished(order)["output"], '{"orderId":"ORD-10001","sent":["EMAIL","SMS"]}')
        self.assertEqual(len(mail.calls()), 1)
        self.assertEqual(collections.Counter(entered_states(self.api.history(order))),
                         collections.Counter(["ParallelProcessing", "SendEmail", "SendSMS", "FinalStep"]))


class CrashUnderLoad(Crash):
    ROUNDS = 3

    def test_every_order_that_was_acknowledged_completes(self):
        seed = random.randrange(1 << 32)
        with self.subTest(seed=seed):
            chance = random.Random(seed)
            machine = self.api.deploy(MACHINE, Workflow("order-processing"))
            acknowledged = []
            for _ in range(self.ROUNDS):
                acknowledged += self.start_orders_until_killed(machine, chance.uniform(0.2, 1.0))
                self.start()
            self.assertGreater(len(acknowledged), self.ROUNDS)
            for execution in acknowledged:
                self.assertEqual(self.finished(execution)["status"], "SUCCEEDED")
                self.assertEqual(entered_states(self.api.history(execution)), STATES["valid"])

    def start_orders_until_killed(self, machine, seconds):
        """Kills the daemon after this time; returns the executions whose start was answered."""
        killer = threading.Timer(seconds, self.daemon.kill)
        killer.start()
        acknowledged = []
        try:
            while True:
                acknowledged.append(self.api.start(machine, Workflow("order-processing").input("valid")))
        except (urllib.error.URLError, ConnectionError, ApiError) as end:
            self.assertNotIsInstance(end, ApiError)
        killer.join()
        return acknowledged
