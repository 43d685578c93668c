"""The lock files are in step with what `pyproject.toml` asks for, on every interpreter."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.version import Version

tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
OURS = PROJECT["name"]
FILES = {
    "package": [],
    "dev": ["dev"],
    "mlflow": ["test-mlflow"],
    "mlflow-lowest": ["test-agents"],
    "clients": ["test-clients"],
    "docs": ["docs"],
    "mutants": ["mutants"],
    "gateway": ["test-gateway"],
    "schemas": ["test-schemas"],
    "tables": ["test-tables"],
    "peers": [],
    "lowest": ["dev", "codemod", "rich", "testing", "yaml", "zstd"],
}
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]


def environment(python: str) -> dict[str, str]:
    return {
        **{name: str(value) for name, value in default_environment().items()},
        "python_version": python,
        "python_full_version": f"{python}.0",
    }


def locked(name: str, python: str) -> dict[str, str]:
    """Return the version of each package that a lock file has for an interpreter."""
    found: dict[str, str] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        one = Requirement(line)  # so there are neither options nor addresses in it
        assert one.url is None
        if one.marker is None or one.marker.evaluate(environment(python)):
            [version] = one.specifier
            assert version.operator == "=="
            assert one.name not in found
            found[one.name.lower()] = version.version
    return found


def asked(extras: list[str], python: str) -> list[Requirement]:
    """Return what the project asks for with some extras, and with those that these name."""
    found: list[Requirement] = []
    for text in [*PROJECT["dependencies"], *(one for extra in extras for one in EXTRAS[extra])]:
        one = Requirement(text)
        if one.name == OURS:
            found += asked(sorted(one.extras), python)
        elif one.marker is None or one.marker.evaluate(environment(python)):
            found.append(one)
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", FILES)
def test_a_lock_has_what_the_project_asks_for(name: str, python: str) -> None:
    versions = locked(name, python)
    for one in asked(FILES[name], python):
        assert versions[one.name.lower()] in one.specifier, one
    assert {"hatchling", "editables"} <= versions.keys()  # what builds the package


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lowest_mlflow_is_the_one_that_is_declared(python: str) -> None:
    [one] = [one for one in asked(["mlflow"], python) if one.name == "mlflow-skinny"]
    [bound] = one.specifier
    lowest = locked("mlflow-lowest", python)["mlflow-skinny"]
    assert (bound.operator, Version(bound.version)) == (">=", Version(lowest))


def test_the_package_is_locked_as_it_is_tested() -> None:
    for python in PYTHONS:
        assert locked("package", python).items() <= locked("dev", python).items()


def test_the_lowest_versions_are_the_declared_ones() -> None:
    versions = locked("lowest", "3.11")
    for one in asked([], "3.11"):
        [bound] = one.specifier
        assert bound.operator == ">="
        assert Version(versions[one.name]) == Version(bound.version), one
