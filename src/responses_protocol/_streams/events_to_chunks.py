"""Translate Responses events to Chat chunks, without any I/O.

``ResponseFold`` adds up the events. The translator passes on a delta at once if it is known to
be in the answer and next in order: that of the final message (``message_order``), reasoning in the
order of its items (``thought_order``), calls as soon as they are known (``call_order``). At the end
of an item, and of the stream, it writes the rest. So deltas, finished items and the whole answer
may all come, or only one of them; each text is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from responses_protocol._formats.chat_completions import output
from responses_protocol._formats.chat_completions.output import CALLS
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._formats.thoughts import join_thoughts
from responses_protocol._lens.bodies import translate_answer
from responses_protocol._lens.conversion import as_options, as_request_context
from responses_protocol._lens.losses import Loss
from responses_protocol._streams import stream_losses
from responses_protocol._streams.call_order import MEMBERS, CallOrder
from responses_protocol._streams.chunk_writer import DELTAS, PARTS, ChunkWriter
from responses_protocol._streams.errors import AnswerError, StreamError, as_stream_error
from responses_protocol._streams.final_text import FinalText
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._streams.message_order import MessageOrder
from responses_protocol._streams.plain_delta import make_fast_path
from responses_protocol._streams.plain_text import PlainText
from responses_protocol._streams.response_fold import MISSING, ResponseFold
from responses_protocol._streams.thought_order import ThoughtOrder
from responses_protocol._values import Json, Object, copy_json
from responses_protocol.errors import ConversionError

NEW, OPEN, ENDED, CLOSED = "new", "open", "ended", "closed"
ANSWER_STATUSES = frozenset(("completed", "incomplete"))


class EventsToChunks:
    """A translator of the events of one stream: ``feed`` every event, then ``close``.

    ``options``, ``request`` and ``id_seed`` are those of ``convert``; without ``include_usage`` no
    chunk has usage. For a resumed stream, ``head`` contains the earlier events: the translator does
    not write their chunks again, and skips repeated events. It counts events from the first one of
    the head.
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
        self._options = as_options(options)
        self._request = as_request_context(request, "chat_completions", self._options, id_seed)
        self._usage = include_usage
        self._fold = ResponseFold()
        self._writer = ChunkWriter(self._options.reasoning, self._start, self._request.legacy)
        self._state = NEW
        self._final = FinalText(self._fold)
        self._thoughts = ThoughtOrder(self._options, self._writer, self._final)
        self._message = MessageOrder(self._options, self._writer, self._final, self._thoughts)
        self._calls = CallOrder(self._options, self._writer, self._request)
        self._fast_path: PlainText | None = None
        self._has_failed = False  # whether the stream ended without an answer
        self._changed_names: list[str] = []  # members that differ between answer and chunks
        self._cached_losses: tuple[int, str, tuple[Loss, ...]] | None = None  # and their state
        for event in head:
            self.feed(event)
            self._fast_path = None
        self._fold.resume()

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The differences between the chunks and the stream, as far as they are known.

        Before the end, these are the certain losses of severity ``error``. Where the stream ends
        without an answer, ``unfinished_stream`` reports that there may be more. Pointers are into
        the folded Response.
        """
        of_stream = stream_losses.losses_of_codes(self._stream_codes())
        return (
            *self._answer_losses(),
            *of_stream,
            *stream_losses.losses_of_names(self._changed_names),
        )

    @property
    def answer(self) -> Object | None:
        """The whole answer that the events add up to, or None before the stream ends with one.

        Raises StreamError for an answer that is nested too deeply to be copied.
        """
        if self._state not in (ENDED, CLOSED) or self._has_failed:
            return None
        try:
            return self._fold.result()
        except RecursionError as error:
            raise as_stream_error(error, self._fold.last) from None

    def _answer_losses(self) -> tuple[Loss, ...]:
        now = self._fold.count, self._state
        if self._cached_losses is None or self._cached_losses[:2] != now:
            self._cached_losses = *now, self._find_losses()
        return self._cached_losses[2]

    def _find_losses(self) -> tuple[Loss, ...]:
        if self._state in (NEW, OPEN):
            return stream_losses.certain_losses(self._fold, self._options, self._request)
        try:
            return stream_losses.answer_losses(self._fold.result(), self._options, self._request)
        except (ConversionError, RecursionError):
            return ()

    def _stream_codes(self) -> set[str]:
        conditions = {
            "order": self._writer.calls_reordered,
            "reasoning": self._writer.reasoning_lost,
            "streamed_otherwise": self._writer.has_differences(),
            stream_losses.UNFINISHED: self._has_failed,
        }
        resolved = {MISSING} if self._fold.has_final_output else set()
        return {code for code, holds in conditions.items() if holds} | (self._fold.notes - resolved)

    @property
    def plain_text(self) -> PlainText | None:
        """The text that events like the last one add to, None if they contain more than that.

        It holds until something else is fed.
        """
        return self._fast_path

    def feed(self, event: Json) -> list[Object]:
        """Return the chunks that an event gives rise to.

        Raises StreamError for a payload that is no event, AnswerError where the answer has failed.
        """
        if self._fast_path is not None:
            chunks = self._fast_path.translate(event)
            if chunks is not None:
                return chunks
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fast_path = None
        event = self._fold.feed(event)
        chunks = []
        if self._state is ENDED:
            return chunks
        if self._fold.error is not None or self._fold.terminal is not None:
            self._finish(chunks)
            return chunks
        item = self._fold.changed_item
        if self._state is NEW and self._fold.response is not None:
            self._start(chunks)
        if item is not None:
            self._final.note(item)
            self._calls.note(item)
            self._thoughts.note(item)
            handler = HANDLERS.get(event["type"])
            if handler is not None:
                handler(self, item, event, chunks)
        return chunks

    def close(self) -> list[Object]:
        """Return the last chunks; raise AnswerError where the stream ends before the answer."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fast_path = None
        chunks: list[Object] = []
        if self._state is not ENDED:
            self._finish(chunks)
        self._state = CLOSED
        return chunks

    def _start(self, chunks: list[Object]) -> None:
        self._state = OPEN
        head = {**(self._fold.response or {}), "output": [], "status": "in_progress"}
        self._writer.start(self._translate(head), chunks)

    def _translate(self, payload: Object) -> Object:
        try:
            return translate_answer(
                payload, "responses", "chat_completions", self._options, self._request
            )
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.last) from None

    def _finish(self, chunks: list[Object]) -> None:
        """Write the rest and the end; raise AnswerError where there is no answer."""
        try:
            response = self._fold.view()
            ended = self._fold.terminal is not None or response["status"] == "completed"
            if response["status"] not in ANSWER_STATUSES or not ended:
                raise self._answer_error(response["status"])
            if self._state is NEW:
                self._start(chunks)
            completion = self._translate(response)
            self._changed_names = self._writer.changed_names(completion)
            self._state = ENDED
        except (StreamError, AnswerError):
            self._state, self._has_failed = CLOSED, True
            raise
        except RecursionError as error:
            self._state, self._has_failed = CLOSED, True
            raise as_stream_error(error, self._fold.last) from None
        content = output.read_output(response["output"], self._options, self._request)
        thought = join_thoughts(content.thoughts)
        rest = self._writer.reasoning.rest(thought.text)
        if rest:
            self._writer.add_reasoning(rest, chunks)
        if thought.encrypted:
            self._writer.add_encrypted_reasoning(thought.encrypted, chunks)
        final = output.find_final_message(response["output"])
        item = None if final is None else response["output"][final]
        self._message.write_rest(content, item, chunks)
        self._calls.finish(content.calls, chunks)
        self._writer.finish(completion, content.cut, self._usage, chunks)

    def _answer_error(self, status: Json) -> AnswerError:
        answer = self._fold.result()
        if status == "incomplete":
            return AnswerError("the stream was cut off", answer)
        has_answer = self._fold.response is not None or self._fold.error is None
        return AnswerError(
            "the answer has failed" if status == "failed" else "there is no answer",
            answer if has_answer else copy_json(self._fold.error),
        )

    # --- deltas that are passed on at once ---

    def _on_text(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        part, text = self._fold.changed_part, self._fold.added_text
        if part is None:
            return
        can_follow = self._message.add_text(item, part, text, event.get("logprobs"), chunks)
        if can_follow and part.text is not None and self._options.reasoning not in PARTS:
            writes = part.text.write, self._writer.text.buffer.write
            self._fast_path = make_fast_path(
                event, "content_index", writes, self._fold, self._writer.head
            )

    def _on_annotation(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        part = self._fold.changed_part
        if part is not None:
            self._message.add_annotation(item, part, event["annotation"], chunks)

    def _on_refusal(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        self._message.add_refusal(item, self._fold.added_text, chunks)

    def _on_reasoning(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        part, text = self._fold.changed_part, self._fold.added_text
        if text == "" or part is None:
            return
        can_follow = self._thoughts.add(item, part, text, chunks) and part.announced is None
        delta = DELTAS.get(self._options.reasoning)
        if can_follow and part.text is not None and delta is not None:
            index = "summary_index" if part.member == "summary" else "content_index"
            writes = part.text.write, self._writer.reasoning.buffer.write
            self._fast_path = make_fast_path(
                event, index, writes, self._fold, self._writer.head, delta
            )

    def _on_input(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        """Write the arguments, or the input, that an event adds to a call.

        Agents write outputs behind their calls, so the client does not run these calls. Agents send
        no answer object; servers do, and leave the calls that they list to the client.
        """
        if self._fold.response is None:
            return
        member = MEMBERS.get(str(item.kind), "")
        buffer, text = item.texts.get(member), self._fold.added_text
        if buffer is None:
            return
        number = self._calls.update(item, item.text_of(member) if text is None else text, chunks)
        if number is not None and not item.may_repeat(member):
            call = self._writer.calls[number]
            delta = self._writer.arguments_delta(number)
            writes = buffer.write, call.buffer.write
            self._fast_path = make_fast_path(
                event, "content_index", writes, self._fold, self._writer.head, delta
            )

    def _on_input_done(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if self._fold.response is not None and item.kind in CALLS:
            self._calls.finish_input(item, chunks)

    def _on_item(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        """Write the rest of a new call, or of a finished item."""
        if item.kind in CALLS:
            if self._fold.response is not None:
                self._calls.update(item, "", chunks)
        elif item.done and item.kind == "message" and output.has_content(item.item):
            if self._message.is_final(item, chunks):
                self._message.write(item, chunks)
            else:
                self._thoughts.catch_up(chunks)
        elif item.done and item.kind == "reasoning":
            self._thoughts.catch_up(chunks)


Handler = Callable[[EventsToChunks, ItemFold, Object, list[Object]], None]
HANDLERS: dict[str, Handler] = {
    "response.output_item.added": EventsToChunks._on_item,
    "response.output_item.done": EventsToChunks._on_item,
    "response.output_text.delta": EventsToChunks._on_text,
    "response.output_text.annotation.added": EventsToChunks._on_annotation,
    "response.refusal.delta": EventsToChunks._on_refusal,
    **dict.fromkeys(
        (
            "response.reasoning_text.delta",
            "response.reasoning.delta",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary.delta",
        ),
        EventsToChunks._on_reasoning,
    ),
    **dict.fromkeys(
        ("response.function_call_arguments.delta", "response.custom_tool_call_input.delta"),
        EventsToChunks._on_input,
    ),
    **dict.fromkeys(
        ("response.function_call_arguments.done", "response.custom_tool_call_input.done"),
        EventsToChunks._on_input_done,
    ),
}
