"""The daemon under test: started on a free port over a data directory, ended or killed by its process id."""
import os
import pathlib
import re
import signal
import subprocess
import threading

READY = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")
START_SECONDS = 30
STOP_SECONDS = 30


def program(name):
    return pathlib.Path(os.environ["SFN_BIN"], name)


def preset():
    """The preset that the programs were built with: builds lie in build/PRESET/bin."""
    return pathlib.Path(os.environ["SFN_BIN"]).parent.name


class Daemon:
    """What it writes is kept in `lines` over all its lives."""

    def __init__(self, data_dir, *options):
        self.command = [program("sfnd"), "--data-dir", data_dir, "--listen", "127.0.0.1:0", *options]
        self.lines = []
        self.process = None
        self.endpoint = None

    def start(self, **environment):
        """Returns when it listens. It has these variables besides our own."""
        self.begin(**environment)
        if not self.ready.wait(START_SECONDS) or not self.endpoint:
            self.kill()
            raise AssertionError("sfnd did not say where it listens:\n" + self.tail())
        return self

    def begin(self, **environment):
        """Returns at once; `ready` is set when it listens, or has ended and will not."""
        self.endpoint = None
        self.ready = threading.Event()
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, errors="replace",
                                        env={**os.environ, **environment})
        self.reader = threading.Thread(target=self._read, args=[self.process.stdout, self.ready], daemon=True)
        self.reader.start()

    def _read(self, output, ready):
        with output:
            for line in output:
                self.lines.append(line.rstrip("\n"))
                found = READY.search(line)
                if found:
                    self.endpoint = found[1]
                    ready.set()
        ready.set()  # The end of the output: whoever waits need not wait longer.

    def kill(self):
        """SIGKILL, as a power cut would."""
        return self._end(signal.SIGKILL)

    def stop(self):
        """SIGTERM; returns the exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how):
        if self.process is None:
            return None
        self.process.send_signal(how)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"sfnd did not end within {STOP_SECONDS} s of {how.name}:\n" + self.tail()) from None
        self.process = None
        self.reader.join(STOP_SECONDS)
        return status

    def tail(self, count=60):
        return "\n".join(self.lines[-count:])
