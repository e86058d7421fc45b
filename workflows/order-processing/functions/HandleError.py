"""Reports why an order was not processed. The workflow itself has then done its work: it succeeds."""
import json
from datetime import datetime, timezone


def lambda_handler(event, context):
    print("HandleError received", json.dumps(event))
    return {
        "statusCode": 400,
        "message": "The workflow failed",
        "errorDetails": {
            "errorType": "VALIDATION_ERROR",
            "errorMessage": event.get("error", "Unknown error"),
            "originalInput": event.get("input", {}),
            "timestamp": datetime.now(timezone.utc).isoformat(),
            "workflowStatus": "FAILED",
        },
    }
