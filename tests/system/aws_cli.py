"""AWS's command line, pointed at a daemon."""
import json
import subprocess

from harness import client, client_environment


class AwsCli:
    def __init__(self, endpoint):
        self.aws, self.endpoint = client("aws"), endpoint

    def __call__(self, *words):
        """Runs `aws --endpoint-url … WORDS`; returns what it printed, parsed. Raises AssertionError if it failed."""
        printed = self.text(*words, "--output", "json")
        return json.loads(printed) if printed.strip() else {}

    def text(self, *words):
        ran = subprocess.run([self.aws, "--endpoint-url", self.endpoint, *map(str, words)], env=client_environment(),
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        if ran.returncode:
            raise AssertionError(f"aws {' '.join(map(str, words))} ended with {ran.returncode}: {ran.stderr}")
        return ran.stdout

    def major_version(self):
        ran = subprocess.run([self.aws, "--version"], capture_output=True, text=True, timeout=60, check=True)
        return int((ran.stdout or ran.stderr).split("/")[1].split(".")[0])
