"""Tasks that wait for their token, from outside: through boto3, through sfnctl, by people who hang up, and with a
kill -9 in the middle."""
import concurrent.futures
import http.client
import json
import socket
import subprocess
import time
import urllib.parse

from aws_api import ROLE, ApiError
from daemon import program
from harness import SystemTest, client, client_environment, eventually
from workflows import ROOT

CALLBACK = "arn:aws:states:::lambda:invoke.waitForTaskToken"
KEEPER = {"Keeper.py": "import pathlib\n"
                       "def lambda_handler(event, context):\n"
                       "    path = pathlib.Path(event['file'])\n"
                       "    path.with_suffix('.new').write_text(event['token'])\n"
                       "    path.with_suffix('.new').rename(path)\n"
                       "    return 'kept'\n"}


def types(events):
    return [event["type"] for event in events]


class TaskTokens(SystemTest):
    def machine(self, name, **state):
        definition = json.dumps({"StartAt": "T", "States": {"T": {"Type": "Task", "End": True, **state}}})
        return self.api.states("CreateStateMachine", name=name, roleArn=ROLE, definition=definition)["stateMachineArn"]

    def crash(self):
        self.daemon.kill()
        self.start()

    def sfnctl(self, *words):
        return subprocess.run([program("sfnctl"), "--endpoint", self.daemon.endpoint, *words], check=True,
                              stdout=subprocess.PIPE, text=True, timeout=60).stdout

    def refusal(self, action, **parameters):
        with self.assertRaises(ApiError) as refused:
            self.api.states(action, **parameters)
        return refused.exception.code


class Activities(TaskTokens):
    def setUp(self):
        super().setUp()
        self.activity = self.api.states("CreateActivity", name="approve")["activityArn"]

    def start_task(self, order=None, **state):
        return self.api.start(self.machine("orders", Resource=self.activity, **state), order or {})

    def take(self, worker="w"):
        return self.api.states("GetActivityTask", activityArn=self.activity, workerName=worker)

    def hang_up_while_polling(self):
        """A poll whose connection is closed as soon as the daemon has it."""
        url = urllib.parse.urlsplit(self.daemon.endpoint)
        connection = http.client.HTTPConnection(url.hostname, url.port)
        connection.request("POST", "/", json.dumps({"activityArn": self.activity}), {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions.GetActivityTask",
            **self.api._signed("states")})
        connection.sock.shutdown(socket.SHUT_RDWR)
        connection.close()

    def test_a_worker_with_boto3_carries_a_task_out(self):
        worker = subprocess.Popen([client("python"), ROOT / "tests/system/clients/worker_boto3.py",
                                   self.daemon.endpoint, self.activity, '{"approved":true}'],
                                  env=client_environment(), stdout=subprocess.PIPE, text=True)
        self.addCleanup(worker.kill)
        execution = self.start_task({"amount": 5}, HeartbeatSeconds=60, TimeoutSeconds=120)
        self.assertEqual(self.finished(execution)["output"], '{"approved":true}')
        self.assertEqual(json.loads(worker.communicate(timeout=60)[0])["input"], '{"amount": 5}')
        events = self.api.history(execution)
        self.assertEqual(types(events), ["ExecutionStarted", "TaskStateEntered", "ActivityScheduled",
                                         "ActivityStarted", "ActivitySucceeded", "TaskStateExited",
                                         "ExecutionSucceeded"])
        self.assertEqual(events[3]["activityStartedEventDetails"], {"workerName": "boto3"})

    def test_a_task_that_was_taken_is_not_offered_again_after_a_kill(self):
        execution = self.start_task()
        token = self.take()["taskToken"]
        self.crash()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            poll = pool.submit(self.take)
            time.sleep(1)
            self.assertFalse(poll.done(), "the task was offered again")
            self.api.states("SendTaskHeartbeat", taskToken=token)
            self.api.states("SendTaskSuccess", taskToken=token, output="7")
            self.assertEqual(self.finished(execution)["output"], "7")
            self.assertEqual(self.refusal("SendTaskSuccess", taskToken=token, output="7"), "TaskTimedOut")
            other = self.start_task()  # So that the poll comes to its end.
            self.api.states("SendTaskFailure", taskToken=poll.result()["taskToken"], error="E")
            self.assertEqual(self.finished(other)["error"], "E")

    def test_a_task_that_nobody_had_taken_is_offered_after_a_kill(self):
        execution = self.start_task({"amount": 5})
        eventually(lambda: types(self.api.history(execution))[-1] == "ActivityScheduled", "not scheduled")
        self.crash()
        task = self.take()
        self.assertEqual(task["input"], '{"amount": 5}')
        self.api.states("SendTaskSuccess", taskToken=task["taskToken"], output="7")
        self.assertEqual(self.finished(execution)["output"], "7")

    def test_a_worker_that_hangs_up_swallows_nothing(self):
        for _ in range(5):
            self.hang_up_while_polling()
        execution = self.start_task()
        for _ in range(5):
            self.hang_up_while_polling()
        task = self.take("there")
        self.api.states("SendTaskSuccess", taskToken=task["taskToken"], output="1")
        self.assertEqual(self.finished(execution)["status"], "SUCCEEDED")
        self.assertEqual(types(self.api.history(execution)).count("ActivityStarted"), 1)

    def test_tasks_and_workers_are_served_in_order(self):
        machine = self.machine("orders", Resource=self.activity)
        for number in range(20):
            self.api.start(machine, {"n": number})
        self.assertEqual([json.loads(self.take()["input"])["n"] for _ in range(20)], list(range(20)))

    def test_deadlines_run_on_through_a_kill(self):
        execution = self.start_task(TimeoutSeconds=3)
        token = self.take()["taskToken"]
        self.crash()
        description = self.finished(execution)
        self.assertEqual((description["status"], description["error"]), ("FAILED", "States.Timeout"))
        self.assertEqual(types(self.api.history(execution))[-2], "ActivityTimedOut")
        self.assertEqual(self.refusal("SendTaskHeartbeat", taskToken=token), "TaskTimedOut")

    def test_heartbeats_keep_a_task_alive(self):
        execution = self.start_task(HeartbeatSeconds=2)
        token = self.take()["taskToken"]
        for _ in range(6):
            time.sleep(0.8)
            self.api.states("SendTaskHeartbeat", taskToken=token)
        self.assertEqual(self.api.describe(execution)["status"], "RUNNING")
        description = self.finished(execution)
        self.assertEqual(description["error"], "States.Timeout")
        self.assertEqual(types(self.api.history(execution)).count("ActivityTimedOut"), 1)

    def test_a_graceful_end_sends_workers_away(self):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            poll = pool.submit(self.take)
            time.sleep(0.5)
            self.assertEqual(self.daemon.stop(), 0)
            self.assertEqual(poll.result(), {})

    def test_sfnctl_ends_a_task(self):
        self.assertEqual(self.sfnctl("activity", "list", "-o", "text").split("\t")[0], "approve")
        execution = self.start_task()
        self.assertIn("a worker of activity approve, not begun yet", self.sfnctl("describe", execution))
        token = self.take()["taskToken"]
        self.assertIn(f"Task token of T:\n{token}\n", self.sfnctl("describe", execution))
        self.sfnctl("task", "heartbeat", token)
        self.sfnctl("task", "success", token, "--result", '{"ok":true}')
        self.assertEqual(self.finished(execution)["output"], '{"ok":true}')
        self.sfnctl("activity", "delete", "approve")
        self.assertEqual(self.refusal("DescribeActivity", activityArn=self.activity), "ActivityDoesNotExist")


