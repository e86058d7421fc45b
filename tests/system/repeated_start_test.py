"""An SDK that got no answer sends the same request again, with the same invocation id: one execution starts."""
import uuid

from harness import SystemTest

PASS = '{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}'
ROLE = "arn:aws:iam::123456789012:role/any"


class RepeatedStart(SystemTest):
    def setUp(self):
        super().setUp()
        created = self.api.states("CreateStateMachine", name="passes", roleArn=ROLE, definition=PASS)
        self.machine = created["stateMachineArn"]
        self.invocation = str(uuid.uuid4())
        self.first = self.begin(self.invocation)

    def begin(self, invocation, order="{}"):
        return self.api.states("StartExecution", invocation, stateMachineArn=self.machine, input=order)

    def test_the_repetition_gets_the_first_execution(self):
        self.assertEqual(self.begin(self.invocation), self.first)

    def test_the_repetition_gets_it_after_a_graceful_restart_too(self):
        self.daemon.stop()
        self.start()
        self.assertEqual(self.begin(self.invocation), self.first)

    def test_the_repetition_gets_it_after_a_crash_too(self):
        self.daemon.kill()
        self.start()
        self.assertEqual(self.begin(self.invocation), self.first)

    def test_another_invocation_starts_another_execution(self):
        self.assertNotEqual(self.begin(str(uuid.uuid4()))["executionArn"], self.first["executionArn"])

    def test_another_body_starts_another_execution(self):
        self.assertNotEqual(self.begin(self.invocation, '{"a": 1}')["executionArn"], self.first["executionArn"])

    def test_without_an_invocation_id_every_start_is_new(self):
        self.assertNotEqual(self.begin(None)["executionArn"], self.begin(None)["executionArn"])
