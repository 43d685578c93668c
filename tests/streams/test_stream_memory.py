"""A long stream is not kept: its payloads are gone, only its text stays."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from stream_samples import chunk

import responses_protocol as rp

COUNT = 5_000
DELTA = "word "


def chunks(count: int) -> Iterator[dict[str, Any]]:
    yield chunk({"role": "assistant"})
    for _ in range(count):
        yield chunk({"content": DELTA})
    yield chunk({}, finish_reason="stop")


def events(count: int) -> Iterator[Any]:
    return rp.convert_stream(chunks(count), to="responses")


def peak(to: str, count: int) -> int:
    source = chunks(count) if to == "responses" else events(count)
    tracemalloc.start()
    try:
        for _ in rp.convert_stream(source, to=to):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("to", ["responses", "chat_completions"])
def test_no_payload_is_kept(to: str) -> None:
    """A delta stays for a while as a string (of some 60 bytes), a chunk would be ten times that."""
    peak(to, 10)
    grown = peak(to, 2 * COUNT) - peak(to, COUNT)
    assert grown < 100 * COUNT
