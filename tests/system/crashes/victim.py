"""A daemon that is killed, by a fail point within it or from outside, and started again."""
import http.client
import signal
import urllib.error

from aws_api import Api, ApiError
from daemon import Daemon

# What a client sees of a daemon that dies: no connection, none that lasts, half an answer.
GONE = (urllib.error.URLError, ConnectionError, http.client.HTTPException, TimeoutError)


class Victim:
    def __init__(self, data_dir, *options):
        self.daemon = Daemon(data_dir, *options)
        self.deaths = 0
        self.api = None

    def start(self, fail_points=()):
        """Starts it, the first lives with a fail point each. One that kills it before it listens is fine."""
        self.fail_points = list(fail_points)
        self.start_again()

    def start_again(self):
        while True:
            self.armed = {"SFN_FAIL_POINT": self.fail_points.pop(0)} if self.fail_points else {}
            try:
                self.daemon.start(**self.armed)
            except AssertionError:
                if not self.armed:
                    raise
                self.deaths += 1
            else:
                self.api = Api(self.daemon.endpoint)
                return

    def insist(self, request):
        """What the daemon answers to a request that is sent again, after another start, if it dies over it."""
        repeated = False
        while True:
            try:
                return request(self.api, repeated)
            except GONE:
                self.has_died()
                repeated = True

    def has_died(self):
        self.daemon.process.wait(10)  # It may still be dying. One that lives and does not answer is a failure.
        self.daemon.kill()
        self.deaths += 1
        self.start_again()

    def stop(self):
        """A graceful end, unless it passes its fail point even then."""
        status = self.daemon.stop()
        if status == -signal.SIGKILL and self.armed:
            self.deaths += 1
        elif status != 0:
            raise AssertionError(f"the daemon ended with status {status}")

    def kill(self):
        self.daemon.kill()


def unless_done(code, request):
    """A request whose repetition may find that it was carried out the first time."""
    def attempt(api, repeated):
        try:
            return request(api)
        except ApiError as error:
            if not repeated or error.code != code:
                raise
            return None
    return attempt
