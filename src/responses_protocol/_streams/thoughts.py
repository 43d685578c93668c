"""Separate reasoning from text in Chat deltas, as a reader of the whole message does.

``split`` takes the additions of the last chunk to a choice, and yields pairs: whether a text is
reasoning, and the text; ``rest`` yields the pending text, at the end. Of several members that carry
reasoning, the first one with a text counts: servers that fill several put the same text in all,
and in the same chunk, where the order is that of the whole message. The texts of one kind, joined,
are then those that ``formats.chat_completions.reasoning`` finds in the whole message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol._formats.chat_completions.reasoning import (
    CLOSING,
    DETAILS,
    FIELDS,
    OPENING,
)
from responses_protocol._formats.thoughts import SEPARATOR
from responses_protocol._streams.content_fold import Piece
from responses_protocol._values import Json

Additions = dict[str, Json]
Pieces = Iterator[tuple[bool, str]]  # whether a text is reasoning, and the text
CONTENT, TAGS = "content", "tags"  # where reasoning is a part of the content


class Splitter:
    """Separates reasoning from text, whatever member carries the reasoning.

    ``form`` is the option ``reasoning``.
    """

    def __init__(self, form: str) -> None:
        self._reads = form != "omit"
        self._tags = _Tags() if form == "think_tags" else None
        self._source: str | None = None  # the member with the reasoning
        self._details = _Paragraphs()
        self._parts = _Paragraphs()

    @property
    def source(self) -> str | None:
        """The member with the reasoning, or None while there is none."""
        return self._source

    @property
    def has_plain_text(self) -> bool:
        """Whether all further text is text, since no tag can follow."""
        return self._tags is None or self._tags.state == "after"

    @property
    def is_cut(self) -> bool:
        """Whether the answer ended in the middle of its reasoning."""
        return self._tags is not None and self._source == TAGS and self._tags.is_cut

    def split(self, additions: Additions) -> Pieces:
        """Yield the reasoning and the text of additions."""
        if self._reads:
            if DETAILS in additions:
                yield from self._reasoning(DETAILS, self._details.texts(additions[DETAILS]))
            for name in FIELDS:
                if name in additions:
                    yield from self._reasoning(name, additions[name])
        for piece in additions.get("content", ()):
            is_reasoning, text, _ = piece
            if is_reasoning:
                if self._reads:
                    yield from self._reasoning(CONTENT, self._parts.texts((piece,)))
            elif text and self._tags is not None:
                yield from self._without_tags(self._tags.add(text))
            elif text:
                yield False, text

    def rest(self) -> Pieces:
        """Yield the pending text."""
        if self._tags is not None:
            yield from self._without_tags(self._tags.rest())

    def _reasoning(self, source: str, texts: Iterable[str]) -> Pieces:
        for text in texts:
            if text and self._source in (None, source):
                self._source = source
                yield True, text

    def _without_tags(self, pieces: Pieces) -> Pieces:
        for is_reasoning, text in pieces:
            if is_reasoning:
                yield from self._reasoning(TAGS, (text,))
            else:
                yield False, text


class _Paragraphs:
    """Pieces of reasoning; a piece that does not continue the last one begins a paragraph."""

    def __init__(self) -> None:
        self._has_text = False
        self._is_new = False  # whether a paragraph has begun, and has no text yet

    def texts(self, pieces: Iterable[Piece]) -> Iterator[str]:
        """Yield the texts of pieces, with separators."""
        for _, text, begins in pieces:
            self._is_new = self._is_new or begins
            if text:
                yield f"{SEPARATOR}{text}" if self._is_new and self._has_text else text
                self._has_text, self._is_new = True, False


class _Tags:
    """Tags at the beginning of the text.

    A text may end in the middle of a tag, so such an end is pending until more text comes.
    """

    def __init__(self) -> None:
        self.is_cut = False  # whether there was no closing tag
        self.state = "before"
        self.pending = ""

    def add(self, text: str) -> Pieces:
        """Yield the reasoning and the text that ``text`` completes."""
        if self.state == "after":
            yield False, text
            return
        self.pending += text
        if self.state == "before":
            if OPENING.startswith(self.pending):
                if self.pending == OPENING:
                    self.state, self.pending = "empty", ""
                return
            if not self.pending.startswith(OPENING):
                self.state, text, self.pending = "after", self.pending, ""
                yield False, text
                return
            self.state, self.pending = "empty", self.pending[len(OPENING) :]
        reasoning, closing, rest = self.pending.partition(CLOSING)
        if closing:
            if reasoning:
                yield True, reasoning
            elif self.state == "empty":  # tags without reasoning are text
                rest = OPENING + CLOSING + rest
            self.state, self.pending = "after", ""
            if rest:
                yield False, rest
            return
        reasoning = self.pending[: len(self.pending) - closing_tag_prefix_length(self.pending)]
        if reasoning:
            self.state, self.pending = "inside", self.pending[len(reasoning) :]
            yield True, reasoning

    def rest(self) -> Pieces:
        """Yield the pending text."""
        self.is_cut = self.state == "inside" or (self.state == "empty" and bool(self.pending))
        if self.state == "empty" and not self.pending:
            yield False, OPENING
        elif self.pending:
            yield self.is_cut, self.pending


def closing_tag_prefix_length(text: str) -> int:
    """Return how many characters at the end of ``text`` may begin the closing tag."""
    for length in range(min(len(CLOSING) - 1, len(text)), 0, -1):
        if CLOSING.startswith(text[-length:]):
            return length
    return 0
