"""The public strategies for streams draw usual and unusual streams of servers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from jsonschema import Draft202012Validator

from responses_protocol import schemas
from responses_protocol.streams import fold_chunks, fold_events
from responses_protocol.testing import chunk_streams, event_streams

Payload = dict[str, Any]
SEARCH_SETTINGS = settings(
    max_examples=2000, deadline=None, database=None, derandomize=True, phases=[Phase.generate]
)


@given(chunks=chunk_streams())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_chunks_are_accepted_by_the_schema(chunks: list[Payload]) -> None:
    reference = {"$ref": schemas.ref("chat_completions", "Chunk")}
    validator = Draft202012Validator(reference, registry=schemas.registry())
    for chunk in chunks:
        validator.validate(chunk)


def fold_message(chunks: list[Payload]) -> Payload:
    choices = fold_chunks(chunks)["choices"]
    folded: Payload = choices[0]["message"] if choices else {}
    return folded


CHUNKS: dict[str, Callable[[list[Payload]], Any]] = {
    "text": lambda chunks: fold_message(chunks).get("content"),
    "parts": lambda chunks: isinstance(fold_message(chunks).get("content"), list),
    "refusal": lambda chunks: fold_message(chunks).get("refusal"),
    "two calls": lambda chunks: len(fold_message(chunks).get("tool_calls", ())) > 1,
    "details": lambda chunks: fold_message(chunks).get("reasoning_details"),
    "two choices": lambda chunks: len(fold_chunks(chunks)["choices"]) > 1,
    "error": lambda chunks: fold_chunks(chunks).get("error"),
    "no usage": lambda chunks: chunks and "usage" not in fold_chunks(chunks),
    "no end": lambda chunks: (
        fold_message(chunks).get("content")
        and fold_chunks(chunks)["choices"][0]["finish_reason"] is None
    ),
}


@pytest.mark.parametrize("kind", CHUNKS)
def test_chunks_are_of_all_kinds(kind: str) -> None:
    find(chunk_streams(), lambda chunks: bool(CHUNKS[kind](chunks)), settings=SEARCH_SETTINGS)


EVENTS: dict[str, Callable[[list[Payload]], Any]] = {
    "completed": lambda events: fold_events(events)["status"] == "completed",
    "incomplete": lambda events: fold_events(events)["status"] == "incomplete",
    "failed": lambda events: fold_events(events)["status"] == "failed",
    "two items": lambda events: len(fold_events(events)["output"]) > 1,
    "sparse": lambda events: events and "response" not in events[0],
    "unnumbered": lambda events: events and "sequence_number" not in events[0],
    "gaps": lambda events: any(event.get("output_index", 0) > 6 for event in events),
}


@pytest.mark.parametrize("kind", EVENTS)
def test_events_are_of_all_kinds(kind: str) -> None:
    find(event_streams(), lambda events: bool(EVENTS[kind](events)), settings=SEARCH_SETTINGS)
