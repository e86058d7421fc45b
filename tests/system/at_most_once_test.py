"""Functions tagged sfn:at-most-once: whatever becomes of the daemon, no attempt calls one twice."""
import json
import signal
import time

from aws_api import ROLE
from gate import Gate
from harness import SystemTest, eventually

FUNCTION = "Charge"
SOURCE = {f"{FUNCTION}.py": "def lambda_handler(event, context):\n    return {'charged': event}\n"}
RETRY = {"ErrorEquals": ["Lambda.Unknown"], "IntervalSeconds": 1, "MaxAttempts": 1}
CAUSE = "It is tagged sfn:at-most-once, so it was not called again"


def started_tasks(events):
    return [event["type"] for event in events if event["type"].startswith("LambdaFunction")]


class AtMostOnce(SystemTest):
    """An execution whose one task calls a tagged function, which waits at a gate once it was called."""

    tags = {"sfn:at-most-once": "true"}

    def setUp(self):
        super().setUp()
        self.gate = Gate(self.folder, FUNCTION)
        self.arn = self.api.create_function(FUNCTION, self.gate.around(SOURCE))["FunctionArn"]
        self.api.functions("POST", f"/2017-03-31/tags/{self.arn}", {"Tags": self.tags})

    def start_charge(self, **fields):
        state = {"Type": "Task", "Resource": self.arn, "End": True, **fields}
        definition = json.dumps({"StartAt": "Charge", "States": {"Charge": state}})
        machine = self.api.states("CreateStateMachine", name="charges", roleArn=ROLE, definition=definition)
        return self.api.start(machine["stateMachineArn"], {"amount": 5})

    def crash(self):
        self.daemon.kill()
        self.start()

    def requests(self):
        return [request for _, request in self.gate.calls()]

    def failures(self, execution):
        return [event["lambdaFunctionFailedEventDetails"] for event in self.api.history(execution)
                if event["type"] == "LambdaFunctionFailed"]


