"""What the daemon works on while it is killed: functions, state machines and executions that pass through every
kind of work that can be outstanding."""
import base64
import datetime
import io
import json
import pathlib
import zipfile

from aws_api import REGION, ROLE
from workflows import ACCOUNT, Workflow

ORDER_FUNCTIONS = ("ValidateInput", "ProcessData", "SendNotification", "HandleError")
WORKER = "Worker"
ONCE = "Once"  # As the worker, and tagged to be called at most once.
MAP_ITEMS = ["map-1", "map-2", "map-3"]
TOO_LONG = 3600

RETRIERS = [
    # What goes wrong because a process was killed is tried again until it is not; what is refused, where that is
    # meant to happen, once more after at most a second.
    {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "BackoffRate": 1, "JitterStrategy": "FULL",
     "MaxAttempts": 1000},
]
NO_RETRY = {"ErrorEquals": ["Refused"], "MaxAttempts": 0}


def function_arn(name):
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def package():
    """The worker as a function's code."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        archive.writestr(bootstrap, pathlib.Path(__file__).with_name("worker").read_text())
    return data.getvalue()


def create_function(api, name, calls_file, **environment):
    tags = {"sfn:at-most-once": "true"} if name == ONCE else {}
    return api.functions("POST", "/2015-03-31/functions", {
        "FunctionName": name, "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": ROLE, "Timeout": 60,
        "Code": {"ZipFile": base64.b64encode(package()).decode()}, "Tags": tags,
        "Environment": {"Variables": {"CALLS": str(calls_file), **environment}}})


def create_machine(api, name, definition):
    return api.states("CreateStateMachine", name=name, roleArn=ROLE, definition=definition)["stateMachineArn"]


def orders():
    """The order workflow of the examples. Its functions are workers that write their calls down."""
    return Workflow("order-processing").definition()


def everything(milliseconds=0):
    """Wait, Map, Retry, a Parallel state that gives up and cancels what still runs, and a task when all is done.

    Each task names its item, so that its calls can be told apart."""
    def task(item, does="serve", retriers=RETRIERS, **more):
        return {"Type": "Task", "Resource": function_arn(WORKER), "Retry": retriers, **(more or {"End": True}),
                "Parameters": {"execution.$": "$.execution", "attempt.$": "$$.State.RetryCount", "does": does,
                               "milliseconds": milliseconds, **item}}

    def branch(start, **states):
        return {"StartAt": start, "States": states}

    wait = branch("Pause", Pause={"Type": "Wait", "TimestampPath": "$.until", "Next": "Paused"},
                  Paused=task({"item": "paused"}))
    each = branch("Each", Each={
        "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "End": True,
        "ItemSelector": {"execution.$": "$.execution", "item.$": "$$.Map.Item.Value"},
        "ItemProcessor": branch("Do", Do=task({"item.$": "$.item"}))})
    flaky = branch("Flaky", Flaky=task({"item": "flaky"}, "flaky"))
    gives_up = branch("GiveUp", GiveUp={
        "Type": "Parallel", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Recovered"}], "End": True,
        "Branches": [branch("Refused", Refused=task({"item": "refused"}, "refuse", [NO_RETRY, *RETRIERS])),
                     branch("TooLong", TooLong={"Type": "Wait", "Seconds": TOO_LONG, "End": True})]},
        Recovered={"Type": "Pass", "Result": "recovered", "End": True})
    return json.dumps({"StartAt": "Gather", "States": {
        "Gather": {"Type": "Parallel", "Branches": [wait, each, flaky, gives_up], "ResultPath": "$.gathered",
                   "Next": "Finish"},
        "Finish": task({"item": "finish"})}})


def once():
    """A call that may be lost and never made twice; lost calls are made anew."""
    return json.dumps({"StartAt": "Once", "States": {"Once": {
        "Type": "Task", "Resource": function_arn(ONCE), "Retry": RETRIERS, "End": True,
        "Parameters": {"execution.$": "$.execution", "attempt.$": "$$.State.RetryCount", "item": "once"}}}})


def family():
    """An execution that waits for the end of one child and gives another one up."""
    def child(machine):
        return {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "ResultPath": None, "End": True,
                "Parameters": {"StateMachineArn": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{machine}"}}

    def branch(start, **states):
        return {"StartAt": start, "States": states}

    gives_up = {"Type": "Parallel", "ResultPath": None, "End": True,
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Recovered"}],
                "Branches": [branch("Endless", Endless=child("sleeper")),
                             branch("Pause", Pause={"Type": "Wait", "TimestampPath": "$.until", "Next": "Enough"},
                                    Enough={"Type": "Fail", "Error": "Enough"})]}
    return json.dumps(branch("Both", Both={
        "Type": "Parallel", "ResultPath": None, "End": True, "Branches": [
            branch("Brief", Brief=child("brief")),
            branch("GiveUp", GiveUp=gives_up, Recovered={"Type": "Pass", "End": True})]}))


def batch():
    """A map run whose results are collected, and one that fails and stops a child that would run on."""
    def run(items, processor, **fields):
        return {"Type": "Map", "ItemsPath": items, "ResultPath": None, **fields, "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **processor}}

    fails_or_waits = {"StartAt": "Which", "States": {
        "Which": {"Type": "Choice", "Default": "TooLong",
                  "Choices": [{"Variable": "$", "StringEquals": "fail", "Next": "Unwanted"}]},
        "TooLong": {"Type": "Wait", "Seconds": TOO_LONG, "End": True},
        "Unwanted": {"Type": "Fail", "Error": "Unwanted"}}}
    return json.dumps({"StartAt": "Good", "States": {
        "Good": run("$.items", json.loads(brief()), Next="Items"),
        "Items": {"Type": "Pass", "Result": ["fail", "wait"], "ResultPath": "$.items", "Next": "Bad"},
        "Bad": run("$.items", fails_or_waits, End=True,
                   Catch=[{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "Recovered"}]),
        "Recovered": {"Type": "Pass", "End": True}}})


def brief():
    return json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": True}}})


def sleeper():
    return json.dumps({"StartAt": "TooLong", "States": {"TooLong": {"Type": "Wait", "Seconds": TOO_LONG, "End": True}}})


def input_of(name, wait_seconds=0.3):
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=wait_seconds)
    return json.dumps({"execution": name, "items": MAP_ITEMS, "isValid": True,
                       "until": until.isoformat(timespec="milliseconds").replace("+00:00", "Z")})
