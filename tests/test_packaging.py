"""What is built from the source is whole: schemas, types, licence; and works without the source."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="builds need hatchling")

ROOT = Path(__file__).parents[1]


def build(target: str, into: Path, address: str = "") -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target]
    result = subprocess.run(
        [*command, "--directory", str(into)],
        cwd=ROOT,
        env={**os.environ, "PROJECT_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build("wheel", tmp_path_factory.mktemp("wheel")))


def test_the_wheel_holds_every_schema(wheel: zipfile.ZipFile) -> None:
    schemas = {path.relative_to(ROOT / "schemas") for path in (ROOT / "schemas").rglob("*.json")}
    assert schemas
    shipped = {name for name in wheel.namelist() if name.endswith(".json")}
    assert shipped == {f"responses_protocol/schemas/data/{path.as_posix()}" for path in schemas}


def test_the_wheel_holds_every_module_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    modules = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")}
    assert {name for name in wheel.namelist() if name.endswith(".py")} == modules
    # For type checkers: the annotations are meant to be used.
    assert "responses_protocol/py.typed" in wheel.namelist()
    assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"responses_protocol"}


def test_the_wheel_names_its_licence_and_its_command(wheel: zipfile.ZipFile) -> None:
    texts = {
        Path(name).name: wheel.read(name).decode()
        for name in wheel.namelist()
        if ".dist-info/" in name
    }
    assert "License-Expression: Apache-2.0" in texts["METADATA"]
    assert texts["LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "responses-protocol = responses_protocol._cli:main" in texts["entry_points.txt"]


def test_distributions_name_the_repository_that_builds_them(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    with zipfile.ZipFile(build("wheel", tmp_path, "https://example.com/it/")) as other:
        named, plain = (
            [line for line in text.splitlines() if line.startswith("Project-URL: ")]
            for text in (metadata(other), metadata(wheel))
        )
    assert "Project-URL: Homepage, https://example.com/it" in named
    assert "Project-URL: Issues, https://example.com/it/issues" in named
    assert plain == []


def metadata(wheel: zipfile.ZipFile) -> str:
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return wheel.read(name).decode()


def test_the_wheel_works_away_from_the_source(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    code = """
import responses_protocol, responses_protocol.schemas as schemas
from responses_protocol.schemas import bundles
assert bundles.load("responses/request", "request")["$defs"]
assert responses_protocol.convert([{"role": "user", "content": "x"}], to="chat_completions").value
print(responses_protocol.__file__, *schemas.names(), sep="\\n")
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    where, *names = result.stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path)
    assert names == sorted(
        path.relative_to(ROOT / "schemas").as_posix()
        for path in (ROOT / "schemas").glob("*/*.json")
    )


def test_the_source_distribution_builds_the_same(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("src", "schemas", "tests"):
        files = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / folder).rglob("*.*")
            if path.is_file() and path.suffix in (".py", ".json")
        }
        assert files <= names, files - names
    assert {"README.md", "LICENSE", "Makefile", "pyproject.toml"} <= names
