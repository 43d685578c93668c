"""The lock files satisfy the requirements of `pyproject.toml`, on every interpreter."""

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
NAME = PROJECT["name"]
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


def make_environment(python: str) -> dict[str, str]:
    return {
        **{name: str(value) for name, value in default_environment().items()},
        "python_version": python,
        "python_full_version": f"{python}.0",
    }


def read_lock(name: str, python: str) -> dict[str, str]:
    """Return the version of each package that a lock file has for an interpreter."""
    versions: dict[str, str] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        requirement = Requirement(line)  # so there are neither options nor addresses in it
        assert requirement.url is None
        if requirement.marker is None or requirement.marker.evaluate(make_environment(python)):
            [version] = requirement.specifier
            assert version.operator == "=="
            assert requirement.name not in versions
            versions[requirement.name.lower()] = version.version
    return versions


def find_requirements(extras: list[str], python: str) -> list[Requirement]:
    """Return the requirements of the project with some extras, and the extras that these name."""
    requirements: list[Requirement] = []
    for text in [
        *PROJECT["dependencies"],
        *(text for extra in extras for text in EXTRAS[extra]),
    ]:
        requirement = Requirement(text)
        if requirement.name == NAME:
            requirements += find_requirements(sorted(requirement.extras), python)
        elif requirement.marker is None or requirement.marker.evaluate(make_environment(python)):
            requirements.append(requirement)
    return requirements


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", FILES)
def test_a_lock_has_the_requirements_of_the_project(name: str, python: str) -> None:
    versions = read_lock(name, python)
    for requirement in find_requirements(FILES[name], python):
        assert versions[requirement.name.lower()] in requirement.specifier, requirement
    assert {"hatchling", "editables"} <= versions.keys()  # what builds the package


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lowest_mlflow_is_the_one_that_is_declared(python: str) -> None:
    [requirement] = [
        requirement
        for requirement in find_requirements(["mlflow"], python)
        if requirement.name == "mlflow-skinny"
    ]
    [bound] = requirement.specifier
    lowest = read_lock("mlflow-lowest", python)["mlflow-skinny"]
    assert (bound.operator, Version(bound.version)) == (">=", Version(lowest))


def test_the_package_is_locked_as_it_is_tested() -> None:
    for python in PYTHONS:
        assert read_lock("package", python).items() <= read_lock("dev", python).items()


def test_the_lowest_versions_are_the_declared_ones() -> None:
    versions = read_lock("lowest", "3.11")
    for requirement in find_requirements([], "3.11"):
        [bound] = requirement.specifier
        assert bound.operator == ">="
        assert Version(versions[requirement.name]) == Version(bound.version), requirement
