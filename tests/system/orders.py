"""The order workflow as its users see it: what each of its three orders must come to, whichever client asks.

A client's test gathers what it was told, as a dict: `orders` (by input: status, output as text, the names of the
states entered), `listed` (execution name to status) and `log` (what ValidateInput printed)."""
import json

MACHINE = "OrderProcessingWorkflow"
REFUSED = ["ValidateInput", "CheckValidation", "HandleError"]
STATES = {
    "valid": ["ValidateInput", "CheckValidation", "ProcessData", "SendNotification"],
    "missing-amount": REFUSED,
    "negative-amount": REFUSED,
}
PROBLEMS = {"missing-amount": "Missing field: amount", "negative-amount": "The amount must be positive"}


def check_orders(test, told):
    for name, states in STATES.items():
        with test.subTest(order=name):
            order = told["orders"][name]
            test.assertEqual(order["status"], "SUCCEEDED")
            test.assertEqual(order["states"], states)
            check_output(test, name, json.loads(order["output"]))
    test.assertEqual(told["listed"], {name: "SUCCEEDED" for name in STATES})
    test.assertIn("ValidateInput received", told["log"])


def check_output(test, name, output):
    if name == "valid":
        check_confirmation(test, output)
    else:
        test.assertEqual(output["errorDetails"]["errorMessage"], PROBLEMS[name])
        test.assertEqual(output["errorDetails"]["workflowStatus"], "FAILED")


def check_confirmation(test, output):
    test.assertEqual(output["workflowStatus"], "COMPLETED")
    test.assertEqual(output["notification"]["to"], "jean@example.com")
    test.assertRegex(output["notification"]["subject"], r"^Order ORD-\d{5} confirmed$")
    test.assertIn("180.0", output["notification"]["body"])
