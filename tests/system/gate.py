"""A function held open by a test: each call leaves a line and waits for the gate before it does its work, so that
a daemon can be killed while the call is surely running."""
from harness import eventually

WRAPPER = """
import os, time
import original

def lambda_handler(event, context):
    with open({calls!r}, "a") as calls:
        calls.write(f"{{os.getpid()}} {{context.aws_request_id}}\\n")
    while not os.path.exists({gate!r}):
        time.sleep(0.02)
    return original.lambda_handler(event, context)
"""


class Gate:
    def __init__(self, folder, name):
        self.calls_file, self.gate = folder / f"{name}.calls", folder / f"{name}.open"
        self.name = name

    def around(self, files):
        """The function's package with the gate before its handler."""
        wrapper = WRAPPER.format(calls=str(self.calls_file), gate=str(self.gate))
        return {f"{self.name}.py": wrapper, "original.py": files[f"{self.name}.py"]}

    def calls(self):
        """(process id, request id) of every call so far."""
        lines = self.calls_file.read_text().splitlines() if self.calls_file.exists() else []
        return [(int(pid), request) for pid, request in map(str.split, lines)]

    def wait_for_call(self, number):
        eventually(lambda: len(self.calls()) >= number, f"{self.name} is not called {number} times")

    def open(self):
        self.gate.touch()


def is_running(pid):
    """Whether the process is there; one that has ended and waits for its parent to look is not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
