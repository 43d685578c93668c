"""The start page in Chromium: it is shown, opens and closes, and payloads run nothing."""

from __future__ import annotations

import html
import shutil
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted

from responses_protocol import PRESETS
from responses_protocol.gateway.settings import Upstream

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("needs Chromium", allow_module_level=True)

HOSTILE = "</pre><script>document.title = 'taken'</script>"


def chromium(url: str, folder: Path, *flags: str) -> str:
    profile = f"--user-data-dir={folder / 'profile'}"
    fixed = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", profile)
    done = subprocess.run(
        [str(CHROMIUM), *fixed, *flags, url],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    # Chromium reports a refused style, script or request there.
    assert "CONSOLE" not in done.stderr
    return done.stdout


def test_a_browser_shows_the_page(serve: Serve, upstream: Scripted, tmp_path: Path) -> None:
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]), inspect=True)
    upstream.say(
        whole({"content": HOSTILE, "reasoning": "Where?"}),
        Answer(stream=[*WORDS, chunk("stop")]),
        Answer({"error": {"message": "No such model."}}, 404),
    )
    hosted = {**REQUEST, "input": HOSTILE, "tools": [{"type": "web_search"}]}
    for payload in (hosted, {**REQUEST, "stream": True}, REQUEST):
        served.client.post("/v1/responses", json=payload)
    document = chromium(f"{served.url}/", tmp_path, "--dump-dom")
    assert "<title>Gateway: 3 exchanges</title>" in document
    assert "<script" not in document
    assert html.escape(HOSTILE, quote=False) in document
    assert document.count("<details>") == 3
    picture = tmp_path / "page.png"
    chromium(f"{served.url}/", tmp_path, f"--screenshot={picture}", "--window-size=1400,1000")
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 20_000  # more than an empty page takes
