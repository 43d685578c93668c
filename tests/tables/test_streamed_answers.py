"""Columns with streamed answers: they stay streams, are restored, and none raises."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st

import responses_protocol as rp
from responses_protocol.agents import output_events
from responses_protocol.testing import (
    chunk_streams,
    damaged,
    event_streams,
    from_schema,
    json_values,
)

pa = pytest.importorskip("pyarrow")

from responses_protocol.tables import convert_column, restore_column  # noqa: E402

DIALECTS = ("responses", "chat_completions", "chat_agent")
AGENT_CHUNKS: list[dict[str, Any]] = [
    {"delta": {"role": "assistant", "content": "The sum ", "id": "m"}},
    {"delta": {"role": "assistant", "content": "is 3.", "id": "m"}},
    {"delta": {"role": "tool", "tool_call_id": "call_1", "name": "add", "content": "3", "id": "t"}},
]
CHAT_CHUNKS: list[dict[str, Any]] = [
    {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": {"content": "Yes."}, "finish_reason": "stop"}],
    }
]
AGENT_ANSWER = {"messages": [{"role": "assistant", "content": "Hello", "id": "m"}]}


def convert(cells: list[Any], to: str, **arguments: Any) -> Any:
    texts = [None if cell is None else json.dumps(cell) for cell in cells]
    batch = pa.RecordBatch.from_arrays([pa.array(texts, pa.string())], names=["response"])
    return convert_column(batch, "response", cast("Any", to), **arguments)


def read_column(batch: Any, name: str) -> list[Any]:
    return [None if cell is None else json.loads(cell) for cell in batch.column(name).to_pylist()]


def test_a_column_may_hold_streams_beside_whole_answers() -> None:
    cells = [AGENT_CHUNKS, None, AGENT_ANSWER, AGENT_CHUNKS[:1]]
    converted = convert(cells, "responses", source="chat_agent", kind="response")
    values = read_column(converted, "value")
    assert values[0] == list(output_events(AGENT_CHUNKS))
    assert values[1] is None
    conversion = rp.convert(AGENT_ANSWER, "responses", source="chat_agent", kind="response")
    assert values[2] == conversion.value
    assert values[3] == list(output_events(AGENT_CHUNKS[:1]))
    restored = restore_column(converted, prefix="back_")
    assert read_column(restored, "back_restored") == cells
    assert restored.column("back_exact").to_pylist() == [True, None, True, True]


def test_a_stream_becomes_that_of_a_chat_agent() -> None:
    events = list(output_events(AGENT_CHUNKS[:2]))
    converted = convert([events], "chat_agent", source="responses", kind="response")
    [chunks] = read_column(converted, "value")
    assert "".join(chunk["delta"]["content"] for chunk in chunks) == "The sum is 3."


def test_chunks_of_chat_become_events() -> None:
    converted = convert([CHAT_CHUNKS], "responses")
    assert read_column(converted, "value") == [list(rp.convert_stream(CHAT_CHUNKS, "responses"))]


def test_losses_of_a_stream_are_those_of_its_answer() -> None:
    chunks = [{**chunk, "id": "foreign"} for chunk in CHAT_CHUNKS]
    converted = convert([chunks], "responses", fail_on="info")
    assert "answer_id" in converted.column("error").to_pylist()[0]
    tolerated = convert([chunks], "responses", fail_on="info", tolerate=["answer_id"])
    assert tolerated.column("error").to_pylist() == [None]
    [losses] = tolerated.column("losses").to_pylist()
    assert [loss["code"] for loss in losses] == ["answer_id"]


def test_an_edited_stream_is_not_restored() -> None:
    converted = convert([CHAT_CHUNKS], "responses")
    value = json.dumps(read_column(converted, "value")[0][:-1])
    edited = converted.set_column(1, "value", pa.array([value]))
    restored = restore_column(edited, prefix="back_")
    assert read_column(restored, "back_restored") == [None]
    assert "the stream was edited" in restored.column("back_error").to_pylist()[0]


@pytest.mark.parametrize(
    ("stream", "to", "reason"),
    [
        (AGENT_CHUNKS, "chat_completions", "a stream of chat_agent cannot be converted"),
        (CHAT_CHUNKS, "chat_agent", "a stream of chat_completions cannot be converted"),
        (CHAT_CHUNKS, "chat_completions", "this is chat_completions already"),
        (
            [*AGENT_CHUNKS, {"delta": {"content": "x"}}],
            "responses",
            "/3: a chunk of a ChatAgent needs a delta with an id",
        ),
    ],
)
def test_streams_that_can_not_be_converted_say_why(stream: Any, to: str, reason: str) -> None:
    converted = convert([stream], to)
    assert reason in converted.column("error").to_pylist()[0]


AGENT_STREAMS = st.lists(from_schema("chat_agent", "ChatAgentChunk"), max_size=4)
STREAMS = st.one_of(event_streams(), chunk_streams(), AGENT_STREAMS)


@given(st.one_of(STREAMS, damaged(STREAMS), st.lists(json_values())), st.sampled_from(DIALECTS))
@settings(max_examples=scale_examples(150))
def test_no_stream_raises_and_all_come_back(stream: Any, to: str) -> None:
    converted = convert([stream], to, kind="response")
    [error] = converted.column("error").to_pylist()
    if error is None:
        assert read_column(restore_column(converted, prefix="back_"), "back_restored") == [stream]
