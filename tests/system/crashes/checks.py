"""What must hold after any number of kills, as functions of what was seen: each yields the problems that it finds.

`Seen` is what others remember than the daemon (what it acknowledged, what functions wrote down, what a client had read
of a history) beside what the daemon says at the end."""
import collections
import dataclasses

from crashes.calls import by_attempt
from crashes.history import ends_of_tasks

# Of the workload that workload.everything() describes: each state, and how often it is entered.
VISITS = {"Gather": 1, "Pause": 1, "Paused": 1, "Each": 1, "Do": 3, "Flaky": 1, "GiveUp": 1, "Refused": 1, "TooLong": 1,
          "Recovered": 1, "Finish": 1}
NEVER_LEFT = {"Refused": 0, "TooLong": 0}  # What is given up has no exit.
SUCCEEDING = {"paused", "map-1", "map-2", "map-3", "flaky", "finish"}


@dataclasses.dataclass
class Seen:
    acknowledged: set  # Names of executions whose start was answered.
    listed: list  # Names that ListExecutions gives.
    statuses: dict  # By name.
    histories: dict  # By name: the events at the end.
    read_before: dict  # By name: events that a client was given at some time.
    calls: list  # See calls.py.


def problems(seen):
    yield from acknowledged_executions_are_there(seen)
    yield from executions_complete(seen)
    for name in sorted(seen.histories):
        for check in (ids_are_contiguous, what_was_read_stays, each_transition_happens_once, attempts_are_recorded_once):
            yield from (f"{name}: {problem}" for problem in check(seen, name))
    yield from what_is_recorded_was_called(seen)
    yield from what_was_called_is_recorded(seen)
    yield from repetitions_have_the_same_request_id(seen)


def acknowledged_executions_are_there(seen):
    for name in sorted(seen.acknowledged - set(seen.listed)):
        yield f"{name} was acknowledged and is not there"
    for name, count in collections.Counter(seen.listed).items():
        if count > 1:
            yield f"{name} is there {count} times"


def executions_complete(seen):
    for name, status in sorted(seen.statuses.items()):
        if status != "SUCCEEDED":
            yield f"{name} is {status}"


def ids_are_contiguous(seen, name):
    ids = [event["id"] for event in seen.histories[name]]
    if ids != list(range(1, len(ids) + 1)):
        yield f"the ids have gaps or repetitions: {ids}"
    for event in seen.histories[name]:
        if not 0 <= event.get("previousEventId", 0) < event["id"]:
            yield f"event {event['id']} follows from {event['previousEventId']}"


def what_was_read_stays(seen, name):
    before = seen.read_before.get(name, [])
    if seen.histories[name][:len(before)] != before:
        yield f"the first {len(before)} events are not those that were read before"


def each_transition_happens_once(seen, name):
    events = seen.histories[name]
    entered = collections.Counter(e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e)
    exited = collections.Counter(e["stateExitedEventDetails"]["name"] for e in events if "stateExitedEventDetails" in e)
    if entered != VISITS:
        yield f"entered are {dict(entered)}"
    if exited != +collections.Counter({**VISITS, **NEVER_LEFT}):
        yield f"left are {dict(exited)}"
    ends = [event["type"] for event in events if event["type"].startswith("Execution")]
    if ends != ["ExecutionStarted", "ExecutionSucceeded"]:
        yield f"of the execution itself there are {ends}"


def attempts_are_recorded_once(seen, name):
    """Of every item the attempts 0, 1, 2, … in that order, each with one end, and none after a success."""
    events = seen.histories[name]
    for kind in ("LambdaFunctionScheduled", "LambdaFunctionStarted"):
        count, expected = sum(event["type"] == kind for event in events), len(ends_of_tasks(events))
        if count != expected:
            yield f"{kind} is there {count} times for {expected} attempts"
    attempts = collections.defaultdict(list)
    for (item, attempt), end in ends_of_tasks(events).items():
        attempts[item].append((attempt, end["type"] if end else "none"))
    for item, found in attempts.items():
        failed = [(number, "LambdaFunctionFailed") for number in range(len(found) - 1)]
        last = "LambdaFunctionSucceeded" if item in SUCCEEDING else "LambdaFunctionFailed"
        if found != [*failed, (len(found) - 1, last)]:
            yield f"the attempts of {item} are {found}"
    ended = sum(event["type"] in ("LambdaFunctionSucceeded", "LambdaFunctionFailed") for event in events)
    if ended != len(ends_of_tasks(events)):
        yield f"{len(ends_of_tasks(events))} attempts have {ended} ends"
    if missing := SUCCEEDING - set(attempts):
        yield f"there is no attempt of {sorted(missing)}"


def what_is_recorded_was_called(seen):
    """At least once. What failed because its process was killed may have had no time to write its call down."""
    called = by_attempt(seen.calls)
    for name, events in sorted(seen.histories.items()):
        for (item, attempt), end in ends_of_tasks(events).items():
            if is_answer(end) and (name, item, attempt) not in called:
                yield f"{name}: {item} has an answer to attempt {attempt}, which was never called"


def is_answer(end):
    return end is not None and (end["type"] == "LambdaFunctionSucceeded" or
                                end["lambdaFunctionFailedEventDetails"].get("error") == "Refused")


def what_was_called_is_recorded(seen):
    """Nothing is called before the commit that says so."""
    recorded = {(name, *what) for name, events in seen.histories.items() for what in ends_of_tasks(events)}
    for what in sorted(set(by_attempt(seen.calls)) - recorded):
        yield f"{what} was called and is not in the history"


def repetitions_have_the_same_request_id(seen):
    owners = {}
    for what, requests in sorted(by_attempt(seen.calls).items()):
        if len(set(requests)) > 1:
            yield f"{what} was called with several request ids: {requests}"
        for request in set(requests):
            if owners.setdefault(request, what) != what:
                yield f"{what} and {owners[request]} have the same request id {request}"
