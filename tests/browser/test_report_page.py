"""The page of a run in Chromium: it is shown, and what a payload says runs nothing."""

from __future__ import annotations

import html
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("needs Chromium", allow_module_level=True)

HOSTILE = "</pre><script>document.title = 'taken'</script>"
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


def chromium(page: Path, *flags: str) -> str:
    profile = f"--user-data-dir={page.parent / 'profile'}"
    fixed = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", profile)
    done = subprocess.run(
        [str(CHROMIUM), *fixed, *flags, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "CONSOLE" not in done.stderr  # a refused style, script or request would be told there
    return done.stdout


def test_a_browser_finds_text_and_no_script(page: Path) -> None:
    found = chromium(page, "--dump-dom")
    assert "<title>convert: 1,500 records</title>" in found
    assert "<script" not in found
    assert html.escape(HOSTILE, quote=False) in found
    assert "500 more records are not listed" in found
    assert "--reasoning reasoning_content" in found


def test_a_browser_shows_it(page: Path) -> None:
    picture = page.with_name("page.png")
    chromium(page, f"--screenshot={picture}", "--window-size=1200,1600")
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 20_000  # more than an empty page takes
