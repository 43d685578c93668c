"""Losses of a stream of events are reported when they happen, and none is missing."""

from __future__ import annotations

from typing import Any

import pytest
from generated import OPTIONS
from hypothesis import given
from stream_table import CREATED, added, call, done, end_event, message, reasoning, text

import responses_protocol as rp
from responses_protocol.streams import AnswerError, EventsToChunks, StreamError
from responses_protocol.testing import event_streams

Payload = dict[str, Any]
RAW = [{"type": "reasoning_text", "text": "so"}]
SEARCH = {"type": "web_search_call", "id": "ws_1", "status": "completed"}


def list_codes(translator: EventsToChunks) -> set[str]:
    return {loss.code for loss in translator.losses}


def feed_all(translator: EventsToChunks, events: list[Payload]) -> None:
    for event in events:
        translator.feed(event)
    translator.close()


def list_codes_of_errors(translator: EventsToChunks) -> set[str]:
    return {loss.code for loss in translator.losses if loss.severity == "error"}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (reasoning(content=RAW), "reasoning"),
        (SEARCH, "hosted_item"),
        ({"type": "of_tomorrow", "id": "x"}, "unknown_item"),
    ],
)
def test_a_grave_loss_is_known_when_it_happens(item: Payload, code: str) -> None:
    translator = EventsToChunks()
    for event in (CREATED, added({**item, "content": []}) if "content" in item else added(item)):
        translator.feed(event)
    assert list_codes(translator) == set()
    translator.feed(done(item))
    assert list_codes(translator) == {code}
    translator.feed(done(message("Hi.", 1), 1))
    assert list_codes_of_errors(translator) == {code}
    translator.feed(end_event())
    assert list_codes_of_errors(translator) == {code}


def test_a_message_beside_the_final_one_is_known_to_be_lost() -> None:
    translator = EventsToChunks()
    for event in (CREATED, text("A"), done(message("A"))):
        translator.feed(event)
    assert list_codes(translator) == set()
    translator.feed(done(message("B", 1), 1))
    assert {"commentary"} <= list_codes(translator)


@pytest.mark.parametrize("value", [{"type": "response.output_item.done", "item": 7}, {}, 5, None])
def test_an_unreadable_event_is_a_loss(value: Any) -> None:
    translator = EventsToChunks()
    translator.feed(CREATED)
    with pytest.raises(StreamError):
        translator.feed(value)
    assert list_codes(translator) == {"unreadable_event"}
    translator.feed(end_event(message("Hi.")))
    translator.close()
    assert "unreadable_event" in list_codes(translator)


@pytest.mark.parametrize(
    "last",
    [
        None,
        {"type": "error", "code": "a", "message": "b"},
        {"error": {"message": "b"}},
        end_event(status="failed"),
        end_event(call(0, "{}"), status="incomplete") | {"type": "response.failed"},
    ],
)
def test_a_stream_without_an_answer_has_losses(last: Payload | None) -> None:
    translator = EventsToChunks()
    with pytest.raises(AnswerError):
        feed_all(translator, [CREATED, text("Hi"), *([last] if last else [])])
    assert "unfinished_stream" in list_codes(translator)
    assert len(translator.losses) > 1


@given(events=event_streams(), options=OPTIONS)
def test_a_known_loss_stays(events: list[Payload], options: rp.Options) -> None:
    translator = EventsToChunks(options)
    known_codes: set[str] = set()
    try:
        for event in events:
            translator.feed(event)
            known_codes |= list_codes_of_errors(translator)
        translator.close()
    except AnswerError:
        return
    if "response" in events[0]:  # without it, an output may make an item of the server of a call
        assert known_codes - {"missing_events"} <= list_codes_of_errors(translator)
