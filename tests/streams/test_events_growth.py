"""Twice the events take twice the time, whatever there are many of; and bounded memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pytest
from growth import TRIES, is_linear, measure_seconds
from stream_table import (
    ANSWER,
    CREATED,
    added,
    arguments,
    call,
    delta,
    done,
    end_event,
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


def a_call(index: int) -> list[Payload]:
    own = f"fc_{index}"
    return [added(call(index), index), arguments("{}", own, index), done(call(index, "{}"), index)]


def a_call_without_number(index: int) -> list[Payload]:
    return [{k: v for k, v in event.items() if k != "output_index"} for event in a_call(index)]


def a_message(index: int) -> list[Payload]:
    said = text("Hi.", f"msg_{index}", index)
    return [added(message(None, index), index), said, done(message("Hi.", index), index)]


def an_open_message(index: int) -> list[Payload]:
    return [added(message(None, index), index), text("Hi.", f"msg_{index}", index)]


def a_thought(index: int) -> list[Payload]:
    item = reasoning(index, content=[{"type": "reasoning_text", "text": "so"}])
    text = delta("reasoning_text", "so", f"rs_{index}", index, content_index=0)
    return [added(reasoning(index), index), text, done(item, index)]


def a_part(index: int) -> list[Payload]:
    place = {"output_index": 0, "item_id": "msg_0", "content_index": index}
    part = {"type": "output_text", "text": "", "annotations": []}
    cited = {"annotation_index": 0, "annotation": CITATION}
    return [
        {"type": "response.content_part.added", **place, "part": part},
        {"type": "response.output_text.delta", **place, "delta": "Hi."},
        {"type": "response.output_text.annotation.added", **place, **cited},
        {"type": "response.output_text.done", **place, "text": "Hi."},
        {"type": "response.content_part.done", **place, "part": {**part, "text": "Hi."}},
    ]


def a_summary(index: int) -> list[Payload]:
    place = {"output_index": 0, "item_id": "rs_0", "summary_index": index}
    part = {"type": "summary_text", "text": ""}
    return [
        {"type": "response.reasoning_summary_part.added", **place, "part": part},
        {"type": "response.reasoning_summary_text.delta", **place, "delta": "so"},
        {"type": "response.reasoning_summary_text.done", **place, "text": "so"},
    ]


def a_counted_delta(index: int) -> list[Payload]:
    return [delta("output_text", "Hi.", "msg_0", 0, content_index=index)]


def an_unnamed_delta(index: int) -> list[Payload]:
    return [text("Hi.", None, None)]


def logged(index: int) -> list[Payload]:
    return [text("ab", logprobs=[LOGPROB])]


COMMENTARY = rp.Options(commentary="reasoning", reasoning="reasoning_content")
WORKS: list[tuple[Make, rp.Options | str | None]] = [
    *[(make, "vllm") for make in (a_call, a_call_without_number, a_message, an_open_message)],
    *[(make, "vllm") for make in (a_thought, a_part, a_summary, a_counted_delta)],
    *[(make, None) for make in (an_unnamed_delta, logged)],
    (a_message, COMMENTARY),
]


def translate_all(events: Iterable[Payload], options: rp.Options | str | None) -> None:
    translator = EventsToChunks(options)
    for event in events:
        translator.feed(event)
    translator.close()


@pytest.mark.parametrize(("make", "options"), WORKS)
def test_twice_the_events_take_twice_the_time(make: Make, options: rp.Options | str | None) -> None:
    small, large = (
        [CREATED, *(event for index in range(count) for event in make(index)), end_event()]
        for count in (COUNT, 2 * COUNT)
    )
    assert is_linear(partial(translate_all, small, options), partial(translate_all, large, options))


def deltas(kind: str, item: Payload, count: int) -> list[Payload]:
    return [
        CREATED,
        added(item),
        *[delta(kind, "word ", item["id"], 0, content_index=0)] * count,
        end_event(),
    ]


def test_reasoning_and_arguments_are_as_fast_as_text() -> None:
    streams = [
        deltas("output_text", message(), 5 * COUNT),
        deltas("reasoning_text", reasoning(), 5 * COUNT),
        deltas("function_call_arguments", call(), 5 * COUNT),
    ]
    ratios = []
    for _ in range(TRIES):
        plain, *others = (measure_seconds(partial(translate_all, one, "vllm")) for one in streams)
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


def test_log_probabilities_are_kept() -> None:
    said = [text("ab", logprobs=[LOGPROB]), text("ab", logprobs=[LOGPROB])]
    found = fold_events([CREATED, *said, {"type": "response.completed", "response": ANSWER}])
    assert found["output"][0]["content"][0]["logprobs"] == [LOGPROB, LOGPROB]
