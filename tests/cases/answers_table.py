"""Rows about whole answers: the smallest ones, and what a row has in place of their members."""

from __future__ import annotations

from typing import Any

from table import C, Case, Dialect, R, losses, text

import responses_protocol as rp
from responses_protocol import Options
from responses_protocol.formats.options import DEFAULT

ABSENT: Any = object()  # in place of the value of a member that is not to be there
ENVELOPE: dict[str, Any] = {"id": "resp_1", "object": "response", "created_at": 7, "model": "m"}
# what a Responses answer repeats of its request, where nothing is known of that
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


def said(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the message of the smallest Responses answer, with these parts and members."""
    content = [{**text(), "logprobs": []}] if not parts else list(parts)
    return {
        "type": "message",
        "id": MADE_IDS[0],
        "role": "assistant",
        "status": "completed",
        "content": content,
        **more,
    }


def part(content: str = "Hi.", **more: Any) -> dict[str, Any]:
    return {**text(content), "logprobs": [], **more}


def choice(reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    """Return a choice of a Chat answer that ends like this, with these members of its message."""
    made = {"role": "assistant", "content": "Hi.", "refusal": None, **message}
    return {"index": 0, "message": made, "logprobs": None, "finish_reason": reason}


def _made_ids() -> list[str]:
    """Return the ids that are made for the message and for a call behind it."""
    calls = [{"id": "c", "type": "function", "function": {"name": "f", "arguments": ""}}]
    answer = {**CHAT, "choices": [choice("tool_calls", tool_calls=calls)]}
    return [item["id"] for item in rp.convert(answer, R).value["output"]]


MADE_IDS = _made_ids()
SAID, CHOICE = said(), choice()


def ours(members: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest Responses answer with these members in place of its own."""
    ends = {"status": "completed", "error": None, "incomplete_details": None, "output": [SAID]}
    return _without({**ENVELOPE, **ends, "usage": None, **ECHO, **members})


def theirs(members: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest Chat answer with these members in place of its own."""
    return _without({**CHAT, "choices": [CHOICE], **members})


def _without(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not ABSENT}


def from_responses(
    row: int,
    name: str,
    given: dict[str, Any],
    expected: dict[str, Any],
    *found: tuple[str, str],
    options: Options = DEFAULT,
) -> Case:
    return Case(row, name, R, ours(given), theirs(expected), losses(*found), "response", options)


def from_chat(
    row: int,
    name: str,
    given: dict[str, Any],
    expected: dict[str, Any],
    *found: tuple[str, str],
    options: Options = DEFAULT,
) -> Case:
    return Case(row, name, C, theirs(given), ours(expected), losses(*found), "response", options)


def both(
    row: int,
    name: str,
    given: dict[str, Any],
    expected: dict[str, Any],
    options: Options = DEFAULT,
) -> list[Case]:
    """Return the two cases of what both sides say: neither way loses anything."""
    return [
        from_responses(row, name, given, expected, options=options),
        from_chat(row, f"{name}, from Chat", expected, given, options=options),
    ]


def same(row: int, name: str, body: dict[str, Any]) -> list[Case]:
    """Return the two cases of a body that is the same on both sides."""
    dialects: tuple[Dialect, ...] = (R, C)
    return [Case(row, f"{name}, as {one}", one, body, body, kind="response") for one in dialects]
