"""Executions with long histories that were pushed out of memory: they come back from a snapshot."""
import json
import sqlite3
import urllib.request

from aws_api import ANSWER_SECONDS, ROLE
from harness import SystemTest, eventually

# More than a thousand events, and a value of which a megabyte does not hold two.
ITEMS = [{"text": str(i) * 300} for i in range(260)]
LONG = json.dumps({"StartAt": "Each", "States": {
    "Each": {"Type": "Map", "Next": "Wait",
             "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}},
    "Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}})


class Snapshots(SystemTest):
    options = ("--cache-mib", "1")

    def setUp(self):
        super().setUp()
        created = self.api.states("CreateStateMachine", name="long", roleArn=ROLE, definition=LONG)
        self.machine = created["stateMachineArn"]
        self.execution = self.start_and_wait("first")
        self.start_and_wait("second")
        eventually(lambda: self.snapshots("first"), "the first execution leaves no snapshot")

    def start_and_wait(self, name):
        execution = self.api.start(self.machine, ITEMS, name=name)
        eventually(lambda: self.newest(execution)["type"] == "WaitStateEntered", f"{name} does not wait")
        return execution

    def newest(self, execution):
        return self.api.states("GetExecutionHistory", executionArn=execution, reverseOrder=True, maxResults=1)["events"][0]

    def snapshots(self, name):
        with sqlite3.connect(f"file:{self.folder}/data/sfn.db?mode=ro", uri=True) as database:
            return database.execute("SELECT seq FROM snapshot JOIN execution ON id = execution WHERE name = ?",
                                    [name]).fetchall()

    def metric(self, name):
        text = urllib.request.urlopen(self.daemon.endpoint + "/metrics", timeout=ANSWER_SECONDS).read().decode()
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))

    def assert_goes_on(self, snapshots_read):
        before = self.api.history(self.execution)
        self.api.states("StopExecution", executionArn=self.execution, error="Enough")
        after = self.api.history(self.execution)
        self.assertEqual(after[:-1], before)
        self.assertEqual(after[-1]["type"], "ExecutionAborted")
        self.assertEqual(after[-1]["id"], len(after))
        self.assertEqual(self.metric("sfn_snapshots_read"), snapshots_read)
        self.assertEqual(self.snapshots("first"), [])

    def test_an_execution_that_was_evicted_goes_on(self):
        self.assert_goes_on(snapshots_read=1)

    def test_so_it_does_after_a_crash(self):
        self.daemon.kill()
        self.start()
        self.assert_goes_on(snapshots_read=1)

    def test_one_that_is_damaged_is_ignored(self):
        self.daemon.stop()
        with sqlite3.connect(self.folder / "data/sfn.db") as database:
            database.execute("UPDATE snapshot SET body = substr(body, 1, length(body) - 1)")
        database.close()
        self.start()
        self.assert_goes_on(snapshots_read=0)

    def test_without_any_nothing_is_missing(self):
        self.daemon.stop()
        with sqlite3.connect(self.folder / "data/sfn.db") as database:
            database.execute("DELETE FROM snapshot")
        database.close()
        self.start()
        self.assert_goes_on(snapshots_read=0)
