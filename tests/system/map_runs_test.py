"""Distributed Maps: seen from outside, with kill -9 in the middle. No child is lost, none is repeated, and what nobody
waits for any more is stopped."""
import gzip
import json
import os
import pathlib
import pty
import subprocess
import tempfile
import time
import urllib.parse

from aws_api import ROLE, ApiError
from daemon import program
from harness import SystemTest, client_environment, ended, eventually
from workflows import ROOT

PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
# Fails for an item that asks for it, waits for one that says how long.
PICKY = {"StartAt": "C", "States": {
    "C": {"Type": "Choice", "Default": "P", "Choices": [
        {"And": [{"Variable": "$.fail", "IsPresent": True}], "Next": "F"},
        {"And": [{"Variable": "$.wait", "IsPresent": True}], "Next": "W"}]},
    "W": {"Type": "Wait", "SecondsPath": "$.wait", "Next": "P"},
    "F": {"Type": "Fail", "Error": "Unwanted", "Cause": "it asked for it"},
    "P": {"Type": "Pass", "End": True}}}
EXPRESS = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}}
READ = "arn:aws:states:::s3:getObject"
LIST = "arn:aws:states:::s3:listObjectsV2"
WRITE = "arn:aws:states:::s3:putObject"


def distributed(processor, **fields):
    return {"StartAt": "M", "States": {"M": {
        "Type": "Map", "End": True, **fields,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **processor}}}}


class MapRunTest(SystemTest):
    further_options = ()

    def setUp(self):
        self.s3 = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.s3 / "data").mkdir()
        self.options = ("--s3-dir", self.s3, *self.further_options)
        super().setUp()

    def create(self, name, definition):
        return self.api.states("CreateStateMachine", name=name, roleArn=ROLE,
                               definition=json.dumps(definition))["stateMachineArn"]

    def start_map(self, items, processor=PASS, name="m", **fields):
        return self.api.start(self.create(name, distributed(processor, **fields)), items)

    def output_of(self, execution):
        described = self.finished(execution)
        self.assertEqual(described["status"], "SUCCEEDED", described.get("cause"))
        return json.loads(described["output"])

    def types(self, execution):
        return [event["type"] for event in self.api.history(execution)]

    def only_run(self, execution):
        """The ARN of its map run, once it is there."""
        runs = eventually(lambda: self.api.states("ListMapRuns", executionArn=execution)["mapRuns"], "no map run")
        self.assertEqual(len(runs), 1)
        return runs[0]["mapRunArn"]

    def described_run(self, execution):
        return self.api.states("DescribeMapRun", mapRunArn=self.only_run(execution))

    def children(self, execution):
        run, token, found = self.only_run(execution), {}, []
        while True:
            page = self.api.states("ListExecutions", mapRunArn=run, **token)
            found += page["executions"]
            if "nextToken" not in page:
                return found
            token = {"nextToken": page["nextToken"]}

    def put(self, key, text):
        path = self.s3 / "data" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


