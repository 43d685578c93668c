"""Take reasoning out of Chat deltas and messages, whatever member carries it.

Unlike ``convert``, which has ``Options.reasoning``, a helper does not know its server. So the first
of the known members with a text counts for the whole answer, since some servers fill two with the
same text. Parts of the content are reasoning by their type.
"""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._formats.chat_completions.reasoning import DETAIL_TEXTS
from responses_protocol._values import Json, Object, read_type

MEMBERS = ("reasoning_content", "reasoning", "reasoning_details")
PARTS = {"reasoning": ("summary", "reasoning", "content"), "thinking": ("thinking",)}


class Thoughts:
    """Takes the reasoning out of the deltas of one answer."""

    def __init__(self) -> None:
        self._member: str | None = None
        self._texts: list[str] = []

    def strip_reasoning(self, delta: Object) -> Object:
        """Return a delta, or a message, without its reasoning, and keep the reasoning."""
        for name in MEMBERS:
            texts = [text for text in _texts(delta.get(name)) if text]
            if texts and self._member in (None, name):
                self._member = name
                self._texts += texts
        content = delta.get("content")
        if isinstance(content, list):
            self._texts += [text for part in content for text in _part(part)]
            delta = {**delta, "content": [part for part in content if not is_reasoning_part(part)]}
        return {name: value for name, value in delta.items() if name not in MEMBERS}

    def take_texts(self) -> str:
        """Return the reasoning that came since the last call."""
        reasoning, self._texts = "".join(self._texts), []
        return reasoning


def is_reasoning_part(part: Json) -> bool:
    """Return whether a content part is reasoning."""
    return read_type(part) in PARTS


def _part(part: Json) -> Iterator[str]:
    if is_reasoning_part(part):
        for name in PARTS[part["type"]]:
            texts = list(_texts(part.get(name)))
            if texts:
                yield from texts
                return


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value if isinstance(value, list) else ():
        if isinstance(part, dict):
            text = part.get(DETAIL_TEXTS.get(read_type(part), "text"))
            if isinstance(text, str):
                yield text
