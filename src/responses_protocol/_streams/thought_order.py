"""Write the reasoning of a Responses stream in the order of its items.

Chat has one member for reasoning, so the first open item streams at once, and the next items wait
until it is done. Their waiting text is written when it is their turn.
"""

from __future__ import annotations

from heapq import heappop, heappush

from responses_protocol._formats.chat_completions import output, reasoning
from responses_protocol._formats.options import Options
from responses_protocol._formats.thoughts import SEPARATOR, join_thoughts
from responses_protocol._streams.chunk_writer import ChunkWriter
from responses_protocol._streams.final_text import FinalText
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._streams.part_fold import PartFold
from responses_protocol._values import Object


class ThoughtOrder:
    """Writes reasoning: ``note`` every item that may have some, ``add`` every delta."""

    def __init__(self, options: Options, writer: ChunkWriter, final: FinalText) -> None:
        self._options = options
        self._writer = writer
        self._final = final
        self._is_written = options.reasoning in reasoning.WRITERS
        self._kinds = (
            ("reasoning", "message") if options.commentary == "reasoning" else ("reasoning",)
        )
        self._queue: list[tuple[int, int, ItemFold]] = []  # items whose reasoning goes on, in order
        self._known: set[ItemFold] = set()
        self._item: ItemFold | None = None  # the item that streams its reasoning
        self._start = 0  # where its reasoning begins in the streamed text
        self._interrupted: set[ItemFold] = set()  # open items that another one had to follow
        self._part: PartFold | None = None  # the part of the last delta

    def note(self, item: ItemFold) -> None:
        """Add an item to the order if it may have reasoning."""
        if self._is_written and item.kind in self._kinds and item not in self._known:
            self._known.add(item)
            heappush(self._queue, (item.order, len(self._known), item))

    def add(self, item: ItemFold, part: PartFold, text: str | None, chunks: list[Object]) -> bool:
        """Write an added text if it is its item's turn; return whether the next one may follow it.

        ``text`` is None where an announced text precedes it.
        """
        if (
            not self._is_written
            or item.has_gap
            or item.kind == "message"
            or self._first() is not item
        ):
            return False
        if self._item is not item or text is None:
            self._write_waiting(item, chunks)
        elif self._part is None or part.member != self._part.member or item in self._interrupted:
            return False  # of a summary and raw text, the first one is written
        else:
            is_new, self._part = part is not self._part, part
            self._writer.add_reasoning(SEPARATOR + text if is_new else text, chunks)
        return part is self._part

    def catch_up(self, chunks: list[Object]) -> None:
        """Write the waiting reasoning, up to the first item that is still open."""
        item = self._first()
        while item is not None:
            if self._is_open(item):
                if item.kind == "reasoning" and not item.has_gap:
                    self._write_waiting(item, chunks)
                return
            self._write_waiting(item, chunks)
            self._item = None
            heappop(self._queue)
            item = self._first()

    def _first(self) -> ItemFold | None:
        """Return the item whose turn it is, or None."""
        while self._queue and self._queue[0][2] is self._final.item:
            heappop(self._queue)
        return self._queue[0][2] if self._queue else None

    def _is_open(self, item: ItemFold) -> bool:
        """Return whether an item may still add to the reasoning, before that of later items."""
        return not item.done or (item.kind == "message" and not self._final.is_known)

    def _write_waiting(self, item: ItemFold, chunks: list[Object]) -> None:
        """Write the reasoning of an item that came but is not written yet."""
        buffer = self._writer.reasoning.buffer
        if item is not self._item:
            if self._item is not None:
                self._interrupted.add(self._item)
            self._item, self._start = item, buffer.tell()
        if item in self._interrupted:
            return  # the rest would stand behind that of another item
        parts = [part for part in item.parts if part.member == "content" and part.current_text()]
        self._part = next(reversed(parts or item.parts), None)
        text = join_thoughts(output.read_thoughts([item.view()], self._options)).text
        buffer.seek(self._start)
        streamed = buffer.read()
        if not streamed and text and self._start:
            self._start += len(SEPARATOR)
            self._writer.add_reasoning(SEPARATOR + text, chunks)
        elif text.startswith(streamed) and len(text) > len(streamed):
            self._writer.add_reasoning(text[len(streamed) :], chunks)
