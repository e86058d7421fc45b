"""The order workflow through boto3, unchanged but for the endpoint."""
import json
import subprocess

from harness import SystemTest, client, client_environment
from orders import check_orders
from workflows import ROOT, Workflow


class OrderThroughBoto3(SystemTest):
    def test_the_three_orders_end_as_in_the_tutorial(self):
        kit = Workflow("order-processing").unpack(self.folder / "kit")
        script = ROOT / "tests/system/clients/order_boto3.py"
        ran = subprocess.run([client("python"), script, self.daemon.endpoint, kit], env=client_environment(),
                             stdout=subprocess.PIPE, text=True, timeout=120, check=True)
        check_orders(self, json.loads(ran.stdout))
