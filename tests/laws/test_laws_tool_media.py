"""The laws for media behind the results, and for messages that nearly look like ours."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import exact, pure, reported, same, stable
from test_fast_path import check_both_paths

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
OTHER_ITEMS = st.sampled_from(
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
OPTION_ROWS = [
    DEFAULT,
    rp.Options(tool_output_media="inline"),
    rp.Options(tool_output_media="omit"),
    rp.Options(hosted_calls="function", call_ids="nine"),
    rp.Options(message_ids="keep"),
]
NAMES = ["default", "inline", "omit", "hosted", "ids"]


@st.composite
def draw_items_with_media(draw: st.DrawFn) -> list[Any]:
    """Draw items with calls and outputs in any order, and others between them."""
    items: list[Any] = []
    for _ in range(draw(st.integers(1, 2))):
        ids = draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
        kinds = {
            call_id: draw(st.sampled_from(["function_call", "custom_tool_call"])) for call_id in ids
        }
        members = {"function_call": "arguments", "custom_tool_call": "input"}
        items += [
            {
                "type": kinds[call_id],
                "call_id": call_id,
                "name": "look",
                members[kinds[call_id]]: "{}",
            }
            for call_id in ids
        ]
        for call_id in draw(st.permutations(ids)):
            items += draw(st.lists(OTHER_ITEMS, max_size=1))
            output = {"call_id": call_id, "output": copy.deepcopy(draw(OUTPUTS))}
            items.append({"type": f"{kinds[call_id]}_output", **output})
        items += draw(st.lists(OTHER_ITEMS, max_size=1))
    return items


@st.composite
def draw_altered_messages(draw: st.DrawFn) -> list[Any]:
    """Draw messages that hold media behind results, with some parts or messages moved or gone."""
    converted = rp.convert(draw(draw_items_with_media()), C, source="responses").value
    messages: list[Any] = copy.deepcopy(converted)
    for _ in range(draw(st.integers(1, 3))):
        lists = [
            messages,
            *(message["content"] for message in messages if type(message["content"]) is list),
        ]
        elements = draw(st.sampled_from(lists))
        if not elements:
            continue
        index = draw(st.integers(0, len(elements) - 1))
        change = draw(st.sampled_from(["drop", "twice", "move", "member"]))
        if change == "member":
            elements[index][draw(st.sampled_from(["name", "cache_control", "id"]))] = "x"
        elif change == "twice":
            elements.insert(index, copy.deepcopy(elements[index]))
        else:
            message = elements.pop(index)
            if change == "move":
                elements.insert(draw(st.integers(0, len(elements))), message)
    return messages


@pytest.mark.parametrize("options", OPTION_ROWS, ids=NAMES)
@given(items=draw_items_with_media())
@settings(max_examples=scale_examples(60))
def test_items_with_media(options: rp.Options, items: list[Any]) -> None:
    for law in (exact, stable, reported, pure):
        law(items, "responses", "history", options)
    check_both_paths(items, "responses")


@pytest.mark.parametrize("options", OPTION_ROWS, ids=NAMES)
@given(messages=draw_altered_messages())
@settings(max_examples=scale_examples(60))
def test_messages_that_nearly_look_like_ours(options: rp.Options, messages: list[Any]) -> None:
    for law in (exact, stable, reported, pure):
        law(messages, C, "history", options)
    check_both_paths(messages, C)


@given(items=draw_items_with_media())
@settings(max_examples=scale_examples(60))
def test_media_that_chat_accepts_come_back_without_a_complement(items: list[Any]) -> None:
    conversion = rp.convert(items, C, source="responses")
    assert [message["role"] for message in conversion.value if has_media(message)] == [
        "user"
    ] * len([message for message in conversion.value if has_media(message)])
    if not conversion.losses:
        assert same(rp.convert(conversion.value, "responses", source=C).value, items)
    codes = {loss.code for loss in conversion.losses if loss.severity == "error"}
    assert codes <= {"image_file_id", "hosted_item", "orphan_output"}


def has_media(message: Any) -> bool:
    content = message["content"]
    return type(content) is list and any(part["type"] != "text" for part in content)
