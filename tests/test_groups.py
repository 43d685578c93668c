"""The groups of tests: what skips without MLflow is what `make test-mlflow` runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDS_MLFLOW = re.compile(r"importorskip\(\s*\"(?:mlflow|langgraph)|find_spec\(\"mlflow")


def test_all_that_needs_mlflow_is_run_with_it() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", "test-mlflow"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    [command] = [line for line in done.stdout.splitlines() if "pytest" in line and "-m" in line]
    run = [ROOT / word for word in command.split() if word.startswith("tests/")]
    assert all(path.exists() for path in run)
    needy = [
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if NEEDS_MLFLOW.search(path.read_text(encoding="utf-8"))
    ]
    assert len(needy) > 5
    for path in needy:
        assert any(path == one or one in path.parents for one in run), path
