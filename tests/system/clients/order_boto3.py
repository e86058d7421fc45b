"""The tutorial with boto3: order_boto3.py ENDPOINT FOLDER prints what it was told as JSON.

The folder holds definition.json, a zip for each function, and inputs/*.json."""
import json
import pathlib
import sys
import time

import boto3

ROLE = "arn:aws:iam::123456789012:role/StepFunctionsExecutionRole"


def main(endpoint, folder):
    folder = pathlib.Path(folder)
    functions = boto3.client("lambda", endpoint_url=endpoint)
    states = boto3.client("stepfunctions", endpoint_url=endpoint)
    logs = boto3.client("logs", endpoint_url=endpoint)
    for package in sorted(folder.glob("*.zip")):
        create_function(functions, package)
    machine = states.create_state_machine(name="OrderProcessingWorkflow", roleArn=ROLE,
                                          definition=(folder / "definition.json").read_text())["stateMachineArn"]
    orders = {file.stem: run(states, machine, file) for file in sorted((folder / "inputs").glob("*.json"))}
    print(json.dumps({"orders": orders, "listed": listed(states, machine), "log": logged(logs)}))


def create_function(functions, package):
    functions.create_function(FunctionName=package.stem, Runtime="python3.11", Role=ROLE,
                              Handler=f"{package.stem}.lambda_handler", Code={"ZipFile": package.read_bytes()})
    functions.get_waiter("function_active_v2").wait(FunctionName=package.stem, WaiterConfig={"Delay": 1})


def run(states, machine, file):
    arn = states.start_execution(stateMachineArn=machine, name=file.stem, input=file.read_text())["executionArn"]
    while (order := states.describe_execution(executionArn=arn))["status"] == "RUNNING":
        time.sleep(0.1)
    return {"status": order["status"], "output": order.get("output"), "states": entered(states, arn)}


def entered(states, arn):
    pages = states.get_paginator("get_execution_history").paginate(executionArn=arn)
    events = [event for page in pages for event in page["events"]]
    return [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]


def listed(states, machine):
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=machine)
    return {execution["name"]: execution["status"] for page in pages for execution in page["executions"]}


def logged(logs):
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName="/aws/lambda/ValidateInput")
    return "".join(event["message"] for page in pages for event in page["events"])


main(*sys.argv[1:])
