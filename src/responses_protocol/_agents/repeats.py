"""Recognise messages that come twice: in pieces and whole, or whole in two modes of a graph.

A message is a repetition if it has the same id and the same content, calls or result. An id alone
is not enough, since some agents give all their messages one id.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from responses_protocol._values import Json, Object


class Repeats:
    """The messages that came so far, by id and content."""

    def __init__(self) -> None:
        self._known_answers: set[Hashable] = set()

    def note_answer(self, ids: Iterable[str], items: list[Object]) -> None:
        """Record an answer that came in pieces, under all ids of its pieces."""
        parts = [part for item in items for part in item.get("content") or ()]
        parts = [part for part in parts if part.get("type") != "reasoning_text"]
        text = "".join(part.get("text", "") for part in parts)
        call_ids = [item["call_id"] for item in items if "call_id" in item]
        self._known_answers.update((message_id, text, _sort_ids(call_ids)) for message_id in ids)

    def has_blocks(self, message_id: Json, blocks: list[Object]) -> bool:
        """Return whether a whole message in content blocks came before, and record it."""
        if not isinstance(message_id, str):
            return False
        text = "".join(block["text"] for block in blocks if block["type"] == "text")
        call_ids = [block["call_id"] for block in blocks if "call_id" in block]
        return self._has((message_id, text, _sort_ids(call_ids)))

    def has(self, message: Object) -> bool:
        """Return whether a whole message came before, and record it."""
        message_id = message.get("id")
        if not isinstance(message_id, str):
            return False
        calls = message.get("tool_calls")
        calls = calls if isinstance(calls, list) else []
        call_ids = [call.get("id") for call in calls if isinstance(call, dict)]
        if message.get("tool_call_id") is not None:
            call_ids.append(message["tool_call_id"])
        return self._has((message_id, read_text(message.get("content")), _sort_ids(call_ids)))

    def _has(self, key: Hashable) -> bool:
        is_known = key in self._known_answers
        self._known_answers.add(key)
        return is_known


def _sort_ids(call_ids: Iterable[Json]) -> tuple[str, ...]:
    """Return the ids of calls in an order that does not depend on their position."""
    return tuple(sorted(map(str, call_ids)))


def read_text(content: Json) -> str:
    """Return the text of a content: of a string, a list of parts, or null."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    parts = [part for part in content if isinstance(part, dict) and part.get("type") != "reasoning"]
    return "".join(part["text"] for part in parts if isinstance(part.get("text"), str))
