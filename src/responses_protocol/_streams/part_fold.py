"""Add up one part of an item of a Responses stream: its announcement, its deltas and its end."""

from __future__ import annotations

from io import StringIO

from responses_protocol._streams.announced_text import AnnouncedText
from responses_protocol._streams.finished_items import SUPERSEDED, fill_part
from responses_protocol._streams.logprobs import Logprobs
from responses_protocol._values import Object, copy_json

TEXT_MEMBERS = {
    "output_text": "text",
    "refusal": "refusal",
    "reasoning_text": "text",
    "summary_text": "text",
}


class PartFold:
    """A part of an item: its announced value, and the text that was delivered.

    ``start`` is the length of all texts before it, as far as it was known when the part began.
    ``announced`` is the text that it was announced with, while deltas may repeat that.
    """

    __slots__ = (
        "_is_ahead",
        "announced",
        "done",
        "index",
        "index_counts_deltas",
        "kind",
        "logprobs",
        "member",
        "start",
        "text",
        "value",
    )

    def __init__(self, member: str, index: int, kind: str, start: int = 0) -> None:
        self.member = member
        self.index = index
        self.kind = kind
        self.start = start
        self.value: Object = {"type": kind}
        self.text: StringIO | None = None
        self.announced: AnnouncedText | None = None
        self._is_ahead = False  # whether no delta has come behind the announced text
        self.logprobs: Logprobs | None = None
        self.index_counts_deltas = False  # whether the server counts deltas, not parts
        self.done = False

    def current_text(self) -> str:
        """Return the text so far."""
        if self.text is not None:
            return self.text.getvalue()
        text = self.value.get(TEXT_MEMBERS.get(self.kind, ""))
        return text if isinstance(text, str) else ""

    def announce(self, value: Object, notes: set[str]) -> None:
        """Set the value that the part has at its beginning; text that came before it stands."""
        name = TEXT_MEMBERS.get(self.kind, "")
        before, text = self.current_text(), value.get(name)
        if isinstance(text, str) and text and before:
            continues = text.startswith(before)
            if not continues:
                value = {**value, name: before}
            elif self.text is not None:
                self._announce_more(self.text, text[len(before) :])
            if not (continues or before.startswith(text)):
                notes.add(SUPERSEDED)
        self.value = fill_part(value, self.result(), notes)

    def _announce_more(self, buffer: StringIO, text: str) -> None:
        """Add a text that precedes the next delta, which may repeat it."""
        if text:
            buffer.write(text)
            before = "" if self.announced is None else self.announced.rest()
            self.announced, self._is_ahead = AnnouncedText(before + text), True

    def write(self, delta: str) -> str | None:
        """Add a delta; return the text that it adds, None where an announced text precedes it."""
        if self.text is None:
            before, self.text = self.current_text(), StringIO()
            self._announce_more(self.text, before)
        if self.announced is None:
            self.text.write(delta)
            return delta
        added = self.announced.add(delta)
        self.text.write(added)
        if self.announced.is_over:
            self.announced = None
        is_ahead, self._is_ahead = self._is_ahead, False
        return None if is_ahead else added

    def set_text(self, text: str) -> None:
        """Replace the text by the finished one."""
        self.text, self.announced = StringIO(), None
        self.text.write(text)

    def result(self) -> Object:
        """Return the part so far."""
        part: Object = copy_json(self.value)
        if self.text is not None:
            part[TEXT_MEMBERS[self.kind]] = self.text.getvalue()
        if self.logprobs is not None:
            part["logprobs"] = self.logprobs.values()
        return part

    def finish(self, value: Object, notes: set[str]) -> None:
        """Replace the part by the finished one."""
        part = fill_part(value, self.result(), notes)
        logprobs = part.pop("logprobs", None)
        self.logprobs = None
        if isinstance(logprobs, list) and logprobs:
            self.logprobs = Logprobs(logprobs)
        elif logprobs is not None:
            part["logprobs"] = logprobs
        self.value, self.text, self.announced, self.done = part, None, None, True
