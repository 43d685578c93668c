"""Whatever an agent yields is read or refused with a pointer: no other error comes out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import responses_protocol as rp
from responses_protocol._agents.agent_chunks import EventsToAgentChunks
from responses_protocol._agents.answer_summary import AnswerSummary
from responses_protocol._agents.call_fold import CallFold
from responses_protocol.agents import output_events, to_chat_completions_input


def nest_value(depth: int, name: str | None = None) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if name is None else {name: value}
    return value


def read_summary(*elements: Any) -> AnswerSummary:
    events = output_events(elements)
    while True:
        try:
            next(events)
        except StopIteration as end:
            summary: AnswerSummary = end.value
            return summary


DEPTHS = [*range(100, 1_000, 45), 5_000]
DEEP: dict[str, Callable[[Any], Any]] = {
    "content": lambda value: {"type": "message", "role": "assistant", "content": value},
    "member": lambda value: {"type": "message", "role": "assistant", "content": "hi", "x": value},
    "usage": lambda value: {"type": "response.completed", "response": {"usage": {"a": value}}},
    "delta": lambda value: {"delta": {"role": "assistant", "content": "hi", "id": "m", "x": value}},
    "chunk": lambda value: {"choices": [{"index": 0, "delta": {"content": "hi"}, "x": value}]},
    "output": lambda value: {"output": [{"type": "message", "content": value}]},
}


@pytest.mark.parametrize("place", DEEP)
@pytest.mark.parametrize("name", [None, "a"])
def test_any_depth(place: str, name: str | None) -> None:
    for depth in DEPTHS:
        element = DEEP[place](nest_value(depth, name))
        with suppress(rp.ConversionError):
            read_summary(element, element)
        with suppress(rp.ConversionError):
            to_chat_completions_input([element])


SIGNS = st.sampled_from(["{", "}", "[", "]", '"', "\\", "a", ":", " ", "1", '{"a": "b"}', "é"])


@given(st.lists(st.lists(SIGNS, max_size=5).map("".join), min_size=1, max_size=6))
def test_arguments_are_whole_as_soon_as_they_are_an_object(pieces: list[str]) -> None:
    first, *rest = pieces
    fold = CallFold({"id": "c", "function": {"name": "f", "arguments": first}})
    for index, piece in enumerate(["", *rest]):
        assert fold.add({"arguments": piece})
        text = "".join(pieces[: index + 1])
        assert fold.is_whole == is_object(text)
        assert fold.call()["function"]["arguments"] == text


def is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def test_usages_of_any_shape_are_added_up() -> None:
    usages: list[Any] = [{"a": 1, "b": {"c": 1}}, {"a": {"d": 1}, "b": 2}, {"a": 3, "b": 5}]
    answers = [{"type": "response.completed", "response": {"usage": usage}} for usage in usages]
    assert read_summary(*answers).usage == {"a": 4, "b": {"c": 1}}


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        ({"type": "response.output_text.delta", "item_id": "m"}, "/delta"),
        ({"type": "response.output_text.delta", "item_id": "m", "delta": {}}, "/delta"),
        (
            {"type": "response.output_item.done", "item": {"type": "function_call_output"}},
            "/call_id",
        ),
        ({"type": "response.output_item.done", "item": {"type": "function_call"}}, "/name"),
    ],
)
def test_events_that_no_chunk_can_be_made_of(event: dict[str, Any], pointer: str) -> None:
    with pytest.raises(rp.ConversionError) as caught:
        EventsToAgentChunks({}).feed(event)
    assert caught.value.pointer == pointer


def test_events_of_no_type_say_nothing_to_a_chat_agent() -> None:
    translator = EventsToAgentChunks({})
    call = {"type": "function_call", "id": 7, "name": "f", "call_id": "c", "arguments": "{}"}
    assert translator.feed({"type": {}}) == []
    assert translator.feed({"type": "response.output_item.done", "item": call})
    assert translator.close()


@pytest.mark.parametrize("elements", [None, 5, 0.5, True])
def test_an_agent_that_yields_nothing_to_read_is_an_error_of_ours(elements: Any) -> None:
    with pytest.raises(rp.ConversionError, match="an agent must yield"):
        list(output_events(elements))
