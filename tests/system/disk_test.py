"""Disks that are full, data that is damaged or may not be written: what sfnd says, and what is kept."""
import hashlib
import http.client
import os
import shutil
import sqlite3
import subprocess
import unittest

from aws_api import ROLE, ApiError
from daemon import STOP_SECONDS
from harness import SystemTest, ended, eventually

MIB = 1 << 20
PAGE = 8192
NOBODY = 65534
PASS = '{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}'
WAIT = '{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": true}}}'


class DiskTest(SystemTest):
    def create(self, name, definition):
        return self.api.states("CreateStateMachine", name=name, roleArn=ROLE, definition=definition)["stateMachineArn"]

    @property
    def data(self):
        return self.folder / "data"

    def died(self):
        """The end of a daemon that ends by itself: its status, and what it said last."""
        status = self.daemon.process.wait(STOP_SECONDS)
        self.daemon.reader.join(STOP_SECONDS)
        self.daemon.process = None
        return status, self.daemon.lines[-1]

    def refused(self, *prefix):
        """What a daemon says that does not start."""
        ran = subprocess.run([*prefix, *self.daemon.command], capture_output=True, text=True, timeout=30)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        lines = [line for line in ran.stderr.splitlines() if " error " in line]
        self.assertEqual(len(lines), 1, ran.stderr)
        return lines[0]


