"""Whether a request says the word JSON, which JSON mode is refused without (RP309, RP505)."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.values import Json


def said_in_input(history: Json) -> bool:
    """Tell whether the input of a Responses request says it; an item by reference may."""
    return any(map(_says, _texts(history)))


def said_in_messages(messages: Json) -> bool:
    """Tell whether anything in the messages of a Chat request says it."""
    left = [messages]
    while left:
        one = left.pop()
        if isinstance(one, str):
            if _says(one):
                return True
        elif isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return False


def _says(text: str) -> bool:
    return "json" in text.lower()


def _texts(history: Json) -> Iterator[str]:
    """Yield all texts of an input; an item by reference counts as one that says it."""
    if isinstance(history, str):
        yield history
        return
    for item in history if isinstance(history, list) else ():
        if item.get("type") == "item_reference" or ("type" not in item and "role" not in item):
            yield "json"
        for member in ("content", "output"):
            held = item.get(member)
            if isinstance(held, str):
                yield held
            for part in held if isinstance(held, list) else ():
                if isinstance(part, dict) and isinstance(part.get("text"), str):
                    yield part["text"]
