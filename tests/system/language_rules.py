"""The rows of tests/language/rules as the real daemon runs them: their functions are real ones that answer as the row
says, and time is real time. tests/language/README.md says what the members of a row are."""
import json
import re

from aws_api import REGION
from workflows import ACCOUNT, ROOT

ENDLESS = {"Choice", "Succeed", "Fail"}
FUNCTION = re.compile(r"\{\{(\w+)\}\}")
SECONDS = re.compile(r" \+([0-9.]+)s$")
LONGEST_SECONDS = 12
A_CLOSE_RACE = {"task-5"}  # Which of two ends comes first hangs by a second: only a played clock can tell.
MACHINE, EXECUTION, ROLE = "M", "E", "arn:aws:iam::123456789012:role/R"  # As the engine's own test calls them.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

# Answers its calls in the row's order. A call that is repeated after a crash has its request id again, and is told the
# same; what it was told stands in a file, since the process may be another.
HANDLER = """
import json, os, time

ENDS = json.loads({ends!r})

def turn_of(request):
    requests = []
    if os.path.exists({calls!r}):
        with open({calls!r}) as calls:
            requests = calls.read().split()
    if request not in requests:
        with open({calls!r}, "a") as calls:
            calls.write(request + "\\n")
        requests.append(request)
    return requests.index(request)

def lambda_handler(event, context):
    end = ENDS[min(turn_of(context.aws_request_id), len(ENDS) - 1)]
    time.sleep(3600 if "never" in end else end.get("seconds", 0))
    if "output" in end:
        return end["output"]
    raise type(end["error"], (Exception,), {{}})(end.get("cause", ""))
"""


class Rule:
    def __init__(self, file, index, row):
        self.name = f"{file}-{index}"
        self.sentence = row["rule"]
        self.calls = row.get("calls", {})
        self.input = json.dumps(row.get("input", {}), separators=(",", ":"))
        self.history = row.get("history")
        self.ends = row["ends"]
        self.definition = FUNCTION.sub(lambda found: f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
                                       f"{found[1]}", json.dumps(whole(row["definition"])))
        states = json.loads(self.definition)["States"].values()
        self.has_branches = any(state["Type"] in ("Map", "Parallel") for state in states)

    def functions(self, folder):
        """Name to the files of its package."""
        for name, ends in self.calls.items():
            yield name, {f"{name}.py": HANDLER.format(ends=json.dumps(ends), calls=str(folder / f"{name}.calls"))}

    @property
    def rests(self):
        """Whether it is ever at rest before its end. The moments of the played clock are long past here."""
        if self.history is None:
            return bool(self.calls)
        if any("Scheduled" in line for line in self.history):
            return True
        return self.seconds() > 0 and not TIME.search(self.definition + self.input)

    def seconds(self):
        """How long it takes, where it ends by itself."""
        return sum(float(found[1]) for found in map(SECONDS.search, self.history or []) if found)

    def expected_history(self):
        lines = [SECONDS.sub("", line) for line in self.history]
        return sorted(map(without_ids, lines)) if self.has_branches else lines

    def shown_history(self, events):
        lines = [f"{e['id']}<-{e['previousEventId']} {e['type']}{place(e)}" for e in events]
        return sorted(map(without_ids, lines)) if self.has_branches else lines

    def is_end(self, description):
        """Whether an execution ended as the row says. """
        return timeless(as_row(end_of(description))) == timeless(as_row(self.ends))


def whole(given):
    """A state alone is the machine's only one."""
    if "States" in given:
        return given
    state = given if given["Type"] in ENDLESS or "Next" in given else {**given, "End": True}
    return {"StartAt": "S", "States": {"S": state}}


def end_of(description):
    """In the words of a row."""
    if description["status"] == "SUCCEEDED":
        return {"output": json.loads(description["output"])}
    if description["status"] == "FAILED":
        return {name: description[name] for name in ("error", "cause") if name in description}
    return {"status": description["status"]}


def as_row(value):
    """A function's exception becomes a cause of several members; of these a row gives the message, if there is one."""
    if isinstance(value, list):
        return [as_row(element) for element in value]
    if isinstance(value, dict):
        plain = {name: as_row(member) for name, member in value.items()}
        return {name: member for name, member in plain.items() if name.lower() != "cause" or member}
    if isinstance(value, str) and value.startswith('{"errorMessage"'):
        return json.loads(value)["errorMessage"]
    return value


def timeless(end):
    """A row's times are those of a played clock."""
    return TIME.sub("a time", json.dumps(end, sort_keys=True)) if "output" in end else end


def place(event):
    for details in event.values():
        if isinstance(details, dict) and ("name" in details or "index" in details):
            index = f"[{details['index']}]" if "index" in details else ""
            return (f" {details['name']}" if "name" in details else "") + index
    return ""


def without_ids(line):
    return line.split(" ", 1)[1]


def rules():
    """Those that end soon enough and whose map runs, if any, are not played; and the names of the others."""
    found = [Rule(file.stem, index, row) for file in sorted((ROOT / "tests/language/rules").glob("*.json"))
             for index, row in enumerate(json.loads(file.read_text()))]
    soon = [rule for rule in found
            if rule.seconds() <= LONGEST_SECONDS and "waits" not in rule.ends and rule.name not in A_CLOSE_RACE
            and "mapRun" not in rule.calls]
    return soon, [rule.name for rule in found if rule not in soon]
