"""The laws on every recorded stream, with the default options, each option changed, and presets."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from laws import same
from recordings import CORPUS, needs_corpus
from recut import join_chunks, join_events, split_chunks, split_events
from stream_laws import (
    Stream,
    are_equivalent,
    check_purity,
    check_swap_of_chunks,
    check_swap_of_events,
    chunks_of,
    events_of,
    normalize_content,
)
from variants import CHANGED

from responses_protocol._formats.options import DEFAULT
from responses_protocol._formats.servers import PRESETS
from responses_protocol.streams import (
    AnswerError,
    ChunksToEvents,
    EventsToChunks,
    fold_chunks,
    fold_events,
)

pytestmark = needs_corpus

VARIANTS = [*PRESETS.values(), *CHANGED]


def recorded(name: str) -> list[tuple[str, Stream]]:
    if not CORPUS:
        return []
    lines = Path(CORPUS, name).read_text(encoding="utf-8").splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [(record["id"], record["payload"]) for record in records]


CHUNKS, EVENTS = recorded("chat.stream.jsonl"), recorded("responses.stream.jsonl")


def test_there_are_recordings() -> None:
    assert len(CHUNKS) >= 40
    assert len(EVENTS) >= 10


@pytest.mark.parametrize("chunks", [pytest.param(one, id=name) for name, one in CHUNKS])
def test_recorded_chunks(chunks: Stream) -> None:
    for options in VARIANTS:
        check_swap_of_chunks(chunks, options)
    check_purity(chunks, partial(ChunksToEvents, DEFAULT))
    for recut in (split_chunks, join_chunks):
        other = recut(chunks, partial(Random(0).randint, 0))
        assert same(fold_chunks(other), fold_chunks(chunks))
        for options in PRESETS.values():
            found, expected = (fold_events(events_of(one, options)) for one in (other, chunks))
            assert are_equivalent(found, expected)


@pytest.mark.parametrize("events", [pytest.param(one, id=name) for name, one in EVENTS])
def test_recorded_events(events: Stream) -> None:
    for options in VARIANTS:
        check_swap_of_events(events, options, orderly=True)
    check_purity(events, partial(EventsToChunks, DEFAULT))
    for recut in (split_events, join_events):
        other = recut(events, partial(Random(0).randint, 0))
        assert same(fold_events(other), fold_events(events))
        for options in PRESETS.values():
            found, expected = (fold_chunks(chunks_of(one, options)[0]) for one in (other, events))
            assert same(normalize_content(found), normalize_content(expected))


@pytest.mark.parametrize("chunks", [pytest.param(one, id=name) for name, one in CHUNKS])
def test_a_cut_recording_of_chunks_is_not_completed(chunks: Stream) -> None:
    reasons = [
        index
        for index, chunk in enumerate(chunks)
        if any(choice.get("finish_reason") for choice in chunk.get("choices") or ())
    ]
    assert reasons, "the recording has no finish_reason: it was cut itself"
    for length in {1, reasons[0] // 2, reasons[0]} - {0}:
        assert events_of(chunks[:length], DEFAULT)[-1]["type"] != "response.completed"


@pytest.mark.parametrize("events", [pytest.param(one, id=name) for name, one in EVENTS])
def test_a_cut_recording_of_events_is_an_error(events: Stream) -> None:
    for length in (1, len(events) // 2, len(events) - 1):
        with pytest.raises(AnswerError) as error_info:
            chunks_of(events[:length], DEFAULT)
        assert error_info.value.payload["status"] == "incomplete"
