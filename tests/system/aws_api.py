"""A client of the AWS protocols that sfn speaks, with nothing in between: for tests that look at requests
and answers themselves. Requests carry a credential scope, which names their region, and no valid signature."""
import base64
import io
import itertools
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

REGION = "eu-west-3"
ROLE = "arn:aws:iam::123456789012:role/StepFunctionsExecutionRole"
ANSWER_SECONDS = 90  # Under a sanitizer and beside other work a large package takes long.


class ApiError(Exception):
    def __init__(self, status, code, message):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


class Api:
    def __init__(self, endpoint, region=REGION):
        self.endpoint, self.region = endpoint, region

    def states(self, action, invocation=None, **parameters):
        """An action of Step Functions; `invocation` is what an SDK sends again when it repeats a request."""
        extra = {"amz-sdk-invocation-id": invocation} if invocation else {}
        return self._target("states", "AWSStepFunctions." + action, "1.0", parameters, extra)

    def logs(self, action, **parameters):
        return self._target("logs", "Logs_20140328." + action, "1.1", parameters, {})

    def _target(self, service, target, version, parameters, extra):
        headers = {"Content-Type": f"application/x-amz-json-{version}", "X-Amz-Target": target, **extra}
        return self._send(service, "POST", "/", parameters, headers)

    def functions(self, method, path, parameters=None):
        """A request of Lambda's REST protocol."""
        return self._send("lambda", method, path, parameters, {"Content-Type": "application/json"})

    def invoke(self, name, event, kind="RequestResponse"):
        """Calls a function; `Event` does not wait for it."""
        return self._send("lambda", "POST", f"/2015-03-31/functions/{name}/invocations", event,
                          {"Content-Type": "application/json", "X-Amz-Invocation-Type": kind})

    def own(self, path):
        return self._send("states", "GET", "/_sfn/v1/" + path, None, {})

    def _send(self, service, method, path, parameters, headers):
        body = None if parameters is None else json.dumps(parameters).encode()
        request = urllib.request.Request(self.endpoint + path, body, {**headers, **self._signed(service)}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise error_of(error) from None

    def _signed(self, service):
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        scope = f"test/{now[:8]}/{self.region}/{service}/aws4_request"
        return {
            "X-Amz-Date": now,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature={'0' * 64}",
        }

    # What most tests do.

    def deploy(self, name, workflow, **replaced):
        """Creates a workflow folder's functions and its state machine; `replaced` gives functions other files."""
        for function, files in {**workflow.functions(), **replaced}.items():
            self.create_function(function, files)
        created = self.states("CreateStateMachine", name=name, roleArn=ROLE, definition=workflow.definition())
        return created["stateMachineArn"]

    def create_function(self, name, files):
        return self.functions("POST", "/2015-03-31/functions", {
            "FunctionName": name, "Runtime": "python3.11", "Handler": f"{name}.lambda_handler", "Role": ROLE,
            "Timeout": 60, "Code": {"ZipFile": base64.b64encode(zip_of(files)).decode()}})

    def start(self, machine, order, **parameters):
        started = self.states("StartExecution", stateMachineArn=machine, input=json.dumps(order), **parameters)
        return started["executionArn"]

    def describe(self, execution):
        return self.states("DescribeExecution", executionArn=execution)

    def history(self, execution):
        """All events, page by page."""
        events, page = [], {}
        for _ in itertools.count():
            page = self.states("GetExecutionHistory", executionArn=execution, maxResults=1000,
                               **({"nextToken": page["nextToken"]} if page else {}))
            events += page["events"]
            if not page.get("nextToken"):
                return events


def error_of(error):
    text = error.read().decode("utf-8", "replace")
    try:
        answer = json.loads(text)
    except ValueError:
        answer = {}
    code = answer.get("__type") or error.headers.get("x-amzn-ErrorType") or "(no code)"
    return ApiError(error.code, code.rsplit("#", 1)[-1], answer.get("message") or answer.get("Message") or text)


def zip_of(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def entered_states(events):
    """The names of the states that a history enters, in order."""
    return [e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e]


def exited_states(events):
    return [e["stateExitedEventDetails"]["name"] for e in events if "stateExitedEventDetails" in e]
