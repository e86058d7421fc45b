"""The order workflow through @aws-sdk/client-sfn, unchanged but for the endpoint."""
import json
import subprocess

from harness import SystemTest, client, client_environment
from orders import check_orders
from workflows import ROOT, Workflow


class OrderThroughJavaScript(SystemTest):
    def test_the_three_orders_end_as_in_the_tutorial(self):
        kit = Workflow("order-processing").unpack(self.folder / "kit")
        script = ROOT / "tests/system/clients/order_javascript.cjs"
        ran = subprocess.run(["node", script, self.daemon.endpoint, kit],
                             env=client_environment(NODE_PATH=client("node_modules")),
                             stdout=subprocess.PIPE, text=True, timeout=120, check=True)
        check_orders(self, json.loads(ran.stdout))
