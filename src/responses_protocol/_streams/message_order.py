"""Write the final message of a Responses stream as soon as it is known to be the final one.

A delta is written as it comes if the chunks have all that the message got before it. Otherwise the
message so far is read as a whole, and what the chunks lack is written.
"""

from __future__ import annotations

from responses_protocol._formats.chat_completions import output
from responses_protocol._formats.options import Options
from responses_protocol._streams.chunk_writer import ChunkWriter
from responses_protocol._streams.final_text import FinalText
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._streams.logprobs import Logprobs, with_bytes
from responses_protocol._streams.part_fold import PartFold
from responses_protocol._streams.thought_order import ThoughtOrder
from responses_protocol._values import Json, Object, copy_json


class MessageOrder:
    """Writes the final message: ``add_...`` every delta, ``write`` or ``write_rest`` at an end.

    A text to add is None where an announced text precedes it. Other messages are passed over.
    """

    def __init__(
        self, options: Options, writer: ChunkWriter, final: FinalText, thoughts: ThoughtOrder
    ) -> None:
        self._options = options
        self._writer = writer
        self._final = final
        self._thoughts = thoughts
        self._has_begun = False  # whether some of the final message is written
        self._logprobs_early = True  # whether log probabilities come with their deltas

    def is_final(self, item: ItemFold, chunks: list[Object]) -> bool:
        """Return whether a message is known to be the final one."""
        if not self._final.is_known:
            if not self._final.is_known_by(item):
                return False
            self._thoughts.catch_up(chunks)  # no other message is the final one
        return self._final.item is item and not item.has_gap

    def add_text(
        self, item: ItemFold, part: PartFold, text: str | None, logprobs: Json, chunks: list[Object]
    ) -> bool:
        """Write an added text; return whether the next one may follow it."""
        if text == "" or not self.is_final(item, chunks):
            return False
        if text is None or self._has_waited(item, text):
            self.write(item, chunks)
        else:
            self._writer.add_text(text, self._early_logprobs(logprobs), chunks)
        if part.announced is not None:
            self._logprobs_early = False  # the deltas may repeat a text, and then no chunk has it
        return part.announced is None

    def add_refusal(self, item: ItemFold, text: str | None, chunks: list[Object]) -> None:
        """Write an added refusal."""
        if text == "" or not self.is_final(item, chunks):
            return
        if text is None or self._has_waited(item, text):
            self.write(item, chunks)
        else:
            self._writer.add_refusal(text, chunks)

    def add_annotation(
        self, item: ItemFold, part: PartFold, annotation: Json, chunks: list[Object]
    ) -> None:
        """Write an added annotation behind the text of its part."""
        if not part.current_text() or not self.is_final(item, chunks):
            return
        annotations = output.nest_citations([annotation], part.start)
        if not self._has_begun:
            self.write(item, chunks)
        elif annotations:
            self._writer.add_annotations(annotations, chunks)

    def write(self, item: ItemFold, chunks: list[Object]) -> None:
        """Write the rest of the final message so far; log probabilities wait for its end."""
        message, self._has_begun = _view_message(item), True
        self._logprobs_early = self._logprobs_early and item.done
        content = output.read_output([message], self._options)
        self.write_rest(content, message if item.done else None, chunks)

    def write_rest(
        self, content: output.AnswerContent, item: Object | None, chunks: list[Object]
    ) -> None:
        """Write the rest of the final message, which is ``item``."""
        writer = self._writer
        text = writer.text.rest(content.text)
        logprobs = writer.logprobs.rest(_logprobs_of(item)) if content.text else []
        if text or logprobs:
            writer.add_text(text, logprobs, chunks)
        refusal = writer.refusal.rest(content.refusal)
        if refusal:
            writer.add_refusal(refusal, chunks)
        annotations = writer.annotations.rest(content.annotations)
        if annotations:
            writer.add_annotations(annotations, chunks)

    def _has_waited(self, item: ItemFold, text: str) -> bool:
        """Return whether the final message, before it was known, got more than this text."""
        if self._has_begun:
            return False
        self._has_begun = True
        content = output.read_output([_view_message(item)], self._options)
        return bool(content.annotations) or content.text + content.refusal != text

    def _early_logprobs(self, logprobs: Json) -> list[Json]:
        """Return the log probabilities that can be written with their delta.

        OpenAI's deltas leave out the bytes that Chat has. Where the token does not show them, this
        entry and all that follow wait for the finished item.
        """
        if not isinstance(logprobs, list) or not logprobs or not self._logprobs_early:
            return []
        complete = with_bytes(logprobs)
        self._logprobs_early = complete is not None
        return complete or []


def _view_message(item: ItemFold) -> Object:
    """Return a message so far; some servers leave out its type."""
    return {**item.view(), "type": "message"}


def _logprobs_of(item: Object | None) -> list[Json]:
    """Return the log probabilities of a message."""
    parts = output.find_texts(item) if item is not None else ()
    return [
        entry
        for entries in (part.get("logprobs") for part in parts)
        if isinstance(entries, (Logprobs, list))
        for entry in (entries.values() if isinstance(entries, Logprobs) else copy_json(entries))
    ]
