"""Pydantic models and SDK objects stand wherever objects do."""

from __future__ import annotations

from typing import Any

import pytest
from laws import same

import responses_protocol as rp

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai.types import chat
from openai.types.responses import Response, ResponseFunctionToolCall, ResponseOutputMessage

from responses_protocol.models.responses.items_function import FunctionCall

MESSAGE = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hi.", "annotations": []}],
}
CALL = {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "f", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c", "output": "sunny"}
CHAT = {
    "role": "assistant",
    "content": "Hi.",
    "tool_calls": [
        {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}", "x": 1}}
    ],
}


def test_items_of_the_sdk_among_plain_ones() -> None:
    items = [
        ResponseOutputMessage.model_validate(MESSAGE),
        ResponseFunctionToolCall.model_validate(CALL),
        OUTPUT,
    ]
    check_same_conversion(items, [MESSAGE, CALL, OUTPUT], "chat_completions")


def test_the_output_of_a_response() -> None:
    response = Response.model_validate(
        {
            "id": "resp_1",
            "object": "response",
            "created_at": 0,
            "model": "m",
            "output": [MESSAGE, CALL],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }
    )
    check_same_conversion([*response.output, OUTPUT], [MESSAGE, CALL, OUTPUT], "chat_completions")


def test_a_message_of_the_sdk() -> None:
    check_same_conversion([chat.ChatCompletionMessage.model_validate(CHAT)], [CHAT], "responses")


def test_our_own_models() -> None:
    check_same_conversion(
        [FunctionCall.model_validate(CALL), OUTPUT], [CALL, OUTPUT], "chat_completions"
    )


def test_objects_inside_plain_values() -> None:
    parts = ResponseOutputMessage.model_validate(MESSAGE).content
    check_same_conversion([{**MESSAGE, "content": parts}], [MESSAGE], "chat_completions")
    calls = chat.ChatCompletionMessage.model_validate(CHAT).tool_calls
    check_same_conversion([{**CHAT, "tool_calls": calls}], [CHAT], "responses")


def test_objects_where_nothing_is_translated() -> None:
    with_object = {"type": "later", "x": {"y": [ResponseFunctionToolCall.model_validate(CALL)]}}
    without_object = {"type": "later", "x": {"y": [CALL]}}
    check_same_conversion([MESSAGE, with_object], [MESSAGE, without_object], "chat_completions")
    check_same_conversion(
        [{**MESSAGE, "x": with_object["x"]}],
        [{**MESSAGE, "x": without_object["x"]}],
        "chat_completions",
    )


def test_tuples_are_lists() -> None:
    check_same_conversion(
        (MESSAGE, {**CALL, "x": (1, 2)}), [MESSAGE, {**CALL, "x": [1, 2]}], "chat_completions"
    )


class Array:
    """Like those of numpy, in which pandas has the lists of a column."""

    def __init__(self, *elements: Any) -> None:
        self.elements = elements

    def tolist(self) -> list[Any]:
        return list(self.elements)


def test_arrays_are_lists() -> None:
    array = Array(MESSAGE, {**CALL, "x": Array(1, Array())})
    check_same_conversion(array, [MESSAGE, {**CALL, "x": [1, []]}], "chat_completions")


def check_same_conversion(objects: Any, plain: Any, to: Any) -> None:
    """Check that objects give what plain values give, and restore to plain values."""
    source: Any = "chat_completions" if to == "responses" else "responses"
    conversion = rp.convert(objects, to, source=source, kind="history")
    expected = rp.convert(plain, to, source=source, kind="history")
    assert same(conversion.value, expected.value)
    assert same(conversion.complement, expected.complement)
    assert conversion.losses == expected.losses
    assert conversion.notices == expected.notices
    assert same(rp.restore(conversion.value, conversion.complement), plain)


def test_an_object_that_is_not_json_is_refused_at_its_place() -> None:
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert([MESSAGE, {**CALL, "x": {"a/b": [0, object()]}}], "chat_completions")
    assert error_info.value.pointer == "/1/x/a~1b/1"
