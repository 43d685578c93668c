"""The text that events add up to, and the pieces of it that a Chat client gets."""

from __future__ import annotations

from typing import Any

import pytest
from stream_table import (
    CREATED,
    added,
    arguments,
    call,
    done,
    end_event,
    message,
    text,
)

from responses_protocol.streams import EventsToChunks, fold_events

Payload = dict[str, Any]
BEGUN, CALLED = added(message(None)), added(call())
CORRECTED = {"streamed_otherwise", "superseded"}
LATE = {"late_event"}


def text_done(value: Any) -> Payload:
    place = {"item_id": "msg_0", "output_index": 0, "content_index": 0}
    return {"type": "response.output_text.done", **place, "text": value}


def arguments_done(value: Any) -> Payload:
    place = {"item_id": "fc_0", "output_index": 0}
    return {"type": "response.function_call_arguments.done", **place, "arguments": value}


@pytest.mark.parametrize(
    ("events", "whole", "pieces", "codes"),
    [
        pytest.param([BEGUN, text("a"), text("b")], "ab", ["a", "b"], set(), id="pieces"),
        pytest.param([BEGUN, text_done("ab")], "ab", ["ab"], set(), id="no pieces"),
        pytest.param([BEGUN, text("a"), text_done("a")], "a", ["a"], set(), id="the same text"),
        pytest.param([BEGUN, text("a"), text_done("ab")], "ab", ["a", "b"], set(), id="more text"),
        pytest.param([BEGUN, text("a"), text_done("b")], "b", ["a"], CORRECTED, id="another text"),
        pytest.param([BEGUN, text("a"), text_done("")], "a", ["a"], set(), id="an empty text"),
        pytest.param([BEGUN, text("a"), text_done(7)], "a", ["a"], set(), id="no text"),
        pytest.param(
            [BEGUN, text("a"), text_done("a"), text("b")], "a", ["a"], LATE, id="a late piece"
        ),
        pytest.param(
            [BEGUN, text("a"), text_done("a"), text("")], "a", ["a"], set(), id="a late empty piece"
        ),
        pytest.param(
            [BEGUN, text("a"), done(message("a")), text_done("b")],
            "a",
            ["a"],
            LATE,
            id="a text behind its item",
        ),
        pytest.param(
            [BEGUN, text("a"), done(message("a")), text("b")],
            "a",
            ["a"],
            LATE,
            id="a piece behind its item",
        ),
        pytest.param([text("a"), text_done("ab")], "ab", ["a", "b"], set(), id="no begin"),
        pytest.param(
            [BEGUN, text("a"), done(message("ab"))],
            "ab",
            ["a", "b"],
            set(),
            id="more text in the item",
        ),
        pytest.param(
            [BEGUN, text("a"), done(message("b"))],
            "b",
            ["a"],
            CORRECTED,
            id="another text in the item",
        ),
    ],
)
def test_the_text_of_events(
    events: list[Payload], whole: str, pieces: list[str], codes: set[str]
) -> None:
    [item] = fold_events([CREATED, *events])["output"]
    assert [part["text"] for part in item["content"]] == [whole]
    deltas, noted = translate(events)
    assert [delta["content"] for delta in deltas if delta.get("content")] == pieces
    assert noted == codes


@pytest.mark.parametrize(
    ("events", "whole", "pieces", "codes"),
    [
        pytest.param(
            [CALLED, arguments('{"a'), arguments('":1}'), arguments_done('{"a":1}')],
            '{"a":1}',
            ['{"a', '":1}'],
            set(),
            id="the same arguments",
        ),
        pytest.param(
            [CALLED, arguments('{"a'), arguments_done('{"a":1}')],
            '{"a":1}',
            ['{"a', '":1}'],
            set(),
            id="more arguments",
        ),
        pytest.param([CALLED, arguments_done("{}")], "{}", ["{}"], set(), id="no pieces"),
        pytest.param(
            [CALLED, arguments('{"a'), arguments_done("{}")],
            "{}",
            ['{"a'],
            CORRECTED,
            id="other arguments",
        ),
        pytest.param(
            [CALLED, arguments("{}"), arguments_done("")], "{}", ["{}"], set(), id="empty arguments"
        ),
        pytest.param(
            [CALLED, arguments("{}"), arguments_done(7)], "{}", ["{}"], set(), id="no text"
        ),
        pytest.param(
            [CALLED, arguments("{}"), arguments_done("{}"), arguments("x")],
            "{}",
            ["{}"],
            LATE,
            id="a late piece",
        ),
        pytest.param(
            [CALLED, arguments("{}"), arguments_done("{}"), arguments("")],
            "{}",
            ["{}"],
            set(),
            id="a late empty piece",
        ),
    ],
)
def test_the_arguments_of_events(
    events: list[Payload], whole: str, pieces: list[str], codes: set[str]
) -> None:
    [item] = fold_events([CREATED, *events])["output"]
    assert item["arguments"] == whole
    deltas, noted = translate(events)
    bodies = [entry["function"] for delta in deltas for entry in delta.get("tool_calls", ())]
    assert [body["arguments"] for body in bodies if body["arguments"]] == pieces
    assert noted == codes


def translate(events: list[Payload]) -> tuple[list[Payload], set[str]]:
    """Return the deltas of a stream with these events, and the codes of losses of streams."""
    translator = EventsToChunks()
    chunks = [
        chunk for event in (CREATED, *events, end_event()) for chunk in translator.feed(event)
    ]
    chunks += translator.close()
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    return deltas, {loss.code for loss in translator.losses} & (CORRECTED | LATE)
