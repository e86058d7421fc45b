"""EXPRESS state machines through a real daemon: answered synchronously or not, logged, read through sfn's own API, and
gone with the process."""
import json
import socket
import subprocess
import threading
import time
import urllib.parse

from aws_api import REGION, ROLE, ApiError
from daemon import program
from harness import SystemTest, client, client_environment, eventually
from workflows import ROOT

PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$.seconds", "End": True}}}
GROUP = "/aws/vendedlogs/states/express"


def logging(level, **more):
    arn = f"arn:aws:logs:{REGION}:123456789012:log-group:{GROUP}:*"
    return {"level": level, "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}], **more}


class ExpressTest(SystemTest):
    def create(self, name, definition, kind="EXPRESS", **more):
        return self.api.states("CreateStateMachine", name=name, roleArn=ROLE, type=kind,
                               definition=json.dumps(definition), **more)["stateMachineArn"]

    def sync(self, machine, order, **more):
        return self.api.states("StartSyncExecution", stateMachineArn=machine, input=json.dumps(order), **more)

    def listed(self):
        return self.api.own("executions")["executions"]

    def own(self, execution, tail=""):
        return self.api.own("executions/" + urllib.parse.quote(execution, safe="") + tail)


class Express(ExpressTest):
    # ---- clients

    def test_boto3_gets_results_and_refusals_as_from_aws(self):
        script = ROOT / "tests/system/clients/express_boto3.py"
        ran = subprocess.run([client("python"), script, self.daemon.endpoint], env=client_environment(),
                             stdout=subprocess.PIPE, text=True, timeout=120, check=True)
        answers = json.loads(ran.stdout)
        self.assertEqual((answers["good"]["status"], answers["good"]["output"]), ("SUCCEEDED", '{"sum":42}'))
        self.assertEqual((answers["bad"]["status"], answers["bad"]["error"]), ("FAILED", "States.Runtime"))
        self.assertIn(":express:double:good:", answers["started"]["executionArn"])
        self.assertNotEqual(answers["started"]["executionArn"], answers["good"]["executionArn"])
        self.assertEqual(answers["refused"], {"describe": "InvalidArn", "history": "InvalidArn", "stop": "InvalidArn",
                                              "list": "StateMachineTypeNotSupported"})

    def test_sfnctl_sees_one_through_and_says_that_it_is_not_kept(self):
        self.create("m", WAIT)
        out, err = self.sfnctl("start", "m", "--name", "e", "--input", '{"seconds": 0}', "--wait")
        self.assertEqual(json.loads(out), {"seconds": 0})
        self.assertIn("EXPRESS", err)
        out, err = self.sfnctl("list")
        self.assertIn("m/e", out)
        self.assertIn("EXPRESS", err)
        out, err = self.sfnctl("history", "m/e")
        self.assertIn("WaitStateEntered", out)
        self.assertIn("EXPRESS", err)
        self.assertIn("EXPRESS", self.sfnctl("describe", "m/@last")[0])

    def sfnctl(self, *words):
        ran = subprocess.run([program("sfnctl"), *words], env=client_environment(SFN_ENDPOINT=self.daemon.endpoint),
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        self.assertEqual(ran.returncode, 0, ran)
        return ran.stdout, ran.stderr

    def test_a_function_is_called_without_the_journal(self):
        self.api.create_function("f", {"f.py": "def lambda_handler(event, context):\n    return {'got': event}\n"})
        machine = self.create("m", {"StartAt": "T", "States": {"T": {"Type": "Task", "End": True, "Resource":
                              f"arn:aws:lambda:{REGION}:123456789012:function:f"}}})
        self.assertEqual(json.loads(self.sync(machine, {"a": 1})["output"]), {"got": {"a": 1}})

    # ---- whoever goes away

    def test_a_client_that_goes_away_stops_nothing(self):
        machine = self.create("m", WAIT)
        body = json.dumps({"stateMachineArn": machine, "input": '{"seconds": 1}'}).encode()
        host, port = self.daemon.endpoint.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as asker:
            asker.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSStepFunctions.StartSyncExecution\r\n"
                          b"Content-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            eventually(self.listed, "it does not start")
        eventually(lambda: self.listed()[0]["status"] == "SUCCEEDED", "it does not end")

    def test_a_crash_drops_it_and_nobody_hangs(self):
        child = self.create("child", WAIT)
        start = {"StartAt": "T", "States": {"T": {
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Next": "W",
            "Parameters": {"StateMachineArn": child, "Input": {"seconds": 600}}},
            "W": {"Type": "Wait", "Seconds": 2, "End": True}}}
        parent = self.api.start(self.create("parent", start, "STANDARD"), {}, name="p")
        waiter = threading.Thread(target=self.expect_to_be_cut, args=[child])
        waiter.start()
        eventually(lambda: len(self.listed()) == 3, "not all run")
        self.daemon.kill()
        waiter.join(30)
        self.assertFalse(waiter.is_alive())
        self.start()
        self.assertEqual(self.finished(parent)["status"], "SUCCEEDED")
        self.assertEqual([item["name"] for item in self.listed()], ["p"])

    def expect_to_be_cut(self, machine):
        try:
            self.sync(machine, {"seconds": 600})
        except (ApiError, OSError):
            return
        self.fail("an answer of what was dropped")

    # ---- parents

    def test_a_task_starts_one_but_cannot_wait_for_it(self):
        child = self.create("child", PASS)
        ends = []
        for pattern in ("", ".sync:2"):
            task = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution" + pattern, "End": True,
                    "Parameters": {"StateMachineArn": child}}
            machine = self.create("parent" + pattern[1:5], {"StartAt": "T", "States": {"T": task}}, "STANDARD")
            ends.append(self.finished(self.api.start(machine, {})))
        self.assertEqual(ends[0]["status"], "SUCCEEDED")
        self.assertIn(":express:child:", json.loads(ends[0]["output"])["ExecutionArn"])
        self.assertEqual((ends[1]["status"], ends[1]["error"]),
                         ("FAILED", "StepFunctions.StateMachineTypeNotSupportedException"))

    def caller_of(self, child):
        call = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startSyncExecution", "End": True,
                "Parameters": {"StateMachineArn": child, "Input.$": "$"}}
        return self.create("caller", {"StartAt": "T", "States": {"T": call}}, "STANDARD")

    def test_a_task_calls_one_and_gets_its_end_however_that_is(self):
        caller = self.caller_of(self.create("child", WAIT))
        ends = [self.finished(self.api.start(caller, {"seconds": seconds})) for seconds in (0, "none")]
        good, bad = [json.loads(end["output"]) for end in ends]
        self.assertEqual((good["Status"], json.loads(good["Output"])), ("SUCCEEDED", {"seconds": 0}))
        self.assertEqual((bad["Status"], bad["Error"], bad.get("Output")), ("FAILED", "States.Runtime", None))

    def test_a_call_that_was_cut_by_a_crash_is_made_again(self):
        execution = self.api.start(self.caller_of(self.create("child", WAIT)), {"seconds": 3})
        eventually(lambda: len(self.listed()) == 2, "the child does not run")
        self.daemon.kill()
        self.start()
        self.assertEqual(json.loads(self.finished(execution)["output"])["Status"], "SUCCEEDED")
        history = self.api.states("GetExecutionHistory", executionArn=execution)["events"]
        self.assertEqual(sum(event["type"] == "TaskScheduled" for event in history), 1)

    # ---- logs

    def logged(self):
        try:
            events = self.api.logs("FilterLogEvents", logGroupName=GROUP)["events"]
        except ApiError:
            return []
        return [(event["logStreamName"], json.loads(event["message"])) for event in events]

    def test_the_history_goes_to_the_log_of_either_type(self):
        for kind in ("EXPRESS", "STANDARD"):
            machine = self.create(kind, PASS, kind, loggingConfiguration=logging("ALL", includeExecutionData=True))
            self.api.start(machine, {"a": 1})
        eventually(lambda: len(self.logged()) == 8, "the log is not complete")
        for kind in ("EXPRESS", "STANDARD"):
            lines = [line for stream, line in self.logged() if stream.startswith(f"states/{kind}/")]
            self.assertEqual([line["type"] for line in lines], [
                "ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"])
            self.assertEqual([line["id"] for line in lines], ["1", "2", "3", "4"])
            self.assertEqual(json.loads(lines[0]["details"]["input"]), {"a": 1})

    def test_without_data_and_errors_alone(self):
        fails = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad"}}}
        self.sync(self.create("m", fails, loggingConfiguration=logging("ERROR")), {"secret": 1})
        eventually(lambda: len(self.logged()) == 2, "the log is not complete")
        self.assertEqual([line["type"] for _, line in self.logged()], ["FailStateEntered", "ExecutionFailed"])
        self.assertNotIn("secret", json.dumps(self.logged()))


class FewExpress(ExpressTest):
    options = ("--keep-express", "2")

    def test_the_last_ones_stay(self):
        machine = self.create("m", PASS)
        for name in "abc":
            self.sync(machine, {}, name=name)
        self.assertEqual([(item["name"], item["kept"]) for item in self.listed()], [("c", False), ("b", False)])
        self.assertEqual(self.own(self.listed()[0]["executionArn"], "/events")["status"], "SUCCEEDED")
        self.start_again()
        self.assertEqual(self.listed(), [])

    def start_again(self):
        begun = time.monotonic()
        self.assertEqual(self.daemon.stop(), 0)
        self.assertLess(time.monotonic() - begun, 10)
        self.start()
