"""A graceful end and a new start: everything is as it was."""
import subprocess

from daemon import program
from harness import SystemTest, eventually
from orders import MACHINE, STATES
from workflows import Workflow

LOG_GROUP = "/aws/lambda/ValidateInput"


class Restart(SystemTest):
    def setUp(self):
        super().setUp()
        workflow = Workflow("order-processing")
        self.machine = self.api.deploy(MACHINE, workflow)
        self.orders = [self.api.start(self.machine, workflow.input(name), name=name) for name in STATES]
        for order in self.orders:
            self.finished(order)

    def restart(self):
        self.assertEqual(self.daemon.stop(), 0)
        self.start()

    def everything(self):
        """All that can be asked about what has been."""
        return {
            "machines": self.api.states("ListStateMachines"),
            "machine": self.api.states("DescribeStateMachine", stateMachineArn=self.machine),
            "functions": self.api.functions("GET", "/2015-03-31/functions")["Functions"],
            "list": self.api.states("ListExecutions", stateMachineArn=self.machine)["executions"],
            "executions": [self.api.describe(order) for order in self.orders],
            "histories": [self.api.history(order) for order in self.orders],
        }

    def messages(self):
        return [event["message"] for event in self.api.logs("FilterLogEvents", logGroupName=LOG_GROUP)["events"]]

    def test_state_machines_functions_and_executions_are_kept(self):
        before = self.everything()
        self.assertEqual(len(before["list"]), len(STATES))
        self.restart()
        self.assertEqual(self.everything(), before)

    def test_logs_are_kept(self):
        # The log is written beside the answers, not before them.
        eventually(lambda: sum("REPORT" in message for message in self.messages()) == len(STATES), "a REPORT is missing")
        before = self.messages()
        self.restart()
        self.assertEqual(self.messages(), before)

    def test_orders_run_after_it(self):
        self.restart()
        order = self.api.start(self.machine, Workflow("order-processing").input("valid"))
        self.assertEqual(self.finished(order)["status"], "SUCCEEDED")


class Start(SystemTest):
    def refused(self, *options):
        """What a second sfnd says that cannot start."""
        ran = subprocess.run([program("sfnd"), *options], capture_output=True, text=True, timeout=30)
        self.assertNotEqual(ran.returncode, 0)
        return ran.stdout + ran.stderr

    def test_a_second_daemon_on_the_same_data_is_told_who_holds_it(self):
        said = self.refused("--data-dir", self.folder / "data", "--listen", "127.0.0.1:0")
        self.assertIn(str(self.daemon.process.pid), said)

    def test_a_second_daemon_on_the_same_port_is_told_who_holds_it(self):
        port = self.daemon.endpoint.rsplit(":", 1)[1]
        said = self.refused("--data-dir", self.folder / "other", "--listen", f"127.0.0.1:{port}")
        self.assertIn(port, said)
        self.assertIn(str(self.daemon.process.pid), said)

    def test_a_bad_option_is_named(self):
        self.assertIn("--no-such-option", self.refused("--no-such-option"))
