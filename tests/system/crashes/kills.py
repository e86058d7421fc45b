"""Random kills: a daemon under load is killed over and over at random moments, and so are its functions. In the end
everything that was acknowledged must have happened, once."""
import dataclasses
import pathlib
import random
import shutil
import tempfile
import threading
import time

from aws_api import Api, ApiError
from crashes import checks, processes, workload
from crashes.calls import read_calls
from crashes.victim import GONE
from daemon import Daemon

MACHINE = "everything"
IN_FLIGHT_MAX = 20
STARTS_PER_LIFE_MAX = 3
TASK_MILLISECONDS = 15
WAIT_SECONDS = 0.3
SECONDS_UP_MAX = 0.3
STARTS_UP_MAX = 5  # Up for so many times as long as a start takes, if that is more: a slow machine needs it.
START_SECONDS_MAX = 30
DIES_STARTING = 0.15  # So many die before they are up: recovery must bear that, too.
COMPLETE_SECONDS = 120
PAGE = 1000

# What a life ends with, by how often it is drawn.
TARGETS = {"daemon": 6, "functions first": 2, "supervisors first": 1, "everything": 1}


@dataclasses.dataclass(frozen=True)
class Life:
    """How one life of the daemon ends: when, and what goes with it or before it."""
    of_start: float  # The part of its start that it may carry out.
    of_time_up: float  # The part of the longest time that it may be up afterwards.
    target: str

    def dies_starting(self):
        return self.of_start < 1


def draw_life(seed, number):
    """The same for the same seed, whatever happened before."""
    chance = random.Random(f"{seed}/{number}")
    target, = chance.choices(list(TARGETS), list(TARGETS.values()))
    if chance.random() < DIES_STARTING:
        return Life(chance.random(), 0, target)
    return Life(1, chance.random(), target)


class Client:
    """Starts executions and reads histories while a daemon lives; remembers what it was told."""

    def __init__(self, machine, seed):
        self.machine = machine
        self.chance = random.Random(f"{seed}/client")
        self.acknowledged, self.read_before = set(), {}
        self.unanswered = None  # The start that is to be sent again: its name and input.
        self.count = 0
        self.mistakes = []

    def work(self, endpoint):
        """Until the daemon is gone."""
        api = Api(endpoint)
        try:
            for _ in range(min(STARTS_PER_LIFE_MAX, IN_FLIGHT_MAX - len(self.running(api)))):
                self.start_one(api)
            while True:
                self.read_a_history(api)
                time.sleep(0.05)
        except GONE:
            pass
        except Exception as error:  # A daemon that is killed may not answer; it may not answer wrongly.
            self.mistakes.append(f"a client was told {type(error).__name__}: {error}")

    def start_one(self, api):
        if self.unanswered is None:
            self.count += 1
            name = f"kill-{self.count}"
            self.unanswered = name, workload.input_of(name, WAIT_SECONDS)
        name, text = self.unanswered
        try:
            api.states("StartExecution", stateMachineArn=self.machine, name=name, input=text)
        except ApiError as error:
            if error.code != "ExecutionAlreadyExists":  # It began at the first request, and has ended since.
                raise
        self.acknowledged.add(name)
        self.unanswered = None

    def running(self, api):
        return api.states("ListExecutions", stateMachineArn=self.machine, statusFilter="RUNNING",
                          maxResults=PAGE)["executions"]

    def read_a_history(self, api):
        running = self.running(api)
        if running:
            execution = self.chance.choice(running)
            self.read_before[execution["name"]] = api.history(execution["executionArn"])


