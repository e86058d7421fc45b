"""Workflows that start others (states:startExecution): seen from outside, with kill -9 in the middle. A child runs on
and its parent gets its end once; what nobody waits for any more is stopped, whatever happens in between."""
import json
import time

from aws_api import ROLE
from harness import SystemTest, ended, eventually

START = "arn:aws:states:::states:startExecution"
WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "P"},
                                   "P": {"Type": "Pass", "Result": {"done": True}, "End": True}}}
MIDDLE = 1  # Seconds that a child sleeps where a daemon dies meanwhile.


class Children(SystemTest):
    def setUp(self):
        super().setUp()
        self.child_machine = self.create("child", WAIT)

    def create(self, name, definition):
        return self.api.states("CreateStateMachine", name=name, roleArn=ROLE,
                               definition=json.dumps(definition))["stateMachineArn"]

    def parent_machine(self, pattern, name="parent", **fields):
        """Starts an execution of `child` under its own name, with its own input."""
        return self.create(name, {"StartAt": "T", "States": {"T": {
            "Type": "Task", "Resource": START + pattern, "End": True, **fields,
            "Parameters": {"StateMachineArn": self.child_machine, "Name.$": "$$.Execution.Name", "Input.$": "$"}}}})

    def child_of(self, parent):
        machine, name = parent.rsplit(":", 2)[-2:]
        return f"{parent.rsplit(':', 2)[0]}:child:{name}"

    def started_child(self, parent):
        """The child's ARN, once it is there."""
        child = self.child_of(parent)
        eventually(lambda: self.exists(child), f"{child} is not started")
        return child

    def exists(self, execution):
        arn = execution.rsplit(":", 1)
        listed = self.api.states("ListExecutions", stateMachineArn=self.child_machine)["executions"]
        return any(item["name"] == arn[1] for item in listed)

    def outstanding(self, execution):
        answer = self.api.own(f"executions/{execution.replace(':', '%3A')}/outstanding")
        return [(item["kind"], item.get("childArn")) for item in answer["outstanding"]]

    def types(self, execution):
        return [event["type"] for event in self.api.history(execution)]

    def crash(self, pause=0):
        self.daemon.kill()
        time.sleep(pause)
        self.start()

    def assert_got_the_end_once(self, parent):
        self.assertEqual(self.finished(parent)["status"], "SUCCEEDED")
        self.assertEqual(self.types(parent), [
            "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded",
            "TaskStateExited", "ExecutionSucceeded"])
        listed = self.api.states("ListExecutions", stateMachineArn=self.child_machine)["executions"]
        self.assertEqual(len(listed), 1)

    # ---- what AWS's clients see

    def test_the_result_is_a_description_of_the_child(self):
        for pattern, read in ((".sync", json.loads), (".sync:2", lambda value: value)):
            with self.subTest(pattern):
                machine = self.parent_machine(pattern, "parent" + pattern[-1])
                parent = self.api.start(machine, {"seconds": 0}, name="run" + pattern[-1])
                result = json.loads(self.finished(parent)["output"])
                self.assertEqual(list(result), [
                    "ExecutionArn", "Input", "InputDetails", "Name", "Output", "OutputDetails", "StartDate",
                    "StateMachineArn", "Status", "StopDate"])
                self.assertEqual(read(result["Output"]), {"done": True})
                self.assertEqual(read(result["Input"]), {"seconds": 0})
                child = self.api.describe(result["ExecutionArn"])
                self.assertEqual(child["status"], "SUCCEEDED")
                self.assertEqual(result["StartDate"], round(child["startDate"] * 1000))
                self.assertEqual(result["StopDate"], round(child["stopDate"] * 1000))

    def test_a_failed_child_fails_its_task(self):
        machine = self.parent_machine(".sync:2", TimeoutSeconds=60)
        parent = self.finished(self.api.start(machine, {"no": "seconds"}, name="run"))
        self.assertEqual((parent["status"], parent["error"]), ("FAILED", "States.TaskFailed"))
        cause = json.loads(parent["cause"])
        self.assertEqual((cause["Status"], cause["Error"]), ("FAILED", "States.Runtime"))
        self.assertNotIn("Output", cause)

    def test_what_waits_for_a_child_says_for_which(self):
        parent = self.api.start(self.parent_machine(".sync"), {"seconds": 600}, name="run")
        child = self.started_child(parent)
        eventually(lambda: self.outstanding(parent) == [("child", child)], "the child is not shown")

    def test_one_that_only_starts_does_not_wait(self):
        parent = self.finished(self.api.start(self.parent_machine(""), {"seconds": 600}, name="run"))
        self.assertEqual(parent["status"], "SUCCEEDED")
        output = json.loads(parent["output"])
        self.assertEqual(list(output), ["ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate"])
        self.assertEqual(self.api.describe(output["ExecutionArn"])["status"], "RUNNING")

    # ---- kill -9

    def test_a_child_runs_on_and_its_parent_gets_its_end_once(self):
        parent = self.api.start(self.parent_machine(".sync"), {"seconds": MIDDLE}, name="run")
        self.started_child(parent)
        self.crash()
        self.assert_got_the_end_once(parent)

    def test_an_end_that_was_due_while_the_daemon_was_dead_is_not_missed(self):
        parent = self.api.start(self.parent_machine(".sync"), {"seconds": MIDDLE}, name="run")
        self.started_child(parent)
        self.crash(pause=MIDDLE)
        self.assert_got_the_end_once(parent)

    def test_the_same_at_every_moment_of_it(self):
        machine = self.parent_machine(".sync")
        parents = []
        for point in POINTS:
            with self.subTest(point):
                self.daemon.kill()
                self.start(SFN_FAIL_POINT=point + ":1")
                name = point.replace(".", "-")
                self.start_in_spite_of_a_crash(machine, name)
                self.daemon.process.wait(30)
                self.daemon.kill()
                self.start()
                self.start_in_spite_of_a_crash(machine, name)
                parents.append(next(item["executionArn"] for item in self.api.states(
                    "ListExecutions", stateMachineArn=machine)["executions"] if item["name"] == name))
                self.assertEqual(self.finished(parents[-1])["status"], "SUCCEEDED")
                self.assertEqual(self.types(parents[-1]).count("TaskSucceeded"), 1)
        children = self.api.states("ListExecutions", stateMachineArn=self.child_machine)["executions"]
        self.assertEqual(len(children), len(POINTS))

    def start_in_spite_of_a_crash(self, machine, name):
        try:
            self.api.start(machine, {"seconds": 0}, name=name)
        except Exception:  # Not acknowledged, or there already and over.
            pass

    # ---- what is no longer wanted

    def assert_stopped(self, parent, child):
        self.assertEqual(self.api.describe(parent)["status"], "ABORTED")
        eventually(lambda: ended(self.api.describe(child)), f"{child} is not stopped", 10)
        self.assertEqual(self.api.describe(child)["status"], "ABORTED")
        eventually(lambda: not self.outstanding(parent), "the stop does not come to its end", 10)

    def test_a_child_is_stopped_with_its_parent(self):
        parent = self.api.start(self.parent_machine(".sync"), {"seconds": 600}, name="run")
        child = self.started_child(parent)
        self.api.states("StopExecution", executionArn=parent)
        self.assert_stopped(parent, child)

    def test_so_it_is_where_the_daemon_dies_in_between(self):
        machine = self.parent_machine(".sync")
        for point in ("child-stop.before", "child-stop.after"):
            with self.subTest(point):
                self.daemon.kill()
                self.start(SFN_FAIL_POINT=point + ":1")
                parent = self.api.start(machine, {"seconds": 600}, name=point.replace(".", "-"))
                child = self.started_child(parent)
                try:
                    self.api.states("StopExecution", executionArn=parent)
                except OSError:  # The stop may take the daemon with it.
                    pass
                self.daemon.process.wait(30)
                self.daemon.kill()
                self.start()
                self.assert_stopped(parent, child)

    def test_a_child_whose_task_has_timed_out_is_stopped(self):
        machine = self.parent_machine(".sync", TimeoutSeconds=1)
        parent = self.api.start(machine, {"seconds": 600}, name="run")
        self.assertEqual(self.finished(parent)["error"], "States.Timeout")
        child = self.child_of(parent)
        self.assertEqual(self.finished(child)["status"], "ABORTED")


