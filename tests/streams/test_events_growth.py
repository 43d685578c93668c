"""Twice the events take twice the time, whatever there are many of; and bounded memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pytest
from growth import TRIES, grows_evenly, seconds
from stream_table import (
    ANSWER,
    CREATED,
    added,
    arguments,
    call,
    delta,
    done,
    ended,
    message,
    reasoning,
    text,
)

import responses_protocol as rp
from responses_protocol.streams import EventsToChunks, fold_events

pytestmark = pytest.mark.growth
Payload = dict[str, Any]
Make = Callable[[int], list[Payload]]
COUNT = 1_000
CITATION = {"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 1}
LOGPROB = {"token": "ab", "logprob": -0.123456, "top_logprobs": [{"token": "c", "logprob": -3.5}]}


def a_call(at: int) -> list[Payload]:
    own = f"fc_{at}"
    return [added(call(at), at), arguments("{}", own, at), done(call(at, "{}"), at)]


def a_call_without_number(at: int) -> list[Payload]:
    return [{k: v for k, v in one.items() if k != "output_index"} for one in a_call(at)]


def a_message(at: int) -> list[Payload]:
    said = text("Hi.", f"msg_{at}", at)
    return [added(message(None, at), at), said, done(message("Hi.", at), at)]


def an_open_message(at: int) -> list[Payload]:
    return [added(message(None, at), at), text("Hi.", f"msg_{at}", at)]


def a_thought(at: int) -> list[Payload]:
    item = reasoning(at, content=[{"type": "reasoning_text", "text": "so"}])
    said = delta("reasoning_text", "so", f"rs_{at}", at, content_index=0)
    return [added(reasoning(at), at), said, done(item, at)]


def a_part(at: int) -> list[Payload]:
    place = {"output_index": 0, "item_id": "msg_0", "content_index": at}
    part = {"type": "output_text", "text": "", "annotations": []}
    cited = {"annotation_index": 0, "annotation": CITATION}
    return [
        {"type": "response.content_part.added", **place, "part": part},
        {"type": "response.output_text.delta", **place, "delta": "Hi."},
        {"type": "response.output_text.annotation.added", **place, **cited},
        {"type": "response.output_text.done", **place, "text": "Hi."},
        {"type": "response.content_part.done", **place, "part": {**part, "text": "Hi."}},
    ]


def a_summary(at: int) -> list[Payload]:
    place = {"output_index": 0, "item_id": "rs_0", "summary_index": at}
    part = {"type": "summary_text", "text": ""}
    return [
        {"type": "response.reasoning_summary_part.added", **place, "part": part},
        {"type": "response.reasoning_summary_text.delta", **place, "delta": "so"},
        {"type": "response.reasoning_summary_text.done", **place, "text": "so"},
    ]


def a_counted_delta(at: int) -> list[Payload]:
    return [delta("output_text", "Hi.", "msg_0", 0, content_index=at)]


def an_unnamed_delta(at: int) -> list[Payload]:
    return [text("Hi.", None, None)]


def logged(at: int) -> list[Payload]:
    return [text("ab", logprobs=[LOGPROB])]


COMMENTARY = rp.Options(commentary="reasoning", reasoning="reasoning_content")
WORKS: list[tuple[Make, rp.Options | str | None]] = [
    *[(make, "vllm") for make in (a_call, a_call_without_number, a_message, an_open_message)],
    *[(make, "vllm") for make in (a_thought, a_part, a_summary, a_counted_delta)],
    *[(make, None) for make in (an_unnamed_delta, logged)],
    (a_message, COMMENTARY),
]


def translated(events: Iterable[Payload], options: rp.Options | str | None) -> None:
    translator = EventsToChunks(options)
    for event in events:
        translator.feed(event)
    translator.close()


@pytest.mark.parametrize(("make", "options"), WORKS)
def test_twice_the_events_take_twice_the_time(make: Make, options: rp.Options | str | None) -> None:
    small, large = (
        [CREATED, *(event for at in range(count) for event in make(at)), ended()]
        for count in (COUNT, 2 * COUNT)
    )
    assert grows_evenly(partial(translated, small, options), partial(translated, large, options))


def deltas(kind: str, item: Payload, count: int) -> list[Payload]:
    return [
        CREATED,
        added(item),
        *[delta(kind, "word ", item["id"], 0, content_index=0)] * count,
        ended(),
    ]


def test_reasoning_and_arguments_are_as_fast_as_text() -> None:
    streams = [
        deltas("output_text", message(), 5 * COUNT),
        deltas("reasoning_text", reasoning(), 5 * COUNT),
        deltas("function_call_arguments", call(), 5 * COUNT),
    ]
    ratios = []
    for _ in range(TRIES):
        plain, *others = (seconds(partial(translated, one, "vllm")) for one in streams)
        ratios.append(max(others) / plain)
        if ratios[-1] <= 2:
            break
    assert min(ratios) <= 2


# of a delta, in bytes: as values, its log probabilities take about 900
A_DELTA = 250


def test_log_probabilities_take_little_more_than_their_text() -> None:
    count = 3 * COUNT

    def events() -> Iterator[Payload]:
        for _ in range(count):
            yield text("ab", logprobs=[{**LOGPROB, "top_logprobs": [dict(LOGPROB)]}])

    translator = EventsToChunks()
    translator.feed(CREATED)
    tracemalloc.start()
    try:
        for event in events():
            translator.feed(event)
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < A_DELTA * count


def test_what_was_logged_is_what_was_sent() -> None:
    said = [text("ab", logprobs=[LOGPROB]), text("ab", logprobs=[LOGPROB])]
    found = fold_events([CREATED, *said, {"type": "response.completed", "response": ANSWER}])
    assert found["output"][0]["content"][0]["logprobs"] == [LOGPROB, LOGPROB]
