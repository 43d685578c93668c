"""Answers that begin with the history, as the state of a graph does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from responses_protocol.agents.history import to_plain_json

_TOLD = ("role", "content", "tool_call_id")


def without_history(answer: Any, history: Iterable[Any]) -> Any:
    """Return an answer without the history that it begins with, or as it is where it does not.

    Graphs put instructions before the history and give ids to its messages: both do not matter.
    """
    asked = [_told(one) for one in map(to_plain_json, history) if not _is_instruction(one)]
    if not asked:
        return answer
    whole = to_plain_json(answer)
    messages = whole.get("messages") if isinstance(whole, dict) else None
    if not isinstance(messages, list):
        return answer
    at = 0
    for number, message in enumerate(messages):
        if at == len(asked):
            return {**whole, "messages": messages[number:]}
        if _is_instruction(message):
            continue
        if _told(message) != asked[at]:
            return answer
        at += 1
    return {**whole, "messages": []} if at == len(asked) else answer


def _is_instruction(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") in ("developer", "system")


def _told(message: Any) -> Any:
    """Return what two messages have in common that say the same."""
    if not isinstance(message, dict):
        return message
    calls = [one.get("id") for one in message.get("tool_calls") or [] if isinstance(one, dict)]
    return [message.get(name) or None for name in _TOLD], calls
