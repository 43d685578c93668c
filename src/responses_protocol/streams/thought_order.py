"""What is thought in a Responses stream, in the order of its items.

Chat has one place for reasoning, so the first item that is open thinks at once, and the next ones
wait until it is done. What was delivered of them until then is said when it is their turn.
"""

from __future__ import annotations

from heapq import heappop, heappush

from responses_protocol.formats.chat_completions import output, reasoning
from responses_protocol.formats.options import Options
from responses_protocol.formats.thoughts import SEPARATOR, joined
from responses_protocol.streams.chunk_writer import ChunkWriter
from responses_protocol.streams.final_text import FinalText
from responses_protocol.streams.item_fold import ItemFold, PartFold
from responses_protocol.values import Json

Object = dict[str, Json]


class ThoughtOrder:
    """Says what items think: ``note`` every item that may, and ``think`` every delta."""

    def __init__(self, options: Options, writer: ChunkWriter, final: FinalText) -> None:
        self._options = options
        self._writer = writer
        self._final = final
        self._writes = options.reasoning in reasoning.WRITERS
        self._kinds = (
            ("reasoning", "message") if options.commentary == "reasoning" else ("reasoning",)
        )
        self._queue: list[tuple[int, int, ItemFold]] = []  # what did not end to think, in order
        self._known: set[ItemFold] = set()
        self._item: ItemFold | None = None  # the one that thinks
        self._start = 0  # where what was said of it begins
        self._left: set[ItemFold] = set()  # open ones after which another one had to think
        self._part: PartFold | None = None  # of which the last delta was

    def note(self, item: ItemFold) -> None:
        """Take an item into the order, if it may think."""
        if self._writes and item.kind in self._kinds and item not in self._known:
            self._known.add(item)
            heappush(self._queue, (item.order, len(self._known), item))

    def think(self, item: ItemFold, part: PartFold, delta: str, chunks: list[Object]) -> bool:
        """Say a delta if it is the turn of its item; tell whether the next one may follow it."""
        if not self._writes or item.torn or item.kind == "message" or self._first() is not item:
            return False
        if self._item is not item:
            self._turn_to(item, chunks)
        elif self._part is None or part.member != self._part.member or item in self._left:
            return False  # of a summary and raw text, what comes first is said
        else:
            new, self._part = part is not self._part, part
            self._writer.think(SEPARATOR + delta if new else delta, chunks)
        return part is self._part

    def catch_up(self, chunks: list[Object]) -> None:
        """Say all that is thought, up to the first item that is still open."""
        item = self._first()
        while item is not None:
            if self._is_open(item):
                if item.kind == "reasoning" and not item.torn:
                    self._turn_to(item, chunks)
                return
            self._turn_to(item, chunks)
            self._item = None
            heappop(self._queue)
            item = self._first()

    def _first(self) -> ItemFold | None:
        """Return the item whose turn it is, None where there is none."""
        while self._queue and self._queue[0][2] is self._final.item:
            heappop(self._queue)
        return self._queue[0][2] if self._queue else None

    def _is_open(self, item: ItemFold) -> bool:
        """Tell whether an item may still add to the reasoning, before what comes behind it."""
        return not item.done or (item.kind == "message" and not self._final.known)

    def _turn_to(self, item: ItemFold, chunks: list[Object]) -> None:
        """Say what was delivered of an item, and not said yet."""
        total = self._writer.thought.text
        if item is not self._item:
            if self._item is not None:
                self._left.add(self._item)
            self._item, self._start = item, total.tell()
        if item in self._left:
            return  # more of it stands behind that of another one
        read = [part for part in item.parts if part.member == "content" and part.said()]
        self._part = next(reversed(read or item.parts), None)
        text = joined(output.thoughts([item.view()], self._options)).text
        total.seek(self._start)
        said = total.read()
        if not said and text and self._start:
            self._start += len(SEPARATOR)
            self._writer.think(SEPARATOR + text, chunks)
        elif text.startswith(said) and len(text) > len(said):
            self._writer.think(text[len(said) :], chunks)