class Callbacks(TaskTokens):
    """A function that keeps the token that it is called with in a file."""

    def setUp(self):
        super().setUp()
        self.api.create_function("Keeper", KEEPER)
        self.file = self.folder / "token"

    def start_callback(self, **state):
        payload = {"token.$": "$$.Task.Token", "file": str(self.file)}
        machine = self.machine("callbacks", Resource=CALLBACK,
                               Parameters={"FunctionName": "Keeper", "Payload": payload}, **state)
        return self.api.start(machine, {})

    def token(self):
        return eventually(lambda: self.file.exists() and self.file.read_text(), "the function was not called")

    def submitted(self, execution):
        return eventually(lambda: types(self.api.history(execution))[-1] == "TaskSubmitted", "not submitted")

    def test_a_token_is_good_after_a_kill(self):
        execution = self.start_callback()
        token = self.token()
        self.submitted(execution)
        self.crash()
        waits = self.api.own(f"executions/{urllib.parse.quote(execution, safe='')}/outstanding")["outstanding"]
        self.assertEqual([(item["kind"], item["taskToken"]) for item in waits], [("callback", token)])
        self.api.states("SendTaskSuccess", taskToken=token, output='"done"')
        self.assertEqual(self.finished(execution)["output"], '"done"')
        self.assertEqual(types(self.api.history(execution)),
                         ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted",
                          "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"])

    def test_a_failure_comes_with_the_token(self):
        execution = self.start_callback()
        self.api.states("SendTaskFailure", taskToken=self.token(), error="Rejected", cause="over budget")
        description = self.finished(execution)
        self.assertEqual((description["error"], description["cause"]), ("Rejected", "over budget"))

    def test_a_missed_heartbeat_is_a_timeout(self):
        execution = self.start_callback(HeartbeatSeconds=1)
        self.assertEqual(self.finished(execution)["error"], "States.Timeout")
        self.assertEqual(types(self.api.history(execution))[-2], "TaskTimedOut")

    def test_a_call_that_fails_is_not_submitted(self):
        machine = self.machine("nobody", Resource=CALLBACK, Parameters={"FunctionName": "Nobody"})
        execution = self.api.start(machine, {})
        self.assertEqual(self.finished(execution)["error"], "Lambda.ResourceNotFoundException")
        self.assertEqual(types(self.api.history(execution))[-2], "TaskSubmitFailed")
