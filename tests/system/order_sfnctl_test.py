"""The order workflow through sfnctl."""
import json
import subprocess

from aws_api import entered_states
from daemon import program
from harness import SystemTest, client_environment, eventually
from orders import STATES, check_orders
from workflows import Workflow


class OrderThroughSfnctl(SystemTest):
    def setUp(self):
        super().setUp()
        self.workflow = Workflow("order-processing").folder
        self.sfnctl("deploy", self.workflow)

    def sfnctl(self, *words, status=0):
        ran = subprocess.run([program("sfnctl"), *words], env=client_environment(SFN_ENDPOINT=self.daemon.endpoint),
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.assertEqual(ran.returncode, status, f"sfnctl {words}: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def run_order(self, name):
        self.sfnctl("start", "order-processing", "--name", name, "--input", f"@{self.workflow}/inputs/{name}.json",
                    "--wait")
        order = json.loads(self.sfnctl("describe", f"order-processing/{name}", "--output", "json"))
        events = json.loads(self.sfnctl("history", f"order-processing/{name}", "--output", "json"))["events"]
        return {"status": order["status"], "output": order.get("output"), "states": entered_states(events)}

    def test_the_three_orders_end_as_in_the_tutorial(self):
        orders = {name: self.run_order(name) for name in STATES}
        listed = json.loads(self.sfnctl("list", "order-processing", "--output", "json"))["executions"]
        check_orders(self, {"orders": orders, "listed": {e["name"]: e["status"] for e in listed}, "log": self.log()})

    def log(self):
        return eventually(lambda: self.sfnctl("logs", "ValidateInput"), "ValidateInput has no log")

    def test_deploying_again_updates(self):
        self.sfnctl("deploy", self.workflow)
        machines = self.api.states("ListStateMachines")["stateMachines"]
        self.assertEqual([machine["name"] for machine in machines], ["order-processing"])

    def test_start_with_wait_ends_with_1_if_the_execution_fails(self):
        folder = self.folder / "failing"
        folder.mkdir()
        (folder / "workflow.asl.json").write_text('{"StartAt": "No", "States": {"No": {"Type": "Fail", "Error": "Never"}}}')
        self.sfnctl("deploy", folder)
        self.sfnctl("start", "failing", "--wait", status=1)

    def test_a_daemon_that_is_not_there_ends_with_3(self):
        self.daemon.stop()
        self.sfnctl("list", status=3)