class DamagedData(DiskTest):
    def setUp(self):
        super().setUp()
        machine = self.create("passes", PASS)
        self.executions = [self.api.start(machine, {"text": "x" * 60_000}) for _ in range(30)]
        for execution in self.executions:
            self.finished(execution)
        self.daemon.stop()
        self.database = self.data / "sfn.db"
        self.good = self.folder / "good.db"
        shutil.copy(self.database, self.good)

    def overwrite(self, start, end):
        with open(self.database, "r+b") as file:
            file.seek(start)
            file.write(b"\xa5" * (end - start))

    def digest(self):
        return hashlib.sha256(self.database.read_bytes()).hexdigest()

    def assert_refused_and_untouched(self, *words):
        before = self.digest()
        said = self.refused()
        for word in (str(self.database), *words):
            self.assertIn(word, said)
        self.assertEqual(self.digest(), before)

    def assert_good_again(self):
        for file in self.data.glob("sfn.db*"):
            file.unlink()
        shutil.copy(self.good, self.database)
        self.start()
        for execution in self.executions:
            self.assertEqual(self.api.describe(execution)["status"], "SUCCEEDED")

    def test_a_file_that_is_no_database_is_left_alone(self):
        self.overwrite(0, 100)
        self.assert_refused_and_untouched("file is not a database", "is damaged; put a backup")
        self.assert_good_again()

    def test_a_newer_schema_is_left_alone(self):
        with sqlite3.connect(self.database) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        self.assert_refused_and_untouched("schema version 99", "run a newer sfnd")

    def test_logs_that_are_damaged_are_set_aside(self):
        (self.data / "logs.db").write_bytes(b"\xa5" * PAGE)
        self.start()
        self.assertEqual((self.data / "logs.db.damaged").read_bytes(), b"\xa5" * PAGE)
        self.assertTrue(any("the log database is damaged" in line for line in self.daemon.lines))
        self.assertEqual(self.api.describe(self.executions[0])["status"], "SUCCEEDED")

    def test_pages_that_are_damaged_stop_the_daemon_that_reads_them(self):
        pages = self.database.stat().st_size // PAGE
        self.overwrite(pages // 2 * PAGE, pages * 3 // 4 * PAGE)
        self.start()
        with self.assertRaises((OSError, ApiError)):
            for execution in self.executions:
                self.api.history(execution)
        status, said = self.died()
        self.assertEqual(status, 1)
        self.assertIn(f"{self.database} is damaged; put a backup", said)
        self.assert_good_again()


class DamagedRows(DiskTest):
    """Files that are sound to SQLite, with a row in them that no sfnd has written."""

    # What is written into the database, and what is said of it.
    AT_START = {
        "UPDATE pending_work SET key = '1.0.offnuller' WHERE due IS NULL": "pending_work, execution",
        "UPDATE pending_work SET key = '' WHERE due IS NOT NULL": "pending_work, execution",
        "UPDATE function SET code_sha256 = '1'": "code_sha256 is no SHA-256 in Base64: '1'",
        "UPDATE state_machine SET definition = -1": "its definition -1 is missing",
        "UPDATE journal SET body = '{}'": "journal, execution",
        "UPDATE journal SET first_seq = first_seq + 1000": "event 1 is missing",
        "UPDATE meta SET value = 9223372036854775807": "the last number of a",
    }
    # Likewise, with who comes upon it.
    WHEN_READ = {
        "UPDATE state_machine SET configuration = ''": ("machine", "configuration: no JSON: ''"),
        "UPDATE state_machine_revision SET configuration = '[]'": ("machine_of_then", "no JSON object: '[]'"),
        "UPDATE definition SET text = substr(text, 1, 20)": ("start_one", "its text is no valid definition"),
        "UPDATE journal SET body = 1.5 WHERE execution = 1": ("history", "journal, execution 1, first_seq 1"),
        "UPDATE journal SET publics = 9 WHERE execution = 1": ("history", "no row has events"),
        "UPDATE journal SET publics = 0 WHERE execution = 1": ("history", "has public events"),
        "UPDATE execution SET stopped = NULL WHERE id = 1": ("history", "it has ended, and nobody knows when"),
        "UPDATE execution SET status = 9 WHERE id = 1": ("history", "there is no status 9"),
        "UPDATE resource SET body = '\"a\"'": ("activity", "resource arn:"),
        "UPDATE function SET configuration = '{'": ("function", "configuration: no JSON: '{'"),
        "UPDATE function SET configuration = '{}'": ("call", "function arn:"),
    }

    def setUp(self):
        super().setUp()
        self.passes = self.create("passes", PASS)
        self.execution = self.api.start(self.passes, {})
        self.finished(self.execution)
        self.worked_on = self.api.states("CreateActivity", name="A")["activityArn"]
        self.api.create_function("F", {"F.py": "def lambda_handler(event, context):\n    return event\n"})
        self.api.start(self.create("waits", WAIT.replace("2", "3600")), {})
        self.api.start(self.create("works", PASS.replace('"Pass"', f'"Task", "Resource": "{self.worked_on}"')), {})
        self.daemon.stop()
        self.database = self.data / "sfn.db"
        self.good = self.folder / "good.db"
        shutil.copy(self.database, self.good)

    def machine(self):
        self.api.states("DescribeStateMachine", stateMachineArn=self.passes)

    def machine_of_then(self):
        self.api.states("DescribeStateMachineForExecution", executionArn=self.execution)

    def start_one(self):
        self.api.start(self.passes, {})

    def history(self):
        self.api.history(self.execution)

    def activity(self):
        self.api.states("DescribeActivity", activityArn=self.worked_on)

    def function(self):
        self.api.functions("GET", "/2015-03-31/functions/F")

    def call(self):
        self.api.invoke("F", {})

    def damage(self, statement):
        for file in self.data.glob("sfn.db*"):
            file.unlink()
        shutil.copy(self.good, self.database)
        database = sqlite3.connect(self.database)
        changed = database.execute(statement).rowcount
        database.commit()
        database.close()
        self.assertGreater(changed, 0)

    def assert_tells(self, said, words):
        self.assertIn(f"{self.database} is damaged: ", said)
        self.assertIn(words, said)
        self.assertIn("put a backup (sfnctl backup) in its place", said)

    def test_a_row_that_a_start_needs_ends_it(self):
        for statement, words in self.AT_START.items():
            with self.subTest(statement):
                self.damage(statement)
                self.assert_tells(self.refused(), words)

    def test_a_row_that_somebody_asks_for_ends_the_daemon(self):
        for statement, (ask, words) in self.WHEN_READ.items():
            with self.subTest(statement):
                self.damage(statement)
                self.start()
                with self.assertRaises((OSError, ApiError, http.client.HTTPException)):
                    getattr(self, ask)()
                status, said = self.died()
                self.assertEqual(status, 1)
                self.assert_tells(said, words)

    def test_the_tables_are_those_of_the_schema_version(self):
        for version, words in {"-5": "schema version -5, which no sfnd has written", "1": "does not hold what belongs"}.items():
            with self.subTest(version):
                for file in self.data.glob("sfn.db*"):
                    file.unlink()
                database = sqlite3.connect(self.database)
                database.execute(f"PRAGMA user_version = {version}")
                database.close()
                said = self.refused()
                self.assertIn(str(self.database), said)
                self.assertIn(words, said)
                self.assertIn("put a backup (sfnctl backup) in its place", said)


class NotAllowed(DiskTest):
    def setUp(self):
        super().setUp()
        self.daemon.stop()

    def as_somebody_else(self):
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            self.daemon.command[0] = shutil.copy(self.daemon.command[0], self.folder)  # Where anybody may run it.
            return ["setpriv", f"--reuid={NOBODY}", "--clear-groups"]
        self.data.chmod(0o500)
        for file in self.data.glob("sfn.*"):
            file.chmod(0o400)
        self.addCleanup(self.data.chmod, 0o700)
        return []

    def test_a_directory_of_somebody_else_is_named(self):
        said = self.refused(*self.as_somebody_else())
        self.assertIn(f"{self.data}/sfn.lock", said)
        self.assertIn("Permission denied", said)
        self.assertIn("must be able to write in its data directory", said)

    def test_a_directory_that_cannot_be_made_is_named(self):
        (self.folder / "file").touch()
        self.daemon.command[2] = self.folder / "file" / "data"
        said = self.refused()
        self.assertIn(f"cannot make {self.folder}/file/data", said)
        self.assertIn("Not a directory", said)


class OwnDisk(DiskTest):
    """The data directory is a disk of its own, of a few megabytes."""

    size = 24 * MIB

    def start(self):
        if not self.data.exists():
            self.data.mkdir()
            self.mount("-t", "tmpfs", "-o", f"size={self.size}", "tmpfs")
            self.addCleanup(subprocess.run, ["umount", "--lazy", self.data], check=True)
        super().start()

    def mount(self, *how):
        if os.geteuid() != 0:
            raise unittest.SkipTest("a disk of its own needs root")
        mounted = subprocess.run(["mount", *how, self.data], capture_output=True, text=True)
        if mounted.returncode:
            raise unittest.SkipTest(f"a disk of its own: {mounted.stderr.strip()}")

    def fill(self, leave):
        """Takes the room on the disk but for so many bytes."""
        disk = os.statvfs(self.data)
        missing = disk.f_bavail * disk.f_frsize - leave
        with open(self.data / "ballast", "ab", buffering=0) as ballast:
            try:
                while missing > 0:
                    missing -= ballast.write(b"\0" * missing)
            except OSError:
                pass  # Another file has taken the last page.

    def empty(self):
        (self.data / "ballast").unlink()

    def start_fails(self, machine):
        try:
            self.api.start(machine, {})
        except ApiError as error:
            return error
        return None


class ReadOnly(OwnDisk):
    def test_a_disk_that_is_read_only_is_named(self):
        self.daemon.stop()
        subprocess.run(["mount", "-o", "remount,ro", self.data], check=True)
        said = self.refused()
        self.assertIn(f"{self.data}/sfn.lock", said)
        self.assertIn("Read-only file system", said)


class LittleRoom(OwnDisk):
    options = ("--min-free", "8")

    def test_new_work_is_refused_while_what_runs_ends(self):
        machine = self.create("waits", WAIT)
        running = self.api.start(machine, {})
        self.fill(leave=4 * MIB)
        # The disk is looked at after commits, at most once a second.
        error = eventually(lambda: self.start_fails(machine), "nothing is refused")
        self.assertEqual((error.status, error.code), (503, "ServiceUnavailable"))
        self.assertIn("--min-free asks for 8 MiB", error.message)
        self.assertEqual(self.finished(running)["status"], "SUCCEEDED")
        self.empty()
        eventually(lambda: self.start_fails(machine) is None, "all is refused")


class NoRoom(OwnDisk):
    options = ("--min-free", "1")

    def setUp(self):
        super().setUp()
        self.machine = self.create("passes", PASS)
        self.waiting = self.api.start(self.create("waits", WAIT.replace("2", "6")), {})
        self.acknowledged = [self.api.start(self.machine, {"n": n}) for n in range(20)]
        self.fill(leave=0)
        self.start_until_it_dies()

    def start_until_it_dies(self):
        try:
            for _ in range(10_000):
                self.acknowledged.append(self.api.start(self.machine, {"text": "x" * 100_000}))
        except (OSError, ApiError):
            pass  # Where it has seen in time that the disk is full, the end of the wait finds no room.

    def test_the_daemon_stops_and_says_why(self):
        status, said = self.died()
        self.assertEqual(status, 1)
        self.assertIn("the event store cannot write", said)
        self.assertIn(f"{self.data}/sfn.db", said)
        self.assertIn("No space left on device", said)

    def test_the_next_start_serves_reads_and_goes_on_when_there_is_room(self):
        self.died()
        self.start()
        for execution in self.acknowledged:
            self.assertIn(self.api.describe(execution)["status"], ("RUNNING", "SUCCEEDED"))
        eventually(lambda: any("the disk has no room" in line for line in self.daemon.lines), "nothing is said")
        error = self.start_fails(self.machine)
        self.assertEqual((error.status, error.code), (503, "ServiceUnavailable"))
        self.assertIn("no room for a commit", error.message)

        self.empty()
        eventually(lambda: self.start_fails(self.machine) is None, "all is refused")
        for execution in [self.waiting, *self.acknowledged]:
            self.assertEqual(self.finished(execution)["status"], "SUCCEEDED")


class FileSizeLimit(DiskTest):
    """Needs no root: a limit of the process instead of a disk."""

    options = ("--min-free", "0")

    def start(self):
        if self.daemon.command[0] != "prlimit":
            self.daemon.command = ["prlimit", f"--fsize={4 * MIB}", *self.daemon.command]
        super().start()

    def test_what_was_acknowledged_is_there_without_the_limit(self):
        machine = self.create("passes", PASS)
        acknowledged = []
        with self.assertRaises(OSError):
            for _ in range(10_000):
                acknowledged.append(self.api.start(machine, {"text": "x" * 100_000}))
        status, said = self.died()
        self.assertEqual(status, 1)
        self.assertIn(f"{self.data}/sfn.db", said)
        self.assertRegex(said, "File too large|disk I/O error")

        self.daemon.command[1] = "--fsize=unlimited"
        self.start()
        self.assertGreater(len(acknowledged), 5)
        for execution in acknowledged:
            self.assertIsNotNone(eventually(lambda: ended(self.api.describe(execution)), "it does not end"))
