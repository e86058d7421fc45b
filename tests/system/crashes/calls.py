"""The calls of functions, as the functions themselves wrote them down: the other process that remembers what
happened, whatever becomes of the daemon."""
import collections

Call = collections.namedtuple("Call", "pid started request execution item attempt")


def read_calls(file):
    """All of them, in order. A line is one append, so that a process which is killed leaves all of it or none."""
    if not file.exists():
        return []
    return [parse(line) for line in file.read_text().splitlines()]


def parse(line):
    pid, started, request, execution, item, attempt = line.split()
    return Call(int(pid), started, request, execution, item, int(attempt))


def by_attempt(calls):
    """(execution, item, attempt) to the request ids that it was called with, each as often as it was called."""
    found = collections.defaultdict(list)
    for call in calls:
        found[call.execution, call.item, call.attempt].append(call.request)
    return dict(found)
