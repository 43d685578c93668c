"""The page of a run in Chromium: it is shown, and texts of payloads run no script."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from pathlib import Path

import pytest
from chromium import HOSTILE, check_picture, run_chromium

HISTORY = [
    {"type": "message", "role": "user", "content": HOSTILE},
    {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [],
        "content": [{"type": "reasoning_text", "text": HOSTILE}],
    },
    {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "Yes.", "annotations": []}],
    },
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "in.jsonl").write_text(f"{json.dumps(HISTORY)}\n" * 1_500)
    command = [sys.executable, "-m", "responses_protocol", "convert", "in.jsonl"]
    flags = ["--to", "chat_completions", "-o", "out.jsonl", "--report", "run.html"]
    subprocess.run([*command, *flags], cwd=folder, check=True, capture_output=True)
    return folder / "run.html"


def test_a_browser_finds_text_and_no_script(page: Path) -> None:
    dom = run_chromium(page.as_uri(), page.parent, "--dump-dom")
    assert "<title>convert: 1,500 records</title>" in dom
    assert "<script" not in dom
    assert html.escape(HOSTILE, quote=False) in dom
    assert "500 more records are not listed" in dom
    assert "--reasoning reasoning_content" in dom


def test_a_browser_shows_it(page: Path) -> None:
    check_picture(page.as_uri(), page.parent, "1200,1600")
