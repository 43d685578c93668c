"""The usual event of a stream, a text and nothing else, by a short way.

Nothing is decided here: where a place is known, the next text in it needs none of the questions
that lead there, and half of the cost of a stream are these. Whatever says more goes the long way.
"""

from __future__ import annotations

from io import StringIO

from responses_protocol.streams.chunk_writer import ChunkWriter, choice_with
from responses_protocol.values import Json

Object = dict[str, Json]


class ResponseText:
    """Where plain text of a Responses stream comes from, and the chunks that say it."""

    __slots__ = ("choice", "chunk", "content_index", "output_index", "said", "text")

    def __init__(
        self, output_index: int, content_index: int, text: StringIO, writer: ChunkWriter
    ) -> None:
        self.output_index = output_index
        self.content_index = content_index
        self.text = text
        self.said = writer.text.text
        self.chunk = {**writer.head, "choices": None}
        self.choice = choice_with({})

    def take(self, event: Json) -> list[Object] | None:
        """Add the text of an event and return its chunks; None where it may say anything else."""
        try:
            text = event["delta"]
            if (
                event["type"] != "response.output_text.delta"
                or event["output_index"] != self.output_index
                or event["content_index"] != self.content_index
                or type(text) is not str
                or not text
                or event.get("logprobs")
            ):
                return None
        except (AttributeError, KeyError, TypeError):
            return None
        self.text.write(text)
        self.said.write(text)
        chunk, choice = self.chunk.copy(), self.choice.copy()
        chunk["choices"] = [choice]
        choice["delta"] = {"content": text}
        return [chunk]
