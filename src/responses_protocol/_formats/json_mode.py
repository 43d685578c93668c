"""Whether a request contains the word JSON, without which JSON mode is refused (RP309, RP505)."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._values import Json


def is_in_input(history: Json) -> bool:
    """Return whether the input of a Responses request may contain it."""
    return any(map(_has_word, _texts(history)))


def is_in_messages(messages: Json) -> bool:
    """Return whether any text in the messages of a Chat request contains it."""
    unread = [messages]
    while unread:
        value = unread.pop()
        if isinstance(value, str):
            if _has_word(value):
                return True
        elif isinstance(value, dict):
            unread.extend(value.values())
        elif isinstance(value, list):
            unread.extend(value)
    return False


def _has_word(text: str) -> bool:
    return "json" in text.lower()


def _texts(history: Json) -> Iterator[str]:
    """Yield the texts of an input; a reference yields the word, as the stored item may have it."""
    if isinstance(history, str):
        yield history
        return
    for item in history if isinstance(history, list) else ():
        if item.get("type") == "item_reference" or ("type" not in item and "role" not in item):
            yield "json"
        for member in ("content", "output"):
            content = item.get(member)
            if isinstance(content, str):
                yield content
            for part in content if isinstance(content, list) else ():
                if isinstance(part, dict) and isinstance(part.get("text"), str):
                    yield part["text"]
