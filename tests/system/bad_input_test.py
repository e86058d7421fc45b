"""Definitions, inputs and page tokens that are wrong or mean harm: each is refused in AWS's words, and harms nobody."""
import json

from witness import PASS, WitnessedTest

MISSING = "Missing 'Next' target"


def machine(state, **more):
    return json.dumps({"StartAt": "S", "States": {"S": state, **more}})


def nested(depth, inside=""):
    return "[" * depth + inside + "]" * depth


def object_of(keys):
    return "{" + ",".join(f'"{i:x}":0' for i in range(keys)) + "}"


DIGITS = "7" * 1000

# Each definition with what CreateStateMachine says of it.
DEFINITIONS = {
    "not JSON": ("nothing", [
        "INVALID_JSON_DESCRIPTION: Unrecognized token 'nothing': was expecting (JSON String, Number, Array, Object or "
        "token 'null', 'true' or 'false')", 'at [Source: (String)"nothing"; line: 1, column: 8]']),
    "not JSON on its third line": ('{\n  "StartAt": "S",\n  "States": ]\n}', ["INVALID_JSON_DESCRIPTION", "line: 3, column: 14"]),
    "blank": ("  \n", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"),
    "no object": ("[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"),
    "empty": ("{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"),
    "an unknown field": (machine({"Type": "Pass", "Nxet": "S", "End": True}),
                         "SCHEMA_VALIDATION_FAILED: Field 'Nxet' is not supported at /States/S"),
    "an unreachable state": (machine({"Type": "Pass", "End": True}, T={"Type": "Succeed"}),
                             'MISSING_TRANSITION_TARGET: State "T" is not reachable. at /States/T'),
    "a dangling Next": (machine({"Type": "Pass", "Next": "T"}), f"MISSING_TRANSITION_TARGET: {MISSING}: T at /States/S/Next"),
    "a dangling StartAt": (PASS.replace('"StartAt":"P"', '"StartAt":"Q"'), f"{MISSING}: Q at /StartAt"),
    "no end": (machine({"Type": "Pass", "Next": "S"}), "MISSING_END_STATE: Workflow has no terminal state at null"),
    "a bad path": (machine({"Type": "Pass", "InputPath": "$.a[", "End": True}), "at /States/S/InputPath"),
    "a bad resource": (machine({"Type": "Task", "Resource": "nowhere", "End": True}),
                       "Value is not a valid resource ARN at /States/S/Resource"),
    "100,000 open brackets": ("[" * 100_000, ["INVALID_JSON_DESCRIPTION", "nested more than 1000 levels deep"]),
    "100,000 nested brackets": (nested(100_000), ["INVALID_JSON_DESCRIPTION", "nested more than 1000 levels deep"]),
    "100,000 nested objects": ('{"a":' * 100_000, ["INVALID_JSON_DESCRIPTION", "nested more than 1000 levels deep"]),
    "a number of a thousand digits": (machine({"Type": "Wait", "End": True}).replace('"Wait"', f'"Wait", "Seconds": {DIGITS}'),
                                      ["INVALID_JSON_DESCRIPTION", "number overflow parsing '7777"]),
    "a number of thirty digits": (machine({"Type": "Wait", "Seconds": 10 ** 30, "End": True}), "at /States/S/Seconds"),
    "a byte order mark": ("\ufeff" + PASS, ["INVALID_JSON_DESCRIPTION", "byte order mark", "line: 1, column: 1"]),
    "a NUL byte after it": (PASS + "\0", ["INVALID_JSON_DESCRIPTION", "unexpected NUL byte"]),
    "a NUL byte in a name": (PASS.replace('"P"', '"P\0"'), ["INVALID_JSON_DESCRIPTION", "control character U+0000"]),
    "half a surrogate pair": (PASS.replace('"Pass"', r'"Pass","Comment":"\ud800"'), ["INVALID_JSON_DESCRIPTION", "U+DC00"]),
}

# Each input with what StartExecution says of it.
INPUTS = {
    "not JSON": ("nothing", ["Unrecognized token 'nothing': was expecting (JSON String", "line: 1, column: 8]"]),
    "not JSON on its second line": ('{\n "a": }', ["Unexpected character ('}' (code 125)): expected a valid value", "line: 2, column: 8]"]),
    "nothing at all": ("", "line: 1, column: 1]"),
    "single quotes": ("{'a':1}", ["was expecting double-quote to start field name", "line: 1, column: 3]"]),
    "two documents": ("{}{}", "line: 1, column: 3]"),
    "too large by a byte": ('"' + "x" * 262_143 + '"', "262145 bytes; at most 262144 are allowed"),
    "too large in bytes, not in characters": ('"' + "\u00fc" * 131_072 + '"', "262146 bytes; at most 262144"),
    "100,000 nested brackets": (nested(100_000), "nested more than 1000 levels deep"),
    "a number of a thousand digits": (DIGITS, "number overflow"),
    "a byte order mark": ("\ufeff{}", "unexpected byte order mark"),
    "a NUL byte after it": ("{}\0", "unexpected NUL byte"),
    "a control character": ('"\n"', "control character U+000A (LF) must be escaped"),
    "half a surrogate pair": (r'"\ud800"', "must be followed by U+DC00"),
}

# Inputs that are odd and yet right, and must come out as they went in.
ODD_INPUTS = {
    "exactly the limit": '"' + "x" * 262_142 + '"',
    "26,000 keys": object_of(26_000),
    "1,000 nested brackets": nested(1_000),
    "a key twice": '{"a":1,"a":2}',
    "escaped NUL bytes": r'{"\u0000":"\u0000"}',
    "a number of three hundred digits": "7" * 300,
    "a blank document": " \n null \t",
    "every plane of Unicode": json.dumps("\u00e9\u20ac\U0001f600\U0010fffd\ufeff", ensure_ascii=False),
}


class BadDefinitions(WitnessedTest):
    def test_a_machine_is_not_created_from_them(self):
        for what, (definition, words) in DEFINITIONS.items():
            with self.subTest(definition=what):
                self.assert_refused("InvalidDefinition", ["Invalid State Machine Definition: '", *listed(words)],
                                    lambda text=definition: self.create_machine("bad", text))
        self.assertEqual(self.machines(), ["passes", "waits"])

    def test_a_machine_is_not_updated_to_them(self):
        for what, (definition, words) in DEFINITIONS.items():
            with self.subTest(definition=what):
                self.assert_refused("InvalidDefinition", words, lambda text=definition: self.api.states(
                    "UpdateStateMachine", stateMachineArn=self.passes, definition=text))
        shown = self.api.states("DescribeStateMachine", stateMachineArn=self.passes)
        self.assertEqual((shown["definition"], shown.get("revisionId")), (PASS, None))

    def test_26_000_unknown_fields_are_told_of_in_part(self):
        definition = object_of(26_000)[:-1] + "," + PASS[1:]
        with self.assertRaisesRegex(Exception, "Field '0' is not supported at /, .*Field '3e6'"):
            self.create_machine("bad", definition)

    def test_26_000_keys_in_a_template_are_well(self):
        made = self.create_machine("large", machine({"Type": "Pass", "Parameters": json.loads(object_of(26_000)), "End": True}))
        output = json.loads(self.finished(self.api.start(made, {}))["output"])
        self.assertEqual(len(output), 26_000)

    def test_one_that_is_too_large_is_told_by_its_length(self):
        self.assert_refused(
            "ValidationException", "1 validation error detected: Value at 'definition' failed to satisfy constraint: "
            "Member must have length less than or equal to 1048576", lambda: self.create_machine("bad", PASS + " " * 1_048_576))

    def test_one_that_repeats_a_key_means_the_last(self):
        made = self.create_machine("repeats", '{"StartAt":"Nowhere",' + PASS[1:])
        self.assertEqual(self.finished(self.api.start(made, {}))["status"], "SUCCEEDED")

    def machines(self):
        return sorted(m["name"] for m in self.api.states("ListStateMachines")["stateMachines"])


class BadInputs(WitnessedTest):
    def begin(self, text, **more):
        return self.api.states("StartExecution", stateMachineArn=self.passes, input=text, **more)["executionArn"]

    def test_an_execution_is_not_started_with_them(self):
        for what, (text, words) in INPUTS.items():
            with self.subTest(input=what):
                self.assert_refused("InvalidExecutionInput", ["Invalid State Machine Execution Input: '", *listed(words)],
                                    lambda given=text: self.begin(given))
        listed_now = self.api.states("ListExecutions", stateMachineArn=self.passes)["executions"]
        self.assertEqual([execution["name"] for execution in listed_now], ["ended"])

    def test_odd_ones_come_out_as_they_went_in(self):
        for what, text in ODD_INPUTS.items():
            with self.subTest(input=what):
                ended = self.finished(self.begin(text))
                self.assertEqual((ended["status"], ended["input"], ended["output"]), ("SUCCEEDED", text, text))

    def test_odd_ones_are_kept_over_a_crash(self):
        started = {what: self.begin(text) for what, text in ODD_INPUTS.items()}
        for execution in started.values():
            self.finished(execution)
        self.daemon.kill()
        self.start()
        self.process = self.daemon.process
        for what, execution in started.items():
            with self.subTest(input=what):
                self.assertEqual(self.api.describe(execution)["input"], ODD_INPUTS[what])
                self.assertEqual(self.api.history(execution)[0]["executionStartedEventDetails"]["input"], ODD_INPUTS[what])

    def test_names_that_are_none_are_refused(self):
        for name in ("a b", "a/b", "<x>", "a\0b", "*", "a\u007f"):
            with self.subTest(name=name):
                self.assert_refused("InvalidName", "Invalid Name: '", lambda given=name: self.begin("{}", name=given))
        self.assert_refused("ValidationException", "at 'name' failed to satisfy constraint: Member must have length less "
                            "than or equal to 80", lambda: self.begin("{}", name="n" * 81))


class BadPageTokens(WitnessedTest):
    def test_a_token_that_was_not_given_is_refused(self):
        for action, about in self.listings().items():
            for token in ("x", "====", "AAAA", "%00", "\0", "MTc=", self.token_of("passes")):
                with self.subTest(action=action, token=token):
                    self.assert_refused("InvalidToken", "Invalid Token: 'Invalid token'", lambda call=action, given=about, bad=token:
                                        self.api.states(call, nextToken=bad, **given))

    def test_a_token_that_is_too_long_is_told_by_its_length(self):
        for action, about in self.listings().items():
            with self.subTest(action=action):
                self.assert_refused("ValidationException", "at 'nextToken' failed to satisfy constraint: Member must have length "
                                    "less than or equal to", lambda call=action, given=about:
                                    self.api.states(call, nextToken="t" * 5_000, **given))

    def test_a_page_has_a_size(self):
        for size, limit in ((-1, "greater than or equal to 0"), (1_001, "less than or equal to 1000")):
            with self.subTest(size=size):
                self.assert_refused("ValidationException", f"Value '{size}' at 'maxResults' failed to satisfy constraint: Member "
                                    f"must have value {limit}", lambda given=size:
                                    self.api.states("ListStateMachines", maxResults=given))

    def listings(self):
        return {"ListStateMachines": {}, "ListExecutions": {"stateMachineArn": self.machine_arn("waits")},
                "GetExecutionHistory": {"executionArn": self.waiting}}

    def machine_arn(self, name):
        return self.passes.replace(":passes", f":{name}")

    def token_of(self, name):
        """A good token, of the executions of another machine."""
        if not hasattr(self, "token"):
            for _ in range(2):
                self.finished(self.api.start(self.machine_arn(name), {}))
            self.token = self.api.states("ListExecutions", stateMachineArn=self.machine_arn(name), maxResults=1)["nextToken"]
        return self.token


def listed(words):
    return [words] if isinstance(words, str) else words
