"""Histories compared without what differs between two runs: the moments, and the order of what runs side by side."""
import collections
import json
import re

# Their predecessor is whichever branch happened to end last, or made room for another.
JOINS = {"ParallelStateSucceeded", "ParallelStateFailed", "ParallelStateExited", "MapIterationStarted",
         "MapStateSucceeded", "MapStateFailed", "MapStateExited"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z")


def shape(events):
    """What happened and what it follows from, with how often there is such."""
    known = {0: None, **{event["id"]: what_happened(event) for event in events}}
    return collections.Counter(
        (None if event["type"] in JOINS else known[event.get("previousEventId", 0)], what_happened(event))
        for event in events)


def what_happened(event):
    return event["type"], details(event)


def details(event):
    found = {key: value for key, value in event.items() if key.endswith("EventDetails")}
    return MOMENT.sub("(moment)", json.dumps(found, sort_keys=True))


def sequence(events):
    """For what has no branches: all but the moments, in order."""
    return [(event["id"], event.get("previousEventId"), event["type"], details(event)) for event in events]


def asked_of(event):
    """(item, attempt) of the event that schedules a task of the workload, else None."""
    text = event.get("lambdaFunctionScheduledEventDetails", {}).get("input")
    asked = json.loads(text) if text else {}
    return (asked["item"], asked["attempt"]) if "item" in asked else None


def ends_of_tasks(events):
    """(item, attempt) to the event that ends it, or None while it runs."""
    asked, ends = {}, {}
    for event in events:
        what = asked_of(event) or asked.get(event.get("previousEventId"))
        if what is None or not event["type"].startswith("LambdaFunction"):
            continue
        asked[event["id"]] = what
        ends[what] = event if event["type"] not in ("LambdaFunctionScheduled", "LambdaFunctionStarted") else None
    return ends