class FromTheInput(MapRunTest):
    def test_items_become_children_and_their_outputs_the_state_s(self):
        execution = self.start_map([1, {"a": "b"}, "c", None, 0.0], MaxConcurrency=2)
        self.assertEqual(self.finished(execution)["output"], '[1,{"a":"b"},"c",null,0.0]')
        self.assertEqual([(e["type"], e["previousEventId"]) for e in self.api.history(execution)], [
            ("ExecutionStarted", 0), ("MapStateEntered", 0), ("MapStateStarted", 2), ("MapRunStarted", 3),
            ("MapRunSucceeded", 4), ("MapStateSucceeded", 5), ("MapStateExited", 4), ("ExecutionSucceeded", 7)])

    def test_names_and_links_are_those_of_aws(self):
        execution = self.start_map([1, 2], Label="lines")
        self.finished(execution)
        run = self.only_run(execution)
        self.assertRegex(run, r"^arn:aws:states:eu-west-3:123456789012:mapRun:m/lines:[0-9a-f-]{36}$")
        children = self.children(execution)
        self.assertEqual(len(children), 2)
        for child in children:
            self.assertRegex(child["executionArn"], r":execution:m/lines:[0-9a-f-]{36}$")
            self.assertTrue(child["stateMachineArn"].endswith(":stateMachine:m/lines"))
            self.assertEqual(child["mapRunArn"], run)
            self.assertEqual(self.api.describe(child["executionArn"])["mapRunArn"], run)
            machine = self.api.states("DescribeStateMachineForExecution", executionArn=child["executionArn"])
            self.assertEqual((machine["mapRunArn"], machine["label"]), (run, "lines"))
            self.assertEqual(json.loads(machine["definition"]), PASS)
        self.assertNotIn("mapRunArn", self.api.describe(execution))
        self.assertEqual([m["name"] for m in self.api.states("ListStateMachines")["stateMachines"]], ["m"])

    def test_nobody_starts_what_is_the_run_s_own(self):
        execution = self.start_map([1], Label="l")
        self.finished(execution)
        machine = self.children(execution)[0]["stateMachineArn"]
        for action in "StartExecution", "DeleteStateMachine":
            with self.assertRaisesRegex(ApiError, "ValidationException"):
                self.api.states(action, stateMachineArn=machine)
        self.assertEqual(self.api.states("DescribeStateMachine", stateMachineArn=machine)["label"], "l")
        with self.assertRaisesRegex(ApiError, "InvalidArn"):
            self.api.states("DescribeExecution", executionArn=self.only_run(execution))

    def test_an_item_selector_sees_item_input_and_context(self):
        execution = self.start_map(
            {"list": ["x", "y"], "all": 7}, ItemsPath="$.list",
            ItemSelector={"value.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index", "all.$": "$.all",
                          "from.$": "$$.Execution.Name", "source.$": "$$.Map.Item.Source"})
        name = execution.rsplit(":", 1)[1]
        self.assertEqual(self.output_of(execution), [
            {"value": v, "at": i, "all": 7, "from": name, "source": "STATE_DATA"} for i, v in enumerate("xy")])

    def test_batches_have_an_input_of_their_own(self):
        execution = self.start_map(list(range(7)), MaxConcurrency=1, ItemBatcher={
            "MaxItemsPerBatch": 3, "BatchInput": {"k": "v"}})
        self.assertEqual(self.output_of(execution), [
            {"BatchInput": {"k": "v"}, "Items": items} for items in ([0, 1, 2], [3, 4, 5], [6])])
        run = self.described_run(execution)
        self.assertEqual((run["itemCounts"]["succeeded"], run["executionCounts"]["succeeded"]), (7, 3))
        self.assertEqual([child["itemCount"] for child in reversed(self.children(execution))], [3, 3, 1])
        machine = execution.replace(":execution:", ":stateMachine:").rpartition(":")[0]
        [parent] = self.api.states("ListExecutions", stateMachineArn=machine)["executions"]
        self.assertNotIn("itemCount", parent)

    def test_no_items_are_no_children(self):
        execution = self.start_map([])
        self.assertEqual(self.output_of(execution), [])
        self.assertEqual(self.described_run(execution)["executionCounts"]["total"], 0)

    def test_several_pages_of_items_keep_their_order(self):
        self.assertEqual(self.output_of(self.start_map(list(range(150)))), list(range(150)))

    def test_a_map_in_a_child_is_a_map_run_of_its_own(self):
        inner = {"StartAt": "N", "States": {"N": distributed(PASS)["States"]["M"]}}
        execution = self.start_map([[1, 2], [3]], inner, Label="outer")
        self.assertEqual(self.output_of(execution), [[1, 2], [3]])

    def test_a_retried_map_is_another_run(self):
        execution = self.start_map([{"fail": 1}], PICKY, Retry=[
            {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1}])
        self.assertEqual(self.finished(execution)["error"], "States.ExceedToleratedFailureThreshold")
        self.assertEqual(len(self.api.states("ListMapRuns", executionArn=execution)["mapRuns"]), 2)


