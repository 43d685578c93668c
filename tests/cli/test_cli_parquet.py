"""Parquet where pyarrow is not installed: the extra is named. The rest is in tests/tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from cli_commands import list_names, run

EXTRA = "install responses-protocol[tables]"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "responses_protocol.tables._parquet_rows", None)
    (tmp_path / "in.parquet").write_bytes(b"PAR1" + bytes(20))
    (tmp_path / "in.jsonl").write_text(json.dumps([{"role": "user", "content": "Hello"}]))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("convert", "in.parquet", "--to", "responses"),
        ("convert", "in.parquet", "--to", "responses", "--jobs", "2"),
        ("convert", "in.jsonl", "--to", "responses", "-o", "out.parquet"),
        ("convert", ".", "--to", "responses", "-o", "out/", "--rejects", "no"),
        ("restore", "in.parquet", "--complement", "in.jsonl"),
        ("validate", "in.parquet"),
    ],
)
def test_the_extra_is_named(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert EXTRA in result.stderr + result.stdout
    assert list_names(Path()) == ["in.jsonl", "in.parquet"]
