"""Remove the history from answers that begin with it, such as the state of a graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from responses_protocol._agents.history import to_plain_json

_IDENTITY = ("role", "content", "tool_call_id")


def remove_history(answer: Any, history: Iterable[Any]) -> Any:
    """Return an answer without the history, if it begins with that, else unchanged.

    Instructions that graphs put before the history, and ids that they give to its messages, are not
    compared.
    """
    past = [
        _get_identity(message)
        for message in map(to_plain_json, history)
        if not _is_instruction(message)
    ]
    if not past:
        return answer
    plain = to_plain_json(answer)
    messages = plain.get("messages") if isinstance(plain, dict) else None
    if not isinstance(messages, list):
        return answer
    count = 0
    for index, message in enumerate(messages):
        if count == len(past):
            return {**plain, "messages": messages[index:]}
        if _is_instruction(message):
            continue
        if _get_identity(message) != past[count]:
            return answer
        count += 1
    return {**plain, "messages": []} if count == len(past) else answer


def _is_instruction(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") in ("developer", "system")


def _get_identity(message: Any) -> Any:
    """Return the values that two equal messages have in common: members, and ids of calls."""
    if not isinstance(message, dict):
        return message
    calls = [call.get("id") for call in message.get("tool_calls") or [] if isinstance(call, dict)]
    return [message.get(name) or None for name in _IDENTITY], calls
