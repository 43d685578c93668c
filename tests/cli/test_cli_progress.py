"""How far a run is: a bar on a terminal, and nothing where there is none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pty")

LINE = json.dumps({"input": [{"role": "user", "content": "x" * 50_000}]}) + "\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_terminal_gets_a_bar_and_a_file_none(tmp_path: Path, jobs: str) -> None:
    (tmp_path / "in.jsonl").write_text(LINE * 200)
    command = [sys.executable, "-m", "responses_protocol", "convert", "in.jsonl"]
    flags = ["--to", "chat_completions", "-o", "out.jsonl", "--jobs", jobs]
    terminal, stderr = os.openpty()
    subprocess.run([*command, *flags], cwd=tmp_path, stderr=stderr, check=True)
    os.close(stderr)
    output = b""
    while b"200 records" not in output:
        output += os.read(terminal, 10_000)
    os.close(terminal)
    assert b"100%" in output
    assert re.search(rb"200 records, 10 MB, [0-9.]+ MB/s", output)
    result = subprocess.run([*command, *flags], cwd=tmp_path, stderr=subprocess.PIPE, check=True)
    assert result.stderr.startswith(b"convert: 200 records")
