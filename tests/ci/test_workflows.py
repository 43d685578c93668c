"""The workflows call targets of the Makefile, name no token, and publish what they built."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))


def jobs(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    jobs_by_name: dict[str, Any] = loaded["jobs"]
    return jobs_by_name


def commands(path: Path) -> set[str]:
    """Return the targets that a workflow makes; a matrix gives several."""
    targets: set[str] = set()
    for job in jobs(path).values():
        for step in job["steps"]:
            if "run" in step:
                program, target, *_ = step["run"].split()
                assert program == "make", step["run"]
                matrix = job.get("strategy", {}).get("matrix", {})
                targets.update(matrix["target"] if target == '"$TARGET"' else [target])
    return targets


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_makes_targets_that_exist(path: Path) -> None:
    assert commands(path)
    assert commands(path) <= TARGETS


def test_what_is_checked_at_home_is_checked_there() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    [targets_text] = re.findall(r"^for target in ([^;]*); do$", run, re.MULTILINE)
    targets_of_workflow = commands(ROOT / ".github" / "workflows" / "tests.yml")
    assert set(targets_text.replace("\\", "").split()) <= targets_of_workflow


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_few_rights(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    assert loaded["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    for job in loaded["jobs"].values():
        assert 0 < job["timeout-minutes"] <= 30
        for step in job["steps"]:
            # an expression in a script would run what a branch or a tag is named
            assert "${{" not in step.get("run", "")


def test_only_the_step_that_publishes_may_ask_for_an_identity() -> None:
    release_jobs = jobs(ROOT / ".github" / "workflows" / "release.yml")
    assert [
        name for name, job in release_jobs.items() if "id-token" in job.get("permissions", {})
    ] == ["publish"]
    assert release_jobs["publish"]["needs"] == "build"
    assert release_jobs["publish"]["environment"] == "release"
    assert not any("run" in step for step in release_jobs["publish"]["steps"])