class WithoutObjects(SystemTest):
    def test_a_directory_that_is_not_there_ends_the_daemon(self):
        self.daemon.stop()
        self.daemon.command += ["--s3-dir", self.folder / "nowhere"]
        with self.assertRaises(AssertionError):
            self.start()
        self.assertIn("--s3-dir", self.daemon.tail())

    def test_libcurl_is_needed_only_with_an_endpoint(self):
        self.daemon.stop()
        (self.folder / "libcurl.so.4").touch()
        self.start(LD_LIBRARY_PATH=str(self.folder))
        self.daemon.stop()
        self.daemon.command += ["--s3-endpoint", "http://127.0.0.1:1"]
        with self.assertRaises(AssertionError):
            self.start(LD_LIBRARY_PATH=str(self.folder))
        self.assertRegex(self.daemon.tail(1), "--s3-endpoint.*libcurl.so.4: file too short")


class Failures(MapRunTest):
    def test_one_is_too_many_unless_told_otherwise(self):
        execution = self.start_map([{"fail": 1}, {"wait": 600}, {"wait": 600}], PICKY)
        described = self.finished(execution)
        self.assertEqual((described["error"], described["cause"]), (
            "States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"))
        self.assertEqual([(e["type"], e["previousEventId"]) for e in self.api.history(execution)][3:], [
            ("MapRunStarted", 3), ("MapRunFailed", 4), ("MapStateFailed", 5), ("ExecutionFailed", 6)])
        eventually(lambda: all(ended(child) for child in self.children(execution)), "children run on")
        self.assertEqual(sorted(child["status"] for child in self.children(execution)), ["ABORTED", "ABORTED", "FAILED"])
        counts = eventually(lambda: self.all_counted(execution, 3), "the count is not final")
        self.assertEqual((counts["failed"], counts["aborted"]), (1, 2))

    def all_counted(self, execution, total):
        counts = self.described_run(execution)["executionCounts"]
        return counts if counts["total"] == total and counts["running"] == 0 else None

    def test_tolerated_ones_are_left_out_of_the_output(self):
        items = [{"n": 0}, {"fail": 1}, {"n": 2}, {"n": 3}]
        for name, tolerance in (("count", {"ToleratedFailureCount": 1}), ("part", {"ToleratedFailurePercentage": 25})):
            with self.subTest(name):
                execution = self.start_map(items, PICKY, name, **tolerance)
                self.assertEqual(self.output_of(execution), [{"n": 0}, {"n": 2}, {"n": 3}])
                run = self.described_run(execution)
                self.assertEqual((run["status"], run["itemCounts"]["failed"]), ("SUCCEEDED", 1))
        execution = self.start_map(items, PICKY, "less", ToleratedFailurePercentage=24.9)
        self.assertEqual(self.finished(execution)["error"], "States.ExceedToleratedFailureThreshold")

    def test_a_catcher_catches_it(self):
        machine = distributed(PICKY, Catch=[
            {"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "E"}])
        machine["States"]["E"] = {"Type": "Pass", "End": True}
        execution = self.api.start(self.create("m", machine), [{"fail": 1}])
        self.assertEqual(self.output_of(execution)["Error"], "States.ExceedToleratedFailureThreshold")

    def test_an_aborted_parent_takes_all_with_it(self):
        execution = self.start_map([{"wait": 600}] * 40, PICKY, MaxConcurrency=40)
        eventually(lambda: len(self.children(execution)) == 40, "the children do not start")
        self.api.states("StopExecution", executionArn=execution)
        eventually(lambda: all(child["status"] == "ABORTED" for child in self.children(execution)), "children run on")
        self.assertEqual(self.described_run(execution)["status"], "ABORTED")
        self.assertEqual(eventually(lambda: self.all_counted(execution, 40), "not counted")["aborted"], 40)

    def test_what_fails_beside_it_takes_it_too(self):
        beside = {"StartAt": "W2", "States": {"W2": {"Type": "Wait", "Seconds": 1, "Next": "F2"},
                                              "F2": {"Type": "Fail", "Error": "E"}}}
        machine = {"StartAt": "B", "States": {"B": {"Type": "Parallel", "End": True, "Branches": [
            distributed(PICKY, ItemsPath="$.items"), beside]}}}
        execution = self.api.start(self.create("m", machine), {"items": [{"wait": 600}]})
        self.assertEqual(self.finished(execution)["error"], "E")
        self.assertIn("MapRunAborted", self.types(execution))
        eventually(lambda: all(child["status"] == "ABORTED" for child in self.children(execution)), "children run on")


class Readers(MapRunTest):
    def read(self, resource=READ, name="m", fields=None, **config):
        parameters = {"Bucket": "data", **(fields or {"Key": "items"})}
        return self.start_map({}, PASS, name, ItemReader={
            "Resource": resource, "Parameters": parameters, **({"ReaderConfig": config} if config else {})})

    def test_each_format_gives_its_items(self):
        self.put("items.json", '[{"n":1},{"n":2}]')
        self.put("deep.json", '{"a":{"b":[{"n":1},{"n":2}]}}')
        self.put("items.jsonl", '{"n":1}\n{"n":2}\n')
        self.put("items.jsonl.gz", gzip.compress(b'{"n":1}\n{"n":2}\n'))
        self.put("items.csv", "n\n1\n2\n")
        self.put("bare.csv", "1|x\n2|y\n")
        numbers, texts = [{"n": 1}, {"n": 2}], [{"n": "1"}, {"n": "2"}]
        for key, config, expected in (
                ("items.json", {"InputType": "JSON"}, numbers),
                ("deep.json", {"InputType": "JSON", "ItemsPointer": "/a/b"}, numbers),
                ("items.jsonl", {"InputType": "JSONL"}, numbers),
                ("items.jsonl.gz", {"InputType": "JSONL"}, numbers),
                ("items.csv", {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, texts),
                ("bare.csv", {"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["n"],
                              "CSVDelimiter": "PIPE"}, texts),
                ("items.csv", {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 1}, texts[:1])):
            with self.subTest(key, **config):
                name = f"m{abs(hash((key, str(config))))}"
                execution = self.read(name=name, fields={"Key": key}, **config)
                self.assertEqual(self.output_of(execution), expected)
                started = next(e for e in self.api.history(execution) if e["type"] == "MapStateStarted")
                self.assertEqual(started["mapStateStartedEventDetails"]["length"], 0)

    def test_a_listing_gives_the_objects(self):
        for n in range(3):
            self.put(f"in/{n}.json", f"[{n},{n}]")
        self.put("out/other", "x")
        items = self.output_of(self.read(LIST, fields={"Prefix": "in/"}))
        self.assertEqual([item["Key"] for item in items], ["in/0.json", "in/1.json", "in/2.json"])
        loaded = self.read(LIST, "loaded", {"Prefix": "in/"}, InputType="JSON", Transformation="LOAD_AND_FLATTEN")
        self.assertEqual(self.output_of(loaded), [0, 0, 1, 1, 2, 2])

    def test_the_files_of_a_manifest_are_read_in_turn(self):
        self.put("part1.jsonl", '{"n":1}\n')
        self.put("part2.jsonl", '{"n":2}\n')
        self.put("manifest.csv", "s3://data/part1.jsonl\ns3://data/part2.jsonl\n")
        execution = self.read(fields={"Key": "manifest.csv"}, ManifestType="ATHENA_DATA", InputType="JSONL")
        self.assertEqual(self.output_of(execution), [{"n": 1}, {"n": 2}])

    def test_an_item_selector_knows_where_the_item_comes_from(self):
        self.put("items", '[5]')
        execution = self.start_map({}, ItemReader={
            "Resource": READ, "Parameters": {"Bucket": "data", "Key": "items"}, "ReaderConfig": {"InputType": "JSON"}},
            ItemSelector={"v.$": "$$.Map.Item.Value", "s.$": "$$.Map.Item.Source"})
        self.assertEqual(self.output_of(execution), [{"v": 5, "s": "S3://data/items"}])

    def test_what_cannot_be_read_fails_the_state(self):
        for name, text in (("nowhere", None), ("scalar", "7")):
            with self.subTest(name):
                if text:
                    self.put("items", text)
                described = self.finished(execution := self.read(name=name, InputType="JSON"))
                self.assertEqual(described["error"], "States.ItemReaderFailed")
                self.assertIn("MapRunFailed", self.types(execution))

    def test_a_source_that_has_changed_is_not_mixed(self):
        rows = "".join('{"n":%d,"wait":1}\n' % n for n in range(100))
        self.put("items", rows)
        execution = self.start_map({}, PICKY, MaxConcurrency=40, ItemReader={
            "Resource": READ, "Parameters": {"Bucket": "data", "Key": "items"}, "ReaderConfig": {"InputType": "JSONL"}})
        eventually(lambda: len(self.children(execution)) >= 40, "the children do not start")
        self.put("items", rows.replace("n", "m"))
        described = self.finished(execution)
        self.assertEqual(described["error"], "States.ItemReaderFailed")


class Writers(MapRunTest):
    def write(self, items, name="m", **fields):
        return self.start_map(items, PICKY, name, ResultWriter={
            "Resource": WRITE, "Parameters": {"Bucket": "data", "Prefix": "results"}, **fields}, ToleratedFailureCount=1)

    def test_results_are_exported_and_the_output_says_where(self):
        execution = self.write([{"n": 1}, {"fail": 1}])
        output = self.output_of(execution)
        run = self.only_run(execution)
        key = f"results/{run.rsplit(':', 1)[1]}/manifest.json"
        self.assertEqual(output, {"MapRunArn": run, "ResultWriterDetails": {"Bucket": "data", "Key": key}})
        manifest = json.loads((self.s3 / "data" / key).read_text())
        [good], [bad] = (json.loads((self.s3 / "data" / files[0]["Key"]).read_text())
                         for files in (manifest["ResultFiles"][kind] for kind in ("SUCCEEDED", "FAILED")))
        self.assertEqual((good["Output"], good["Status"], bad["Error"]), ('{"n":1}', "SUCCEEDED", "Unwanted"))
        self.assertEqual(self.described_run(execution)["executionCounts"]["resultsWritten"], 2)

    def test_a_bucket_that_is_not_there_fails_the_state(self):
        execution = self.start_map([1], ResultWriter={"Resource": WRITE, "Parameters": {"Bucket": "none"}})
        self.assertEqual(self.finished(execution)["error"], "States.ResultWriterFailed")


class ThroughAnEndpoint(MapRunTest):
    """Objects behind an S3-compatible service; the server is that of the unit tests, which checks signatures."""

    def setUp(self):
        self.server = subprocess.Popen(["python3", ROOT / "tests/items/support/s3_server.py"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.stdin.close)
        self.addCleanup(self.server.stdout.close)
        endpoint = f"http://127.0.0.1:{int(self.server.stdout.readline())}/"
        self.options = ("--s3-endpoint", endpoint, "--region", "eu-west-3")
        super(MapRunTest, self).setUp()

    def start(self, secret="secret/+"):
        super().start(AWS_ACCESS_KEY_ID="key-id", AWS_SECRET_ACCESS_KEY=secret, AWS_SESSION_TOKEN="session")

    def read(self, name, key, pointer=""):
        return self.start_map({}, PASS, name, ItemReader={
            "Resource": READ, "Parameters": {"Bucket": "data", "Key": key},
            "ReaderConfig": {"InputType": "JSON", **({"ItemsPointer": pointer} if pointer else {})}})

    def test_what_one_map_run_writes_another_reads(self):
        written = self.output_of(self.start_map([1, 2, 3], PASS, ResultWriter={
            "Resource": WRITE, "Parameters": {"Bucket": "data", "Prefix": "results"}}))
        manifest = written["ResultWriterDetails"]["Key"]
        [file] = self.output_of(self.read("manifest", manifest, "/ResultFiles/SUCCEEDED"))
        results = self.output_of(self.read("results", file["Key"]))
        self.assertEqual([result["Output"] for result in results], ["1", "2", "3"])

    def test_a_refusal_of_the_endpoint_fails_the_state(self):
        self.daemon.stop()
        self.start(secret="another")
        described = self.finished(self.read("m", "items"))
        self.assertEqual((described["status"], described["error"]), ("FAILED", "States.ItemReaderFailed"))
        self.assertIn("AccessDenied", described["cause"])


class Shown(MapRunTest):
    def test_whoever_waits_on_a_terminal_sees_how_far_it_has_come(self):
        execution = self.start_map([{"wait": 600}, {}, {}], PICKY)
        terminal, theirs = pty.openpty()
        self.addCleanup(os.close, terminal)
        process = subprocess.Popen([program("sfnctl"), "wait", execution], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=theirs,
                                   env=client_environment(SFN_ENDPOINT=self.daemon.endpoint, TERM="xterm"))
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        os.close(theirs)
        shown = b""
        while b"\r\x1b[K    map run  [#############-------]  2/3 items, 1 running" not in shown:
            shown += os.read(terminal, 65536)
        self.api.states("StopExecution", executionArn=execution)
        self.assertEqual(process.wait(timeout=60), 1)


class Updates(MapRunTest):
    def test_concurrency_and_tolerance_can_be_changed_while_it_runs(self):
        items = [{"wait": 600}, {"fail": 1}, *({"n": n} for n in range(5))]
        execution = self.start_map(items, PICKY, MaxConcurrency=1)
        eventually(lambda: len(self.children(execution)) == 1, "the first child does not start")
        run = self.only_run(execution)
        self.api.states("UpdateMapRun", mapRunArn=run, maxConcurrency=3, toleratedFailurePercentage=50.5)
        described = eventually(lambda: self.with_ended(run, 6), "the others do not end")
        self.assertEqual((described["maxConcurrency"], described["toleratedFailurePercentage"]), (3, 50.5))
        self.assertEqual(described["itemCounts"]["failed"], 1)
        self.assertEqual((described["status"], described["executionArn"]), ("RUNNING", execution))

    def with_ended(self, run, count):
        described = self.api.states("DescribeMapRun", mapRunArn=run)
        counts = described["executionCounts"]
        return described if counts["succeeded"] + counts["failed"] == count else None

    def test_what_is_not_there_or_over_is_refused(self):
        execution = self.start_map([])
        self.finished(execution)
        run = self.only_run(execution)
        with self.assertRaisesRegex(ApiError, "ValidationException"):
            self.api.states("UpdateMapRun", mapRunArn=run, maxConcurrency=3)
        for action in ("DescribeMapRun", "UpdateMapRun"):
            with self.assertRaisesRegex(ApiError, "ResourceNotFound"):
                self.api.states(action, mapRunArn=run[:-1] + "x", **({"maxConcurrency": 1} if "U" == action[0] else {}))
            with self.assertRaisesRegex(ApiError, "InvalidArn"):
                self.api.states(action, mapRunArn=execution, **({"maxConcurrency": 1} if "U" == action[0] else {}))


class ThroughSfnctl(MapRunTest):
    def sfnctl(self, *words):
        ran = subprocess.run([program("sfnctl"), *words], env=client_environment(SFN_ENDPOINT=self.daemon.endpoint),
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.assertEqual(ran.returncode, 0, f"sfnctl {words}: {ran.stdout}{ran.stderr}")
        return ran

    def test_progress_is_shown_while_it_runs_and_afterwards(self):
        self.create("m", distributed(PICKY, MaxConcurrency=2))
        execution = self.start_map([{"n": 1}, {"wait": 600}], PICKY, "slow")
        eventually(lambda: self.described_run(execution)["itemCounts"]["succeeded"] == 1, "the first does not end")
        self.assertIn("[##########----------]  1/2 items, 1 running", self.sfnctl("describe", execution).stdout)
        self.assertIn("1/2 items", self.sfnctl("map-runs", "@last").stdout)
        runs = json.loads(self.sfnctl("map-runs", execution, "-o", "json").stdout)["mapRuns"]
        self.assertEqual(runs[0]["mapRunArn"], self.only_run(execution))
        waited = self.sfnctl("start", "m", "--input", "[1,2,3]", "--wait")
        self.assertIn("[####################]  3/3 items", waited.stderr)
        listed = json.loads(self.sfnctl("list", "-o", "json").stdout)["executions"]
        self.assertEqual([e["stateMachine"] for e in listed], ["m", "slow"])


class Kills(MapRunTest):
    def crash(self):
        self.daemon.kill()
        self.start()

    def assert_each_ran_once(self, execution, count):
        self.assertEqual(self.output_of(execution), [{"n": n, "wait": 0} for n in range(count)])
        inputs = [json.loads(self.api.describe(child["executionArn"])["input"])["n"] for child in self.children(execution)]
        self.assertEqual(sorted(inputs), list(range(count)))
        self.assertEqual(self.types(execution).count("MapRunStarted"), 1)

    def test_express_children_are_as_durable_as_others(self):
        execution = self.start_map([{"n": n, "wait": 0} for n in range(100)], {**PICKY, **EXPRESS}, MaxConcurrency=10)
        eventually(lambda: len(self.children(execution)) > 30, "the children do not start")
        self.crash()
        self.assert_each_ran_once(execution, 100)
        self.assertRegex(self.children(execution)[0]["executionArn"], ":express:m/[^:]+:[0-9a-f-]{36}:[0-9a-f-]{36}$")

    def test_in_the_middle_loses_and_repeats_nothing(self):
        self.put("items", "".join('{"n":%d,"wait":0}\n' % n for n in range(400)))
        execution = self.start_map({}, PICKY, MaxConcurrency=20, ItemReader={
            "Resource": READ, "Parameters": {"Bucket": "data", "Key": "items"}, "ReaderConfig": {"InputType": "JSONL"}})
        for _ in range(4):
            time.sleep(0.3)
            self.crash()
        self.assert_each_ran_once(execution, 400)

    def test_at_every_moment_of_it_is_made_up_for(self):
        machine = self.create("m", distributed(PICKY, MaxConcurrency=2))
        for point in POINTS:
            with self.subTest(point):
                execution = self.dies_at(point, machine)
                self.assert_each_ran_once(execution, 5)

    def dies_at(self, point, machine):
        self.daemon.stop()
        self.start(SFN_FAIL_POINT=point + ":1")
        items = [{"n": n, "wait": 0} for n in range(5)]
        execution = f"{machine.replace('stateMachine', 'execution')}:{point.replace('.', '-')}"
        try:
            self.api.start(machine, items, name=execution.rsplit(":", 1)[1])
        except OSError:
            pass  # It may die before it answers.
        self.daemon.process.wait(30)
        self.daemon.process = None
        self.start()
        return execution

    def test_an_abort_goes_on_after_one(self):
        execution = self.start_map([{"n": n, "wait": 600} for n in range(60)], PICKY, MaxConcurrency=60)
        eventually(lambda: len(self.children(execution)) == 60, "the children do not start")
        self.daemon.stop()
        self.start(SFN_FAIL_POINT="map-child-stop.before:20")
        try:
            self.api.states("StopExecution", executionArn=execution)
        except OSError:
            pass
        self.daemon.process.wait(30)
        self.daemon.process = None
        self.start()
        eventually(lambda: all(child["status"] == "ABORTED" for child in self.children(execution)), "children run on")


class WithoutLimits(MapRunTest):
    """What AWS would refuse runs on, and is noted."""
    further_options = ("--limits", "warn")
    LARGE = "z" * 300_000

    def passed(self, execution):
        return self.api.own("limits/" + urllib.parse.quote(execution, safe=""))["passed"]

    def test_an_item_may_be_large(self):
        self.put("large.json", json.dumps([self.LARGE]))
        reader = {"ItemReader": {"Resource": READ, "ReaderConfig": {"InputType": "JSON"},
                                 "Parameters": {"Bucket": "data", "Key": "large.json"}}}
        batchers = {"alone": {}, "by-number": {"ItemBatcher": {"MaxItemsPerBatch": 2}},
                    "by-bytes": {"ItemBatcher": {"MaxInputBytesPerBatch": 400_000}}}
        for name, batcher in batchers.items():
            execution = self.start_map({}, name=name, **reader, **batcher)
            self.assertIn(self.LARGE, json.dumps(self.output_of(execution)))
            child = self.children(execution)[0]["executionArn"]
            self.assertRegex(self.passed(child)[0], r"the execution: 3000\d\d payload bytes")

    def test_results_may_be_large_together(self):
        twice = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True,
                                                  "Parameters": {"a.$": "$", "b.$": "$"}}}}
        execution = self.start_map(["y" * 80_000] * 2, twice)
        self.assertEqual(len(json.dumps(self.output_of(execution), separators=(",", ":"))), 320_033)
        self.assertIn("M: 320033 payload bytes", self.passed(execution))


POINTS = ("map-read.before", "map-read.after", "map-child-end.before", "map-collect.before", "map-collect.after")
