"""Reasoning and text of Chat deltas, told apart as the whole message would be.

One splitter for each of the places that ``Options.reasoning`` names. ``split`` gets what the last
chunk has added to a choice, and yields ``(kind, text)``: what was thought, and what was said;
``rest`` yields what was held back, at the end. The texts of one kind, joined, are what
``formats.chat_completions.reasoning`` finds in the whole message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from responses_protocol.formats.chat_completions.reasoning import (
    CLOSING,
    FIELDS,
    OPENING,
    SEPARATOR,
)
from responses_protocol.streams.content_fold import Piece
from responses_protocol.values import Json

Fresh = dict[str, Json]
Said = Iterator[tuple[bool, str]]  # whether it was thought, and the text


class Splitter:
    """Finds text only, as where a server has no place for reasoning."""

    cut = False  # whether the answer ended in the middle of its reasoning

    def split(self, fresh: Fresh) -> Said:
        """Yield what was thought and said."""
        for thought, text, _ in fresh.get("content", ()):
            if text and not thought:
                yield False, text

    def rest(self) -> Said:
        """Yield what was held back."""
        yield from ()


class _Field(Splitter):
    """A member of the message."""

    def __init__(self, name: str) -> None:
        self.name = name

    def split(self, fresh: Fresh) -> Said:
        for text in fresh.get(self.name, ()):
            if text:
                yield True, text
        yield from super().split(fresh)


class _Parts(Splitter):
    """Content parts: thoughts that do not continue one another are paragraphs."""

    def __init__(self) -> None:
        self.begun = False
        self.waits = False  # a new paragraph has begun, and has no text yet

    def split(self, fresh: Fresh) -> Said:
        return self._paragraphs(fresh.get("content", ()))

    def _paragraphs(self, pieces: Iterable[Piece]) -> Said:
        for thought, text, begins in pieces:
            self.waits = self.waits or (thought and begins)
            if not text:
                continue
            if thought:
                text = f"{SEPARATOR}{text}" if self.waits and self.begun else text
                self.begun, self.waits = True, False
            yield thought, text


class _Details(_Parts):
    """Details: one after another is a paragraph of its own."""

    def split(self, fresh: Fresh) -> Said:
        yield from self._paragraphs(fresh.get("details", ()))
        yield from Splitter.split(self, fresh)


class _Tags(Splitter):
    """Tags, at the beginning of the text.

    A text may end in the middle of a tag, so that much of it is held back.
    """

    def __init__(self) -> None:
        self.state = "before"
        self.held = ""

    def split(self, fresh: Fresh) -> Said:
        for _, text in super().split(fresh):
            yield from self._add(text)

    def _add(self, text: str) -> Said:
        if self.state == "after":
            yield False, text
            return
        self.held += text
        if self.state == "before":
            if OPENING.startswith(self.held):
                if self.held == OPENING:
                    self.state, self.held = "empty", ""
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
        thought = self.held[: len(self.held) - held_back(self.held)]
        if thought:
            self.state, self.held = "inside", self.held[len(thought) :]
            yield True, thought

    def rest(self) -> Said:
        """Yield what was held back."""
        self.cut = self.state == "inside" or (self.state == "empty" and bool(self.held))
        if self.state == "empty" and not self.held:
            yield False, OPENING
        elif self.held:
            yield self.cut, self.held


def held_back(text: str) -> int:
    """Return how many characters at the end of ``text`` may begin the closing tag."""
    for length in range(min(len(CLOSING) - 1, len(text)), 0, -1):
        if CLOSING.startswith(text[-length:]):
            return length
    return 0


SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "omit": Splitter,
    **{name: partial(_Field, name) for name in FIELDS},
    "reasoning_details": _Details,
    "thinking": _Parts,
    "think_tags": _Tags,
}


def splitter(form: str) -> Splitter:
    """Return a splitter for a stream whose server has reasoning in this form."""
    return SPLITTERS[form]()
