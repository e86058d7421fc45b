"""The checks of the crash tests find what they are for: forged observations, each with one thing wrong."""
import copy
import json
import unittest

from crashes import checks, history
from crashes.calls import Call
from crashes.matrix import differences, fail_points

NAME = "kill-1"
TASKS = {"Paused": ["paused"], "Do": ["map-1", "map-2", "map-3"], "Refused": ["refused"], "Finish": ["finish"]}


class Forgery:
    """An execution as it should be, one state after the other: the checks do not look at what runs side by side."""

    def __init__(self):
        self.events, self.calls = [], []
        self.add("ExecutionStarted")
        for state, visits in checks.VISITS.items():
            for visit in range(visits):
                self.visit(state, visit)
        self.add("ExecutionSucceeded")

    def add(self, kind, **details):
        number = len(self.events) + 1
        self.events.append({"id": number, "previousEventId": number - 1, "type": kind, **details})

    def visit(self, state, visit):
        self.add("StateEntered", stateEnteredEventDetails={"name": state})
        if state in TASKS:
            self.attempt(TASKS[state][visit], 0, "Failed" if state == "Refused" else "Succeeded")
        if state == "Flaky":
            self.attempt("flaky", 0, "Failed")
            self.attempt("flaky", 1, "Succeeded")
        if state not in checks.NEVER_LEFT:
            self.add("StateExited", stateExitedEventDetails={"name": state})

    def attempt(self, item, number, end):
        asked = json.dumps({"item": item, "attempt": number})
        self.add("LambdaFunctionScheduled", lambdaFunctionScheduledEventDetails={"input": asked})
        self.add("LambdaFunctionStarted")
        self.add("LambdaFunction" + end, lambdaFunctionFailedEventDetails={"error": "Refused"} if end == "Failed" else {})
        self.calls.append(Call(7, "1", f"request-{len(self.calls)}", NAME, item, number))

    def seen(self):
        return checks.Seen(acknowledged={NAME}, listed=[NAME], statuses={NAME: "SUCCEEDED"},
                           histories={NAME: self.events}, read_before={NAME: copy.deepcopy(self.events[:9])},
                           calls=self.calls)


class Checks(unittest.TestCase):
    def setUp(self):
        self.seen = Forgery().seen()
        self.events = self.seen.histories[NAME]

    def only_problem(self):
        return "\n".join(checks.problems(self.seen))

    def remove(self, kind):
        """The first event of the kind, and its id with it."""
        at = next(i for i, event in enumerate(self.events) if event["type"] == kind)
        del self.events[at]
        self.number_again()

    def double(self, kind):
        at = next(i for i, event in enumerate(self.events) if event["type"] == kind)
        self.events.insert(at, copy.deepcopy(self.events[at]))
        self.number_again()

    def number_again(self):
        """As though what is wrong had been decided so, and not only stored so."""
        for number, event in enumerate(self.events, 1):
            event.update(id=number, previousEventId=number - 1)
        self.seen.read_before.clear()

    def test_what_is_as_it_should_be_is_no_problem(self):
        self.assertEqual(list(checks.problems(self.seen)), [])

    def test_a_call_that_is_repeated_with_its_request_id_is_no_problem(self):
        self.seen.calls.append(self.seen.calls[0])
        self.assertEqual(list(checks.problems(self.seen)), [])

    def test_an_acknowledged_execution_that_is_not_there(self):
        self.seen.acknowledged.add("kill-2")
        self.assertEqual(self.only_problem(), "kill-2 was acknowledged and is not there")

    def test_an_execution_that_is_there_twice(self):
        self.seen.listed.append(NAME)
        self.assertEqual(self.only_problem(), "kill-1 is there 2 times")

    def test_an_execution_that_goes_on_for_ever(self):
        self.seen.statuses[NAME] = "RUNNING"
        self.assertEqual(self.only_problem(), "kill-1 is RUNNING")

    def test_an_event_that_is_lost(self):
        del self.events[20]
        self.assertIn("the ids have gaps", self.only_problem())

    def test_an_event_that_is_there_twice(self):
        self.events.insert(20, self.events[20])
        self.assertIn("the ids have gaps or repetitions", self.only_problem())

    def test_an_event_that_follows_from_a_later_one(self):
        self.events[20]["previousEventId"] = 40
        self.assertIn("event 21 follows from 40", self.only_problem())

    def test_an_event_that_was_read_and_is_another_now(self):
        self.seen.read_before[NAME][3]["timestamp"] = 1
        self.assertIn("are not those that were read before", self.only_problem())

    def test_more_events_read_than_there_are(self):
        self.seen.read_before[NAME] = [*self.events, self.events[-1]]
        self.assertIn("are not those that were read before", self.only_problem())

    def test_a_state_that_is_entered_twice(self):
        self.double("StateEntered")
        self.assertIn("entered are", self.only_problem())

    def test_a_state_that_is_never_left(self):
        self.remove("StateExited")
        self.assertIn("left are", self.only_problem())

    def test_an_execution_that_succeeds_twice(self):
        self.double("ExecutionSucceeded")
        self.assertIn("of the execution itself there are", self.only_problem())

    def test_an_attempt_that_is_scheduled_twice(self):
        self.double("LambdaFunctionScheduled")
        self.assertIn("LambdaFunctionScheduled is there 9 times for 8 attempts", self.only_problem())

    def test_an_attempt_that_ends_twice(self):
        self.double("LambdaFunctionSucceeded")
        self.assertIn("8 attempts have 9 ends", self.only_problem())

    def test_an_attempt_without_an_end(self):
        self.remove("LambdaFunctionSucceeded")
        self.assertIn("the attempts of paused are [(0, 'none')]", self.only_problem())

    def test_a_task_that_is_never_attempted(self):
        start = next(e["id"] for e in self.events if "paused" in json.dumps(e)) - 1
        del self.events[start:start + 3]
        self.number_again()
        self.assertIn("there is no attempt of ['paused']", self.only_problem())

    def test_an_answer_to_a_call_that_nobody_got(self):
        del self.seen.calls[0]
        self.assertEqual(self.only_problem(), "kill-1: paused has an answer to attempt 0, which was never called")

    def test_a_call_that_no_commit_justifies(self):
        self.seen.calls.append(Call(7, "1", "request-x", NAME, "flaky", 2))
        self.assertEqual(self.only_problem(), "('kill-1', 'flaky', 2) was called and is not in the history")

    def test_a_repetition_with_another_request_id(self):
        self.seen.calls.append(self.seen.calls[0]._replace(request="request-x"))
        self.assertIn("was called with several request ids: ['request-0', 'request-x']", self.only_problem())

    def test_two_calls_with_one_request_id(self):
        self.seen.calls[1] = self.seen.calls[1]._replace(request="request-0")
        self.assertIn("have the same request id request-0", self.only_problem())


