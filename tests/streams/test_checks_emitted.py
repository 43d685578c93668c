"""Translated streams keep the grammar for any input."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stream_samples import CHAT, USAGE, chunk

import responses_protocol as rp
from responses_protocol._formats.options import CHOICES
from responses_protocol.streams import check_chunks, check_events, sparse

TEXT = st.sampled_from(["", "a", "Hi ", "<think>", "</think>", "é"])
PARTS = st.sampled_from(
    [
        {"type": "text", "text": "p"},
        {"type": "thinking", "thinking": [{"type": "text", "text": "t"}]},
        {"type": "thinking", "thinking": "u"},
        {"type": "reference", "reference_ids": [1]},
    ]
)
CITED = {"type": "url_citation", "url_citation": {"url": "u", "title": "t", "start_index": 0}}
FRAGMENTS = st.builds(
    lambda index, members, name, arguments: {
        **({} if index is None else {"index": index}),
        **members,
        "function": {**name, **arguments},
    },
    st.sampled_from([None, 0, 1, 2, 7]),
    st.sampled_from([{}, {"id": "c1", "type": "function"}, {"id": "c2"}, {"id": ""}]),
    st.sampled_from([{}, {"name": "f"}, {"name": "g"}, {"name": None}]),
    st.sampled_from([{}, {"arguments": ""}, {"arguments": '{"a":'}, {"arguments": None}]),
)
CUSTOM = {"index": 3, "id": "c9", "type": "custom", "custom": {"name": "x", "input": "in"}}
DELTAS = st.one_of(
    st.builds(lambda text: {"content": text}, TEXT),
    st.builds(lambda parts: {"content": parts}, st.lists(PARTS, max_size=2)),
    st.builds(lambda name, text: {name: text}, st.sampled_from(
        ["reasoning", "reasoning_content", "refusal"]), TEXT),
    st.builds(lambda text: {"reasoning_details": [{"type": "reasoning.text", "text": text}]}, TEXT),
    st.builds(lambda calls: {"tool_calls": calls}, st.lists(FRAGMENTS, max_size=2)),
    st.sampled_from([
        {}, {"role": "assistant"}, {"annotations": [CITED]}, {"tool_calls": [CUSTOM]},
        {"function_call": {"name": "f", "arguments": "{}"}}, {"content": None},
    ]),
)  # fmt: skip
ENDS = st.sampled_from(["stop", "length", "tool_calls", "content_filter", "", "function_call"])
CHUNKS = st.lists(
    st.one_of(
        st.builds(chunk, DELTAS),
        st.builds(lambda delta, end: chunk(delta, finish_reason=end), DELTAS, ENDS),
        st.builds(lambda delta: chunk(delta, index=1), DELTAS),
        st.builds(lambda delta: {**chunk(delta), "id": "other", "model": ""}, DELTAS),
        st.just({**chunk(), "usage": USAGE}),
        st.just({**chunk(), "object": "", "id": ""}),
        st.just({"error": {"message": "no", "code": "x"}}),
    ),
    max_size=10,
)
OPTIONS = st.builds(
    rp.Options, **{name: st.sampled_from(choices) for name, choices in CHOICES.items()}
)


@settings(max_examples=300)
@given(CHUNKS, OPTIONS)
def test_events_keep_the_grammar(chunks: list[Any], options: rp.Options) -> None:
    stream = [chunk({}), *chunks]  # so that an error is not the first word
    events = list(rp.convert_stream(stream, to="responses", options=options))
    assert check_events(events) == ()
    assert check_events(list(sparse(events)), strict=False) == ()


@settings(max_examples=300)
@given(CHUNKS, OPTIONS, st.data())
def test_a_stream_that_is_resumed_keeps_the_grammar(
    chunks: list[Any], options: rp.Options, data: st.DataObject
) -> None:
    """The events behind ``starting_after`` are correct, except for the first one."""
    events = list(rp.convert_stream([chunk({}), *chunks], to="responses", options=options))
    start = data.draw(st.integers(1, len(events) - 1))
    problems = check_events(events[start:])
    assert {(problem.code, problem.index) for problem in problems} == {("out_of_order", 0)}


@pytest.mark.parametrize("member", ["text", "delta"])
def test_a_resumed_stream_is_checked_against_its_deltas(member: str) -> None:
    events = [event for event in EVENTS if event["type"].startswith("response.output_text.d")]
    index = events.index(next(event for event in events if member in event))
    events[index] = {**events[index], member: "something else"}
    assert "text_differs" in {
        problem.code for problem in check_events(events[1:] if index else events)
    }


EVENTS: list[Any] = list(rp.convert_stream(
    [chunk({"reasoning_content": "Hm"}), *CHAT[:2], chunk({"annotations": [CITED]}), *CHAT[2:6],
     chunk({"tool_calls": [CUSTOM]}), chunk({"refusal": "no"}), *CHAT[6:]],
    to="responses", options="deepseek",
))  # fmt: skip


@settings(max_examples=300)
@given(st.data(), OPTIONS)
def test_chunks_keep_the_grammar(data: st.DataObject, options: rp.Options) -> None:
    """Events other than the last one are removed, repeated and moved."""
    events = list(EVENTS[:-1])
    for _ in range(data.draw(st.integers(0, 4))):
        index = data.draw(st.integers(0, len(events) - 1))
        target = data.draw(st.integers(0, len(events) - 1))
        change = data.draw(st.sampled_from(["leave out", "repeat", "move"]))
        event = events[index] if change == "repeat" else events.pop(index)
        if change != "leave out":
            events.insert(target, event)
    try:
        chunks = list(
            rp.convert_stream([*events, EVENTS[-1]], to="chat_completions", options=options)
        )
    except rp.ConversionError:
        return
    expected = {"model", "created"}  # where no event had told them before the first chunk
    assert {problem.code for problem in check_chunks(chunks)} <= expected
    assert check_chunks(chunks, strict=False) == ()


def test_the_streams_they_are_made_of_are_good() -> None:
    assert check_events(EVENTS) == ()
    assert check_chunks(list(rp.convert_stream(EVENTS, to="chat_completions"))) == ()