POINTS = ("task-start.before", "task-start.after", "child-start.before", "child-start.after", "child-end.before",
          "child-end.after")


class Bindings(SystemTest):
    """A local function that stands for a resource."""
    PUBLISH = "arn:aws:states:::sns:publish"
    APPROVAL = "arn:aws:states:us-east-1:123456789012:activity:approval"
    options = ("--bind", PUBLISH + "=notifier", "--bind", APPROVAL + "=notifier")

    def test_a_bound_function_gets_the_parameters_and_gives_the_result(self):
        self.create_notifier()
        execution = self.executed(self.PUBLISH)
        self.assertEqual(json.loads(execution["output"]), {"MessageId": "hello!"})
        scheduled = next(e for e in self.api.history(execution["executionArn"]) if e["type"] == "TaskScheduled")
        self.assertEqual(scheduled["taskScheduledEventDetails"]["resource"], "publish")

    def test_a_function_stands_for_the_workers_of_an_activity(self):
        self.create_notifier()
        self.assertEqual(json.loads(self.executed(self.APPROVAL)["output"]), {"MessageId": "hello!"})

    def test_an_integration_that_nobody_has_fails_where_it_is_entered(self):
        with self.assertRaises(AssertionError) as raised:
            self.executed("arn:aws:states:::sqs:sendMessage")
        self.assertIn("is an integration that sfn does not have", str(raised.exception))

    def create_notifier(self):
        self.api.create_function("notifier", {"notifier.py": "def lambda_handler(event, context):\n"
                                                             "    return {'MessageId': event['Message'] + '!'}\n"})

    def executed(self, resource):
        created = self.api.states("CreateStateMachine", name=resource.rsplit(":", 1)[-1], roleArn=ROLE, definition=json.dumps(
            {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": resource, "End": True,
                                              "Parameters": {"Message": "hello"}}}}))
        execution = self.finished(self.api.start(created["stateMachineArn"], {}))
        self.assertEqual(execution["status"], "SUCCEEDED", execution.get("cause"))
        return execution
