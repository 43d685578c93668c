"""The published strategies for streams draw what servers send, odd and usual."""

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
LOOK = settings(
    max_examples=2000, deadline=None, database=None, derandomize=True, phases=[Phase.generate]
)


@given(chunks=chunk_streams())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_chunks_are_accepted_by_the_schema(chunks: list[Payload]) -> None:
    reference = {"$ref": schemas.ref("chat_completions", "Chunk")}
    validator = Draft202012Validator(reference, registry=schemas.registry())
    for chunk in chunks:
        validator.validate(chunk)


def message(chunks: list[Payload]) -> Payload:
    choices = fold_chunks(chunks)["choices"]
    found: Payload = choices[0]["message"] if choices else {}
    return found


CHUNKS: dict[str, Callable[[list[Payload]], Any]] = {
    "text": lambda chunks: message(chunks).get("content"),
    "parts": lambda chunks: isinstance(message(chunks).get("content"), list),
    "refusal": lambda chunks: message(chunks).get("refusal"),
    "two calls": lambda chunks: len(message(chunks).get("tool_calls", ())) > 1,
    "details": lambda chunks: message(chunks).get("reasoning_details"),
    "two choices": lambda chunks: len(fold_chunks(chunks)["choices"]) > 1,
    "error": lambda chunks: fold_chunks(chunks).get("error"),
    "no usage": lambda chunks: chunks and "usage" not in fold_chunks(chunks),
    "no end": lambda chunks: (
        message(chunks).get("content")
        and fold_chunks(chunks)["choices"][0]["finish_reason"] is None
    ),
}


@pytest.mark.parametrize("what", CHUNKS)
def test_chunks_are_of_all_kinds(what: str) -> None:
    find(chunk_streams(), lambda chunks: bool(CHUNKS[what](chunks)), settings=LOOK)


EVENTS: dict[str, Callable[[list[Payload]], Any]] = {
    "completed": lambda events: fold_events(events)["status"] == "completed",
    "incomplete": lambda events: fold_events(events)["status"] == "incomplete",
    "failed": lambda events: fold_events(events)["status"] == "failed",
    "two items": lambda events: len(fold_events(events)["output"]) > 1,
    "sparse": lambda events: events and "response" not in events[0],
    "unnumbered": lambda events: events and "sequence_number" not in events[0],
    "gaps": lambda events: any(event.get("output_index", 0) > 6 for event in events),
}


@pytest.mark.parametrize("what", EVENTS)
def test_events_are_of_all_kinds(what: str) -> None:
    find(event_streams(), lambda events: bool(EVENTS[what](events)), settings=LOOK)
