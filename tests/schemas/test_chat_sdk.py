"""Every role, part, call and member that the openai SDK declares for Chat is in our schemas."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai.types import chat
from openai.types.chat.chat_completion_message import Annotation
from sdk_types import alternatives, definition, members, missing, words

from responses_protocol import schemas

UNIONS = [
    pytest.param("Message", chat.ChatCompletionMessageParam, id="messages of requests"),
    pytest.param("Message", chat.ChatCompletionMessage, id="messages of answers"),
    pytest.param("Part", chat.ChatCompletionContentPartParam, id="parts"),
    pytest.param("Part", chat.ChatCompletionContentPartRefusalParam, id="refusal parts"),
    pytest.param("ToolCall", chat.ChatCompletionMessageToolCallUnionParam, id="calls of requests"),
    pytest.param("ToolCall", chat.ChatCompletionMessageToolCallUnion, id="calls of answers"),
    pytest.param("Tool", chat.ChatCompletionToolUnionParam, id="tools"),
    pytest.param("ToolChoice", chat.ChatCompletionToolChoiceOptionParam, id="choices"),
    pytest.param("Annotation", Annotation, id="annotations"),
]


@pytest.mark.parametrize(("title", "union"), UNIONS)
def test_the_sdk_declares_nothing_that_we_do_not(title: str, union: Any) -> None:
    ours = definition("chat_completions", title)
    found = [one for one in alternatives(union) if members(one)]
    assert found
    assert {place for one in found for place in missing(one, ours, one.__name__)} == set()


@pytest.mark.parametrize(
    ("title", "tag", "unions"),
    [
        ("Message", "role", [chat.ChatCompletionMessageParam]),
        (
            "Part",
            "type",
            [chat.ChatCompletionContentPartParam, chat.ChatCompletionContentPartRefusalParam],
        ),
        ("ToolCall", "type", [chat.ChatCompletionMessageToolCallUnionParam]),
        ("Tool", "type", [chat.ChatCompletionToolUnionParam]),
        ("ToolChoice", "type", [chat.ChatCompletionToolChoiceOptionParam]),
        ("Annotation", "type", [Annotation]),
    ],
)
def test_no_tag_is_ours_alone(title: str, tag: str, unions: list[Any]) -> None:
    theirs = {
        word
        for union in unions
        for one in alternatives(union)
        if members(one)
        for word in words(members(one)[tag])
    }
    rules = [one["properties"].get(tag, {}) for _, one in definition("chat_completions", title)]
    assert {rule["const"] for rule in rules if "const" in rule} == theirs


def test_the_walk_sees_what_is_missing() -> None:
    ours = definition("chat_completions", "ToolCall")
    for _, one in ours:
        one["properties"].pop("id", None)
    sdk_type = chat.ChatCompletionMessageFunctionToolCallParam
    assert missing(sdk_type, ours, "call") == {"call function.id"}


def test_the_words_of_a_tool_choice() -> None:
    mode = schemas.load("chat_completions/tool_choice.json")["$defs"]["ToolChoiceMode"]
    theirs = [
        word
        for one in alternatives(chat.ChatCompletionToolChoiceOptionParam)
        if not members(one)
        for word in words(one)
    ]
    assert set(mode["x-known-values"]) == set(theirs)
