"""The rules of the language through the real daemon, undisturbed and with a kill -9 in the middle of each."""
import concurrent.futures
import pathlib
import shutil
import tempfile
import unittest
import urllib.error

from aws_api import Api, ApiError
from daemon import Daemon
from harness import ended, eventually
from language_rules import EXECUTION, MACHINE, ROLE, rules

SIDE_BY_SIDE = 6
NO_ANSWER = (urllib.error.URLError, ConnectionError, TimeoutError)


class Trial:
    """A rule in a daemon of its own."""

    def __init__(self, rule):
        self.rule = rule

    def run(self, killed):
        """The execution's description and its events."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sfn-rule-"))
        self.daemon = Daemon(self.folder / "data")
        try:
            return self.live(killed)
        finally:
            self.daemon.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def live(self, killed):
        self.start()
        self.deploy()
        execution = self.kill_in() if killed else self.start_execution()
        description = eventually(lambda: ended(self.api.describe(execution)), "it does not end", 90)
        return description, self.api.history(execution)

    def start(self, **environment):
        self.daemon.start(**environment)
        self.api = Api(self.daemon.endpoint)

    def deploy(self):
        for name, files in self.rule.functions(self.folder):
            self.api.create_function(name, files)
        created = self.api.states("CreateStateMachine", name=MACHINE, roleArn=ROLE, definition=self.rule.definition)
        self.machine = created["stateMachineArn"]

    def start_execution(self):
        return self.api.states("StartExecution", stateMachineArn=self.machine, name=EXECUTION,
                               input=self.rule.input)["executionArn"]

    def kill_in(self):
        """Starts it in a life of the daemon that ends with a commit of it: the second, where it is ever at rest, else
        its only one. Whoever was not answered asks again."""
        self.daemon.stop()
        self.start(SFN_FAIL_POINT=f"commit.after:{2 if self.rule.rests else 1}")
        try:
            self.start_execution()
        except NO_ANSWER:
            pass
        self.daemon.process.wait(60)  # The fail point's doing.
        self.start()
        try:
            self.start_execution()
        except ApiError as error:
            if error.code != "ExecutionAlreadyExists":  # It has ended by now.
                raise
        return self.machine.replace(":stateMachine:", ":execution:") + ":" + EXECUTION


class Language(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rules, beyond = rules()
        print(f"{len(cls.rules)} rules; not here, for they take long, do not end, are a close race or play a map run: "
              f"{' '.join(beyond)}")

    def test_each_rule_holds(self):
        self.check_all(killed=False)

    def test_each_rule_holds_with_a_kill_in_its_middle(self):
        self.check_all(killed=True)

    def check_all(self, killed):
        self.assertGreater(len(self.rules), 100)
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            trials = [pool.submit(Trial(rule).run, killed) for rule in self.rules]
        for rule, trial in zip(self.rules, trials):
            with self.subTest(rule.sentence, rule=rule.name):
                self.check(rule, *trial.result())

    def check(self, rule, description, events):
        self.assertTrue(rule.is_end(description), f"it ended with {description}, not with {rule.ends}")
        self.assertEqual([event["id"] for event in events], list(range(1, len(events) + 1)))
        if rule.history:
            self.assertEqual(rule.shown_history(events), rule.expected_history())
