"""Requests that no honest client sends, on plain sockets: malformed, oversized, slow, cut off, with lengths that lie.
Each is refused or dropped; the ones beside it on the same connection and on others are answered."""
import contextlib
import json
import socket
import struct
import time
import urllib.parse

from aws_api import ApiError
from witness import WitnessedTest

HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\n"
HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST_HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
BODY_MAX = 2_097_152
TIME_LIMIT = 30  # Seconds for a head, and for each gap in a body.

# Each request with the status it gets and what is said.
REFUSED = {
    "nonsense": ("NONSENSE\r\n\r\n", 400, "this is not an HTTP/1.1 request"),
    "a TLS hello": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "this is not an HTTP/1.1 request"),
    "HTTP/2": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/1.1 and HTTP/1.0"),
    "HTTP/0.9": ("GET /\r\n\r\n", 505, "HTTP/1.1 and HTTP/1.0"),
    "no host": ("GET /health HTTP/1.1\r\n\r\n", 400, "one Host header, this one has 0"),
    "two hosts": ("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "one Host header, this one has 2"),
    "a blank before a colon": ("GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "Invalid header token"),
    "a header without a name": ("GET /health HTTP/1.1\r\nHost: localhost\r\n: y\r\n\r\n", 400, "a header field has no name"),
    "a NUL byte in a header": (HEAD + "A: b\0c\r\n\r\n", 400, "Invalid header value"),
    "bare line feeds": ("GET /health HTTP/1.1\nHost: localhost\n\n", 400, "this is not an HTTP/1.1 request"),
    "a head without an end": (HEAD + "A: " + "a" * 70_000, 431, "larger than 65536 bytes"),
    "a thousand headers": (HEAD + "".join(f"H{i}: {'v' * 60}\r\n" for i in range(1_000)), 431, "larger than 65536 bytes"),
    "a target without an end": ("GET /" + "a" * 70_000, 431, "larger than 65536 bytes"),
    "a body that is announced to be too large": (HEAD + f"Content-Length: {BODY_MAX + 1}\r\n\r\n", 413,
                                                 f"may have {BODY_MAX} bytes, this one has more"),
    "chunks that add up to too much": (HEAD + "Transfer-Encoding: chunked\r\n\r\n" + 3 * ("100000\r\n" + "x" * 0x100000 + "\r\n"),
                                       413, f"may have {BODY_MAX} bytes"),
    "a negative length": (HEAD + "Content-Length: -1\r\n\r\n", 400, "Content-Length"),
    "a length that is no number": (HEAD + "Content-Length: ten\r\n\r\n", 400, "Content-Length"),
    "a length beyond 64 bits": (HEAD + "Content-Length: 18446744073709551617\r\n\r\n", 400, "Content-Length"),
    "two lengths": (HEAD + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, "Content-Length"),
    "a length and chunks": (HEAD + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "not an HTTP/1.1"),
    "chunks and a length": (HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n", 400, "not an HTTP/1.1"),
    "a chunk size that is none": (HEAD + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "chunk size"),
    "a chunk size beyond 64 bits": (HEAD + "Transfer-Encoding: chunked\r\n\r\n" + "f" * 20 + "\r\n", 400, "hunk size"),
    "a chunk longer than its size": (HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400, "not an HTTP/1.1"),
    "a coding that is unknown": (HEAD + "Transfer-Encoding: gzip\r\n\r\n", 400, "not an HTTP/1.1"),
    "an expectation that is unknown": (HEAD + "Expect: miracles\r\n\r\n", 417, "100-continue"),
}

UNKNOWN = "UnknownOperationException"
NOT_SERVED = "is not served here; served are AWS Step Functions"

# Each X-Amz-Target and body with the error and what is said.
TARGETS = {
    "an unknown action": ("AWSStepFunctions.Nothing", "{}", UNKNOWN, "Nothing"),
    "an action in other letters": ("AWSStepFunctions.startexecution", "{}", UNKNOWN, "startexecution"),
    "no action": ("AWSStepFunctions.", "{}", UNKNOWN, ""),
    "no dot": ("AWSStepFunctions", "{}", UNKNOWN, "The action '' of AWS Step Functions is not served here"),
    "nothing": ("", "{}", UNKNOWN, NOT_SERVED),
    "another service": ("DynamoDB_20120810.ListTables", "{}", UNKNOWN, "'DynamoDB_20120810' " + NOT_SERVED),
    "bytes that are no text": ("\xff\xfe.\xfd", "{}", UNKNOWN, NOT_SERVED),
    "a target of 60,000 bytes": ("x" * 60_000 + ".y", "{}", UNKNOWN, NOT_SERVED),
    "a body that is not JSON": ("AWSStepFunctions.ListStateMachines", "{", "SerializationException", "line 1, column 2"),
    "a body that is no object": ("AWSStepFunctions.ListStateMachines", "[]", "SerializationException", "must be a JSON object"),
    "a body that is not UTF-8": ("AWSStepFunctions.ListStateMachines", '{"a":"\xff"}', "SerializationException", "UTF-8"),
    "a body of brackets": ("AWSStepFunctions.ListStateMachines", '{"a":' + "[" * 100_000, "SerializationException", "1000 levels deep"),
    "a body with a byte order mark": ("AWSStepFunctions.ListStateMachines", "\xef\xbb\xbf{}", "SerializationException", "byte order mark"),
    "a member of the wrong type": ("AWSStepFunctions.ListStateMachines", '{"maxResults":"x"}', "SerializationException",
                                   "STRING_VALUE can not be converted to Integer at 'maxResults'"),
}


class BadRequests(WitnessedTest):
    def test_what_is_no_request_is_refused(self):
        for what, (request, status, words) in REFUSED.items():
            with self.subTest(request=what):
                said = self.dialogue(request)
                self.assertIn(f"HTTP/1.1 {status} ", said.split("\r\n")[0])
                self.assertIn(words, said)
                self.assertIn("Connection: close\r\n", said)

    def test_what_came_before_nonsense_is_answered(self):
        for what, (request, status, _) in REFUSED.items():
            with self.subTest(request=what):
                said = self.dialogue(HEALTH + request)
                self.assertTrue(said.startswith("HTTP/1.1 200 OK\r\n"), said[:100])
                self.assertIn(f"HTTP/1.1 {status} ", said)

    def test_what_nobody_serves_is_named(self):
        for what, (target, body, code, words) in TARGETS.items():
            with self.subTest(target=what):
                head, answer = self.dialogue(self.aws(target, body)).split("\r\n\r\n", 1)
                self.assertIn("HTTP/1.1 400 ", head)
                self.assertIn(f"x-amzn-ErrorType: {code}", head)
                error = json.loads(answer.encode("latin-1"))
                self.assertEqual(error["__type"], code)
                self.assertIn(words, error["message"])

    def test_a_path_that_nobody_serves_is_named(self):
        for path in ("/nowhere", "/" + "a/" * 10_000, "/%00", "/_sfn/v1/nothing", "/2015-03-31/nothing", "//", "/../../etc/passwd"):
            with self.subTest(path=path[:40]):
                self.assertIn("HTTP/1.1 404 ", self.dialogue(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))

    def test_a_body_that_is_shorter_than_it_says_does_nothing(self):
        request = self.start_request("short")
        for cut in (1, 10, len(request) // 2, len(request) - 1):
            with self.subTest(bytes=cut):
                self.assertNotIn("executionArn", self.dialogue(request[:cut], finish=True))
        self.assert_no_execution("short")

    def test_a_body_that_is_longer_than_it_says_is_read_to_its_length(self):
        said = self.dialogue(self.start_request("long") + "garbage\r\n\r\n")
        self.assertIn("HTTP/1.1 200 OK", said)
        self.assertIn("HTTP/1.1 400 Bad Request", said)
        self.assertEqual(self.api.describe(self.execution("long"))["input"], "{}")

    def test_pipelined_requests_are_answered_in_their_order(self):
        names = [f"piped-{i}" for i in range(100)]
        said = self.dialogue("".join(HEALTH + self.start_request(name) for name in names) + LAST_HEALTH)
        self.assertEqual(said.count('{"status":"ok"}'), len(names) + 1)
        places = [said.index(f':{name}"') for name in names]
        self.assertEqual(places, sorted(places))
        for name in names:
            self.assertEqual(self.finished(self.execution(name))["status"], "SUCCEEDED")

    def test_who_leaves_before_the_answer_harms_nobody(self):
        for i in range(50):
            with self.connection() as peer:
                peer.sendall(self.start_request(f"left-{i}").encode("latin-1"))
                if i % 2:  # Without a goodbye: the daemon's answer meets a reset.
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with self.connection() as peer:
            peer.sendall(HEALTH.encode())
            self.assertIn(b"200 OK", peer.recv(4_096))
        for i in range(50):  # Each was started or was not; who repeats it has one execution for sure.
            with contextlib.suppress(ApiError):
                self.api.start(self.passes, {}, name=f"left-{i}")
            self.assertEqual(self.finished(self.execution(f"left-{i}"))["status"], "SUCCEEDED")

    def test_slow_ones_are_not_waited_for_and_do_not_hold_up_others(self):
        with contextlib.ExitStack() as open_connections:
            silent, heads, bodies = ([open_connections.enter_context(self.connection()) for _ in range(100)] for _ in range(3))
            began = time.monotonic()
            for head, body in zip(heads, bodies):
                head.sendall(b"POST / HTTP/1.1\r\nHo")
                body.sendall((HEAD + "Content-Length: 10\r\n\r\n{").encode())
            while time.monotonic() - began < TIME_LIMIT - 2:
                asked = time.monotonic()
                self.assertEqual(self.api.describe(self.waiting)["status"], "RUNNING")
                self.assertLess(time.monotonic() - asked, 2)
                for head in heads[:50]:  # A byte now and then does not stretch the time for a head.
                    head.sendall(b"s")
                time.sleep(1)
            for peer in (*heads, *bodies):
                self.assertIn("HTTP/1.1 408 Request Timeout", received(peer))
            self.assertLess(time.monotonic() - began, TIME_LIMIT + 15)
            silent[0].sendall(LAST_HEALTH.encode())
            self.assertIn("200 OK", received(silent[0]))

    # What the tests say to the daemon.

    def connection(self):
        return socket.create_connection((self.address().hostname, self.address().port), timeout=60)

    def address(self):
        return urllib.parse.urlsplit(self.daemon.endpoint)

    def dialogue(self, request, finish=False):
        """All that comes back until the daemon closes. `finish` tells it that no more will come."""
        with self.connection() as peer:
            peer.sendall(request.encode("latin-1"))
            if finish:
                peer.shutdown(socket.SHUT_WR)
            return received(peer)

    def aws(self, target, body, close=True):
        data = f"X-Amz-Target: {target}\r\nContent-Length: {len(body)}\r\n"
        return HEAD + data + ("Connection: close\r\n" if close else "") + "\r\n" + body

    def start_request(self, name):
        parameters = {"stateMachineArn": self.passes, "name": name, "input": "{}"}
        return self.aws("AWSStepFunctions.StartExecution", json.dumps(parameters), close=False)

    def execution(self, name):
        return f"{self.passes.replace(':stateMachine:', ':execution:')}:{name}"

    def assert_no_execution(self, name):
        self.assert_refused("ExecutionDoesNotExist", name, lambda: self.api.describe(self.execution(name)))


def received(peer):
    """Until the daemon closes. What it says before a reset counts too."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := peer.recv(65_536):
            said += piece
    return said.decode("latin-1")
