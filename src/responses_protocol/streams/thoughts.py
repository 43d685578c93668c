"""Reasoning and text of Chat deltas, told apart as the whole message would be.

``split`` gets what the last chunk has added to a choice, and yields ``(kind, text)``: what was
thought, and what was said; ``rest`` yields what was held back, at the end. Of several places that
have reasoning, the first one in which a text comes is read: servers that fill several say the same
in all, and in the same chunk, where the order is that of the whole message. The texts of one kind,
joined, are then what ``formats.chat_completions.reasoning`` finds in the whole message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol.formats.chat_completions.reasoning import (
    CLOSING,
    DETAILS,
    FIELDS,
    OPENING,
)
from responses_protocol.formats.thoughts import SEPARATOR
from responses_protocol.streams.content_fold import Piece
from responses_protocol.values import Json

Fresh = dict[str, Json]
Said = Iterator[tuple[bool, str]]  # whether it was thought, and the text
CONTENT, TAGS = "content", "tags"  # the places that are in the text


class Splitter:
    """Tells what was thought from what was said, wherever a server has the former.

    ``form`` is that of ``Options.reasoning``.
    """

    def __init__(self, form: str) -> None:
        self._reads = form != "omit"
        self._tags = _Tags() if form == "think_tags" else None
        self._place: str | None = None  # where reasoning is read
        self._details = _Paragraphs()
        self._parts = _Paragraphs()

    @property
    def place(self) -> str | None:
        """Where the reasoning is read, None as long as there is none."""
        return self._place

    @property
    def has_plain_text(self) -> bool:
        """Whether text is text, and no tag is to be expected in it."""
        return self._tags is None or self._tags.state == "after"

    @property
    def cut(self) -> bool:
        """Whether the answer ended in the middle of its reasoning."""
        return self._tags is not None and self._place == TAGS and self._tags.cut

    def split(self, fresh: Fresh) -> Said:
        """Yield what was thought and said."""
        if self._reads:
            if DETAILS in fresh:
                yield from self._thought(DETAILS, self._details.texts(fresh[DETAILS]))
            for name in FIELDS:
                if name in fresh:
                    yield from self._thought(name, fresh[name])
        for piece in fresh.get("content", ()):
            thought, text, _ = piece
            if thought:
                if self._reads:
                    yield from self._thought(CONTENT, self._parts.texts((piece,)))
            elif text and self._tags is not None:
                yield from self._tagged(self._tags.add(text))
            elif text:
                yield False, text

    def rest(self) -> Said:
        """Yield what was held back."""
        if self._tags is not None:
            yield from self._tagged(self._tags.rest())

    def _thought(self, place: str, texts: Iterable[str]) -> Said:
        for text in texts:
            if text and self._place in (None, place):
                self._place = place
                yield True, text

    def _tagged(self, said: Said) -> Said:
        for thought, text in said:
            if thought:
                yield from self._thought(TAGS, (text,))
            else:
                yield False, text


class _Paragraphs:
    """Pieces of reasoning: those that do not continue one another are paragraphs."""

    def __init__(self) -> None:
        self._begun = False
        self._waits = False  # a new paragraph has begun, and has no text yet

    def texts(self, pieces: Iterable[Piece]) -> Iterator[str]:
        """Yield the texts of pieces, with what separates them."""
        for _, text, begins in pieces:
            self._waits = self._waits or begins
            if text:
                yield f"{SEPARATOR}{text}" if self._waits and self._begun else text
                self._begun, self._waits = True, False


class _Tags:
    """Tags, at the beginning of the text.

    A text may end in the middle of a tag, so that much of it is held back.
    """

    def __init__(self) -> None:
        self.cut = False  # whether there was no closing tag
        self.state = "before"
        self.held = ""

    def add(self, text: str) -> Said:
        """Yield what a text adds to what was thought and said."""
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
