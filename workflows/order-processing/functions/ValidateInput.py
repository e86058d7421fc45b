"""Says whether an order can be processed. A bad order is an answer, not an exception."""
import json

REQUIRED = ("name", "email", "amount")


def lambda_handler(event, context):
    print("ValidateInput received", json.dumps(event))
    problem = first_problem(event)
    if problem:
        return {"statusCode": 400, "isValid": False, "error": problem, "input": event}
    return {"statusCode": 200, "isValid": True, "message": "The order is valid", "data": event}


def first_problem(order):
    for field in REQUIRED:
        if field not in order:
            return f"Missing field: {field}"
    if order["amount"] <= 0:
        return "The amount must be positive"
    return None
