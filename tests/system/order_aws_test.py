"""The order workflow through AWS's command line, unchanged but for the endpoint; and its logs."""
import re

from aws_api import ROLE, entered_states
from aws_cli import AwsCli
from harness import SystemTest, eventually
from orders import MACHINE, STATES, check_orders
from workflows import Workflow

LOG_GROUP = "/aws/lambda/ValidateInput"


class OrderThroughAws(SystemTest):
    def setUp(self):
        super().setUp()
        self.aws = AwsCli(self.daemon.endpoint)
        self.workflow = Workflow("order-processing")
        self.kit = self.workflow.unpack(self.folder / "kit")

    def deploy(self):
        for package in sorted(self.kit.glob("*.zip")):
            self.create_function(package)
        created = self.aws("stepfunctions", "create-state-machine", "--name", MACHINE, "--role-arn", ROLE,
                           "--definition", f"file://{self.kit}/definition.json")
        return created["stateMachineArn"]

    def create_function(self, package):
        self.aws("lambda", "create-function", "--function-name", package.stem, "--runtime", "python3.11",
                 "--role", ROLE, "--handler", f"{package.stem}.lambda_handler", "--zip-file", f"fileb://{package}")
        self.aws("lambda", "wait", "function-active-v2", "--function-name", package.stem)

    def run_order(self, machine, name):
        execution = self.aws("stepfunctions", "start-execution", "--state-machine-arn", machine, "--name", name,
                             "--input", f"file://{self.kit}/inputs/{name}.json")["executionArn"]
        return eventually(lambda: self.ended(execution), f"order {name} does not end", 60)

    def ended(self, execution):
        order = self.aws("stepfunctions", "describe-execution", "--execution-arn", execution)
        if order["status"] == "RUNNING":
            return None
        history = self.aws("stepfunctions", "get-execution-history", "--execution-arn", execution)
        return {"status": order["status"], "output": order.get("output"), "states": entered_states(history["events"])}

    def listed(self, machine):
        executions = self.aws("stepfunctions", "list-executions", "--state-machine-arn", machine)["executions"]
        return {execution["name"]: execution["status"] for execution in executions}

    def logged(self):
        events = self.aws("logs", "filter-log-events", "--log-group-name", LOG_GROUP)["events"]
        return "".join(event["message"] for event in events)

    def test_the_three_orders_end_as_in_the_tutorial(self):
        machine = self.deploy()
        orders = {name: self.run_order(machine, name) for name in STATES}
        check_orders(self, {"orders": orders, "listed": self.listed(machine), "log": self.logged()})

    def test_the_state_machine_is_found_by_the_tutorials_query(self):
        machine = self.api.deploy(MACHINE, self.workflow)
        found = self.aws.text("stepfunctions", "list-state-machines", "--output", "text", "--query",
                              f"stateMachines[?name==`{MACHINE}`].stateMachineArn")
        self.assertEqual(found.strip(), machine)

    def test_logs_are_read_by_group_by_stream_and_as_a_tail(self):
        self.run_order(self.api.deploy(MACHINE, self.workflow), "valid")
        groups = self.aws("logs", "describe-log-groups", "--log-group-name-prefix", "/aws/lambda/")["logGroups"]
        self.assertIn(LOG_GROUP, [group["logGroupName"] for group in groups])
        streams = self.aws("logs", "describe-log-streams", "--log-group-name", LOG_GROUP)["logStreams"]
        whole = re.compile(r"START RequestId: .*ValidateInput received.*END RequestId: .*REPORT RequestId: ", re.DOTALL)
        eventually(lambda: whole.search(self.stream_messages(streams[0]["logStreamName"])), "the log is not complete")
        if self.aws.major_version() >= 2:  # The command came with version 2.
            self.assertIn("ValidateInput received", self.aws.text("logs", "tail", LOG_GROUP))

    def stream_messages(self, stream):
        events = self.aws("logs", "get-log-events", "--log-group-name", LOG_GROUP, "--log-stream-name", stream,
                          "--start-from-head")["events"]
        return "".join(event["message"] for event in events)
