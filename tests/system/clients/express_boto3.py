"""An EXPRESS state machine through boto3: created, started, waited for; prints what each call has answered. AWS serves
StartSyncExecution under a host name of its own, which a local endpoint has not: so the prefix is switched off."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/StepFunctionsExecutionRole"
DOUBLE = {"StartAt": "P", "States": {"P": {
    "Type": "Pass", "Parameters": {"sum.$": "States.MathAdd($.n, $.n)"}, "End": True}}}


def main(endpoint):
    states = boto3.client("stepfunctions", endpoint_url=endpoint, config=Config(inject_host_prefix=False))
    machine = states.create_state_machine(
        name="double", type="EXPRESS", roleArn=ROLE, definition=json.dumps(DOUBLE))["stateMachineArn"]
    good = states.start_sync_execution(stateMachineArn=machine, name="good", input='{"n": 21}')
    bad = states.start_sync_execution(stateMachineArn=machine, name="bad", input="{}")
    started = states.start_execution(stateMachineArn=machine, name="good", input='{"n": 1}')
    print(json.dumps({"good": seen(good), "bad": seen(bad), "started": seen(started), "refused": refusals(
        states, machine, started["executionArn"])}, default=str))


def seen(answer):
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def refusals(states, machine, execution):
    return {
        "describe": refusal(lambda: states.describe_execution(executionArn=execution)),
        "history": refusal(lambda: states.get_execution_history(executionArn=execution)),
        "stop": refusal(lambda: states.stop_execution(executionArn=execution)),
        "list": refusal(lambda: states.list_executions(stateMachineArn=machine)),
    }


def refusal(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


main(sys.argv[1])
