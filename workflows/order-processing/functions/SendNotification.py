"""Writes the mail that confirms an order. Nothing is really sent: the mail is the result."""
import json
from datetime import datetime, timezone

BODY = """Dear {customer},

your order has been processed.

  Order    {orderId}
  Net      {amount} EUR
  Tax 20%  {tax} EUR
  Total    {total} EUR

Thank you for your trust!
"""


def lambda_handler(event, context):
    print("SendNotification received", json.dumps(event))
    order = event.get("result", {})
    return {
        "statusCode": 200,
        "message": "The notification is sent",
        "notification": confirmation(order),
        "workflowStatus": "COMPLETED",
    }


def confirmation(order):
    fields = ("orderId", "amount", "tax", "total")
    return {
        "type": "EMAIL",
        "to": order.get("email", "unknown@example.com"),
        "subject": f"Order {order.get('orderId', 'N/A')} confirmed",
        "body": BODY.format(customer=order.get("customer", "customer"), **{f: order.get(f) for f in fields}),
        "sentAt": datetime.now(timezone.utc).isoformat(),
        "status": "SENT",
    }
