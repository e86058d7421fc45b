"""Releases an order that has waited long enough."""
from datetime import datetime, timezone


def lambda_handler(event, context):
    print(f"releasing {event['orderId']}")
    return {
        "orderId": event["orderId"],
        "status": "RELEASED",
        "releasedAt": datetime.now(timezone.utc).isoformat(),
    }
