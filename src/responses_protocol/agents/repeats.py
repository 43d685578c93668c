"""Messages that come twice: in pieces and whole, or whole in one mode of a graph and in another.

A message is the same one if it has the same id and says, calls or answers the same; an id alone is
not enough, since there are agents that give all their messages one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from responses_protocol.values import Json

Object = dict[str, Json]


class Repeats:
    """Remembers what was said under which id."""

    def __init__(self) -> None:
        self._said: set[Hashable] = set()

    def note_answer(self, ids: Iterable[str], items: list[Object]) -> None:
        """Note an answer that came in pieces, under all ids that the pieces had."""
        parts = [part for item in items for part in item.get("content") or ()]
        parts = [part for part in parts if part.get("type") != "reasoning_text"]
        text = "".join(part.get("text", "") for part in parts)
        calls = [item["call_id"] for item in items if "call_id" in item]
        self._said.update((own, text, _sorted(calls)) for own in ids)

    def has_blocks(self, own: Json, blocks: list[Object]) -> bool:
        """Tell whether a whole message in content blocks was said before, and note it."""
        if not isinstance(own, str):
            return False
        text = "".join(one["text"] for one in blocks if one["type"] == "text")
        calls = [one["call_id"] for one in blocks if "call_id" in one]
        return self._has((own, text, _sorted(calls)))

    def has(self, message: Object) -> bool:
        """Tell whether a whole message was said before, and note it."""
        own = message.get("id")
        if not isinstance(own, str):
            return False
        listed = message.get("tool_calls")
        listed = listed if isinstance(listed, list) else []
        calls = [one.get("id") for one in listed if isinstance(one, dict)]
        if message.get("tool_call_id") is not None:
            calls.append(message["tool_call_id"])
        return self._has((own, text_of(message.get("content")), _sorted(calls)))

    def _has(self, found: Hashable) -> bool:
        known = found in self._said
        self._said.add(found)
        return known


def _sorted(calls: Iterable[Json]) -> tuple[str, ...]:
    """Return calls in an order that does not tell where among other blocks they stood."""
    return tuple(sorted(map(str, calls)))


def text_of(content: Json) -> str:
    """Return the text of a content that is a string, a list of parts, or nothing."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    parts = [part for part in content if isinstance(part, dict) and part.get("type") != "reasoning"]
    return "".join(part["text"] for part in parts if isinstance(part.get("text"), str))
