"""The ground of tests that are unkind to the daemon: before each of them some work is acknowledged, and after each
the daemon must still be the same process, still serve, and have lost nothing of that work, not even to a kill -9."""
from aws_api import ROLE, ApiError
from harness import SystemTest

PASS = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'
WAIT = '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}'


class WitnessedTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.passes = self.create_machine("passes", PASS)
        self.ended = self.api.start(self.passes, {"witness": 1}, name="ended")
        self.waiting = self.api.start(self.create_machine("waits", WAIT), {"witness": 2}, name="waiting")
        self.finished(self.ended)
        self.process, self.before = self.daemon.process, self.acknowledged()

    def tearDown(self):
        self.assertIsNone(self.process.poll(), "the daemon has ended")
        self.assert_unharmed()
        self.daemon.kill()
        self.start()
        self.assert_unharmed()

    def assert_unharmed(self):
        self.assertEqual(self.acknowledged(), self.before)
        started = self.api.start(self.passes, {"still": "served"})
        self.assertEqual(self.finished(started)["output"], '{"still": "served"}')

    def acknowledged(self):
        return [(self.api.describe(execution), self.api.history(execution)) for execution in (self.ended, self.waiting)]

    def create_machine(self, name, definition):
        return self.api.states("CreateStateMachine", name=name, roleArn=ROLE, definition=definition)["stateMachineArn"]

    def assert_refused(self, code, words, action, status=400):
        """`words` may be one text or several, all of which must be said."""
        with self.assertRaises(ApiError) as refused:
            action()
        error = refused.exception
        self.assertEqual((error.status, error.code), (status, code), error.message[:500])
        for part in [words] if isinstance(words, str) else words:
            self.assertIn(part, error.message)
        self.assertLess(len(error.message), 10_000)
