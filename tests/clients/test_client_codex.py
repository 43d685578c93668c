"""Codex, by a reader as strict as its own, shows what was said and runs what was called."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import pytest
from bridge import Bridge, run_bridge
from chat_scripts import CHATS
from client_scripts import CUT, FAILED, OVERLOADED, TOOLS, Script
from codex_reader import Turn, read_turn
from screen import expected

from responses_protocol.streams import decode_sse

# Codex shows no links. A part for a refusal is unknown to it, so a message with one is none.
CALL_KINDS = ("call", "custom")
SHOWS = ("text", "thought", *CALL_KINDS)
HELLO = {
    "type": "message",
    "role": "user",
    "content": [{"type": "input_text", "text": "Hello"}],
}


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    with run_bridge() as running_bridge:
        yield running_bridge


def turn_of(script: Script, bridge: Bridge) -> Turn:
    """Ask as Codex asks: always for a stream, and for one that is not stored."""
    body = {"model": script.name, "input": [HELLO], "stream": True, "store": False, "tools": TOOLS}
    http_request = urllib.request.Request(
        f"{bridge.url}/responses", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(http_request, timeout=10) as answer:
        return read_turn(decode_sse([answer.read()]))


@pytest.mark.parametrize("script", CHATS, ids=lambda script: script.name)
def test_turns(script: Script, bridge: Bridge) -> None:
    turn = turn_of(script, bridge)
    expected_parts = expected(script, SHOWS)
    expected_texts = [part[1] for part in expected_parts if part[0] not in CALL_KINDS]
    assert not turn.strays
    assert [text for text in turn.shown if text] == expected_texts
    if script.end in (CUT, FAILED):
        assert turn.end == FAILED
        assert turn.message
        assert OVERLOADED["message"] in turn.message or script.end == CUT
        assert not turn.calls
    else:
        assert turn.end == script.end
        assert [part for part in turn.seen if part[0] in SHOWS] == expected_parts
