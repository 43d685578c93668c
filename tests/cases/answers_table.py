"""Rows about answers, as the smallest answers with other members."""

from __future__ import annotations

from typing import Any

from table import C, Case, Dialect, R, losses, text

import responses_protocol as rp
from responses_protocol import Options
from responses_protocol._formats.options import DEFAULT

ABSENT: Any = object()  # the value of a member that a row removes
ENVELOPE: dict[str, Any] = {"id": "resp_1", "object": "response", "created_at": 7, "model": "m"}
# the repeated members of a Responses answer without a known request
ECHO: dict[str, Any] = {
    "instructions": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "temperature": None,
    "tool_choice": "auto",
    "tools": [],
    "top_p": None,
}
CHAT: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 7,
    "model": "m",
}


def make_message(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the message of the smallest Responses answer, with these parts and members."""
    content = [{**text(), "logprobs": []}] if not parts else list(parts)
    return {
        "type": "message",
        "id": DERIVED_IDS[0],
        "role": "assistant",
        "status": "completed",
        "content": content,
        **more,
    }


def make_part(content: str = "Hi.", **more: Any) -> dict[str, Any]:
    return {**text(content), "logprobs": [], **more}


def make_choice(reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    """Return a choice of a Chat answer with a finish reason and these members of its message."""
    members = {"role": "assistant", "content": "Hi.", "refusal": None, **message}
    return {"index": 0, "message": members, "logprobs": None, "finish_reason": reason}


def _derive_ids() -> list[str]:
    """Return the derived ids of the message and of a call behind it."""
    calls = [{"id": "c", "type": "function", "function": {"name": "f", "arguments": ""}}]
    answer = {**CHAT, "choices": [make_choice("tool_calls", tool_calls=calls)]}
    return [item["id"] for item in rp.convert(answer, R).value["output"]]


DERIVED_IDS = _derive_ids()
MESSAGE, CHOICE = make_message(), make_choice()


def responses_answer(members: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest Responses answer with these members in place of its own."""
    ends = {"status": "completed", "error": None, "incomplete_details": None, "output": [MESSAGE]}
    return _remove_absent({**ENVELOPE, **ends, "usage": None, **ECHO, **members})


def chat_answer(members: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest Chat answer with these members in place of its own."""
    return _remove_absent({**CHAT, "choices": [CHOICE], **members})


def _remove_absent(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not ABSENT}


def from_responses(
    row: int,
    name: str,
    members: dict[str, Any],
    expected: dict[str, Any],
    *pairs: tuple[str, str],
    options: Options = DEFAULT,
) -> Case:
    return Case(
        row,
        name,
        R,
        responses_answer(members),
        chat_answer(expected),
        losses(*pairs),
        "response",
        options,
    )


def from_chat(
    row: int,
    name: str,
    members: dict[str, Any],
    expected: dict[str, Any],
    *pairs: tuple[str, str],
    options: Options = DEFAULT,
) -> Case:
    return Case(
        row,
        name,
        C,
        chat_answer(members),
        responses_answer(expected),
        losses(*pairs),
        "response",
        options,
    )


def both_directions(
    row: int,
    name: str,
    responses: dict[str, Any],
    chat: dict[str, Any],
    options: Options = DEFAULT,
) -> list[Case]:
    """Return the cases of both directions, neither of which has a loss."""
    return [
        from_responses(row, name, responses, chat, options=options),
        from_chat(row, f"{name}, from Chat", chat, responses, options=options),
    ]


def same(row: int, name: str, body: dict[str, Any]) -> list[Case]:
    """Return the cases of both directions of a body that is the same in both dialects."""
    dialects: tuple[Dialect, ...] = (R, C)
    return [
        Case(row, f"{name}, as {source}", source, body, body, kind="response")
        for source in dialects
    ]
