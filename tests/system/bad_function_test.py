"""Functions that misbehave in every way that a process can, and packages that mean harm: the execution is told what
happened in AWS's words, and the daemon, its other functions and its disk are as they were."""
import base64
import io
import json
import os
import pathlib
import stat
import struct
import zipfile

from aws_api import ROLE, ApiError, zip_of
from daemon import preset
from gate import is_running
from harness import eventually
from witness import WitnessedTest

RESIDENT_MIB_MAX = {"asan": 1000, "tsan": 1500}  # Sanitizers keep what was freed for a while, and shadows of all.

INVOKE = json.dumps({"StartAt": "Call", "States": {"Call": {
    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload", "End": True,
    "Parameters": {"FunctionName.$": "$.function", "Payload": {}}}}})

HANDLER = "def handler(event, context):\n    "

# Each function of Python with how an execution that calls it ends: the error and what the cause says, or the output.
MISBEHAVING = {
    "does-not-compile": ("def handler(:", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
    "does-not-load": ("import nothing_of_this_name", "Runtime.ImportModuleError", "No module named 'nothing_of_this_name'"),
    "has-no-handler": ("", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"),
    "fails-to-load": ("raise OSError('no luck')", "OSError", "no luck"),
    "raises": (HANDLER + "raise KeyError('missing')", "KeyError", "'missing'"),
    "raises-without-end": (HANDLER + "raise ValueError('x' * 1_000_000)", "ValueError", '"errorMessage":"xxx'),
    "answers-no-json": (HANDLER + "return {1, 2}", "Runtime.MarshalError", "is not JSON serializable"),
    "answers-too-much": (HANDLER + "return 'x' * 7_000_000", "Function.ResponseSizeTooLarge",
                         "Response payload size (7000002 bytes) exceeded maximum allowed payload size (6291556 bytes)."),
    "answers-more-than-a-state-takes": (HANDLER + "return 'x' * 300_000", "States.DataLimitExceeded",
                                        "returned a result with a size exceeding the maximum number of bytes service limit"),
    "exits": ("import os\n" + HANDLER + "os._exit(3)", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
    "exits-well": ("import os\n" + HANDLER + "os._exit(0)", "Runtime.ExitError", "Runtime exited without providing a reason"),
    "exits-while-loading": ("import os\nos._exit(4)", "Runtime.ExitError", "exit status 4"),
    "kills-itself": ("import os\n" + HANDLER + "os.kill(os.getpid(), 9)", "Runtime.ExitError", "signal: killed"),
    "crashes": ("import ctypes\n" + HANDLER + "ctypes.string_at(0)", "Runtime.ExitError", "signal: segmentation fault"),
    "hangs": ("import time\n" + HANDLER + "time.sleep(1000)", "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
    "ignores-signals": ("import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + HANDLER + "time.sleep(1000)",
                        "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
    "prints-without-end": ("import os\n" + HANDLER + "while True: os.write(1, b'spam ' * 10_000)", "Sandbox.Timedout", "1.00 seconds"),
    "prints-one-endless-line": ("import os\n" + HANDLER + "while True: os.write(2, b'x' * 65_536)", "Sandbox.Timedout", "1.00 seconds"),
    "prints-garbage": ("import os\n" + HANDLER + "os.write(1, bytes(range(256)) * 400)\n    return 'printed'", None, '"printed"'),
    "closes-what-it-prints-to": ("import os\n" + HANDLER + "os.close(1); os.close(2)\n    return 'closed'", None, '"closed"'),
}

# Runtimes of one's own, which speak to the runtime API by hand.
RUNTIME = """#!/usr/bin/env python3
import http.client, os, socket, sys, time

def connect():
    return http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'], timeout=60)

def ask(connection, method, path, body=None):
    connection.request(method, '/2018-06-01/runtime/' + path, body)
    answer = connection.getresponse()
    return answer, answer.read()

def next_id(connection):
    return ask(connection, 'GET', 'invocation/next')[0].headers['Lambda-Runtime-Aws-Request-Id']

def answer(connection, id, text):
    return ask(connection, 'POST', f'invocation/{id}/response', text)[0].status

api = connect()
"""

RUNTIMES = {
    "answers-text": ("answer(api, next_id(api), 'this is no JSON')\nnext_id(api)", None, '"this is no JSON"'),
    "answers-nothing": ("answer(api, next_id(api), '')\nnext_id(api)", None, '""'),
    "answers-bytes": ("answer(api, next_id(api), bytes(range(128, 256)))\nnext_id(api)", None, "\ufffd"),
    "answers-twice": ("""
id = next_id(api)
first, second = answer(api, id, '1'), answer(api, id, '2')
assert (first, second) == (202, 400), (first, second)
next_id(api)""", None, "1"),
    "answers-an-unknown-request": ("""
id = next_id(api)
for wrong in ('00000000-0000-4000-8000-000000000000', 'x', '', '..', id + 'x', '%00'):
    status = answer(api, wrong, '"wrong"')
    assert status in (400, 404), (wrong, status)
answer(api, id, '"right"')
next_id(api)""", None, '"right"'),
    "asks-again-before-it-answers": ("""
id = next_id(api)
status = ask(api, 'GET', 'invocation/next')[0].status
assert status == 403, status
answer(api, id, '"patient"')
next_id(api)""", None, '"patient"'),
    "talks-nonsense": ("""
id = next_id(api)
host, port = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
for bytes_ in (b'NONSENSE\\r\\n\\r\\n', b'\\x16\\x03\\x01', b'GET / HTTP/9.9\\r\\n\\r\\n', b'\\0' * 100_000):
    with socket.create_connection((host, int(port))) as rude:
        rude.sendall(bytes_)
for method, path in (('GET', 'nothing'), ('PUT', 'invocation/next'), ('POST', 'init/error'), ('POST', f'invocation/{id}/nothing')):
    status = ask(api, method, path)[0].status
    assert status in (403, 404), (path, status)
answer(api, id, '"polite"')
next_id(api)""", None, '"polite"'),
    "breaks-off-its-answer": ("""
id = next_id(api)
api.putrequest('POST', f'/2018-06-01/runtime/invocation/{id}/response')
api.putheader('Content-Length', '1000')
api.endheaders()
api.send(b'"half')
api.sock.close()
sys.exit(0)""", "Runtime.ExitError", "Runtime exited without providing a reason"),
    "breaks-off-and-tries-again": ("""
id = next_id(api)
api.putrequest('POST', f'/2018-06-01/runtime/invocation/{id}/response')
api.putheader('Content-Length', '1000')
api.endheaders()
api.send(b'"half')
api.close()
api = connect()
answer(api, id, '"whole"')
next_id(api)""", None, '"whole"'),
    "hangs-up-on-its-work": ("""
api.request('GET', '/2018-06-01/runtime/invocation/next')
api.close()
time.sleep(1000)""", "Sandbox.Timedout", "1.00 seconds"),
    "reports-an-error-that-is-none": ("""
ask(api, 'POST', f'invocation/{next_id(api)}/error', 'no JSON either')
next_id(api)""", "Lambda.Unknown", "no JSON either"),
    "never-asks": ("sys.exit(7)", "Runtime.ExitError", "exit status 7"),
}


class BadFunctions(WitnessedTest):
    options = ("--function-concurrency", "3")

    def setUp(self):
        super().setUp()
        self.caller = self.create_machine("calls", INVOKE)

    def create(self, name, package, **settings):
        return self.api.functions("POST", "/2015-03-31/functions", {
            "FunctionName": name, "Runtime": "python3.11", "Handler": "app.handler", "Role": ROLE, "Timeout": 1,
            "Code": {"ZipFile": base64.b64encode(package).decode()}, **settings})

    def call(self, function):
        return self.api.start(self.caller, {"function": function}, name=function.rsplit(":", 1)[-1])

    def assert_ends(self, execution, error, words):
        described = self.finished(execution, 90)
        self.assertEqual(described.get("error"), error, described.get("cause", described.get("output"))[:500])
        self.assertIn(words, described["cause" if error else "output"])
        self.assertLessEqual(len(described.get("cause", "")), 32_768)

    def test_each_ends_its_execution_alone(self):
        for name, (source, error, _) in MISBEHAVING.items():
            # The others may take as long as a slow machine lets them.
            self.create(name, zip_of({"app.py": source}), Timeout=1 if error == "Sandbox.Timedout" else 60)
        started = {name: self.call(name) for name in MISBEHAVING}
        for name, (_, error, words) in MISBEHAVING.items():
            with self.subTest(function=name):
                self.assert_ends(started[name], error, words)
        self.assertLess(self.resident_mib(), RESIDENT_MIB_MAX.get(preset(), 300))
        self.assert_no_process_is_left()

    def test_each_runtime_ends_its_execution_alone(self):
        for name, (source, _, _) in RUNTIMES.items():
            self.create(name, executable("bootstrap", RUNTIME + source), Runtime="provided.al2023", Handler="none")
        started = {name: self.call(name) for name in RUNTIMES}
        for name, (_, error, words) in RUNTIMES.items():
            with self.subTest(runtime=name):
                self.assert_ends(started[name], error, words)
        self.assert_no_process_is_left()

    def test_one_that_is_not_there_is_named(self):
        for name in ("nobody", "arn:aws:lambda:eu-west-3:123456789012:function:nobody"):
            with self.subTest(name=name):
                execution = self.api.start(self.caller, {"function": name})
                self.assert_ends(execution, "Lambda.ResourceNotFoundException",
                                 "Function not found: arn:aws:lambda:eu-west-3:123456789012:function:nobody")
        self.assert_refused("ResourceNotFoundException", "Function not found: arn:aws:lambda:eu-west-3:123456789012:function:nobody",
                            lambda: self.api.functions("POST", "/2015-03-31/functions/nobody/invocations", {}), 404)

    def test_ones_that_cannot_start_say_why(self):
        self.create("no-bootstrap", zip_of({"other": ""}), Runtime="provided.al2023", Handler="none")
        self.create("not-executable", zip_of({"bootstrap": "#!/bin/sh"}), Runtime="provided.al2023", Handler="none")
        self.create("no-program", executable("bootstrap", "\x7fELF garbage"), Runtime="provided.al2023", Handler="none")
        self.create("no-interpreter", executable("bootstrap", "#!/no/such/interpreter\n"), Runtime="provided.al2023", Handler="none")
        for name, words in (("no-bootstrap", "Couldn't find valid bootstrap(s)"), ("not-executable", "Permission denied"),
                            ("no-program", "Exec format error"), ("no-interpreter", "No such file or directory")):
            with self.subTest(function=name):
                self.assert_ends(self.call(name), "Runtime.InvalidEntrypoint", words)

    def test_what_one_forks_ends_with_it(self):
        pids = self.folder / "pids"
        self.create("forks", zip_of({"app.py": FORKS.format(pids=str(pids))}), Timeout=30)
        self.assert_ends(self.call("forks"), None, "30")
        forked = [int(pid) for pid in pids.read_text().split()]
        self.assertEqual(len(forked), 30)
        self.api.functions("DELETE", "/2015-03-31/functions/forks")
        eventually(lambda: not any(map(is_running, forked)), "what the function forked goes on", 10)

    def test_an_invoked_one_answers_its_error_in_full(self):
        self.create("raises", zip_of({"app.py": HANDLER + "raise ValueError('x' * 400_000)"}))
        answer = self.api.functions("POST", "/2015-03-31/functions/raises/invocations", {})
        self.assertEqual((answer["errorType"], len(answer["errorMessage"])), ("ValueError", 400_000))

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.daemon.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    def assert_no_process_is_left(self):
        """Once their functions are deleted, nothing runs that belongs to this daemon's data directory."""
        for function in self.api.functions("GET", "/2015-03-31/functions/")["Functions"]:
            self.api.functions("DELETE", f"/2015-03-31/functions/{function['FunctionName']}")
        code = str(self.folder / "data" / "code")
        eventually(lambda: not list(processes_in(code)), "a process of a function goes on", 15)


FORKS = """
import os, time

def handler(event, context):
    children = []
    for i in range(30):
        child = os.fork()
        if child == 0:
            if i % 3 == 0: os.setsid()
            time.sleep(1000)
            os._exit(0)
        children.append(child)
    with open({pids!r}, 'w') as file:
        file.write(' '.join(map(str, children)))
    return len(children)
"""


class BadPackages(WitnessedTest):
    REFUSED = "Could not unzip uploaded file"

    def create(self, package):
        return self.api.functions("POST", "/2015-03-31/functions", {
            "FunctionName": "bad", "Runtime": "python3.11", "Handler": "app.handler", "Role": ROLE,
            "Code": {"ZipFile": base64.b64encode(package).decode()}})

    def test_none_is_taken_and_none_leaves_a_trace(self):
        code = self.folder / "data" / "code"
        around = self.everything_around()
        for what, (package, words) in self.packages().items():
            with self.subTest(package=what):
                self.assert_refused("InvalidParameterValueException", words, lambda given=package: self.create(given))
                self.assertEqual(list(code.iterdir()), [])
        self.assertEqual(self.everything_around(), around)
        self.assertEqual(self.api.functions("GET", "/2015-03-31/functions/")["Functions"], [])

    def test_code_that_is_no_text_of_base64_is_refused(self):
        for text, code in (("?", "SerializationException"), ("", "InvalidParameterValueException")):
            with self.subTest(text=text), self.assertRaises(ApiError) as refused:
                self.api.functions("POST", "/2015-03-31/functions", {
                    "FunctionName": "bad", "Runtime": "python3.11", "Handler": "app.handler", "Role": ROLE, "Code": {"ZipFile": text}})
            self.assertEqual((refused.exception.status, refused.exception.code), (400, code))

    def packages(self):
        good = zip_of({"app.py": "print()\n" * 50})
        outside, unzip = "lies outside of the package", self.REFUSED
        return {
            "nothing": (b"", "non-empty zip"),
            "text": (b"this is text", unzip),
            "an empty zip": (zip_of({}), "non-empty zip"),
            "a zip cut short": (good[:-10], unzip),
            "half a zip": (good[:len(good) // 2], unzip),
            "content that does not fit its checksum": (good.replace(b"print()\n", b"Print()\n", 1), unzip),
            "an encrypted zip": (encrypted(good), unzip),
            "a parent folder": (zip_of({"../out": "x"}), [unzip, '"../out" ' + outside]),
            "a parent folder within": (zip_of({"a/../../out": "x"}), outside),
            "an absolute name": (zip_of({str(self.folder / "out"): "x"}), outside),
            "a name of Windows": (zip_with("..\\out"), outside),
            "a name with a NUL byte": (zip_with("a\0../../out"), unzip),
            "a drive of Windows": (zip_with("C:\\out"), outside),
            "a symbolic link": (link("link", "/etc/passwd"), '"link" is a symbolic link'),
            "a file below a link": (link("link", str(self.folder), below="out"), "is a symbolic link"),
            "a device": (special("null", stat.S_IFCHR), "is a special file"),
            "a pipe": (special("pipe", stat.S_IFIFO), "is a special file"),
            "a bomb": (deflated({"zeros": bytes(262_144_001)}), "Unzipped size must be smaller than 262144000 bytes"),
            "a bomb in parts": (deflated({f"zeros{i}": bytes(30_000_000) for i in range(9)}), "smaller than 262144000 bytes"),
            "a bomb that lies about its size": (lying(deflated({"zeros": bytes(270_000_000)}), 270_000_000, 10), "Unzipped"),
            "65,537 entries": (zip_of({f"f{i}": "" for i in range(65_537)}), "65537 entries, at most 50000 are allowed"),
            "50,001 entries": (zip_of({f"f{i}": "" for i in range(50_001)}), "50001 entries, at most 50000 are allowed"),
            "a file that is a folder too": (zip_of({"a": "x", "a/b": "y"}), "does not fit the other entries"),
            "a name that is too long": (zip_of({"n" * 300: "x"}), "does not fit the other entries"),
            "a path that is too long": (zip_of({"d/" * 3_000 + "f": "x"}), "does not fit the other entries"),
        }

    def everything_around(self):
        """The names of all that could be written to by a name that leads out of a package."""
        return sorted(str(path) for path in self.folder.iterdir()) + sorted(os.listdir(self.folder / "data"))


def processes_in(folder):
    """The processes that work in a folder or below it."""
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd").startswith(folder):
                yield process.name
        except OSError:
            pass


def archive_of(write, method=zipfile.ZIP_STORED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        write(archive)
    return data.getvalue()


def deflated(files):
    return archive_of(lambda archive: [archive.writestr(name, content) for name, content in files.items()], zipfile.ZIP_DEFLATED)


def entry(name, mode):
    info = zipfile.ZipInfo(name)
    info.create_system = 3  # Unix
    info.external_attr = mode << 16
    return info


def zip_with(name):
    """Python's own archives would turn the slashes of some names."""
    placeholder = "p" * len(name)
    return zip_of({placeholder: "x"}).replace(placeholder.encode(), name.encode())


def executable(name, text):
    return archive_of(lambda archive: archive.writestr(entry(name, stat.S_IFREG | 0o755), text))


def link(name, target, below=None):
    def write(archive):
        archive.writestr(entry(name, stat.S_IFLNK | 0o777), target)
        if below:
            archive.writestr(entry(f"{name}/{below}", stat.S_IFREG | 0o644), "x")
    return archive_of(write)


def special(name, kind):
    return archive_of(lambda archive: archive.writestr(entry(name, kind | 0o666), ""))


def encrypted(package):
    """As it would look: the flag is set, the content is not what it should be either way."""
    changed = bytearray(package)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[package.index(signature) + flags] |= 1
    return bytes(changed)


def lying(package, size, told):
    return package.replace(struct.pack("<I", size), struct.pack("<I", told))
