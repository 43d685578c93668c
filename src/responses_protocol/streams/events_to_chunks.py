"""Responses events to Chat chunks, without any I/O.

The events are added up by ``ResponseFold``. What is said is passed on as it comes, as long as it is
known to be in the answer, and is next to be said: text as soon as ``final_text`` knows its message
to be the final one, thoughts in their order (``thought_order``), calls as soon as they are known
(``call_order``). At the end of an item, and of the stream, what was not said yet is said: so
deltas, finished items and the whole answer may all come, or only one of them, and each word is said
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import output
from responses_protocol.formats.chat_completions.output import CALLS
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.formats.thoughts import joined
from responses_protocol.lens.bodies import translate_answer
from responses_protocol.lens.conversion import chosen_options, known_request
from responses_protocol.lens.losses import Loss
from responses_protocol.streams import stream_losses
from responses_protocol.streams.call_order import MEMBERS, CallOrder
from responses_protocol.streams.chunk_writer import DELTAS, PARTS, ChunkWriter
from responses_protocol.streams.errors import AnswerError, StreamError, guarded
from responses_protocol.streams.final_text import FinalText
from responses_protocol.streams.item_fold import ItemFold
from responses_protocol.streams.logprobs import Logprobs, with_bytes
from responses_protocol.streams.plain_delta import PlainDelta
from responses_protocol.streams.response_fold import MISSING, ResponseFold
from responses_protocol.streams.thought_order import ThoughtOrder
from responses_protocol.values import Json, copied

Object = dict[str, Json]
NEW, OPEN, ENDED, CLOSED = "new", "open", "ended", "closed"
ANSWERED = frozenset(("completed", "incomplete"))


class EventsToChunks:
    """Translates the events of one stream: ``feed`` every one of them, then ``close``.

    ``options``, ``request`` and ``id_seed`` are those of ``convert``; without ``include_usage`` no
    chunk has usage. ``head`` has the events that came before, where a stream is resumed: their
    chunks are not made again, and events that come once more are passed over. Events are counted
    from the first one of the head.
    """

    def __init__(
        self,
        options: Options | str | None = None,
        *,
        include_usage: bool = True,
        head: Iterable[Json] = (),
        request: Json | RequestContext = None,
        id_seed: str | None = None,
    ) -> None:
        self._options = chosen_options(options)
        self._request = known_request(request, "chat_completions", self._options, id_seed)
        self._usage = include_usage
        self._fold = ResponseFold()
        self._writer = ChunkWriter(self._options.reasoning, self._start, self._request.legacy)
        self._state = NEW
        self._final = FinalText(self._fold)
        self._thoughts = ThoughtOrder(self._options, self._writer, self._final)
        self._calls = CallOrder(self._options, self._writer, self._request)
        self._early = True  # whether log probabilities are told with their deltas
        self._plain: PlainDelta | None = None
        self._broken = False  # whether it ended, and not with an answer
        self._renamed: list[str] = []  # what the answer names otherwise than the chunks do
        self._known: tuple[int, str, tuple[Loss, ...]] | None = None  # losses, and when
        for event in head:
            self.feed(event)
            self._plain = None
        self._fold.resume()

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the chunks don't say of the stream, as far as it is known.

        Before the end that is what is certain, and of error grade; where the stream did not end
        with an answer, ``unfinished_stream`` says that there may be more. Pointers are into the
        folded Response.
        """
        of_stream = stream_losses.of_stream(self._of_stream())
        return (*self._of_answer(), *of_stream, *stream_losses.of_names(self._renamed))

    @property
    def answer(self) -> Object | None:
        """The whole answer that the events add up to, once they have ended with one."""
        ended = self._state in (ENDED, CLOSED) and not self._broken
        return self._fold.result() if ended else None

    def _of_answer(self) -> tuple[Loss, ...]:
        now = self._fold.count, self._state
        if self._known is None or self._known[:2] != now:
            self._known = *now, self._found()
        return self._known[2]

    def _found(self) -> tuple[Loss, ...]:
        if self._state in (NEW, OPEN):
            return stream_losses.so_far(self._fold, self._options, self._request)
        try:
            return stream_losses.of_answer(self._fold.result(), self._options, self._request)
        except (ConversionError, RecursionError):
            return ()

    def _of_stream(self) -> set[str]:
        told = {
            "order": self._writer.disordered,
            "reasoning": self._writer.untold,
            "streamed_otherwise": self._writer.contradicted(),
            stream_losses.UNFINISHED: self._broken,
        }
        whole = {MISSING} if self._fold.is_whole else set()
        return {code for code, holds in told.items() if holds} | (self._fold.notes - whole)

    def feed(self, event: Json) -> list[Object]:
        """Return the chunks that an event gives rise to.

        Raises StreamError where it is none, and AnswerError where the answer has failed.
        """
        if self._plain is not None:
            said = self._plain.take(event)
            if said is not None:
                self._fold.count += 1
                return said
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._plain = None
        event = self._fold.feed(event)
        chunks: list[Object] = []
        if self._state is ENDED:
            return chunks
        if self._fold.error is not None or self._fold.terminal is not None:
            self._end(chunks)
            return chunks
        item = self._fold.touched
        if self._state is NEW and self._fold.response is not None:
            self._start(chunks)
        if item is not None:
            self._final.note(item)
            self._calls.note(item)
            self._thoughts.note(item)
            live = LIVE.get(event["type"])
            if live is not None:
                live(self, item, event, chunks)
        return chunks

    def close(self) -> list[Object]:
        """Return the last chunks; raise AnswerError where the stream ends before the answer."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._plain = None
        chunks: list[Object] = []
        if self._state is not ENDED:
            self._end(chunks)
        self._state = CLOSED
        return chunks

    def _start(self, chunks: list[Object]) -> None:
        self._state = OPEN
        head = {**(self._fold.response or {}), "output": [], "status": "in_progress"}
        self._writer.start(self._translated(head), chunks)

    def _translated(self, payload: Object) -> Object:
        try:
            return translate_answer(
                payload, "responses", "chat_completions", self._options, self._request
            )
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.last) from None

    def _end(self, chunks: list[Object]) -> None:
        """Say what was not said yet, and end; raise AnswerError where there is no answer."""
        try:
            whole = self._fold.view()
            ended = self._fold.terminal is not None or whole["status"] == "completed"
            if whole["status"] not in ANSWERED or not ended:
                raise self._failure(whole["status"])
            if self._state is NEW:
                self._start(chunks)
            value = self._translated(whole)
            self._renamed = self._writer.renamed(value)
            self._state = ENDED
        except (StreamError, AnswerError):
            self._state, self._broken = CLOSED, True
            raise
        except RecursionError as error:
            self._state, self._broken = CLOSED, True
            raise guarded(error, self._fold.last) from None
        said = output.read_output(whole["output"], self._options, self._request)
        thought = joined(said.thoughts)
        rest = self._writer.thought.rest(thought.text)
        if rest:
            self._writer.think(rest, chunks)
        if thought.sealed:
            self._writer.seal(thought.sealed, chunks)
        final = output.final_message(whole["output"])
        self._say_rest(said, None if final is None else whole["output"][final], chunks)
        self._calls.rest(said.calls, chunks)
        self._writer.finish(value, said.cut, self._usage, chunks)

    def _failure(self, status: Json) -> AnswerError:
        whole = self._fold.result()
        if status == "incomplete":
            return AnswerError("the stream was cut off", whole)
        known = self._fold.response is not None or self._fold.error is None
        return AnswerError(
            "the answer has failed" if status == "failed" else "there is no answer",
            whole if known else copied(self._fold.error),
        )

    def _say_rest(
        self, said: output.AnswerContent, item: Object | None, chunks: list[Object]
    ) -> None:
        """Say what was not said yet of the final message, which is this item."""
        writer = self._writer
        text = writer.text.rest(said.text)
        logprobs = writer.logprobs.rest(self._logprobs(item)) if said.text else []
        if text or logprobs:
            writer.say(text, logprobs, chunks)
        refusal = writer.refusal.rest(said.refusal)
        if refusal:
            writer.refuse(refusal, chunks)
        annotations = writer.annotations.rest(said.annotations)
        if annotations:
            writer.cite(annotations, chunks)

    def _logprobs(self, item: Object | None) -> list[Json]:
        """Return the log probabilities of a message."""
        parts = output.texts(item) if item is not None else ()
        return [
            one
            for listed in (part.get("logprobs") for part in parts)
            if isinstance(listed, (Logprobs, list))
            for one in (listed.values() if isinstance(listed, Logprobs) else copied(listed))
        ]

    # --- what is said at once ---

    def _may_speak(self, item: ItemFold, chunks: list[Object]) -> bool:
        """Tell whether a message is known to be the final one."""
        if not self._final.known:
            if not self._final.is_known_by(item):
                return False
            self._thoughts.catch_up(chunks)  # all other messages are known not to be
        return self._final.item is item and not item.torn

    def _text(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        part = self._fold.part
        if event["delta"] and part is not None and self._may_speak(item, chunks):
            self._writer.say(event["delta"], self._logged(event.get("logprobs")), chunks)
            if part.text is not None and self._options.reasoning not in PARTS:
                said = self._writer.text.text
                self._plain = PlainDelta(event, "content_index", part.text, said, self._writer.head)

    def _logged(self, logprobs: Json) -> list[Json]:
        """Return log probabilities that can be told at once.

        OpenAI's deltas leave out the bytes that Chat has. Where the token does not show them, this
        one and all others wait for the finished item.
        """
        if not isinstance(logprobs, list) or not logprobs or not self._early:
            return []
        found = with_bytes(logprobs)
        self._early = found is not None
        return found or []

    def _annotation(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        part = self._fold.part
        if part is not None and part.said() and self._may_speak(item, chunks):
            found = output.citations([event["annotation"]], part.start)
            if found:
                self._writer.cite(found, chunks)

    def _refusal(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if event["delta"] and self._may_speak(item, chunks):
            self._writer.refuse(event["delta"], chunks)

    def _thought(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        part = self._fold.part
        if not event["delta"] or part is None:
            return
        follows = self._thoughts.think(item, part, event["delta"], chunks)
        delta = DELTAS.get(self._options.reasoning)
        if follows and part.text is not None and delta is not None:
            index = "summary_index" if part.member == "summary" else "content_index"
            said = self._writer.thought.text
            self._plain = PlainDelta(event, index, part.text, said, self._writer.head, delta)

    def _input(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        """Say what an event adds to a call.

        Agents give outputs behind their calls, which are no calls of the client then. They name no
        answer, while servers, which do, leave the calls that they list to the client.
        """
        if self._fold.response is None:
            return
        text = item.texts.get(MEMBERS.get(str(item.kind), ""))
        number = None if text is None else self._calls.take(item, event["delta"] or "", chunks)
        if number is not None and text is not None:
            call = self._writer.calls[number]
            delta = self._writer.plain_call(number)
            self._plain = PlainDelta(
                event, "content_index", text, call.text, self._writer.head, delta
            )

    def _input_done(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if self._fold.response is not None and item.kind in CALLS:
            self._calls.finish_input(item, chunks)

    def _item(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        """Say what a new call, or a finished item, says beyond what was said of it."""
        if item.kind in CALLS:
            if self._fold.response is not None:
                self._calls.take(item, "", chunks)
        elif item.done and item.kind == "message" and output.speaks(item.item):
            if self._may_speak(item, chunks):
                said = output.read_output([item.item], self._options)
                self._say_rest(said, item.item, chunks)
            else:
                self._thoughts.catch_up(chunks)
        elif item.done and item.kind == "reasoning":
            self._thoughts.catch_up(chunks)


Live = Callable[[EventsToChunks, ItemFold, Object, list[Object]], None]
LIVE: dict[str, Live] = {
    "response.output_item.added": EventsToChunks._item,
    "response.output_item.done": EventsToChunks._item,
    "response.output_text.delta": EventsToChunks._text,
    "response.output_text.annotation.added": EventsToChunks._annotation,
    "response.refusal.delta": EventsToChunks._refusal,
    **dict.fromkeys(
        (
            "response.reasoning_text.delta",
            "response.reasoning.delta",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary.delta",
        ),
        EventsToChunks._thought,
    ),
    **dict.fromkeys(
        ("response.function_call_arguments.delta", "response.custom_tool_call_input.delta"),
        EventsToChunks._input,
    ),
    **dict.fromkeys(
        ("response.function_call_arguments.done", "response.custom_tool_call_input.done"),
        EventsToChunks._input_done,
    ),
}
