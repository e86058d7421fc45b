"""sfn's runtime client for Python: calls a handler for each invocation, as AWS Lambda does.

It takes work from the Lambda runtime API at AWS_LAMBDA_RUNTIME_API and runs the function that
_HANDLER names, in code at LAMBDA_TASK_ROOT. Errors go back in the form of Lambda's own client.
Python 3.8 or newer; the standard library alone.
"""

import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API = "/2018-06-01/runtime/"


class RuntimeApi:
    """The Lambda runtime API over one connection that is kept open."""

    def __init__(self, address):
        self._connection = http.client.HTTPConnection(address)

    def next(self):
        response = self._request("GET", "invocation/next")
        body = response.read()
        if response.status != 200:
            raise RuntimeError("the runtime API answered %d: %r" % (response.status, body))
        return response.headers, body

    def post(self, path, body, error_type=None):
        headers = {"Content-Type": "application/json"}
        if error_type:
            headers["Lambda-Runtime-Function-Error-Type"] = error_type
        # A refusal needs no action: the daemon knows what it refused.
        self._request("POST", path, body, headers).read()

    def _request(self, method, path, body=None, headers={}):
        try:
            self._connection.request(method, API + path, body, headers)
            return self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()  # Closed while the handler worked; request() opens another.
            self._connection.request(method, API + path, body, headers)
            return self._connection.getresponse()


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Client:
    def __init__(self, values):
        self.installation_id = values.get("installation_id")
        self.app_title = values.get("app_title")
        self.app_version_name = values.get("app_version_name")
        self.app_version_code = values.get("app_version_code")
        self.app_package_name = values.get("app_package_name")


class ClientContext:
    def __init__(self, values):
        self.client = Client(values.get("client") or {})
        self.custom = values.get("custom")
        self.env = values.get("env")


class LambdaContext:
    """What a handler gets as its second argument."""

    def __init__(self, headers):
        environment = os.environ
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = environment["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environment["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environment["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environment["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = CognitoIdentity()
        client_context = headers.get("Lambda-Runtime-Client-Context")
        self.client_context = ClientContext(json.loads(client_context)) if client_context else None
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class Fault(Exception):
    """An error of the runtime's own, with the name that Lambda gives it."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


def load_handler(name):
    module_name, separator, function_name = name.rpartition(".")
    if not separator:
        raise Fault(
            "Runtime.MalformedHandlerName",
            "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name,
        )
    module_name = module_name.replace("/", ".")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise Fault(
            "Runtime.ImportModuleError",
            "Unable to import module '%s': %s" % (module_name, error),
        )
    except SyntaxError as error:
        place = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        message = "Syntax error in module '%s': %s" % (module_name, error)
        raise Fault("Runtime.UserCodeSyntaxError", message, [place])
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault(
            "Runtime.HandlerNotFound",
            "Handler '%s' missing on module '%s'" % (function_name, module_name),
        )


def user_frames(trace):
    """The stack without our own frames, nor those of the import machinery above the user's."""
    own = (__file__, importlib.__file__)
    frames = [
        (frame.filename, frame.lineno, frame.name, frame.line)
        for frame in traceback.extract_tb(trace)
    ]
    while frames and (frames[0][0] in own or frames[0][0].startswith("<frozen importlib")):
        del frames[0]
    return traceback.format_list(frames)


def describe(error):
    """An error as its type, its message and its stack."""
    if isinstance(error, Fault):
        return error.error_type, str(error), error.trace
    return type(error).__name__, str(error), user_frames(error.__traceback__)


def report(api, path, request_id, error):
    error_type, message, trace = describe(error)
    print("[ERROR] %s: %s" % (error_type, message))
    if trace:
        print("Traceback (most recent call last):\n%s" % "".join(trace).rstrip("\n"))
    body = {
        "errorMessage": message,
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": trace,
    }
    flush()
    api.post(path, json.dumps(body, separators=(",", ":")).encode(), error_type)


def flush():
    """What was printed must be in the log before the daemon learns of the end."""
    sys.stdout.flush()
    sys.stderr.flush()


def parse_event(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error)


def encode_result(result):
    if isinstance(result, bytes):
        return result
    try:
        return json.dumps(result).encode()
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error)


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the invocation that is running."""

    request_id = ""

    def filter(self, record):
        record.aws_request_id = self.request_id
        return True


def set_up_logging():
    """Lambda's root logger writes lines of its own form; handlers only set the level."""
    handler = logging.StreamHandler(sys.stdout)
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
        "%Y-%m-%dT%H:%M:%S",
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    request_ids = RequestIdFilter()
    handler.addFilter(request_ids)
    logging.getLogger().addHandler(handler)
    return request_ids


def run_invocation(api, handler, headers, body):
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
    try:
        result = encode_result(handler(parse_event(body), LambdaContext(headers)))
    except Exception as error:
        return report(api, "invocation/%s/error" % request_id, request_id, error)
    flush()
    api.post("invocation/%s/response" % request_id, result)


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    # The user's code stands where Python put the directory of this file.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    request_ids = set_up_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        report(api, "init/error", "", error)
        sys.exit(1)
    while True:
        headers, body = api.next()
        request_ids.request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        run_invocation(api, handler, headers, body)


if __name__ == "__main__":
    main()
