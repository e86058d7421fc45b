"""The packages of functions on disk: as many as functions have or processes still run, and no more."""
import base64

from aws_api import zip_of
from gate import Gate
from harness import SystemTest, eventually

HANDLER = "def lambda_handler(event, context):\n    return {!r}\n"
PATH = "/2015-03-31/functions/greet"


class Packages(SystemTest):
    def packages(self):
        return {entry.name for entry in (self.folder / "data" / "code").iterdir()}

    def replace(self, word):
        package = zip_of({"greet.py": HANDLER.format(word)})
        self.api.functions("PUT", PATH + "/code", {"ZipFile": base64.b64encode(package).decode()})

    def await_packages(self, number):
        eventually(lambda: len(self.packages()) == number, f"there are {self.packages()}, not {number}")

    def test_a_package_goes_when_it_is_replaced_and_when_its_function_is_deleted(self):
        self.api.create_function("greet", {"greet.py": HANDLER.format("one")})
        first = self.packages()
        self.assertEqual(self.api.invoke("greet", {}), "one")
        self.replace("two")
        eventually(lambda: not self.packages() & first, "the first package stays")
        self.assertEqual(self.api.invoke("greet", {}), "two")
        self.await_packages(1)
        self.api.functions("DELETE", PATH)
        self.await_packages(0)

    def test_a_package_stays_while_a_call_runs_it(self):
        gate = Gate(self.folder, "greet")
        self.api.create_function("greet", gate.around({"greet.py": HANDLER.format("one")}))
        first = self.packages()
        self.api.invoke("greet", {}, kind="Event")
        gate.wait_for_call(1)
        self.replace("two")
        self.assertEqual(self.api.invoke("greet", {}), "two")
        self.assertTrue(first <= self.packages())
        gate.open()
        eventually(lambda: not self.packages() & first, "the first package stays")

    def test_a_package_stays_as_long_as_another_function_has_it(self):
        files = {"greet.py": HANDLER.format("one"), "other.py": HANDLER.format("one")}
        self.api.create_function("greet", files)
        self.api.create_function("other", files)
        self.api.functions("DELETE", PATH)
        self.assertEqual(self.api.invoke("other", {}), "one")
        self.assertEqual(len(self.packages()), 1)
