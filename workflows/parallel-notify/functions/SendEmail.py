"""Stands for a mail service: answers with what it would have sent."""


def lambda_handler(event, context):
    print(f"mail to {event['email']} about {event['orderId']}")
    return {"channel": "EMAIL", "to": event["email"], "text": f"Order {event['orderId']} is on its way"}