def event(number, previous, kind, **details):
    return {"id": number, "previousEventId": previous, "type": kind, "timestamp": number, **details}


BRANCHES = [event(1, 0, "ParallelStateStarted"),
            event(2, 1, "PassStateEntered", stateEnteredEventDetails={"name": "A", "input": '"2026-11-22T10:00:00.001Z"'}),
            event(3, 1, "PassStateEntered", stateEnteredEventDetails={"name": "B", "input": "1"}),
            event(4, 2, "PassStateExited", stateExitedEventDetails={"name": "A"}),
            event(5, 3, "PassStateExited", stateExitedEventDetails={"name": "B"}),
            event(6, 5, "ParallelStateSucceeded")]


class HistoriesOfTwoRuns(unittest.TestCase):
    def setUp(self):
        self.other = copy.deepcopy(BRANCHES)

    def differ(self):
        return list(differences({"x": {"history": history.shape(BRANCHES)}}, {"x": {"history": history.shape(self.other)}}))

    def test_moments_make_no_difference(self):
        self.other[1]["stateEnteredEventDetails"]["input"] = '"2027-01-01T10:00:00Z"'
        self.other[1]["timestamp"] = 99
        self.assertEqual(self.differ(), [])

    def test_the_order_of_branches_makes_no_difference(self):
        self.other[3:] = [event(4, 3, "PassStateExited", stateExitedEventDetails={"name": "B"}),
                          event(5, 2, "PassStateExited", stateExitedEventDetails={"name": "A"}),
                          event(6, 5, "ParallelStateSucceeded")]
        self.assertEqual(self.differ(), [])

    def test_an_event_that_is_missing(self):
        del self.other[4]
        self.assertIn("differs from the undisturbed run", self.differ()[0])

    def test_an_event_that_is_there_twice(self):
        self.other.append(event(7, 1, "PassStateEntered", stateEnteredEventDetails={"name": "B", "input": "1"}))
        self.assertIn("differs from the undisturbed run", self.differ()[0])

    def test_another_input(self):
        self.other[2]["stateEnteredEventDetails"]["input"] = "2"
        self.assertIn("differs from the undisturbed run", self.differ()[0])

    def test_an_event_that_follows_from_another(self):
        self.other[4]["previousEventId"] = 2
        self.assertIn("differs from the undisturbed run", self.differ()[0])

    def test_a_status_or_calls_that_differ(self):
        self.assertTrue(list(differences({"x": {"status": "SUCCEEDED", "history": []}},
                                         {"x": {"status": "FAILED", "history": []}})))
        self.assertTrue(list(differences({"calls": [("a", "b", 0)]}, {"calls": []})))


class FailPoints(unittest.TestCase):
    def test_they_are_found_in_the_sources(self):
        self.assertIn("commit.before", fail_points())
        self.assertFalse([point for point in fail_points() if point.startswith("supervisor")])
