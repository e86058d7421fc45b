"""The fail point matrix: a workload is killed at the n-th passing of each fail point, for every n until it passes the
point no more, and must come to what it comes to undisturbed. The points are read from the sources, so that a new one
is in the matrix by being written."""
import concurrent.futures
import itertools
import json
import pathlib
import re
import shutil
import tempfile
import time

from crashes import history, workload
from crashes.calls import by_attempt, read_calls
from crashes.victim import Victim, unless_done
from harness import ended
from workflows import ROOT

POINT = re.compile(r'fail_point\("([a-z-]+\.[a-z]+)"\)')
SUPERVISORS = "supervisor."  # Passed in other processes than the daemon.
ORDERS = ["order-1", "order-2"]
EVERYTHING = "everything"
ONCE = "once"
FAMILY = "family"
BATCH = "batch"
SLEEPER = "sleeper"
EVENT = "event"
COMPLETE_SECONDS = 30


def fail_points():
    sources = itertools.chain.from_iterable(POINT.findall(file.read_text()) for file in (ROOT / "src").rglob("*.cc"))
    return sorted({point for point in sources if not point.startswith(SUPERVISORS)})


class Run:
    """The workload once, in a directory of its own."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sfn-matrix-"))
        self.calls_file = self.folder / "calls"
        self.victim = Victim(self.folder / "data", "--function-concurrency", "3")

    def carry_out(self, fail_points=()):
        """What it comes to. The first lives of the daemon have a fail point each."""
        try:
            self.victim.start(fail_points)
            outcome = self.work()
            self.victim.stop()
            return outcome
        finally:
            self.victim.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def work(self):
        machines = self.deploy()
        executions = {name: self.start(machines["orders"], name) for name in ORDERS}
        executions[EVERYTHING] = self.start(machines["everything"], EVERYTHING)
        once = self.start(machines["once"], ONCE)
        family = self.start(machines["family"], FAMILY)
        batch = self.start(machines["batch"], BATCH)
        executions[SLEEPER] = self.start(machines["sleeper"], SLEEPER)
        self.invoke_event()
        self.stop_execution(executions[SLEEPER])
        self.check_once(once)
        self.check_family(family, machines)
        self.check_batch(batch)
        return {**{name: self.result(name, arn) for name, arn in executions.items()}, "calls": self.calls()}

    def deploy(self):
        for name in (*workload.ORDER_FUNCTIONS, workload.WORKER, workload.ONCE):
            self.victim.insist(unless_done("ResourceConflictException", lambda api, name=name:
                                           workload.create_function(api, name, self.calls_file)))
        definitions = {"orders": workload.orders(), "everything": workload.everything(), "once": workload.once(),
                       "sleeper": workload.sleeper(), "brief": workload.brief(), "family": workload.family(),
                       "batch": workload.batch()}
        return {name: self.victim.insist(lambda api, _, name=name: workload.create_machine(api, name, definitions[name]))
                for name in definitions}

    def start(self, machine, name):
        text = workload.input_of(name)
        self.victim.insist(unless_done("ExecutionAlreadyExists", lambda api: api.states(
            "StartExecution", stateMachineArn=machine, name=name, input=text)))
        return machine.replace(":stateMachine:", ":execution:") + ":" + name

    def stop_execution(self, arn):
        self.victim.insist(lambda api, _: api.states("StopExecution", executionArn=arn, error="Enough", cause="awake"))

    def invoke_event(self):
        call = {"execution": "none", "item": EVENT}
        self.victim.insist(lambda api, _: api.invoke(workload.WORKER, call, "Event"))

    def result(self, name, arn):
        description = self.await_end(arn)
        events = self.victim.insist(lambda api, _: api.history(arn))
        if [event["id"] for event in events] != list(range(1, len(events) + 1)):
            raise AssertionError(f"{name}: the ids of the history have gaps: {[event['id'] for event in events]}")
        told = {key: description.get(key) for key in ("status", "output", "error", "cause")}
        return {**told, "history": history.shape(events) if name == EVERYTHING else history.sequence(events)}

    def check_once(self, arn):
        """How often it is lost depends on the kills; that each attempt was called once at most does not."""
        status = self.await_end(arn)["status"]
        if status != "SUCCEEDED":
            raise AssertionError(f"what is called at most once is {status}")
        events = self.victim.insist(lambda api, _: api.history(arn))
        ends = history.ends_of_tasks(events)
        errors = [end["lambdaFunctionFailedEventDetails"]["error"] for end in ends.values()
                  if end["type"] == "LambdaFunctionFailed"]
        if set(errors) - {"Lambda.Unknown", "Runtime.ExitError"} or len(errors) > self.victim.deaths:
            raise AssertionError(f"what is called at most once has failed {self.victim.deaths} kills with {errors}")
        calls = {what: requests for what, requests in by_attempt(read_calls(self.calls_file)).items() if what[1] == ONCE}
        if any(len(requests) > 1 for requests in calls.values()):
            raise AssertionError(f"what is called at most once was called again: {calls}")
        if {(ONCE, *what) for what, end in ends.items() if end["type"] == "LambdaFunctionSucceeded"} - set(calls):
            raise AssertionError(f"{calls} are the calls of {sorted(ends)}")

    def check_family(self, arn, machines):
        """One child for the task that waits for one; the one that was given up does not run on."""
        status = self.await_end(arn)["status"]
        if status != "SUCCEEDED":
            raise AssertionError(f"the parent of two children is {status}")
        if self.statuses(stateMachineArn=machines["brief"]) != ["SUCCEEDED"]:
            raise AssertionError(f"the child has run {self.statuses(stateMachineArn=machines['brief'])}")
        deadline = time.monotonic() + COMPLETE_SECONDS
        while "RUNNING" in self.statuses(stateMachineArn=machines["sleeper"]):
            if time.monotonic() > deadline:
                raise AssertionError("the child that was given up runs on")
            time.sleep(0.03)

    def check_batch(self, arn):
        """Each item has one child; of a run that failed none runs on."""
        status = self.await_end(arn)["status"]
        if status != "SUCCEEDED":
            raise AssertionError(f"the execution with two map runs is {status}")
        runs = self.victim.insist(lambda api, _: api.states("ListMapRuns", executionArn=arn))["mapRuns"]
        expected = [["ABORTED", "FAILED"], ["SUCCEEDED"] * len(workload.MAP_ITEMS)]
        deadline = time.monotonic() + COMPLETE_SECONDS
        while (found := sorted(sorted(self.statuses(mapRunArn=run["mapRunArn"])) for run in runs)) != expected:
            if time.monotonic() > deadline:
                raise AssertionError(f"the children of the map runs are {found}, not {expected}")
            time.sleep(0.03)

    def statuses(self, **whose):
        listed = self.victim.insist(lambda api, _: api.states("ListExecutions", **whose))
        return [execution["status"] for execution in listed["executions"]]

    def await_end(self, arn):
        deadline = time.monotonic() + COMPLETE_SECONDS
        while time.monotonic() < deadline:
            description = self.victim.insist(lambda api, _: api.describe(arn))
            if ended(description):
                return description
            time.sleep(0.03)
        raise AssertionError(f"{arn} does not end within {COMPLETE_SECONDS} s")

    def calls(self):
        """What was called; a repetition has the request id of the first call."""
        deadline = time.monotonic() + COMPLETE_SECONDS
        while not any(call.item == EVENT for call in read_calls(self.calls_file)):
            if time.monotonic() > deadline:
                raise AssertionError("the asynchronous invocation is not carried out")
            time.sleep(0.03)
        calls = by_attempt([call for call in read_calls(self.calls_file) if call.item != ONCE])
        for what, requests in calls.items():
            # A client that got no answer may have had two events accepted.
            if len(set(requests)) != 1 and what[1] != EVENT:
                raise AssertionError(f"{what} was called with several request ids: {requests}")
        return sorted(calls)


def doubling():
    return (1 << power for power in itertools.count())


class Matrix:
    """`counts` gives the passings to be killed at, of each point: itertools.count(1) for all of them."""

    def __init__(self, counts, progress=lambda text: None):
        self.counts, self.progress = counts, progress
        self.undisturbed = Run().carry_out()
        self.problems, self.kills = [], {}

    def run(self, points, lanes=2):
        with concurrent.futures.ThreadPoolExecutor(lanes) as pool:
            list(pool.map(self.run_point, points))
        return self

    def run_point(self, point):
        """Until the workload ends without having been killed. Every other time the next start is killed as well."""
        self.kills[point] = 0
        for number, count in enumerate(self.counts()):
            again = [f"{point}:1"] if number % 2 else []
            died = self.run_case([f"{point}:{count}", *again])
            if not died:
                break
            self.kills[point] += died
        self.progress(f"{point}: killed {self.kills[point]} times, up to its passing {count}")

    def run_case(self, fail_points):
        run = Run()
        try:
            outcome = run.carry_out(fail_points)
        except Exception as error:  # Whatever it is, it is told with its case, and the others go on.
            tail = run.victim.daemon.tail(20)
            self.problems.append(f"{fail_points}: {type(error).__name__}: {error}\n{tail}")
            return 1
        self.problems += [f"{fail_points}: {problem}" for problem in differences(self.undisturbed, outcome)]
        return run.victim.deaths


def differences(expected, found):
    for part in expected:
        if found[part] != expected[part]:
            yield f"{part} differs from the undisturbed run: {what_differs(expected[part], found[part])}"


def what_differs(expected, found):
    if isinstance(expected, dict) and "history" in expected:
        pairs = [(key, expected[key], found[key]) for key in expected if expected[key] != found[key]]
        return "; ".join(f"{key}: {one_sided(a, b)}" for key, a, b in pairs)
    return one_sided(expected, found)


def one_sided(expected, found):
    """What is in one of them alone."""
    if not isinstance(expected, (list, dict)):
        return f"expected {expected}, found {found}"
    missing = [entry for entry in expected if entry not in found] if isinstance(expected, list) else list(expected - found)
    extra = [entry for entry in found if entry not in expected] if isinstance(expected, list) else list(found - expected)
    return json.dumps({"missing": missing, "extra": extra, "counts": [len(expected), len(found)]}, default=str)
