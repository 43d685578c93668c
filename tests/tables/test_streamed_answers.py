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

pytest.importorskip("pyarrow")

import pyarrow as pa

from responses_protocol.streams import decode_sse
from responses_protocol.tables import (
    convert_column,
    restore_column,
    validate_column,
)

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


def as_sse(chunks: list[Any], name: str = "") -> str:
    head = f"event: {name}\n" if name else ""
    return "".join(f"{head}data: {json.dumps(chunk)}\n\n" for chunk in chunks)


@pytest.mark.parametrize("end", ["data: [DONE]\n\n", ""])
@pytest.mark.parametrize("before", ["", ": a comment\n\n", "\ufeff", "\r\n"])
def test_server_sent_events_become_those_of_the_other_api(before: str, end: str) -> None:
    source = before + as_sse(CHAT_CHUNKS) + end
    batch = pa.RecordBatch.from_pydict({"response": [source, None, json.dumps(CHAT_CHUNKS)]})
    converted = convert_column(batch, "response", "responses", kind="response")
    assert converted.column("error").to_pylist() == [None] * 3
    sse, _, listed = converted.column("value").to_pylist()
    assert list(decode_sse([sse.encode()])) == json.loads(listed)
    assert sse.startswith("event: response.created\ndata: {")
    restored = restore_column(converted, prefix="back_")
    assert restored.column("back_restored").to_pylist()[0] == source
    assert restored.column("back_exact").to_pylist() == [True, None, True]
    back = convert_column(batch_of(sse), "response", "chat_completions")
    assert back.column("value").to_pylist()[0].endswith("data: [DONE]\n\n")


def batch_of(*cells: Any) -> Any:
    return pa.RecordBatch.from_pydict({"response": list(cells)})


def test_server_sent_events_that_are_edited_or_damaged_have_an_error() -> None:
    converted = convert_column(batch_of(as_sse(CHAT_CHUNKS)), "response", "responses")
    names = ["value", "complement"]
    value, complement = (converted.column(name).to_pylist()[0] for name in names)
    edited = value.replace("Yes.", "No.")
    restored = restore_column(pa.RecordBatch.from_arrays([[edited], [complement]], names=names))
    assert "edited" in restored.column("error").to_pylist()[0]
    cells = ["data: {", 'data: {"a": 1}\n\n', as_sse(CHAT_CHUNKS) + "data: {\n\n", b"data: \xff"]
    for cell in cells:
        converted = convert_column(batch_of(cell), "response", "responses", kind="response")
        assert "server-sent event" in (error := converted.column("error").to_pylist()[0]) or error
    request = convert_column(batch_of(as_sse(CHAT_CHUNKS)), "response", "responses", kind="request")
    assert "no stream of an answer" in request.column("error").to_pylist()[0]


def test_server_sent_events_are_validated_as_a_stream() -> None:
    validated = validate_column(batch_of(as_sse(CHAT_CHUNKS), as_sse([])), "response")
    listed = validate_column(batch_of(json.dumps(CHAT_CHUNKS)), "response")
    assert validated.column("findings")[0] == listed.column("findings")[0]


@settings(max_examples=scale_examples(30))
@given(st.data())
def test_generated_streams_as_text_have_the_values_of_lists(data: st.DataObject) -> None:
    dialect = data.draw(st.sampled_from(["responses", "chat_completions"]))
    to = "chat_completions" if dialect == "responses" else "responses"
    chunks = data.draw(event_streams() if dialect == "responses" else chunk_streams())
    texts = as_sse(chunks), json.dumps(chunks)
    converted = convert_column(batch_of(*texts), "response", cast("Any", to))
    sse, listed = converted.column("value").to_pylist()
    if listed is None or not chunks:
        assert sse is None
        return
    assert list(decode_sse([sse.encode()])) == json.loads(listed)
    restored = restore_column(converted, prefix="back_")
    assert restored.column("back_restored").to_pylist()[0] == texts[0]


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
