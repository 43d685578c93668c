"""The fast path for the usual event of a stream: a delta that follows another one.

The fast path decides nothing: the next delta of the same part needs none of the checks that find
the part, and these checks are half of the cost of a stream. All other events take the usual path.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from responses_protocol.streams.chunk_writer import choice_with
from responses_protocol.values import Json, Object


class PlainDelta:
    """The fields that identify deltas of one part, the texts that they extend, and their chunks.

    ``index`` is the name of the member with the index of the part, ``delta`` makes the delta of a
    chunk. Without ``delta`` the chunks add to the content.
    """

    __slots__ = (
        "_choice",
        "_chunk",
        "_delta",
        "_index",
        "_item_id",
        "_kind",
        "_number",
        "_part",
        "_streamed",
        "_text",
    )

    def __init__(
        self,
        event: Object,
        index: str,
        text: StringIO,
        streamed: StringIO,
        head: Object,
        delta: Callable[[str], Object] | None = None,
    ) -> None:
        self._kind = event["type"]
        self._number = event.get("output_index")
        self._item_id = event.get("item_id")
        self._index = index
        self._part = event.get(index)
        self._text = text
        self._streamed = streamed
        self._chunk = {**head, "choices": None}
        self._choice = choice_with({})
        self._delta = delta

    def translate(self, event: Json) -> list[Object] | None:
        """Add the text of an event and return its chunks, or None if it may contain more."""
        try:
            text = event["delta"]
            if (
                event["type"] != self._kind
                or event["output_index"] != self._number
                or event.get("item_id") != self._item_id
                or event.get(self._index) != self._part
                or type(text) is not str
                or not text
                or event.get("logprobs")
            ):
                return None
        except (AttributeError, KeyError, TypeError):
            return None
        self._text.write(text)
        self._streamed.write(text)
        chunk, choice = self._chunk.copy(), self._choice.copy()
        chunk["choices"] = [choice]
        choice["delta"] = {"content": text} if self._delta is None else self._delta(text)
        return [chunk]
