"""Any input in any state gives the next payloads of a stream, or one of the two errors."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from altered import ODD
from effort import sample
from grammar import check_chunks, check_events
from hypothesis import given
from hypothesis import strategies as st

import responses_protocol as rp
from responses_protocol._streams.event_readers import READERS
from responses_protocol._streams.events_to_chunks import HANDLERS
from responses_protocol._streams.response_fold import ANSWERS
from responses_protocol.streams import (
    AnswerError,
    ChunksToEvents,
    EventsToChunks,
    StreamError,
    fold_chunks,
    fold_events,
)
from responses_protocol.testing import chunk_streams, damaged, event_streams, json_values

Payload = dict[str, Any]
Translator = ChunksToEvents | EventsToChunks


def try_feed(translator: Translator, payload: Any) -> list[Payload] | None:
    """Feed a payload; return its output, or None after an error with a position."""
    try:
        return translator.feed(payload)
    except (StreamError, AnswerError) as error:
        check_error(error)
    return None


def check_error(error: StreamError | AnswerError) -> None:
    """Assert that an error has its position, or the answer so far."""
    if isinstance(error, StreamError):
        assert error.pointer.split("/")[1] == str(error.index)
    else:
        assert isinstance(error.payload, dict)


def try_close(translator: Translator) -> list[Payload] | None:
    try:
        return translator.close()
    except (StreamError, AnswerError):
        return None


def feed_all(translator: Translator, payloads: list[Any]) -> None:
    """Feed payloads of any kind; the output of the accepted ones is a whole stream."""
    outputs: list[Payload] = []
    for payload in payloads:
        outputs += try_feed(translator, payload) or []
    last_outputs = try_close(translator)
    if last_outputs is not None and isinstance(translator, ChunksToEvents):
        check_events(outputs + last_outputs)
    elif last_outputs is not None:
        check_chunks(outputs + last_outputs)
    with pytest.raises(StreamError):
        translator.feed(payloads[0] if payloads else {})
    with pytest.raises(StreamError):
        translator.close()
    assert isinstance(translator.losses, tuple)


# --- the product, walked ---

HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def chunk(finish_reason: str | None = None, **delta: Any) -> Payload:
    return {**HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}


def fragment(**more: Any) -> Payload:
    body = {"name": "f", "arguments": "{}"}
    return {"index": 0, "id": "call_1", "type": "function", "function": body, **more}


CHUNKS = [
    chunk(role="assistant", content=""),
    chunk(content="Hi."),
    chunk(content=[{"type": "text", "text": "Hi."}]),
    chunk(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "so"}]}]),
    chunk(content="<think>so"),
    chunk(refusal="No."),
    chunk(reasoning="so"),
    chunk(reasoning_details=[{"type": "reasoning.text", "text": "so"}]),
    chunk(annotations=[{"type": "url_citation", "url_citation": {"url": "u"}}]),
    chunk(tool_calls=[fragment()]),
    chunk(tool_calls=[fragment(index=1, id="call_2")]),
    chunk(function_call={"name": "f", "arguments": "{}"}),
    {**HEAD, "choices": [{"index": 0, "delta": {}, "logprobs": {"content": [{"token": "a"}]}}]},
    chunk("stop"),
    {**HEAD, "choices": [], "usage": {"prompt_tokens": 1}},
    {"error": {"message": "overloaded"}},
]
RESPONSE = {"id": "resp_1", "status": "completed", "model": "m", "created_at": 1, "output": []}
MESSAGE = {"type": "message", "id": "msg_1", "role": "assistant", "content": []}
CALL = {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "f", "arguments": ""}
PLACE = {"output_index": 0, "content_index": 0, "summary_index": 0}
MEMBERS: Payload = {
    **PLACE,
    "item_id": "msg_1",
    "response": RESPONSE,
    "item": MESSAGE,
    "part": {"type": "output_text", "text": "Hi.", "annotations": []},
    "annotation": {"type": "url_citation", "url": "u"},
    "annotation_index": 0,
    "delta": "Hi.",
    "text": "Hi.",
    "arguments": "{}",
    "logprobs": [],
}
KINDS = [*sorted(ANSWERS), *READERS, "error"]
EVENTS = [
    *({"type": kind, **MEMBERS} for kind in KINDS),
    *({"type": kind, **MEMBERS, "item": CALL} for kind in READERS if "output_item" in kind),
    {"type": "response.of_tomorrow", **MEMBERS},
]


def alter(payloads: list[Payload]) -> Iterator[Any]:
    """Yield payloads, and each of them with one member replaced or removed."""
    yield from ODD
    for payload in payloads:
        yield payload
        for name in payload:
            yield {key: value for key, value in payload.items() if key != name}
            yield from ({**payload, name: other_value} for other_value in ODD)


def alter_deltas() -> Iterator[Any]:
    yield from alter(CHUNKS[-2:])
    for event in CHUNKS[:-2]:
        for choice in alter(event["choices"]):
            yield {**event, "choices": [choice]}
        for delta in alter([event["choices"][0]["delta"]]):
            yield chunk(**delta) if isinstance(delta, dict) else chunk(content=delta)
    for call in alter([fragment()]):
        yield chunk(tool_calls=[call])


@pytest.mark.parametrize("options", ["openai", "mistral"])
@pytest.mark.parametrize("before", [*range(len(CHUNKS)), None])
def test_any_chunk_in_any_state(before: int | None, options: str) -> None:
    state = [] if before is None else [CHUNKS[0], CHUNKS[before]]
    start = (before or 0) + (options == "openai")
    for payload in sample(alter_deltas(), 3, start):
        feed_all(ChunksToEvents(options), copy.deepcopy([*state, payload, CHUNKS[1]]))


ONE_OF_EACH = [
    {"type": kind, **MEMBERS}
    for kind in {
        (id(READERS.get(kind, kind)), id(HANDLERS.get(kind))): kind for kind in KINDS
    }.values()
]
STATES = (
    "response.created",
    "response.output_item.added",
    "response.output_text.delta",
    "response.function_call_arguments.delta",
    "response.output_item.done",
    "response.completed",
    "response.failed",
)


@pytest.mark.parametrize("before", [None, *STATES])
def test_any_event_in_any_state(before: str | None) -> None:
    state = [] if before is None else [{"type": before, **MEMBERS}]
    end = {"type": "response.completed", "response": RESPONSE}
    for payload in sample(alter(ONE_OF_EACH), 3, len(before or "")):
        feed_all(EventsToChunks("ollama"), copy.deepcopy([*state, payload, EVENTS[4], end]))


def test_any_two_events_in_any_order() -> None:
    for pair in itertools.product(EVENTS, EVENTS):
        feed_all(EventsToChunks("mistral"), copy.deepcopy(list(pair)))


# --- generated ---


@given(payloads=st.lists(json_values(), max_size=3) | damaged(chunk_streams()))
def test_any_json_as_chunks(payloads: Any) -> None:
    if isinstance(payloads, list):
        feed_all(ChunksToEvents(), payloads)


@given(payloads=st.lists(json_values(), max_size=3) | damaged(event_streams()))
def test_any_json_as_events(payloads: Any) -> None:
    if isinstance(payloads, list):
        feed_all(EventsToChunks(), payloads)


@given(data=st.data(), chunks=chunk_streams())
def test_chunks_in_any_order(data: st.DataObject, chunks: list[Payload]) -> None:
    feed_all(ChunksToEvents(), data.draw(st.permutations(chunks)))


@given(data=st.data(), events=event_streams())
def test_events_in_any_order(data: st.DataObject, events: list[Payload]) -> None:
    feed_all(EventsToChunks("vllm"), data.draw(st.permutations(events)))


# --- values that are not JSON ---


def nest(depth: int = 100_000) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


CYCLIC: list[Any] = []
CYCLIC.append({"a": CYCLIC})
NO_JSON = [{1: 2}, {"a": {1, 2}}, float("nan"), 10**5000, nest(), CYCLIC, object(), b"data"]


@pytest.mark.parametrize("value", NO_JSON, ids=lambda value: type(value).__name__)
def test_other_values_than_json_are_refused(value: Any) -> None:
    chunks = (value, {**HEAD, "x": value}, chunk(x=value), chunk(annotations=[value]))
    events = (
        value,
        {"type": "response.output_item.done", "item": {**MESSAGE, "x": value}},
        {"type": "response.completed", "response": {**RESPONSE, "x": value}},
        {"type": "response.content_part.added", **PLACE, "part": {"type": "x", "x": value}},
    )
    for payload in chunks:
        assert try_feed(ChunksToEvents(), payload) is None
    for payload in events:
        assert try_feed(EventsToChunks(), payload) is None


def test_a_number_of_a_choice_that_can_not_be_written_is_refused() -> None:
    for before in ([], [chunk(content="Hi.")]):
        translator = ChunksToEvents()
        for payload in before:
            assert try_feed(translator, payload) is not None
        with pytest.raises(StreamError) as error_info:
            translator.feed({**HEAD, "choices": [{"index": 10**5000, "delta": {"content": "x"}}]})
        assert error_info.value.pointer == f"/{len(before)}/choices/0/index"
        assert try_close(translator) is not None


def test_an_arbitrary_index_only_orders_the_parts() -> None:
    event = {"type": "response.output_text.delta", "item_id": "m", "delta": "Hi."}
    answer = fold_events([{**event, "content_index": 10**9}])
    assert answer == fold_events([{**event, "content_index": 0}])


def test_models_of_the_sdk_stand_for_objects() -> None:
    types = pytest.importorskip("openai.types", reason="the openai SDK is a development dependency")
    payloads = [CHUNKS[0], CHUNKS[1], CHUNKS[9], CHUNKS[13]]
    models = [types.chat.ChatCompletionChunk.model_validate(payload) for payload in payloads]
    assert fold_chunks(models) == fold_chunks(payloads)
    options = rp.Options()
    of_models, of_payloads = ChunksToEvents(options), ChunksToEvents(options)
    for model, payload in zip(models, payloads, strict=True):
        assert of_models.feed(model) == of_payloads.feed(payload)
    assert of_models.close() == of_payloads.close()


@pytest.mark.parametrize("levels", [100, 700])
def test_an_answer_of_many_levels_is_there_or_is_refused(levels: int) -> None:
    nested: Any = []
    for _ in range(levels):
        nested = [nested]
    response = {"id": "resp_1", "status": "completed", "output": [], "odd": nested}
    translator = EventsToChunks()
    translator.feed({"type": "response.completed", "response": response})
    if levels < 500:
        assert translator.answer is not None
        return
    with pytest.raises(StreamError, match="nested too deeply"):
        _ = translator.answer
