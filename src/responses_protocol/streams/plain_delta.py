"""The usual event of a stream, a delta that follows another one, by a short way.

Nothing is decided here: where a place is known, the next delta in it needs none of the questions
that lead there, and half of the cost of a stream are these. Whatever says more goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from responses_protocol.streams.chunk_writer import choice_with
from responses_protocol.values import Json

Object = dict[str, Json]


class PlainDelta:
    """Where the deltas of one place come from, the texts that they are added to, and their chunks.

    ``index`` is the name of the member with the number of the part. Without ``delta`` the chunks
    add to the content.
    """

    __slots__ = (
        "_choice",
        "_chunk",
        "_delta",
        "_index",
        "_kind",
        "_number",
        "_own",
        "_part",
        "_said",
        "_text",
    )

    def __init__(
        self,
        event: Object,
        index: str,
        text: StringIO,
        said: StringIO,
        head: Object,
        delta: Callable[[str], Object] | None = None,
    ) -> None:
        self._kind = event["type"]
        self._number = event.get("output_index")
        self._own = event.get("item_id")
        self._index = index
        self._part = event.get(index)
        self._text = text
        self._said = said
        self._chunk = {**head, "choices": None}
        self._choice = choice_with({})
        self._delta = delta

    def take(self, event: Json) -> list[Object] | None:
        """Add the text of an event and return its chunks; None where it may say anything else."""
        try:
            text = event["delta"]
            if (
                event["type"] != self._kind
                or event["output_index"] != self._number
                or event.get("item_id") != self._own
                or event.get(self._index) != self._part
                or type(text) is not str
                or not text
                or event.get("logprobs")
            ):
                return None
        except (AttributeError, KeyError, TypeError):
            return None
        self._text.write(text)
        self._said.write(text)
        chunk, choice = self._chunk.copy(), self._choice.copy()
        chunk["choices"] = [choice]
        choice["delta"] = {"content": text} if self._delta is None else self._delta(text)
        return [chunk]
