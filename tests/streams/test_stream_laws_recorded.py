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
    normalize_content,
    translate_chunks,
    translate_events,
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


def read_streams(name: str) -> list[tuple[str, Stream]]:
    if not CORPUS:
        return []
    lines = Path(CORPUS, name).read_text(encoding="utf-8").splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [(record["id"], record["payload"]) for record in records]


CHUNKS, EVENTS = read_streams("chat.stream.jsonl"), read_streams("responses.stream.jsonl")


def test_there_are_recordings() -> None:
    assert len(CHUNKS) >= 40
    assert len(EVENTS) >= 10


@pytest.mark.parametrize("chunks", [pytest.param(stream, id=name) for name, stream in CHUNKS])
def test_recorded_chunks(chunks: Stream) -> None:
    for options in VARIANTS:
        check_swap_of_chunks(chunks, options)
    check_purity(chunks, partial(ChunksToEvents, DEFAULT))
    for recut in (split_chunks, join_chunks):
        other_stream = recut(chunks, partial(Random(0).randint, 0))
        assert same(fold_chunks(other_stream), fold_chunks(chunks))
        for options in PRESETS.values():
            actual, expected = (
                fold_events(translate_chunks(stream, options)) for stream in (other_stream, chunks)
            )
            assert are_equivalent(actual, expected)


@pytest.mark.parametrize("events", [pytest.param(stream, id=name) for name, stream in EVENTS])
def test_recorded_events(events: Stream) -> None:
    for options in VARIANTS:
        check_swap_of_events(events, options, orderly=True)
    check_purity(events, partial(EventsToChunks, DEFAULT))
    for recut in (split_events, join_events):
        other_stream = recut(events, partial(Random(0).randint, 0))
        assert same(fold_events(other_stream), fold_events(events))
        for options in PRESETS.values():
            actual, expected = (
                fold_chunks(translate_events(stream, options)[0])
                for stream in (other_stream, events)
            )
            assert same(normalize_content(actual), normalize_content(expected))


@pytest.mark.parametrize("chunks", [pytest.param(one, id=name) for name, one in CHUNKS])
def test_a_cut_recording_of_chunks_is_not_completed(chunks: Stream) -> None:
    reasons = [
        index
        for index, chunk in enumerate(chunks)
        if any(choice.get("finish_reason") for choice in chunk.get("choices") or ())
    ]
    assert reasons, "the recording has no finish_reason: it was cut itself"
    for length in {1, reasons[0] // 2, reasons[0]} - {0}:
        assert translate_chunks(chunks[:length], DEFAULT)[-1]["type"] != "response.completed"


@pytest.mark.parametrize("events", [pytest.param(one, id=name) for name, one in EVENTS])
def test_a_cut_recording_of_events_is_an_error(events: Stream) -> None:
    for length in (1, len(events) // 2, len(events) - 1):
        with pytest.raises(AnswerError) as error_info:
            translate_events(events[:length], DEFAULT)
        assert error_info.value.payload["status"] == "incomplete"
