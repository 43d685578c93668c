"""The examples on the page about tables print the shown output, with each engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_readme import run_python_examples

for engine in ("pyarrow", "duckdb", "pandas", "polars"):
    pytest.importorskip(engine)


def test_the_examples_print_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_python_examples(Path(__file__).parents[2] / "docs" / "tables.md")
