"""Reasoning in Chat deltas and messages, wherever the server has put it.

A helper is not told which server it reads from, as ``convert`` is by ``Options.reasoning``; so the
first of the known members that says something counts for the whole answer, since some servers say
the same in two of them. Parts of the content are reasoning by their type.
"""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.formats.chat_completions.reasoning import DETAIL_TEXTS
from responses_protocol.values import Json

Object = dict[str, Json]
MEMBERS = ("reasoning_content", "reasoning", "reasoning_details")
PARTS = {"reasoning": ("summary", "reasoning", "content"), "thinking": ("thinking",)}


class Thoughts:
    """Takes the reasoning out of the deltas of one answer."""

    def __init__(self) -> None:
        self._member: str | None = None
        self._said: list[str] = []

    def take(self, delta: Object) -> Object:
        """Return a delta, or a message, without its reasoning, which is kept."""
        for name in MEMBERS:
            texts = [text for text in _texts(delta.get(name)) if text]
            if texts and self._member in (None, name):
                self._member = name
                self._said += texts
        content = delta.get("content")
        if isinstance(content, list):
            self._said += [text for part in content for text in _part(part)]
            delta = {**delta, "content": [part for part in content if not _is_thought(part)]}
        return {name: value for name, value in delta.items() if name not in MEMBERS}

    def all(self) -> str:
        """Return what was kept since this was asked last."""
        said, self._said = "".join(self._said), []
        return said


def _is_thought(part: Json) -> bool:
    return isinstance(part, dict) and str(part.get("type")) in PARTS


def _part(part: Json) -> Iterator[str]:
    if _is_thought(part):
        for name in PARTS[part["type"]]:
            found = list(_texts(part.get(name)))
            if found:
                yield from found
                return


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            text = one.get(DETAIL_TEXTS.get(str(one.get("type")), "text"))
            if isinstance(text, str):
                yield text