class Tagged(AtMostOnce):
    def test_undisturbed_it_runs_and_looks_like_any_other(self):
        self.gate.open()
        execution = self.start_charge()
        self.assertEqual(self.finished(execution)["output"], '{"charged":{"amount":5}}')
        events = self.api.history(execution)
        self.assertEqual([(e["id"], e.get("previousEventId", 0), e["type"]) for e in events], [
            (1, 0, "ExecutionStarted"), (2, 0, "TaskStateEntered"), (3, 2, "LambdaFunctionScheduled"),
            (4, 3, "LambdaFunctionStarted"), (5, 4, "LambdaFunctionSucceeded"), (6, 5, "TaskStateExited"),
            (7, 6, "ExecutionSucceeded")])

    def test_killed_while_it_runs_it_is_not_called_again(self):
        execution = self.start_charge()
        self.gate.wait_for_call(1)
        before = self.api.history(execution)
        self.assertEqual(before[-1]["type"], "LambdaFunctionStarted")
        self.crash()
        self.gate.open()
        description = self.finished(execution)
        self.assertEqual((description["status"], description["error"]), ("FAILED", "Lambda.Unknown"))
        self.assertIn(CAUSE, description["cause"])
        self.assertIn(self.requests()[0], description["cause"])
        after = self.api.history(execution)
        self.assertEqual(after[:len(before)], before)
        self.assertEqual(started_tasks(after),
                         ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed"])
        self.assertEqual(len(self.gate.calls()), 1)

    def test_a_retrier_calls_it_anew_under_another_request_id(self):
        execution = self.start_charge(Retry=[RETRY])
        self.gate.wait_for_call(1)
        self.crash()
        self.gate.wait_for_call(2)
        self.gate.open()
        self.assertEqual(self.finished(execution)["status"], "SUCCEEDED")
        self.assertEqual([failure["error"] for failure in self.failures(execution)], ["Lambda.Unknown"])
        first, second = self.requests()
        self.assertNotEqual(first, second)

    def test_called_by_name_through_invoke_it_is_not_called_again(self):
        execution = self.start_charge(Resource="arn:aws:states:::lambda:invoke",
                                      Parameters={"FunctionName": FUNCTION, "Payload.$": "$"})
        self.gate.wait_for_call(1)
        self.crash()
        self.assertEqual(self.finished(execution)["error"], "Lambda.Unknown")
        self.assertEqual(len(self.gate.calls()), 1)

    def test_a_tag_that_is_taken_away_holds_for_what_was_scheduled_with_it(self):
        execution = self.start_charge()
        self.gate.wait_for_call(1)
        self.api.functions("DELETE", f"/2017-03-31/tags/{self.arn}?tagKeys=sfn:at-most-once")
        self.crash()
        self.assertEqual(self.finished(execution)["error"], "Lambda.Unknown")

    def test_the_tag_is_kept_over_a_crash(self):
        self.crash()
        self.assertEqual(self.api.functions("GET", f"/2017-03-31/tags/{self.arn}")["Tags"], self.tags)
        execution = self.start_charge()
        self.gate.wait_for_call(1)
        self.crash()
        self.assertEqual(self.finished(execution)["error"], "Lambda.Unknown")


class TaggedAsFalse(AtMostOnce):
    tags = {"sfn:at-most-once": "false"}

    def test_it_is_called_again_like_any_other(self):
        execution = self.start_charge()
        self.gate.wait_for_call(1)
        self.crash()
        self.gate.wait_for_call(2)
        self.gate.open()
        self.assertEqual(self.finished(execution)["status"], "SUCCEEDED")
        self.assertEqual(len(set(self.requests())), 1)


class OnlyScheduled(AtMostOnce):
    """What waits for a process of its function has not started."""

    options = ("--function-concurrency", "1")

    def test_it_is_called_after_a_crash(self):
        running = self.start_charge()
        self.gate.wait_for_call(1)
        waiting = self.api.start(running.rsplit(":", 1)[0].replace(":execution:", ":stateMachine:"), {"amount": 6})
        eventually(lambda: started_tasks(self.api.history(waiting)) == ["LambdaFunctionScheduled"],
                   "the second call is not scheduled")
        kinds = [item["kind"] for item in self.outstanding(waiting)]
        self.assertEqual(kinds, ["offer"])
        self.crash()
        self.gate.open()
        self.assertEqual(self.finished(running)["error"], "Lambda.Unknown")
        self.assertEqual(self.finished(waiting)["output"], '{"charged":{"amount":6}}')
        self.assertEqual(len(self.gate.calls()), 2)

    def outstanding(self, execution):
        return self.api.own(f"executions/{execution.replace(':', '%3A')}/outstanding")["outstanding"]


class GracefulEnd(AtMostOnce):
    options = ("--grace", "20")

    def begin_end(self):
        self.daemon.process.send_signal(signal.SIGTERM)
        eventually(lambda: any("ending on a signal" in line for line in self.daemon.lines), "the end does not begin")

    def await_end(self):
        process, self.daemon.process = self.daemon.process, None
        return process.wait(30)

    def test_a_call_that_runs_is_waited_for_and_its_outcome_kept(self):
        execution = self.start_charge()
        self.gate.wait_for_call(1)
        self.begin_end()
        self.assertIsNone(self.daemon.process.poll())
        self.assertEqual(self.api.describe(execution)["status"], "RUNNING")  # Functions may need the API.
        self.gate.open()
        self.assertEqual(self.await_end(), 0)
        self.start()
        self.assertEqual(self.finished(execution)["output"], '{"charged":{"amount":5}}')
        self.assertEqual(len(self.gate.calls()), 1)
        self.assertEqual(self.failures(execution), [])

    def test_calls_that_may_be_repeated_are_not_waited_for(self):
        self.api.functions("DELETE", f"/2017-03-31/tags/{self.arn}?tagKeys=sfn:at-most-once")
        self.start_charge()
        self.gate.wait_for_call(1)
        began = time.monotonic()
        self.assertEqual(self.daemon.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)


class ShortGrace(AtMostOnce):
    options = ("--grace", "1")

    def test_a_call_that_outlasts_the_grace_is_lost(self):
        execution = self.start_charge()
        self.gate.wait_for_call(1)
        self.assertEqual(self.daemon.stop(), 0)
        self.start()
        self.gate.open()
        self.assertEqual(self.finished(execution)["error"], "Lambda.Unknown")
        self.assertEqual(len(self.gate.calls()), 1)
