"""The reasoning of a model, in whatever form a dialect has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SEPARATOR = "\n\n"  # between texts of reasoning that are written to one member


@dataclass(frozen=True)
class Thought:
    """Reasoning: its readable text, and its encrypted contents in their order."""

    text: str = ""
    encrypted: tuple[str, ...] = ()


NONE = Thought()


def join_thoughts(thoughts: Iterable[Thought]) -> Thought:
    """Join thoughts to one, since a message has one place for reasoning."""
    parts = list(thoughts)
    text = SEPARATOR.join(thought.text for thought in parts if thought.text)
    return Thought(text, tuple(data for thought in parts for data in thought.encrypted))
