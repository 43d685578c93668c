"""The AI SDK on the gateway: its tools run, and the next step has all that the server needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_clients import chat_server, scripted_turns
from upstreams import Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream

Payload = dict[str, Any]
SCRIPT = Path(__file__).parents[1] / "clients" / "node" / "ask.mjs"
NODE = Path(sys.executable).with_name("node")
PACKAGES = Path(sys.prefix) / "node"


def ask(served: Served, api: str) -> tuple[list[Payload], list[Payload]]:
    """Return the parts of a stream, and the steps of a whole answer."""
    asks = [{"api": api, "model": "m", "whole": is_whole} for is_whole in (False, True)]
    done = subprocess.run(
        [str(NODE), str(SCRIPT)],
        cwd=PACKAGES,
        input=json.dumps({"url": f"{served.url}/v1", "asks": asks}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    parts, steps = ([line for line in lines if line["ask"] == number] for number in range(2))
    assert not [part for part in (*parts, *steps) if part["type"] == "error"]
    return parts, steps


def check(parts: list[Payload], steps: list[Payload], end: str) -> None:
    """Check that a tool was run, and what was said in the end."""
    assert [part["output"] for part in parts if part["type"] == "tool-result"] == ["a shell"]
    texts = [part["text"] for part in parts if part["type"] == "text-delta"]
    assert "".join(texts) == end
    first, second = (step["content"] for step in steps)
    assert [part["toolName"] for part in first if part["type"] == "tool-call"] == ["find"]
    assert [part["text"] for part in second if part["type"] == "text"] == [end]


def test_responses_by_the_ai_sdk(serve: Serve, upstream: Scripted) -> None:
    upstream.respond = chat_server
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    check(*ask(served, "responses"), "Born in a shell.")
    assert upstream.problems == []
    assert len(upstream.requests) == 4


def test_chat_by_the_ai_sdk(serve: Serve, upstream: Scripted) -> None:
    upstream.respond = scripted_turns
    served = serve(Upstream(upstream.url, to="responses"))
    check(*ask(served, "chat"), "Born in 1815.")
    assert upstream.problems == []
