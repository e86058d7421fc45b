"""The example workflows as the tests use them: a folder's definition, functions and inputs."""
import json
import pathlib

from aws_api import zip_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACCOUNT = "123456789012"


class Workflow:
    def __init__(self, name):
        self.folder = ROOT / "workflows" / name

    def definition(self):
        return (self.folder / "workflow.asl.json").read_text().replace("ACCOUNT_ID", ACCOUNT)

    def functions(self):
        """Function name to the files of its package."""
        return {file.stem: {file.name: file.read_text()} for file in sorted((self.folder / "functions").glob("*.py"))}

    def input(self, name):
        return json.loads((self.folder / "inputs" / f"{name}.json").read_text())

    def inputs(self):
        return sorted(file.stem for file in (self.folder / "inputs").glob("*.json"))

    def unpack(self, folder):
        """What a user of the AWS clients has at hand: the definition, a zip for each function, the inputs."""
        (folder / "inputs").mkdir(parents=True)
        (folder / "definition.json").write_text(self.definition())
        for name, files in self.functions().items():
            (folder / f"{name}.zip").write_bytes(zip_of(files))
        for name in self.inputs():
            (folder / "inputs" / f"{name}.json").write_text(json.dumps(self.input(name)))
        return folder
