"""Gives a valid order its number, its tax and its total."""
import json
import random
from datetime import datetime, timezone

TAX_RATE = 0.20


def lambda_handler(event, context):
    print("ProcessData received", json.dumps(event))
    order = event.get("data", event)
    amount = order.get("amount", 0)
    return {
        "statusCode": 200,
        "isProcessed": True,
        "message": "The order is processed",
        "result": {
            "orderId": f"ORD-{random.randint(10000, 99999)}",
            "customer": order.get("name"),
            "email": order.get("email"),
            "amount": amount,
            "tax": round(amount * TAX_RATE, 2),
            "total": round(amount * (1 + TAX_RATE), 2),
            "processedAt": datetime.now(timezone.utc).isoformat(),
            "status": "PROCESSED",
        },
    }
