"""The ground that the system tests stand on: a fresh data directory and a daemon for each test, and the clients
that tools/test found."""
import json
import os
import pathlib
import shutil
import tempfile
import time
import unittest

from aws_api import REGION, Api
from daemon import Daemon

TERMINAL = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}


class SystemTest(unittest.TestCase):
    """Starts a daemon before each test and ends it afterwards; shows its log if the test failed."""

    options = ()

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sfn-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.daemon = Daemon(self.folder / "data", *self.options)
        self.addCleanup(self.daemon.kill)
        self.start()

    def start(self, **environment):
        """Starts the daemon, the first time or again. The port is another each time."""
        self.daemon.start(**environment)
        self.api = Api(self.daemon.endpoint)

    def run(self, result=None):
        bad = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > bad and hasattr(self, "daemon"):
            print(f"--- the end of sfnd's log in {self.id()}\n{self.daemon.tail()}\n---")

    def finished(self, execution, seconds=60):
        """The description of an execution once it has ended."""
        return eventually(lambda: ended(self.api.describe(execution)), f"{execution} does not end", seconds)


def ended(description):
    return description if description["status"] in TERMINAL else None


def eventually(attempt, otherwise, seconds=30):
    """Tries until something other than None or False comes back."""
    deadline = time.monotonic() + seconds
    while True:
        found = attempt()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{otherwise} within {seconds} s")
        time.sleep(0.05)


def client(name):
    """The path of a client that tools/test found; skips the test where there is none."""
    clients = json.loads(pathlib.Path(os.environ["SFN_CLIENTS"]).read_text())
    if not clients.get(name):
        raise unittest.SkipTest(f"no client: {WHAT_IS_MISSING[name]}")
    return clients[name]


WHAT_IS_MISSING = {
    "python": "boto3 could be had neither through pip nor from the system",
    "aws": "aws could be had neither through pip nor from the system",
    "node_modules": "npm could not install @aws-sdk/client-sfn",
}


def client_environment(**more):
    """What AWS's clients need to be told, and nothing of this machine's own settings for them."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SFN_"))}
    return {
        **own,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        **more,
    }
