"""Reasoning and text of Chat deltas, told apart as the whole message would be.

One function for each of the places that ``Options.reasoning`` names. Each gets what the last chunk
has added to a choice, and yields ``(kind, text)``: what was thought, and what was said. The texts
of one kind, joined, are what ``formats.chat_completions.reasoning`` finds in the whole message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responses_protocol.formats.chat_completions.reasoning import (
    CLOSING,
    DETAIL_TEXTS,
    FIELDS,
    OPENING,
    SEPARATOR,
)
from responses_protocol.values import Json

Fresh = dict[str, Json]
Said = Iterator[tuple[bool, str]]  # whether it was thought, and the text


def splitter(form: str) -> Callable[[Fresh], Said]:
    """Return the function for a stream whose server has reasoning in this form."""
    if form in FIELDS:
        return lambda fresh: _with_field(fresh, form)
    if form == "reasoning_details":
        return _Details().split
    if form == "thinking":
        return _Parts().split
    if form == "think_tags":
        return _Tags().split
    return _text


def _text(fresh: Fresh) -> Said:
    if fresh.get("text"):
        yield False, fresh["text"]
    for part in fresh.get("parts", ()):
        if isinstance(part.get("text"), str) and part["text"]:
            yield False, part["text"]


def _with_field(fresh: Fresh, form: str) -> Said:
    if fresh.get(form):
        yield True, fresh[form]
    yield from _text(fresh)


class _Details:
    """Details: one after another is a paragraph of its own."""

    def __init__(self) -> None:
        self.begun = False
        self.waits = False  # a new detail has begun, and has no text yet

    def split(self, fresh: Fresh) -> Said:
        for is_new, detail in fresh.get("details", ()):
            self.waits = self.waits or is_new
            text = detail.get(DETAIL_TEXTS.get(str(detail.get("type")), ""))
            if isinstance(text, str) and text:
                yield True, f"{SEPARATOR}{text}" if self.waits and self.begun else text
                self.begun, self.waits = True, False
        yield from _text(fresh)


class _Parts:
    """Content parts: thoughts with other parts between them are paragraphs."""

    def __init__(self) -> None:
        self.begun = False
        self.waits = False

    def split(self, fresh: Fresh) -> Said:
        if fresh.get("text"):
            self.waits = self.begun
            yield False, fresh["text"]
        for part in fresh.get("parts", ()):
            if part.get("type") == "thinking":
                for text in _thoughts(part.get("thinking")):
                    yield True, f"{SEPARATOR}{text}" if self.waits else text
                    self.begun, self.waits = True, False
            else:
                self.waits = self.begun
                if isinstance(part.get("text"), str) and part["text"]:
                    yield False, part["text"]


def _thoughts(thinking: Json) -> list[str]:
    if isinstance(thinking, str):
        return [thinking] if thinking else []
    found = [one.get("text") for one in thinking or () if isinstance(one, dict)]
    return [text for text in found if isinstance(text, str) and text]


class _Tags:
    """Tags: a text may end in the middle of one, so that much of it is held back."""

    def __init__(self) -> None:
        self.state = "before"
        self.held = ""

    def split(self, fresh: Fresh) -> Said:
        for _, text in _text(fresh):
            yield from self._add(text)

    def _add(self, text: str) -> Said:
        if self.state == "after":
            yield False, text
            return
        self.held += text
        if self.state == "before":
            if OPENING.startswith(self.held):
                return
            if not self.held.startswith(OPENING):
                self.state, text, self.held = "after", self.held, ""
                yield False, text
                return
            self.state, self.held = "empty", self.held[len(OPENING) :]
        thought, closing, said = self.held.partition(CLOSING)
        if closing:
            if thought:
                yield True, thought
            elif self.state == "empty":  # nothing was thought: the tags are text
                said = OPENING + CLOSING + said
            self.state, self.held = "after", ""
            if said:
                yield False, said
            return
        kept = _beginning(self.held)
        thought = self.held[: len(self.held) - kept]
        if thought:
            self.state, self.held = "inside", self.held[len(thought) :]
            yield True, thought

    def rest(self) -> Said:
        """Yield what was held back, at the end of the stream."""
        if self.state == "inside" and self.held:
            yield True, self.held
        elif self.state == "empty":
            yield (True, self.held) if self.held else (False, OPENING)
        elif self.held:
            yield False, self.held
        self.held = ""


def _beginning(text: str) -> int:
    """Return how many characters at the end of ``text`` may begin the closing tag."""
    for length in range(min(len(CLOSING) - 1, len(text)), 0, -1):
        if CLOSING.startswith(text[-length:]):
            return length
    return 0
