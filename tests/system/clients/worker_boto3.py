"""A worker of an activity with boto3: worker_boto3.py ENDPOINT ARN RESULT takes one task, sends a heartbeat and returns
the result; it prints the task as JSON. Without RESULT it takes the task and keeps it."""
import json
import sys

import boto3


def main(endpoint, arn, *result):
    states = boto3.client("stepfunctions", endpoint_url=endpoint)
    task = states.get_activity_task(activityArn=arn, workerName="boto3")
    print(json.dumps({"taskToken": task["taskToken"], "input": task["input"]}), flush=True)
    if result:
        states.send_task_heartbeat(taskToken=task["taskToken"])
        states.send_task_success(taskToken=task["taskToken"], output=result[0])


main(*sys.argv[1:])
