"""The start page in Chromium: it is shown, opens and closes, and payloads run nothing."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from chromium import HOSTILE, check_picture, run_chromium
from served import Serve
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream


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
    document = run_chromium(f"{served.url}/", tmp_path, "--dump-dom")
    assert "<title>Gateway: 3 exchanges</title>" in document
    assert "<script" not in document
    assert html.escape(HOSTILE, quote=False) in document
    assert document.count("<details>") == 3
    check_picture(f"{served.url}/", tmp_path, "1400,1000")
