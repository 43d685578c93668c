"""An object by itself is a payload, the choice of a tool, or an error that says what it is."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

import responses_protocol as rp

NESTED = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
REFUSED_ROWS: list[tuple[Any, str]] = [
    ({}, "no known kind of payload"),
    ({"a": 1}, "no known kind of payload"),
    ({"input": 5}, "no known kind of payload"),
    ({"type": []}, "no known kind of payload"),
    ({"type": "text", "text": "a"}, "no known kind of payload"),
    ({"role": "user", "content": "Hi."}, "one item or message"),
    ({"type": "message", "role": "user", "content": "Hi."}, "one item or message"),
    ({"role": "assistant", "tool_calls": []}, "one item or message"),
    ({"type": "reasoning", "summary": []}, "one item or message"),
    ({"type": "function_call", "call_id": "c", "arguments": ""}, "one item or message"),
    ({"type": "function", "name": "f", "parameters": {}}, "one tool definition"),
    ({"type": "web_search", "user_location": None}, "one tool definition"),
    (NESTED, "one tool definition"),
    ({"type": "response.created", "response": {}}, "one event of a stream"),
]
CHOICE_ROWS: list[tuple[Any, str]] = [
    ({"type": "function", "name": "f"}, "chat_completions"),
    ({"type": "mcp", "server_label": "s", "name": "f"}, "chat_completions"),
    ({"type": "allowed_tools", "mode": "auto", "tools": []}, "chat_completions"),
    ({"type": "web_search"}, "chat_completions"),
    ({"type": "a_tool_to_come"}, "chat_completions"),
    ({"type": "function", "function": {"name": "f"}}, "responses"),
    ({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}, "responses"),
]


@pytest.mark.parametrize("to", ["responses", "chat_completions", "chat_agent"])
@pytest.mark.parametrize(("payload", "reason"), REFUSED_ROWS)
def test_an_object_of_no_known_kind_is_refused(payload: Any, reason: str, to: Any) -> None:
    with pytest.raises(rp.ConversionError, match=reason) as error_info:
        rp.convert(payload, to)
    assert error_info.value.pointer == ""


@pytest.mark.parametrize(("payload", "to"), CHOICE_ROWS)
def test_the_choice_of_a_tool_is_known(payload: Any, to: Any) -> None:
    conversion = rp.convert(payload, to)
    assert conversion.complement["kind"] == "tool_choice"
    assert rp.restore(conversion.value, conversion.complement) == payload


@pytest.mark.parametrize(("payload", "to"), [*REFUSED_ROWS, *CHOICE_ROWS])
def test_a_kind_that_is_given_is_not_questioned(payload: Any, to: str) -> None:
    conversion = rp.convert(payload, "chat_completions", source="responses", kind="tool_choice")
    assert rp.restore(conversion.value, conversion.complement) == payload


def test_an_object_of_a_class_is_read_as_a_dict() -> None:
    class Message(BaseModel):
        role: str
        content: str

    with pytest.raises(rp.ConversionError, match="one item or message"):
        rp.convert(Message(role="user", content="Hi."), "responses")