class Kills:
    def __init__(self, seed, progress=lambda text: None):
        self.seed, self.progress = seed, progress
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sfn-kills-"))
        self.calls_file = self.folder / "calls"
        self.daemon = Daemon(self.folder / "data", "--function-concurrency", "4")
        self.done = dict.fromkeys(TARGETS, 0)
        self.killed_functions = self.called = 0
        processes.become_subreaper()

    def run(self, count):
        """The problems that were found."""
        try:
            self.prepare()
            for number in range(count):
                self.live_and_die(draw_life(self.seed, number))
                if (number + 1) % 100 == 0:
                    self.progress(f"{number + 1} kills, {len(self.client.acknowledged)} executions acknowledged")
            problems = [*self.client.mistakes, *self.check()]
            self.called = len(read_calls(self.calls_file))
            return problems
        finally:
            self.daemon.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def figures(self):
        """What was done, for people."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.done.items())
        return (f"{sum(self.done.values())} kills ({kinds}), {self.killed_functions} processes of functions killed,"
                f" {len(self.client.acknowledged)} executions acknowledged, {self.called} calls of functions")

    def prepare(self):
        api = Api(self.daemon.start().endpoint)
        workload.create_function(api, workload.WORKER, self.calls_file)
        machine = workload.create_machine(api, MACHINE, workload.everything(TASK_MILLISECONDS))
        self.client = Client(machine, self.seed)
        self.daemon.stop()
        born = time.monotonic()
        self.daemon.start()
        self.start_seconds = time.monotonic() - born
        self.daemon.kill()

    def live_and_die(self, life):
        born = time.monotonic()
        self.daemon.begin()
        client = threading.Thread(target=self.use)
        client.start()
        if life.dies_starting():
            self.sleep_until(born + life.of_start * self.start_seconds)
        else:
            self.daemon.ready.wait(START_SECONDS_MAX)
            self.start_seconds = time.monotonic() - born
            self.be_up(life)
        self.kill_daemon(life.target)
        client.join()
        processes.reap_orphans({self.daemon.process.pid} if self.daemon.process else set())
        self.done[life.target] += 1

    def be_up(self, life):
        up = life.of_time_up * max(SECONDS_UP_MAX, STARTS_UP_MAX * self.start_seconds)
        death = time.monotonic() + up
        if life.target.endswith("first"):
            self.sleep_until(death - up / 2)
            self.kill_some_below(life.target)
        self.sleep_until(death)

    def use(self):
        self.daemon.ready.wait()
        if self.daemon.endpoint:
            self.client.work(self.daemon.endpoint)

    def sleep_until(self, moment):
        time.sleep(max(0, moment - time.monotonic()))

    def kill_some_below(self, target):
        """Functions are the children of supervisors, which are the children of the daemon."""
        below = processes.descendants(self.daemon.process.pid)
        supervisors = {process.pid for process in below if process.parent == self.daemon.process.pid}
        chosen = [p for p in below if (p.pid in supervisors) == (target == "supervisors first")]
        self.killed_functions += len(chosen)
        processes.kill(chosen)

    def kill_daemon(self, target):
        below = processes.descendants(self.daemon.process.pid) if target == "everything" else []
        self.killed_functions += len(below)
        self.daemon.process.kill()
        processes.kill(below)
        self.daemon.kill()

    # ---- the end

    def check(self):
        api = Api(self.daemon.start().endpoint)
        yield from self.complete(api)
        yield from checks.problems(self.observe(api))
        if self.daemon.stop() != 0:
            yield "the daemon did not end well"
        yield from self.leftovers()

    def complete(self, api):
        deadline = time.monotonic() + COMPLETE_SECONDS
        while running := self.client.running(api):
            if time.monotonic() > deadline:
                yield f"{len(running)} executions do not end: {[e['name'] for e in running[:5]]}"
                return
            time.sleep(0.2)

    def observe(self, api):
        executions = self.all_executions(api)
        return checks.Seen(
            acknowledged=self.client.acknowledged,
            listed=[execution["name"] for execution in executions],
            statuses={execution["name"]: execution["status"] for execution in executions},
            histories={execution["name"]: api.history(execution["executionArn"]) for execution in executions},
            read_before=self.client.read_before,
            calls=read_calls(self.calls_file))

    def all_executions(self, api):
        found, page = [], {}
        while True:
            more = {"nextToken": page["nextToken"]} if page else {}
            page = api.states("ListExecutions", stateMachineArn=self.client.machine, maxResults=PAGE, **more)
            found += page["executions"]
            if not page.get("nextToken"):
                return found

    def leftovers(self):
        """Nothing of the daemon's is left a moment after its end."""
        deadline = time.monotonic() + 5
        while left := self.still_there():
            if time.monotonic() > deadline:
                yield f"processes are left: {left}"
                return
            time.sleep(0.05)

    def still_there(self):
        processes.reap_orphans(set())
        return {call.pid for call in read_calls(self.calls_file) if processes.still_runs(call.pid, call.started)}
