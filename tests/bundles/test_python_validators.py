"""jsonschema and check-jsonschema give the verdicts of the fast validator."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bundle_verdicts import expected
from jsonschema import Draft202012Validator
from tool_payloads import payloads

from responses_protocol import schemas
from responses_protocol.schemas import bundles

pytest.importorskip("check_jsonschema", reason="installed for these tests only")

ROOT = Path(__file__).parents[2]

# With a part of the payloads each: to check long histories in Python takes long.
ASKED: list[tuple[schemas.Profile, str]] = [
    ("wire", "responses/request"),
    ("wire", "responses/response"),
    ("wire", "chat_completions/response"),
    ("wire", "chat_completions/chunks"),
    ("request", "responses/request"),
    ("request", "chat_completions/request"),
]


@pytest.mark.parametrize(("profile", "name"), ASKED, ids=map("/".join, ASKED))
def test_jsonschema(profile: schemas.Profile, name: str) -> None:
    validator = Draft202012Validator(bundles.load(name, profile))
    verdicts = []
    asked = payloads()[name]
    for payload in asked[:: 7 if len(asked) > 70 else 1]:
        verdicts.append(validator.is_valid(payload))
        assert verdicts[-1] == expected(name, profile, payload)
    assert True in verdicts
    assert False in verdicts


@pytest.mark.parametrize(
    ("profile", "name"), [("request", "chat_completions/request"), ("wire", "responses/request")]
)
def test_check_jsonschema(profile: schemas.Profile, name: str, tmp_path: Path) -> None:
    files = {}
    for number, payload in enumerate(payloads()[name][::5]):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        files[str(file)] = expected(name, profile, payload)
    schema = schemas.folder() / "bundled" / profile / f"{name}.json"
    program = str(Path(sys.executable).with_name("check-jsonschema"))
    command = [program, "--schemafile", str(schema), "--output-format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wrong = {one["filename"] for one in json.loads(done.stdout)["errors"]}
    assert {file: file not in wrong for file in files} == files
    assert set(files.values()) == {True, False}
    assert done.returncode == 1


def test_the_page_shows_commands_that_work(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "schemas.md").read_text(encoding="utf-8")
    commands = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    for command in commands[:2]:  # quicktype and datamodel-code-generator are not installed
        subprocess.run(
            command, shell=True, cwd=tmp_path, env={**os.environ, "PATH": path}, check=True
        )
    assert [command.split()[0] for command in commands] == [
        "responses-protocol",
        "check-jsonschema",
        "quicktype",
        "datamodel-codegen",
    ]
