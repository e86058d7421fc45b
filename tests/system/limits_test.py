"""The policy of limits: strict refuses what AWS would, warn lets it pass and says so, off lets it pass."""
import json
import subprocess
import urllib.parse

from aws_api import ROLE, ApiError
from daemon import program
from harness import SystemTest, client_environment

LARGE = json.dumps("x" * 300_000)
LONG_NAME = "n" * 81


def machine_of(name):
    return json.dumps({"StartAt": name, "States": {name: {"Type": "Pass", "End": True}}})


# With operators that came after JSONata 2.0.6.
NEWER = json.dumps({"StartAt": "P", "QueryLanguage": "JSONata", "States": {
    "P": {"Type": "Pass", "End": True, "Output": "{% ($states.input.none ?? 1) + (0 ?: 2) %}"}}})

LARGE_DEFINITION = json.dumps({"Comment": "c" * 1_100_000, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})


class Strict(SystemTest):
    def create(self, name, definition):
        return self.api.states("CreateStateMachine", name=name, roleArn=ROLE, definition=definition)["stateMachineArn"]

    def create_activity(self, name):
        return self.api.states("CreateActivity", name=name)["activityArn"]

    def start_large(self):
        machine = self.create("m", machine_of("P"))
        return self.api.states("StartExecution", stateMachineArn=machine, input=LARGE)["executionArn"]

    def output_of_newer(self):
        execution = self.api.states("StartExecution", stateMachineArn=self.create("newer", NEWER))["executionArn"]
        return self.finished(execution)["output"]

    def passed(self, arn):
        return self.api.own("limits/" + urllib.parse.quote(arn, safe=""))["passed"]

    def test_the_policy_is_told(self):
        self.assertEqual(self.api.own("info")["limits"], self.options[1] if self.options else "strict")

    def test_what_is_past_a_limit(self):
        with self.assertRaisesRegex(ApiError, "InvalidDefinition"):
            self.create("long", machine_of(LONG_NAME))
        with self.assertRaisesRegex(ApiError, "InvalidExecutionInput"):
            self.start_large()
        with self.assertRaisesRegex(ApiError, "ValidationException"):
            self.create(LONG_NAME, machine_of("P"))
        with self.assertRaisesRegex(ApiError, "ValidationException"):
            self.create_activity(LONG_NAME)

    def test_newer_operators(self):
        with self.assertRaisesRegex(ApiError, r'InvalidDefinition.*Unknown operator: "\?\?"'):
            self.create("newer", NEWER)
        self.assertEqual(self.verdict_on(NEWER), ("FAIL", ["ERROR"]))

    def test_a_definition_that_is_too_large(self):
        with self.assertRaisesRegex(ApiError, "Member must have length less than or equal to 1048576"):
            self.create("large", LARGE_DEFINITION)
        with self.assertRaisesRegex(ApiError, "Member must have length less than or equal to 1048576"):
            self.verdict_on(LARGE_DEFINITION)

    def verdict_on(self, definition):
        answer = self.api.states("ValidateStateMachineDefinition", definition=definition, severity="WARNING")
        return answer["result"], [item["severity"] for item in answer["diagnostics"]]


class Off(Strict):
    options = ("--limits", "off")

    def test_what_is_past_a_limit(self):
        self.assertEqual(self.passed(self.create("long", machine_of(LONG_NAME))), [])
        execution = self.start_large()
        self.assertEqual(self.finished(execution)["output"], LARGE)
        self.assertEqual(self.passed(execution), [])
        self.assertEqual(self.passed(self.create_activity(LONG_NAME)), [])

    def test_newer_operators(self):
        self.assertEqual(self.output_of_newer(), "3")
        self.assertEqual(self.passed(self.create("newer", NEWER)), [])
        self.assertEqual(self.verdict_on(NEWER), ("OK", ["WARNING"]))

    def test_a_definition_that_is_too_large(self):
        self.assertEqual(self.passed(self.create("large", LARGE_DEFINITION)), [])
        self.assertEqual(self.verdict_on(LARGE_DEFINITION), ("OK", []))


class Warn(Strict):
    options = ("--limits", "warn")

    def test_what_is_past_a_limit(self):
        machine = self.create("long", machine_of(LONG_NAME))
        activity = self.create_activity(LONG_NAME)
        execution = self.start_large()
        self.assertEqual(self.finished(execution)["output"], LARGE)
        before = self.passed(machine), self.passed(execution)
        self.assertIn("A state name must have 1 to 80 characters", before[0][0])
        self.assertIn("the execution: 300002 payload bytes", before[1])
        self.daemon.kill()
        self.start()
        self.assertEqual((self.passed(machine), self.passed(execution)), before)
        self.assertEqual(self.passed(activity), ["the name has 81 characters; at most 80 are allowed"])
        self.assertEqual(self.passed(self.create_activity("short")), [])
        self.assertIn("the execution: 300002 payload bytes", self.describe(execution))
        self.assertIn("the name has 81 characters", self.passed(self.create(LONG_NAME, machine_of("P")))[0])
        named = self.api.states("StartExecution", stateMachineArn=self.create("m", machine_of("P")), name=LONG_NAME)
        self.assertEqual(self.passed(named["executionArn"]), ["the execution: 81 name characters"])
        self.assertEqual(self.finished(named["executionArn"])["name"], LONG_NAME)
        with self.assertRaisesRegex(ApiError, "InvalidName"):
            self.create("n" * 250, machine_of("P"))
        with self.assertRaisesRegex(ApiError, "InvalidName"):
            self.create_activity("n" * 250)
        self.assertIn("A state name must have 1 to 80 characters", self.describe(machine))

    def test_newer_operators(self):
        self.assertEqual(self.output_of_newer(), "3")
        self.daemon.kill()
        self.start()
        machine = self.create("newer", NEWER)
        self.assertEqual(self.passed(machine), ['Unknown operator: "??" (at character 24) at /States/P/Output'])
        self.assertIn('Unknown operator: "??"', self.describe(machine))

    def test_a_definition_that_is_too_large(self):
        machine = self.create("large", LARGE_DEFINITION)
        self.assertIn("; at most 1048576 are allowed", self.passed(machine)[0])
        self.assertEqual(self.verdict_on(LARGE_DEFINITION), ("OK", []))

    def describe(self, arn):
        ran = subprocess.run([program("sfnctl"), "describe", arn],
                             env=client_environment(SFN_ENDPOINT=self.daemon.endpoint),
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True)
        return ran.stdout
