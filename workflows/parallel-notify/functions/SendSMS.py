"""Stands for a text message service: answers with what it would have sent."""


class NoPhoneNumber(Exception):
    """The name of this class is the error name that the workflow catches."""


def lambda_handler(event, context):
    if not event.get("phone"):
        raise NoPhoneNumber(f"Order {event['orderId']} has no phone number")
    print(f"text message to {event['phone']} about {event['orderId']}")
    return {"channel": "SMS", "to": event["phone"], "text": f"{event['orderId']} is on its way"}
