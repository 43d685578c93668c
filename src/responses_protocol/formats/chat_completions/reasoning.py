"""Reasoning: an item of its own in Responses; at most a field of the assistant message in Chat.

OpenAI's Chat has no place for it, so by default it stays in the complement, both ways. Where a
server has a field (``Options.reasoning`` names it), the readable text goes there: the raw chain
where an item has one, else its summary. Encrypted reasoning has no form in Chat at all.
"""

from __future__ import annotations

from responses_protocol.formats.ids import mint
from responses_protocol.values import Json

SEPARATOR = "\n\n"  # between paragraphs of reasoning that one field has to hold together


def text_from_responses(item: dict[str, Json]) -> str:
    """Return what can be read in a reasoning item, ``""`` where nothing can."""
    for member in ("content", "summary"):
        parts = item.get(member)
        found = [part.get("text") for part in parts or () if isinstance(part, dict)]
        texts = [text for text in found if isinstance(text, str) and text]
        if texts:
            return SEPARATOR.join(texts)
    return ""


def to_responses(message: dict[str, Json], field: str) -> dict[str, Json] | None:
    """Return a reasoning item for the reasoning ``field`` of a message, if it holds any text."""
    text = message.get(field)
    if not isinstance(text, str) or not text:
        return None
    return item(text)


def item(text: str) -> dict[str, Json]:
    """Return a reasoning item with ``text`` as its raw content."""
    return {
        "type": "reasoning",
        "id": mint("rs_", text),
        "summary": [],
        "content": [{"type": "reasoning_text", "text": text}],
    }
