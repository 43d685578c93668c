"""Streams on their way: whatever comes, however it is cut, what goes out has an end."""

from __future__ import annotations

import random
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from test_gateway_responses import REQUEST, WORDS, chunk
from upstreams import sse

import responses_protocol as rp
from responses_protocol._gateway.relay import Relay
from responses_protocol.streams import check_chunks, check_events, decode_sse, fold_chunks

CHAT: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
CHUNKS = b"".join(sse([*WORDS, chunk("stop")]))
EVENTS = b"".join(
    sse(
        list(
            rp.convert_stream(
                [*WORDS, chunk(reasoning="So."), chunk("stop")], to="responses", options="vllm"
            )
        )
    )
)


def of_responses() -> Relay:
    return Relay(rp.exchange(REQUEST, to="chat_completions"))


def of_chat() -> Relay:
    return Relay(rp.exchange(CHAT, to="responses"))


def test_events_have_an_end_wherever_chunks_are_cut() -> None:
    for end in range(len(CHUNKS) + 1):
        relay = of_responses()
        events = list(decode_sse([relay.feed(CHUNKS[:end]) + relay.end()]))
        assert not check_events(events)
        assert relay.answer == events[-1]["response"]
        has_last_chunk = b'"finish_reason":"stop"}]}' in CHUNKS[:end]
        assert events[-1]["type"] == ("response.completed" if has_last_chunk else "response.failed")


def test_chunks_have_an_end_wherever_events_are_cut() -> None:
    for end in range(len(EVENTS) + 1):
        relay = of_chat()
        data = relay.feed(EVENTS[:end]) + relay.end()
        payloads = list(decode_sse([data]))
        if relay.answer is not None:
            assert data.endswith(b"data: [DONE]\n\n")
            assert not check_chunks(payloads)
            assert fold_chunks(payloads)["choices"][0]["message"]["content"] == "Hi."
        else:
            assert payloads[-1]["error"]["message"]
            assert b"[DONE]" not in data
            assert not any(payload["choices"][0]["finish_reason"] for payload in payloads[:-1])


@pytest.mark.parametrize("seed", range(20))
def test_how_bytes_are_cut_makes_no_difference(seed: int) -> None:
    draw = random.Random(seed)
    for make, data in ((of_responses, CHUNKS), (of_chat, EVENTS)):
        whole_relay, pieces = make(), make()
        expected = whole_relay.feed(data) + whole_relay.end()
        start, output = 0, b""
        while start < len(data):
            size = draw.randint(1, 60)
            output += pieces.feed(data[start : start + size])
            start += size
        assert output + pieces.end() == expected


@pytest.mark.parametrize("make", [of_responses, of_chat])
def test_an_error_is_the_last_payload(make: Any) -> None:
    relay = make()
    first = relay.feed(CHUNKS[:300] if make is of_responses else EVENTS[:300])
    end = relay.fail("The upstream has broken off.", "upstream_error")
    last = list(decode_sse([first + end]))[-1]
    error = last["response"]["error"] if make is of_responses else last["error"]
    assert error["message"] == "The upstream has broken off."
    assert relay.feed(CHUNKS) == relay.end() == b""
