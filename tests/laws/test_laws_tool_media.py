"""The laws for media behind the results, and for messages that nearly look like ours."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import exact, pure, reported, same, stable
from test_fast_path import both_lanes

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT

C: rp.Dialect = "chat_completions"
URL = "https://example.com/a.png"
TEXT = {"type": "input_text", "text": "seen"}
IMAGE = {"type": "input_image", "image_url": URL, "detail": "auto"}
FILE = {"type": "input_file", "file_data": "data:;base64,JVBERi0=", "filename": "a.pdf"}
BY_ID = {"type": "input_image", "file_id": "file-1", "detail": "low"}
IDS = ("a", "b", "c")
OUTPUTS = st.one_of(st.just("seen"), st.lists(st.sampled_from([TEXT, IMAGE, FILE, BY_ID])))
OTHERS = st.sampled_from(
    [
        {"type": "message", "role": "user", "content": "Hello"},
        {"type": "web_search_call", "id": "ws_1", "status": "completed"},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Hi.", "annotations": []}],
        },
    ]
)
WAYS = [
    DEFAULT,
    rp.Options(tool_output_media="inline"),
    rp.Options(tool_output_media="omit"),
    rp.Options(hosted_calls="function", call_ids="nine"),
    rp.Options(message_ids="keep"),
]
NAMES = ["default", "inline", "omit", "hosted", "ids"]


@st.composite
def with_media(draw: st.DrawFn) -> list[Any]:
    """Draw items with calls and outputs in any order, and others between them."""
    items: list[Any] = []
    for _ in range(draw(st.integers(1, 2))):
        ids = draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
        kinds = {one: draw(st.sampled_from(["function_call", "custom_tool_call"])) for one in ids}
        members = {"function_call": "arguments", "custom_tool_call": "input"}
        items += [
            {"type": kinds[one], "call_id": one, "name": "look", members[kinds[one]]: "{}"}
            for one in ids
        ]
        for one in draw(st.permutations(ids)):
            items += draw(st.lists(OTHERS, max_size=1))
            output = {"call_id": one, "output": copy.deepcopy(draw(OUTPUTS))}
            items.append({"type": f"{kinds[one]}_output", **output})
        items += draw(st.lists(OTHERS, max_size=1))
    return items


@st.composite
def altered(draw: st.DrawFn) -> list[Any]:
    """Draw messages that hold media behind results, with some parts or messages moved or gone."""
    made = rp.convert(draw(with_media()), C, source="responses").value
    messages: list[Any] = copy.deepcopy(made)
    for _ in range(draw(st.integers(1, 3))):
        lists = [messages, *(one["content"] for one in messages if type(one["content"]) is list)]
        where = draw(st.sampled_from(lists))
        if not where:
            continue
        at = draw(st.integers(0, len(where) - 1))
        way = draw(st.sampled_from(["drop", "twice", "move", "member"]))
        if way == "member":
            where[at][draw(st.sampled_from(["name", "cache_control", "id"]))] = "x"
        elif way == "twice":
            where.insert(at, copy.deepcopy(where[at]))
        else:
            one = where.pop(at)
            if way == "move":
                where.insert(draw(st.integers(0, len(where))), one)
    return messages


@pytest.mark.parametrize("options", WAYS, ids=NAMES)
@given(items=with_media())
@settings(max_examples=examples(60))
def test_items_with_media(options: rp.Options, items: list[Any]) -> None:
    for law in (exact, stable, reported, pure):
        law(items, "responses", "history", options)
    both_lanes(items, "responses")


@pytest.mark.parametrize("options", WAYS, ids=NAMES)
@given(messages=altered())
@settings(max_examples=examples(60))
def test_messages_that_nearly_look_like_ours(options: rp.Options, messages: list[Any]) -> None:
    for law in (exact, stable, reported, pure):
        law(messages, C, "history", options)
    both_lanes(messages, C)


@given(items=with_media())
@settings(max_examples=examples(60))
def test_what_chat_can_say_comes_back_without_a_complement(items: list[Any]) -> None:
    conversion = rp.convert(items, C, source="responses")
    assert [one["role"] for one in conversion.value if _has_media(one)] == ["user"] * len(
        [one for one in conversion.value if _has_media(one)]
    )
    if not conversion.losses:
        assert same(rp.convert(conversion.value, "responses", source=C).value, items)
    told = {loss.code for loss in conversion.losses if loss.severity == "error"}
    assert told <= {"image_file_id", "hosted_item", "orphan_output"}


def _has_media(message: Any) -> bool:
    content = message["content"]
    return type(content) is list and any(part["type"] != "text" for part in content)
