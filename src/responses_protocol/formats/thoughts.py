"""What a model thinks before it says something, whatever a dialect has for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SEPARATOR = "\n\n"  # between paragraphs of reasoning that one place has to hold together


@dataclass(frozen=True)
class Thought:
    """Reasoning: all that can be read of it, and encrypted contents in their order."""

    text: str = ""
    sealed: tuple[str, ...] = ()


NONE = Thought()


def joined(thoughts: Iterable[Thought]) -> Thought:
    """Return thoughts as one, as one message holds them."""
    found = list(thoughts)
    text = SEPARATOR.join(one.text for one in found if one.text)
    return Thought(text, tuple(data for one in found for data in one.sealed))
